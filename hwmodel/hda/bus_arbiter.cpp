// SPDX-License-Identifier: MIT
//
// See bus_arbiter.hpp: who waits, and until when. Nothing here is on the path of a burst that finds a free slot.
#include "hwmodel/hda/bus_arbiter.hpp"

#include <algorithm>

namespace acxsim::hw::hda {

BusArbiter::BusArbiter(const core::TimePoint &now, unsigned outstanding_max)
    : now_(now), outstanding_max_(outstanding_max) {
    ACXSIM_ASSERT(outstanding_max >= 1 && outstanding_max <= arrivals_.size(), "max_out is out of range");
}

unsigned BusArbiter::outstanding() const {
    return static_cast<unsigned>(std::count_if(arrivals_.begin(), arrivals_.begin() + outstanding_max_,
                                               [this](core::TimePoint arrival) { return arrival > now_; }));
}

bool BusArbiter::idle() const {
    return std::all_of(arrivals_.begin(), arrivals_.begin() + outstanding_max_,
                       [this](core::TimePoint arrival) { return arrival < now_; });
}

void BusArbiter::wait(unsigned index) {
    if (waiting_ == 0 && outstanding() == 0) last_ = clients_max - 1;
    waiting_ |= 1u << index;
    look_ahead();
}

void BusArbiter::look_ahead() {
    due_ = core::end_of_time;
    if (waiting_ == 0) return;
    const core::TimePoint first = *std::min_element(arrivals_.begin(), arrivals_.begin() + outstanding_max_);
    due_ = std::max({first, stalled_until_, now_});
}

void BusArbiter::serve() {
    while (waiting_ != 0 && now_ >= stalled_until_ && find_free_slot()) {
        do
            last_ = (last_ + 1) % clients_max;
        while ((waiting_ & (1u << last_)) == 0);
        waiting_ &= ~(1u << last_);
        granted_ = last_;
        clients_[last_]->bus_granted();
        granted_ = nobody;
    }
    look_ahead();
}

} // namespace acxsim::hw::hda
