// SPDX-License-Identifier: MIT
//
// Runs a scenario in a worker process, so that a driver's crash, hang or exit() costs one process and still becomes a
// verdict. Watches the worker's heartbeat, passes Ctrl-C on, captures what the driver prints, and makes the verdict
// itself if the worker dies without one.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

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

/// One of several runs.
struct SupervisedRun {
    RunRequest request;
    scenario::Plan plan;
    SupervisorOutput output;
};

/// Runs them in workers, at most `parallel` at a time. The outcomes come in the order of the runs; `on_done` (may be
/// empty) is told of each as it ends. After Ctrl-C the rest is not started.
std::vector<scenario::Outcome>
supervise_all(const std::vector<SupervisedRun> &runs, unsigned parallel,
              const std::function<void(std::size_t index, const scenario::Outcome &outcome)> &on_done);

} // namespace acxsim::runner
