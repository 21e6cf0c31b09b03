// SPDX-License-Identifier: MIT
//
// What faults do to a cyclic channel: a segment that it does not see returned, and the 64-bit byte counter that
// its block offers, which software reads in two halves (Q-34, Q-37, Q-41, Q-43; hwmodel.md section 4). A channel
// without armed faults has no such object.
#pragma once

#include <optional>

#include "hwmodel/faults/injector.hpp"

namespace acxsim::hw::cyclic {

class ChannelFaults {
public:
    /// `index`: the engine's in its model.
    ChannelFaults(StreamEngine &engine, unsigned index, core::Simulation &simulation, faults::Injector &injector)
        : engine_(engine), index_(index), simulation_(simulation), injector_(injector) {}

    /// Whether a fault can strike while nobody looks: every burst must be an event then.
    bool need_every_burst() const { return injector_.acts_between_observables(index_, engine_.is_output()); }
    /// `bytes`: F with that burst.
    void burst_issued(std::uint64_t bytes) { injector_.burst_issued({&engine_, index_, bytes}); }
    /// A segment that asks for an interrupt has been moved; `next` is the one that the channel wants then.
    void segment_done(std::uint64_t bytes, unsigned segment, unsigned next);
    /// Whether the channel sees that segment as not returned.
    bool withholds(unsigned segment) const { return withheld_ == segment; }
    /// The channel has stopped for want of a segment: the next start finds it.
    void segment_late() { withheld_.reset(); }
    void dma_starts(std::uint64_t counter);
    /// The stream is reset, and its counter goes from one value to the other.
    void reset(std::uint64_t before, std::uint64_t after);
    /// The counter alone does so, because the stream is resumed.
    void counter_restarts(std::uint64_t before, std::uint64_t after);
    /// One half of the counter, as a read finds it.
    std::uint32_t half(std::uint64_t counter, bool is_upper);

private:
    const faults::ArmedFault *strike(faults::FaultId fault, std::uint64_t bytes);

    StreamEngine &engine_;
    unsigned index_;
    core::Simulation &simulation_;
    faults::Injector &injector_;
    std::optional<unsigned> withheld_;
    std::uint64_t offset_ = 0; // of the counter, modulo 2^64
    bool halves_mixed_ = false;
    core::Duration upper_lags_{};
    std::uint32_t upper_seen_ = 0; // as it was before the last wrap
    core::TimePoint wrapped_at_ = core::end_of_time;
    bool upper_known_ = false;
};

} // namespace acxsim::hw::cyclic
