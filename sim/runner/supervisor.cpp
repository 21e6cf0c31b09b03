// SPDX-License-Identifier: MIT
#include "sim/runner/supervisor.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <fmt/format.h>

#include "sim/report/json.hpp"
#include "sim/runner/progress_line.hpp"
#include "sim/runner/protocol.hpp"
#include "sim/runner/worker.hpp"
#include "sim/runner/worker_process.hpp"

namespace acxsim::runner {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using scenario::Outcome;
using scenario::Verdict;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// Reads a pipe line by line until its end.
class LineReader {
public:
    LineReader(asio::io_context &context, int descriptor, std::function<void(std::string_view)> on_line,
               std::function<void()> on_end)
        : stream_(context, descriptor), buffer_(64 * 1024 * 1024), on_line_(std::move(on_line)),
          on_end_(std::move(on_end)) {
        read();
    }
    void close() {
        error_code ignored;
        stream_.close(ignored);
    }

private:
    void read() {
        asio::async_read_until(stream_, buffer_, '\n', [this](error_code code, std::size_t size) {
            const auto *data = static_cast<const char *>(buffer_.data().data());
            if (code) {
                if (buffer_.size() != 0) on_line_({data, buffer_.size()}); // a last line without its end
                buffer_.consume(buffer_.size());
                on_end_();
                return;
            }
            on_line_({data, size - 1});
            buffer_.consume(size);
            read();
        });
    }

    asio::posix::stream_descriptor stream_;
    asio::streambuf buffer_;
    std::function<void(std::string_view)> on_line_;
    std::function<void()> on_end_;
};

void name_run(const scenario::Plan &plan, Outcome &outcome) {
    outcome.scenario = plan.name;
    outcome.file = plan.file;
    outcome.driver = plan.driver;
    outcome.seed = plan.seed;
    outcome.profile = plan.machine.profile;
    outcome.model = plan.hardware.model;
}

class Supervisor {
public:
    Supervisor(asio::io_context &context, const RunRequest &request, const scenario::Plan &plan,
               const SupervisorOutput &output, const WorkerProcess &worker)
        : request_(request), plan_(plan), pid_(worker.pid), context_(context), signals_(context_, SIGINT, SIGTERM),
          children_(context_, SIGCHLD), watchdog_(context_), limit_(context_), grace_(context_),
          progress_(request.show_progress, core::seconds_of(plan.duration)),
          output_(
              context_, worker.output,
              [this, &output](std::string_view line) {
                  progress_.clear();
                  output.driver_line(line);
              },
              [this] { ended(); }),
          log_(
              context_, worker.log,
              [this, &output](std::string_view line) {
                  progress_.clear();
                  keep(line);
                  output.log_line(line);
              },
              [this] { ended(); }),
          result_(
              context_, worker.result, [this](std::string_view line) { told(line); }, [this] { ended(); }) {}

    /// `on_end` is called from the context when the worker has gone; the object must live until the context has run
    /// dry.
    void start(std::function<void()> on_end) {
        on_end_ = std::move(on_end);
        wait_for_signal();
        wait_for_child();
        reset_watchdog();
        if (request_.time_limit_seconds > 0) {
            limit_.expires_after(std::chrono::duration_cast<Clock::duration>(Seconds(request_.time_limit_seconds)));
            limit_.async_wait([this](error_code code) {
                if (!code) end_early(Verdict::TimeLimit, SIGTERM);
            });
        }
        child_may_be_gone(); // it may have ended before SIGCHLD was watched
    }

    Outcome outcome();

private:
    void wait_for_signal() {
        signals_.async_wait([this](error_code code, int) {
            if (code) return;
            if (early_ == Verdict::Interrupted) { // asked twice: at once
                ::kill(pid_, SIGKILL);
            } else {
                end_early(Verdict::Interrupted, SIGINT);
            }
            wait_for_signal();
        });
    }
    void wait_for_child() {
        children_.async_wait([this](error_code code, int) {
            if (code) return;
            child_may_be_gone();
            if (!status_) wait_for_child();
        });
    }
    void child_may_be_gone() {
        int status = 0;
        if (status_ || ::waitpid(pid_, &status, WNOHANG) != pid_) return;
        status_ = status;
        error_code ignored;
        signals_.cancel(ignored);
        children_.cancel(ignored);
        watchdog_.cancel();
        limit_.cancel();
        grace_.cancel();
        if (open_pipes_ == 0) {
            over();
            return;
        }
        // Something the driver started may still hold the pipes: what has been written by now is enough.
        grace_.expires_after(std::chrono::milliseconds(200));
        grace_.async_wait([this](error_code code) {
            if (code) return;
            output_.close();
            log_.close();
            result_.close();
        });
    }
    void ended() {
        if (--open_pipes_ != 0 || !status_) return;
        grace_.cancel();
        over();
    }
    void over() {
        progress_.clear();
        output_.close();
        log_.close();
        result_.close();
        asio::post(context_, [this] { on_end_(); });
    }

    void told(std::string_view line) {
        if (line.size() < 2) return;
        reset_watchdog();
        if (line[0] == heartbeat_mark) {
            alive_ = true;
            virtual_ns_ = std::strtoll(std::string(line.substr(2)).c_str(), nullptr, 10);
            progress_.show(static_cast<double>(virtual_ns_) / 1e9);
        } else if (line[0] == result_mark) {
            reported_.emplace(report::outcome_from_json(line.substr(2)));
        }
    }
    void keep(std::string_view line) {
        last_log_lines_.emplace_back(line);
        if (last_log_lines_.size() > 5) last_log_lines_.erase(last_log_lines_.begin());
    }

    void reset_watchdog() {
        if (request_.watchdog_seconds <= 0 || early_ || status_) return;
        watchdog_.expires_after(std::chrono::duration_cast<Clock::duration>(Seconds(request_.watchdog_seconds)));
        watchdog_.async_wait([this](error_code code) {
            if (!code) end_early(Verdict::Hang, SIGUSR1);
        });
    }
    // The worker is asked to stop and to report; if it does not, it is killed and the verdict made here.
    void end_early(Verdict why, int signal) {
        if (status_ || early_) return;
        early_ = why;
        watchdog_.cancel();
        ::kill(pid_, signal);
        grace_.expires_after(std::chrono::duration_cast<Clock::duration>(Seconds(grace_seconds)));
        grace_.async_wait([this](error_code code) {
            if (!code && !status_) ::kill(pid_, SIGKILL);
        });
    }

    const RunRequest &request_;
    const scenario::Plan &plan_;
    pid_t pid_;
    asio::io_context &context_;
    asio::signal_set signals_;
    asio::signal_set children_;
    asio::steady_timer watchdog_;
    asio::steady_timer limit_;
    asio::steady_timer grace_;
    ProgressLine progress_;
    int open_pipes_ = 3;
    std::optional<int> status_;
    std::optional<Verdict> early_;
    std::optional<core::Result<Outcome>> reported_;
    bool alive_ = false; // a heartbeat came
    std::int64_t virtual_ns_ = 0;
    std::vector<std::string> last_log_lines_;
    std::function<void()> on_end_;
    LineReader output_;
    LineReader log_;
    LineReader result_;
};

Outcome Supervisor::outcome() {
    if (reported_ && reported_->ok()) {
        Outcome outcome = std::move(*reported_).value();
        if (early_ == Verdict::TimeLimit && outcome.verdict == Verdict::Interrupted)
            outcome.verdict = Verdict::TimeLimit;
        if (outcome.verdict == Verdict::TimeLimit) {
            outcome.reason = fmt::format("the time limit of {} s was reached at virtual time {:.6f} s",
                                         request_.time_limit_seconds, outcome.simulated_seconds);
        }
        return outcome;
    }
    Outcome outcome;
    name_run(plan_, outcome);
    outcome.simulated_seconds = static_cast<double>(virtual_ns_) / 1e9;
    const std::string when = fmt::format("virtual time {:.6f} s", outcome.simulated_seconds);
    scenario::StopReport stop;
    if (early_) {
        outcome.verdict = *early_;
        switch (*early_) {
        case Verdict::Hang:
            stop.reason = "hang";
            stop.text =
                fmt::format("no sign of life for {} s after {}, and no answer to SIGUSR1; the worker was killed",
                            request_.watchdog_seconds, when);
            break;
        case Verdict::TimeLimit:
            stop.reason = "time limit";
            stop.text = fmt::format("the time limit of {} s was reached at {}", request_.time_limit_seconds, when);
            break;
        default:
            stop.reason = "interrupted";
            stop.text = fmt::format("interrupted at {}", when);
        }
    } else if (status_ && WIFSIGNALED(*status_)) {
        const int signal = WTERMSIG(*status_);
        const bool ours = signal == SIGABRT || signal == SIGKILL;
        outcome.verdict = ours ? Verdict::InternalError : Verdict::Crash;
        stop.reason = ours ? "worker died" : "crash";
        stop.signal = signal;
        stop.text = fmt::format("the worker process died of signal {} ({}) after {} without a report", signal,
                                ::strsignal(signal), when);
    } else {
        const int code = status_ ? WEXITSTATUS(*status_) : -1;
        // Once the machine was built, it is the driver that ends processes, but for our own exit code.
        const bool ours = code == exit_code(Verdict::InternalError) || !alive_;
        outcome.verdict = ours ? Verdict::InternalError : Verdict::Crash;
        stop.reason = "exit";
        stop.text = fmt::format("the worker process ended with exit code {} after {} without a report", code, when);
        if (reported_) stop.text += ": " + reported_->error().message;
    }
    for (const std::string &line : last_log_lines_)
        stop.hint += (stop.hint.empty() ? "its last words: " : " / ") + line;
    outcome.reason = stop.text;
    outcome.stop = std::move(stop);
    return outcome;
}

/// Starts workers one after the other, so many at a time, until all have been or Ctrl-C came.
class Crew {
public:
    Crew(const std::vector<SupervisedRun> &runs, unsigned parallel,
         const std::function<void(std::size_t, const Outcome &)> &on_done)
        : runs_(runs), parallel_(parallel), on_done_(on_done), outcomes_(runs.size()) {}

    std::vector<Outcome> work() {
        while (next_ < runs_.size() && running_ < parallel_)
            start_next();
        context_.run();
        return std::move(outcomes_);
    }

private:
    void start_next() {
        const std::size_t index = next_++;
        const SupervisedRun &run = runs_[index];
        const auto begin = Clock::now();
        if (interrupted_) {
            Outcome outcome;
            outcome.verdict = Verdict::Interrupted;
            outcome.reason = "not started: interrupted before";
            finish(index, std::move(outcome), begin);
            return;
        }
        const auto worker = run.request.worker_program.empty()
                                ? fork_worker([&run] { return run_worker(run.request, run.plan); })
                                : start_worker(run.request.worker_program);
        if (!worker) {
            Outcome outcome;
            outcome.verdict = Verdict::InternalError;
            outcome.reason = worker.error().message;
            finish(index, std::move(outcome), begin);
            return;
        }
        ++running_;
        supervisors_.push_back(std::make_unique<Supervisor>(context_, run.request, run.plan, run.output, *worker));
        Supervisor &supervisor = *supervisors_.back();
        supervisor.start([this, &supervisor, index, begin] {
            --running_;
            finish(index, supervisor.outcome(), begin);
            while (next_ < runs_.size() && running_ < parallel_)
                start_next();
        });
    }

    void finish(std::size_t index, Outcome outcome, Clock::time_point begin) {
        const SupervisedRun &run = runs_[index];
        if (outcome.scenario.empty()) name_run(run.plan, outcome);
        outcome.version = run.request.version;
        outcome.repeat_command = run.request.repeat_command;
        // The worker tells how long the run itself took; without its report, what a person waited is all that is known.
        if (outcome.wall_seconds == 0) outcome.wall_seconds = Seconds(Clock::now() - begin).count();
        if (outcome.verdict == Verdict::Interrupted) interrupted_ = true;
        outcomes_[index] = std::move(outcome);
        if (on_done_) on_done_(index, outcomes_[index]);
    }

    const std::vector<SupervisedRun> &runs_;
    const unsigned parallel_;
    const std::function<void(std::size_t, const Outcome &)> &on_done_;
    std::vector<Outcome> outcomes_;
    asio::io_context context_{1};
    std::vector<std::unique_ptr<Supervisor>> supervisors_; // all of them until the end: handlers refer to them
    std::size_t next_ = 0;
    unsigned running_ = 0;
    bool interrupted_ = false;
};

} // namespace

Outcome supervise(const RunRequest &request, const scenario::Plan &plan, const SupervisorOutput &output) {
    return std::move(supervise_all({{request, plan, output}}, 1, {}).front());
}

std::vector<Outcome> supervise_all(const std::vector<SupervisedRun> &runs, unsigned parallel,
                                   const std::function<void(std::size_t index, const Outcome &)> &on_done) {
    return Crew(runs, std::max(parallel, 1u), on_done).work();
}

} // namespace acxsim::runner
