// SPDX-License-Identifier: MIT
//
// Supervision, with shell scripts in the worker's place: they report, crash, hang, end without a word, or talk.
#include "sim/runner/supervisor.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

#include "sim/report/json.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using scenario::Verdict;

namespace {

/// A worker that does what the script says. Descriptor 3 leads to the supervisor.
class FakeWorker {
public:
    explicit FakeWorker(const std::string &script) {
        char name[] = "/tmp/acxsim-worker-XXXXXX";
        const int descriptor = ::mkstemp(name);
        REQUIRE(descriptor >= 0);
        path_ = name;
        const std::string text = "#!/bin/sh\n" + script;
        REQUIRE(::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
        ::fchmod(descriptor, 0700);
        ::close(descriptor);
        request.worker_program = path_;
        plan.name = "fake";
    }
    ~FakeWorker() { std::remove(path_.c_str()); }

    scenario::Outcome run() {
        return runner::supervise(request, plan,
                                 {[this](std::string_view line) { driver_lines.emplace_back(line); },
                                  [this](std::string_view line) { log_lines.emplace_back(line); }});
    }

    runner::RunRequest request;
    scenario::Plan plan;
    std::vector<std::string> driver_lines;
    std::vector<std::string> log_lines;

private:
    std::string path_;
};

std::string report_of(Verdict verdict, const std::string &reason) {
    scenario::Outcome outcome;
    outcome.verdict = verdict;
    outcome.reason = reason;
    outcome.wall_seconds = 1.5;
    std::string text = report::json(outcome, true);
    text.pop_back();
    return "echo 'R " + text + "' >&3\n";
}

std::string reports_on_signal(const std::string &signal, Verdict verdict, const std::string &reason) {
    return "report() {\n" + report_of(verdict, reason) + "exit 0\n}\ntrap report " + signal +
           "\nwhile :; do sleep 0.05; done\n";
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

TEST_CASE("a worker's report is the outcome") {
    FakeWorker worker("echo 'H 5000000' >&3\n" + report_of(Verdict::Violation, "as told") + "exit 1\n");
    worker.request.repeat_command = "acxsim run x";
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::Violation);
    CHECK(outcome.reason == "as told");
    CHECK(outcome.repeat_command == "acxsim run x");
    CHECK(outcome.wall_seconds == 1.5);
}

TEST_CASE("what a worker prints is captured, stdout and stderr apart") {
    FakeWorker worker("echo out; echo log >&2; printf unfinished\n" + report_of(Verdict::Pass, ""));
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::Pass);
    CHECK(worker.driver_lines == std::vector<std::string>{"out", "unfinished"});
    CHECK(worker.log_lines == std::vector<std::string>{"log"});
}

TEST_CASE("a worker that dies of a signal is a crash") {
    FakeWorker worker("echo 'H 2500000000' >&3; echo 'last words' >&2; kill -SEGV $$\n");
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::Crash);
    CHECK(outcome.exit_code() == 5);
    REQUIRE(outcome.stop);
    CHECK(outcome.stop->signal == SIGSEGV);
    CHECK(outcome.reason ==
          "the worker process died of signal 11 (Segmentation fault) after virtual time 2.500000 s without a report");
    CHECK(outcome.stop->hint == "its last words: last words");
}

TEST_CASE("an assertion of ours is an internal error") {
    FakeWorker worker("kill -ABRT $$\n");
    CHECK(worker.run().verdict == Verdict::InternalError);
}

TEST_CASE("a worker that ends without a report") {
    CHECK(FakeWorker("echo 'H 0' >&3; exit 0\n").run().exit_code() == 5);
    CHECK(FakeWorker("echo 'H 0' >&3; exit 3\n").run().exit_code() == 5);
    CHECK(FakeWorker("exit 7\n").run().exit_code() == 7);
}

TEST_CASE("a report that cannot be read is an internal error") {
    FakeWorker worker("echo 'R {not json' >&3; exit 7\n");
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::InternalError);
    CHECK(outcome.reason.find("not an outcome") != std::string::npos);
}

TEST_CASE("no sign of life: the worker is asked by SIGUSR1, and may still report") {
    FakeWorker worker(reports_on_signal("USR1", Verdict::Hang, "seen by the worker"));
    worker.request.watchdog_seconds = 0.3;
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::Hang);
    CHECK(outcome.reason == "seen by the worker");
    CHECK(seconds_since(begin) < 2);
}

TEST_CASE("no sign of life and no answer: the worker is killed and the verdict made without it") {
    FakeWorker worker("trap '' USR1\necho 'H 1000000' >&3\nwhile :; do sleep 0.05; done\n");
    worker.request.watchdog_seconds = 0.3;
    const auto begin = std::chrono::steady_clock::now();
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::Hang);
    CHECK(outcome.exit_code() == 4);
    CHECK(outcome.reason ==
          "no sign of life for 0.3 s after virtual time 0.001000 s, and no answer to SIGUSR1; the worker was killed");
    CHECK(seconds_since(begin) < 6);
}

TEST_CASE("a heartbeat keeps the watchdog quiet") {
    FakeWorker worker("for i in 1 2 3 4 5 6 7 8; do echo \"H $i\" >&3; sleep 0.1; done\n" +
                      report_of(Verdict::Pass, ""));
    worker.request.watchdog_seconds = 0.5;
    CHECK(worker.run().verdict == Verdict::Pass);
}

TEST_CASE("the time limit ends a run that lives") {
    FakeWorker worker("trap '' TERM\nwhile :; do echo 'H 7' >&3; sleep 0.05; done\n");
    worker.request.time_limit_seconds = 0.3;
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::TimeLimit);
    CHECK(outcome.exit_code() == 124);
}

TEST_CASE("Ctrl-C is passed on, and the run reports what it has") {
    FakeWorker worker(reports_on_signal("INT", Verdict::Interrupted, "what I have"));
    std::thread user([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        ::kill(::getpid(), SIGINT);
    });
    const auto outcome = worker.run();
    user.join();
    CHECK(outcome.verdict == Verdict::Interrupted);
    CHECK(outcome.exit_code() == 130);
    CHECK(outcome.reason == "what I have");
}

TEST_CASE("a program that cannot be started is our error") {
    FakeWorker worker("");
    worker.request.worker_program = "/no/such/program";
    const auto outcome = worker.run();
    CHECK(outcome.verdict == Verdict::InternalError);
    REQUIRE(outcome.stop);
    CHECK(outcome.stop->hint == "its last words: /no/such/program cannot be started: No such file or directory");
}
