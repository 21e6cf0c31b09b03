// SPDX-License-Identifier: MIT
#include "sim/runner/worker.hpp"

#include <cerrno>
#include <csignal>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sim/report/json.hpp"
#include "sim/runner/execute.hpp"
#include "sim/runner/protocol.hpp"

namespace acxsim::runner {

namespace {

void tell(const std::string &line) {
    std::size_t written = 0;
    while (written < line.size()) {
        const ssize_t size = ::write(result_descriptor, line.data() + written, line.size() - written);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return; // the supervisor has gone: nobody is left to tell
        written += static_cast<std::size_t>(size);
    }
}

} // namespace

int run_worker(const RunRequest &request, const scenario::Plan &plan) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // never outlive the supervisor
    ::signal(SIGPIPE, SIG_IGN);
    ::fcntl(result_descriptor, F_SETFD, FD_CLOEXEC);
    tell("H 0\n");
    const scenario::Outcome outcome = execute(request, plan, [](std::int64_t virtual_ns) {
        tell(std::string{heartbeat_mark, ' '} + std::to_string(virtual_ns) + "\n");
    });
    tell(std::string{result_mark, ' '} + report::json(outcome, true));
    return outcome.exit_code();
}

} // namespace acxsim::runner
