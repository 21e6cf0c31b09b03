// SPDX-License-Identifier: MIT
//
// The smoke run of a driver: an inspection in a worker, then the short runs that follow from it, each in a worker of
// its own, as many at a time as there are processors.
#pragma once

#include <functional>
#include <string>

#include "sim/runner/supervisor.hpp"
#include "sim/scenario/smoke.hpp"

namespace acxsim::runner {

struct SmokeRequest {
    RunRequest run;              ///< without a scenario file; its command is completed for each run
    std::string inspect_command; ///< repeats the inspection
    unsigned parallel = 1;       ///< workers at a time
};

struct Inspection {
    scenario::Outcome outcome;
    std::string
        found_model; ///< the driver did not start on the model it was given, but on this one; empty: no such case
};

/// Inspects a driver in a worker. The plan names driver, machine and hardware; its streams are not opened. A driver
/// that turns to its hardware and does not start is tried on the other models, unless the request says which one it
/// shall be.
Inspection inspect(RunRequest request, const scenario::Plan &plan, const SupervisorOutput &output);

/// The request, for that model.
RunRequest on_model(RunRequest request, const std::string &model);

/// `tell` gets a line of progress now and then. The plan is that of the request, found good.
scenario::SmokeOutcome run_smoke(const SmokeRequest &request, const scenario::Plan &plan,
                                 const SupervisorOutput &output, const std::function<void(std::string_view)> &tell);

} // namespace acxsim::runner
