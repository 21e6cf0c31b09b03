// SPDX-License-Identifier: MIT
//
// How fast a link takes or gives data: a clock whose edges are counted, and how many units of data (words of a TDM
// slot, sample blocks of a link frame) have crossed after so many edges. Both directions are closed forms, so that
// nobody has to step from edge to edge. Models derive their own (i2s/slot_pace.hpp, dsp/frame_pace.hpp).
#pragma once

#include <cstdint>

#include "sim/core/clock_domain.hpp"

namespace acxsim::hw::cyclic {

class LinkPace {
public:
    virtual ~LinkPace() = default;
    /// The clock; frames begin at counts that are multiples of counts_per_frame().
    virtual const core::ClockDomain &clock() const = 0;
    virtual std::int64_t counts_per_frame() const = 0;
    /// Units that have crossed `counts` edges after a frame began; 0 for counts <= 0.
    virtual std::int64_t units(std::int64_t counts) const = 0;
    /// The least number of edges after which at least `units` units have crossed.
    virtual std::int64_t counts_for(std::int64_t units) const = 0;
    /// Edges that `units` units take at least, wherever in the frame they begin.
    virtual std::int64_t counts_min(std::int64_t units) const = 0;
};

} // namespace acxsim::hw::cyclic
