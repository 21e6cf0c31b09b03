// SPDX-License-Identifier: MIT
//
// What a plan says, in the words of the floors below: parameters of the kernel, what a client streams, and its script.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/client/audio/source.hpp"
#include "sim/client/stream_client.hpp"
#include "sim/kernel/system.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

kernel::Parameters kernel_parameters(const MachinePlan &plan);

client::SourceSpec source_spec(const SourcePlan &plan, std::uint64_t seed);

/// Stream number `number` of the run, a copy of `stream`, on that device; without source, sink and script.
client::StreamPlan stream_plan(const Plan &plan, const StreamPlan &stream, std::size_t number, std::size_t device);

/// What the client of [[stream]] number `stream` does, in order of time, and that it closes in the end. `up` is when
/// the device was up, `end` when the scenario ends.
std::vector<client::ScriptStep> stream_script(const Plan &plan, std::size_t stream, core::TimePoint up,
                                              core::TimePoint end);

/// A step of the device, not of a stream.
bool is_power_step(const StepPlan &step);

} // namespace acxsim::scenario
