// SPDX-License-Identifier: MIT
//
// What faults do to one side of the I2S/TDM block: a segment that the channel does not see returned, and its
// 64-bit byte counter, which software reads in two halves (Q-34, Q-37, Q-41, Q-43; hwmodel.md section 4). A side
// without armed faults has no such object.
#pragma once

#include <optional>

#include "hwmodel/faults/injector.hpp"

namespace acxsim::hw::i2s {

class SideFaults {
public:
    SideFaults(StreamEngine &side, unsigned index, core::Simulation &simulation, faults::Injector &injector)
        : side_(side), index_(index), simulation_(simulation), injector_(injector) {}

    /// A segment has been moved; `next` is the one that the channel wants then.
    void segment_done(std::uint64_t bytes, unsigned segment, unsigned next);
    /// Whether the channel sees that segment as not returned.
    bool withholds(unsigned segment) const { return withheld_ == segment; }
    /// The channel has stopped for want of a segment: the next start finds it.
    void segment_late() { withheld_.reset(); }
    void dma_starts(std::uint64_t counter);
    void reset(std::uint64_t counter);
    /// One half of the counter, as a read finds it.
    std::uint32_t half(std::uint64_t counter, bool is_upper);

private:
    const faults::ArmedFault *strike(faults::FaultId fault, std::uint64_t bytes);

    StreamEngine &side_;
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

} // namespace acxsim::hw::i2s
