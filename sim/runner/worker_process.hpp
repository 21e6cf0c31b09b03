// SPDX-License-Identifier: MIT
//
// Starts the worker, with pipes on stdout, stderr and the result descriptor, in a process group of its own so that
// Ctrl-C reaches it only through the supervisor. The worker is a copy of this process (fork), which saves loading the
// program's libraries a second time; there is one thread at that moment, so a copy is whole. A program can take its
// place.
#pragma once

#include <functional>
#include <string>

#include <sys/types.h>

#include "sim/core/result.hpp"

namespace acxsim::runner {

struct WorkerProcess {
    pid_t pid = -1;
    int output = -1; ///< read ends of the pipes
    int log = -1;
    int result = -1;
};

/// `body` runs in the child and returns its exit code.
core::Result<WorkerProcess> fork_worker(const std::function<int()> &body);
core::Result<WorkerProcess> start_worker(const std::string &program);

} // namespace acxsim::runner
