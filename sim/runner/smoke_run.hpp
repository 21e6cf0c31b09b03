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

/// Inspects a driver in a worker. The plan names driver, machine and hardware; its streams are not opened.
scenario::Outcome inspect(RunRequest request, const scenario::Plan &plan, const SupervisorOutput &output);

/// `tell` gets a line of progress now and then. The plan is that of the request, found good.
scenario::SmokeOutcome run_smoke(const SmokeRequest &request, const scenario::Plan &plan,
                                 const SupervisorOutput &output, const std::function<void(std::string_view)> &tell);

} // namespace acxsim::runner
