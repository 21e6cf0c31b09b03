// SPDX-License-Identifier: MIT
//
// Runs a scenario in a worker process, so that a driver's crash, hang or exit() costs one process and still becomes a
// verdict. Watches the worker's heartbeat, passes Ctrl-C on, captures what the driver prints, and makes the verdict
// itself if the worker dies without one.
#pragma once

#include <functional>
#include <string_view>

#include "sim/runner/run_request.hpp"
#include "sim/scenario/outcome.hpp"

namespace acxsim::runner {

/// Where captured output and progress go.
struct SupervisorOutput {
    std::function<void(std::string_view line)> driver_line; ///< a line that came on the worker's stdout
    std::function<void(std::string_view line)> log_line;    ///< a line that came on its stderr
};

/// The plan has been read and found good; it names the run where the worker cannot.
scenario::Outcome supervise(const RunRequest &request, const scenario::Plan &plan, const SupervisorOutput &output);

} // namespace acxsim::runner
