// SPDX-License-Identifier: MIT
#include "sim/runner/worker.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
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

int run_worker(const RunRequest &request) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // never outlive the supervisor
    ::signal(SIGPIPE, SIG_IGN);
    ::fcntl(result_descriptor, F_SETFD, FD_CLOEXEC);
    const scenario::PlanReading reading = scenario::read_plan(request.plan);
    if (!reading.plan) {
        // The supervisor has read the same plan a moment ago: the file has changed under us.
        for (const scenario::Diagnostic &problem : reading.problems) std::fputs(show(problem).c_str(), stderr);
        return 2;
    }
    tell("H 0\n");
    const scenario::Outcome outcome = execute(request, *reading.plan, [](std::int64_t virtual_ns) {
        tell(std::string{heartbeat_mark, ' '} + std::to_string(virtual_ns) + "\n");
    });
    tell(std::string{result_mark, ' '} + report::json(outcome, true));
    std::fflush(nullptr);
    // Not through exit(): handlers that a driver left behind have no business here any more.
    ::_exit(outcome.exit_code());
}

} // namespace acxsim::runner
