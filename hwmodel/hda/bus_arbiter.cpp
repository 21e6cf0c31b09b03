// SPDX-License-Identifier: MIT
//
// See bus_arbiter.hpp. The event exists only while somebody waits.
#include "hwmodel/hda/bus_arbiter.hpp"

#include <algorithm>

namespace acxsim::hw::hda {

BusArbiter::BusArbiter(core::Simulation &simulation, unsigned outstanding_max)
    : simulation_(simulation), free_event_(core::Event::of<&BusArbiter::on_free>(core::Priority::Hardware, this)),
      outstanding_max_(outstanding_max) {
    ACXSIM_ASSERT(outstanding_max >= 1 && outstanding_max <= arrivals_.size(), "max_out is out of range");
}

unsigned BusArbiter::outstanding() const {
    const core::TimePoint now = simulation_.now();
    return static_cast<unsigned>(std::count_if(arrivals_.begin(), arrivals_.begin() + outstanding_max_,
                                               [now](core::TimePoint arrival) { return arrival > now; }));
}

bool BusArbiter::idle() const {
    const core::TimePoint now = simulation_.now();
    return std::all_of(arrivals_.begin(), arrivals_.begin() + outstanding_max_,
                       [now](core::TimePoint arrival) { return arrival < now; });
}

void BusArbiter::wait(unsigned index) {
    waiting_ |= 1u << index;
    schedule();
}

void BusArbiter::schedule() {
    const core::TimePoint first = *std::min_element(arrivals_.begin(), arrivals_.begin() + outstanding_max_);
    simulation_.timeline.schedule(free_event_, std::max({first, stalled_until_, simulation_.now()}));
}

void BusArbiter::on_free() {
    while (waiting_ != 0 && simulation_.now() >= stalled_until_ && find_free_slot()) {
        do
            last_ = (last_ + 1) % clients_max;
        while ((waiting_ & (1u << last_)) == 0);
        waiting_ &= ~(1u << last_);
        granted_ = last_;
        clients_[last_]->bus_granted();
        granted_ = nobody;
    }
    if (waiting_ != 0) schedule();
}

} // namespace acxsim::hw::hda
