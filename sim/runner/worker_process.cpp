// SPDX-License-Identifier: MIT
#include "sim/runner/worker_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/runner/protocol.hpp"

namespace acxsim::runner {

namespace {

constexpr int exit_code_not_started = 7;

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() = default;
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    ~Pipe() { close(); }
    void close() {
        for (int &end : ends) {
            if (end >= 0) ::close(end);
            end = -1;
        }
    }
    bool open() {
        // Above the descriptors that the child's ends are moved to, so that no move overwrites another pipe.
        std::array<int, 2> low{-1, -1};
        if (::pipe2(low.data(), O_CLOEXEC) != 0) return false;
        for (std::size_t i = 0; i < 2; ++i) {
            ends[i] = ::fcntl(low[i], F_DUPFD_CLOEXEC, result_descriptor + 1);
            ::close(low[i]);
        }
        return ends[0] >= 0 && ends[1] >= 0;
    }
    int take_read_end() {
        const int end = ends[0];
        ends[0] = -1;
        return end;
    }
};

} // namespace

core::Result<WorkerProcess> fork_worker(const std::function<int()> &body) {
    Pipe output;
    Pipe log;
    Pipe result;
    if (!output.open() || !log.open() || !result.open()) {
        return core::Error{fmt::format("no pipe for the worker process: {}", std::strerror(errno))};
    }
    std::fflush(nullptr); // what is buffered now must not come out twice
    WorkerProcess worker;
    worker.pid = ::fork();
    if (worker.pid < 0)
        return core::Error{fmt::format("the worker process cannot be started: {}", std::strerror(errno))};
    if (worker.pid == 0) {
        ::setpgid(0, 0);
        const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        ::dup2(nothing, STDIN_FILENO);
        ::dup2(output.ends[1], STDOUT_FILENO);
        ::dup2(log.ends[1], STDERR_FILENO);
        ::dup2(result.ends[1], result_descriptor);
        // Pipes of other workers, the supervisor's event queue and report files are not the child's.
        ::close_range(result_descriptor + 1, ~0U, 0);
        for (const int signal : {SIGINT, SIGTERM, SIGCHLD})
            ::signal(signal, SIG_DFL);
        const int code = body();
        std::fflush(nullptr);
        // Not through exit(): handlers that a driver left behind have no business here any more.
        ::_exit(code);
    }
    worker.output = output.take_read_end();
    worker.log = log.take_read_end();
    worker.result = result.take_read_end();
    return worker;
}

core::Result<WorkerProcess> start_worker(const std::string &program) {
    return fork_worker([&program] {
        ::execl(program.c_str(), program.c_str(), static_cast<char *>(nullptr));
        std::fprintf(stderr, "%s cannot be started: %s\n", program.c_str(), std::strerror(errno));
        return exit_code_not_started;
    });
}

} // namespace acxsim::runner
