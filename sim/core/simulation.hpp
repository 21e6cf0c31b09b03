// SPDX-License-Identifier: MIT
//
// What every floor stands on: time, choices and the trace of one run, handed down by reference.
#pragma once

#include "sim/core/choices.hpp"
#include "sim/core/timeline.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::core {

struct Simulation {
    explicit Simulation(std::uint64_t seed) : choices(seed), trace(timeline) {}

    Timeline timeline;
    Choices choices;
    Trace trace;

    TimePoint now() const { return timeline.now(); }
};

} // namespace acxsim::core
