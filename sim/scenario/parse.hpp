// SPDX-License-Identifier: MIT
//
// A scenario file and the command line's overrides -> a validated Plan, or every complaint about them at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

/// A key given a value outside the file: `--set machine.profile=bad`, `--seed 7`. Keys of repeated sections name the
/// element (stream.0.packet) or mean all of them (stream.packet). Of `--fault NAME:key=value...`, key is "fault" and
/// value the whole argument: one more fault.
struct Override {
    std::string option; ///< "--set"
    std::string key;
    std::string value;
    std::string argument = {}; ///< as it stands on the command line, if that is more than the value
};

struct PlanRequest {
    std::string file; ///< empty: the default scenario, one render stream
    std::vector<Override> overrides;
};

struct PlanReading {
    std::optional<Plan> plan; ///< only if there are no problems
    std::vector<Diagnostic> problems;
};

PlanReading read_plan(const PlanRequest &request);

/// The same from text instead of a file; `file` names it in messages and gives the folder of relative paths.
PlanReading read_plan_text(std::string_view text, const std::string &file, const std::vector<Override> &overrides = {});

} // namespace acxsim::scenario
