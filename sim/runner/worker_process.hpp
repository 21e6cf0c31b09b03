// SPDX-License-Identifier: MIT
//
// Starts the worker: this program again, with pipes on stdout, stderr and the result descriptor, in a process group of
// its own so that Ctrl-C reaches it only through the supervisor.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

#include "sim/core/result.hpp"

namespace acxsim::runner {

struct WorkerProcess {
    pid_t pid = -1;
    int output = -1; ///< read ends of the pipes
    int log = -1;
    int result = -1;
};

core::Result<WorkerProcess> start_worker(const std::string &program, const std::vector<std::string> &arguments);

} // namespace acxsim::runner
