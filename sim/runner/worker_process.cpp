// SPDX-License-Identifier: MIT
#include "sim/runner/worker_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/runner/protocol.hpp"

extern char **environ;

namespace acxsim::runner {

namespace {

struct Pipe {
    std::array<int, 2> ends{-1, -1};
    Pipe() = default;
    Pipe(const Pipe &) = delete;
    Pipe &operator=(const Pipe &) = delete;
    ~Pipe() {
        for (const int end : ends) {
            if (end >= 0) ::close(end);
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

core::Result<WorkerProcess> start_worker(const std::string &program, const std::vector<std::string> &arguments) {
    Pipe output;
    Pipe log;
    Pipe result;
    if (!output.open() || !log.open() || !result.open()) {
        return core::Error{fmt::format("no pipe for the worker process: {}", std::strerror(errno))};
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, log.ends[1], STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, result.ends[1], result_descriptor);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);

    std::vector<char *> argv;
    argv.push_back(const_cast<char *>(program.c_str()));
    for (const std::string &argument : arguments) argv.push_back(const_cast<char *>(argument.c_str()));
    argv.push_back(nullptr);
    WorkerProcess worker;
    const int code = ::posix_spawn(&worker.pid, program.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (code != 0) return core::Error{fmt::format("the worker process {} cannot be started: {}", program, std::strerror(code))};
    worker.output = output.take_read_end();
    worker.log = log.take_read_end();
    worker.result = result.take_read_end();
    return worker;
}

} // namespace acxsim::runner
