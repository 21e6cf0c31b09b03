// SPDX-License-Identifier: MIT
//
// What the command line asks the runner to do with a scenario.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/parse.hpp"

namespace acxsim::runner {

struct RunRequest {
    scenario::PlanRequest plan;
    std::string version;
    std::string output_folder;  ///< where sinks are written
    std::string wav;            ///< `--wav FILE`: the first stream's sink, wherever
    std::string trace_file;     ///< `--trace FILE`: every record as a line of text; empty: none
    std::string repeat_command; ///< as typed, with the seed
    bool inspect = false;       ///< look at what the driver has built, in place of the plan's streams
    bool quiet = false;
    bool verbose = false;
    bool show_progress = false;    ///< stderr is a terminal
    double watchdog_seconds = 10;  ///< wall time without a sign of life; 0: never
    double time_limit_seconds = 0; ///< wall time; 0: none
    std::string worker_program;    ///< a program in the worker's place, for tests; empty: a copy of this process
};

} // namespace acxsim::runner
