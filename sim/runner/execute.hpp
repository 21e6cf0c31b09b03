// SPDX-License-Identifier: MIT
//
// Runs a plan in this process: what a worker does, and `--in-process` for debuggers. SIGINT and SIGTERM end the run at
// the next opportunity; what has been seen until then is reported.
#pragma once

#include <cstdint>
#include <functional>

#include "sim/runner/run_request.hpp"
#include "sim/scenario/outcome.hpp"

namespace acxsim::runner {

/// `heartbeat` gets the virtual time in nanoseconds, some ten times per wall second.
scenario::Outcome execute(const RunRequest &request, const scenario::Plan &plan,
                          const std::function<void(std::int64_t virtual_ns)> &heartbeat);

/// Creates the output folder if the plan writes anything; the error is the user's.
core::Result<void> prepare_output(const RunRequest &request, const scenario::Plan &plan);

} // namespace acxsim::runner
