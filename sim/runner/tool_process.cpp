// SPDX-License-Identifier: MIT
#include "sim/runner/tool_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/streambuf.hpp>
#include <fmt/format.h>

namespace acxsim::runner {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr int exit_code_not_started = 127;
constexpr std::size_t longest_line = 64 * 1024 * 1024;

[[noreturn]] void become(const ToolCall &call, int output) {
    ::setpgid(0, 0);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, SIG_DFL); // a caller in the background may have them ignored; what we pass on shall end it
    const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    std::vector<char *> arguments;
    for (const std::string &argument : call.command)
        arguments.push_back(const_cast<char *>(argument.c_str()));
    arguments.push_back(nullptr);
    for (const auto &[name, value] : call.environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    if (call.folder.empty() || ::chdir(call.folder.c_str()) == 0) ::execv(arguments[0], arguments.data());
    ::dprintf(STDERR_FILENO, "%s cannot be started: %s\n", arguments[0], std::strerror(errno));
    ::_exit(exit_code_not_started);
}

class ToolWatch {
public:
    ToolWatch(const ToolCall &call, pid_t pid, int output)
        : call_(call), pid_(pid), signals_(context_, SIGINT, SIGTERM, SIGHUP), output_(context_, output),
          buffer_(longest_line) {}

    ToolEnd run() {
        pass_on_signals();
        read();
        context_.run();
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        ToolEnd end{.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                    .interrupted = interrupted_};
        return end;
    }

private:
    void pass_on_signals() {
        signals_.async_wait([this](error_code code, int signal) {
            if (code) return;
            ::kill(-pid_, interrupted_ ? SIGKILL : signal);
            interrupted_ = true;
            pass_on_signals();
        });
    }
    // The pipe ends when the last process of the group has closed it.
    void read() {
        asio::async_read_until(output_, buffer_, '\n', [this](error_code code, std::size_t size) {
            const auto *data = static_cast<const char *>(buffer_.data().data());
            if (code) {
                if (buffer_.size() != 0 && call_.line) call_.line({data, buffer_.size()});
                error_code ignored;
                signals_.cancel(ignored);
                return;
            }
            if (call_.line) call_.line({data, size - 1});
            buffer_.consume(size);
            read();
        });
    }

    const ToolCall &call_;
    pid_t pid_;
    asio::io_context context_;
    asio::signal_set signals_;
    asio::posix::stream_descriptor output_;
    asio::streambuf buffer_;
    bool interrupted_ = false;
};

} // namespace

core::Result<ToolEnd> run_tool(const ToolCall &call) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return core::Error{fmt::format("no pipe for {}: {}", call.command[0], std::strerror(errno))};
    const pid_t pid = ::fork();
    if (pid < 0) {
        const int reason = errno;
        ::close(ends[0]);
        ::close(ends[1]);
        return core::Error{fmt::format("{} cannot be started: {}", call.command[0], std::strerror(reason))};
    }
    if (pid == 0) become(call, ends[1]);
    ::setpgid(pid, pid); // whoever comes first
    ::close(ends[1]);
    return ToolWatch(call, pid, ends[0]).run();
}

std::filesystem::path find_program(const std::string &name) {
    const auto usable = [](const std::filesystem::path &path) {
        std::error_code failed;
        return std::filesystem::is_regular_file(path, failed) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos) return usable(name) ? std::filesystem::absolute(name) : "";
    const char *path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const std::string_view folder = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
        const std::filesystem::path candidate = std::filesystem::path(folder.empty() ? "." : folder) / name;
        if (usable(candidate)) return std::filesystem::absolute(candidate);
    }
    return {};
}

} // namespace acxsim::runner
