// SPDX-License-Identifier: MIT
//
// See bus_arbiter.hpp: who waits, and until when. Nothing here is on the path of a burst that finds a free slot.
#include "hwmodel/hda/bus_arbiter.hpp"

#include <algorithm>
#include <bit>

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

void BusArbiter::look_ahead() {
    due_ = core::end_of_time;
    if (waiting_ == 0) return;
    const core::TimePoint first = *std::min_element(arrivals_.begin(), arrivals_.begin() + outstanding_max_);
    due_ = std::max({first, stalled_until_, now_});
}

std::uint32_t BusArbiter::serve() {
    std::uint32_t served = 0;
    while (waiting_ != 0 && now_ >= stalled_until_ && find_free_slot()) {
        const std::uint32_t further_on = waiting_ & ~((2u << last_) - 1);
        const auto next = static_cast<unsigned>(std::countr_zero(further_on != 0 ? further_on : waiting_));
        waiting_ &= ~(1u << next);
        served |= 1u << next;
        if (clients_[next]->bus_granted()) last_ = next;
    }
    look_ahead();
    return served;
}

} // namespace acxsim::hw::hda
