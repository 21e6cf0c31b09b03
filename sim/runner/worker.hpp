// SPDX-License-Identifier: MIT
//
// The worker's side of the protocol: runs the plan, lets its heart beat, hands over the outcome.
#pragma once

#include "sim/runner/run_request.hpp"

namespace acxsim::runner {

/// Returns the process's exit code. Writes to the result descriptor (protocol.hpp).
int run_worker(const RunRequest &request, const scenario::Plan &plan);

} // namespace acxsim::runner
