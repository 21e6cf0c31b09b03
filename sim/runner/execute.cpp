// SPDX-License-Identifier: MIT
#include "sim/runner/execute.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

#include <unistd.h>

#include <fmt/format.h>

#include "sim/kernel/system.hpp"
#include "sim/report/trace_text.hpp"
#include "sim/runner/large_pages.hpp"
#include "sim/runner/protocol.hpp"
#include "sim/scenario/driver_lines.hpp"
#include "sim/scenario/driver_search.hpp"
#include "sim/scenario/machine.hpp"

namespace acxsim::runner {

namespace {

using scenario::Outcome;
using scenario::Verdict;
using Clock = std::chrono::steady_clock;

constexpr std::size_t listed_records = 40;
volatile std::sig_atomic_t ending_signal = 0;

void on_ending_signal(int signal) {
    ending_signal = signal;
    if (kernel::System *system = kernel::System::current_or_null())
        system->request_stop(kernel::StopReason::Interrupted);
}

/// SIGINT and SIGTERM end the run while this is in force.
class EndingSignals {
public:
    EndingSignals() {
        ending_signal = 0;
        struct sigaction action = {};
        action.sa_handler = on_ending_signal;
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGINT, &action, &old_interrupt_);
        ::sigaction(SIGTERM, &action, &old_terminate_);
    }
    ~EndingSignals() {
        ::sigaction(SIGINT, &old_interrupt_, nullptr);
        ::sigaction(SIGTERM, &old_terminate_, nullptr);
    }
    EndingSignals(const EndingSignals &) = delete;
    EndingSignals &operator=(const EndingSignals &) = delete;

private:
    struct sigaction old_interrupt_ = {};
    struct sigaction old_terminate_ = {};
};

Outcome failed(const scenario::Plan &plan, Verdict verdict, const core::Error &error) {
    Outcome outcome;
    outcome.scenario = plan.name;
    outcome.file = plan.file;
    outcome.driver = plan.driver;
    outcome.seed = plan.seed;
    outcome.verdict = verdict;
    outcome.reason = error.message;
    if (!error.remedy.empty()) outcome.failures.push_back(error.remedy);
    return outcome;
}

bool writes_sinks(const scenario::Plan &plan) {
    for (const scenario::StreamPlan &stream : plan.streams) {
        if (!stream.sink.empty()) return true;
    }
    return false;
}

// The whole ring as text beside the other artefacts, so that a bad end can be studied.
void write_trace(const RunRequest &request, scenario::Machine &machine, Outcome &outcome) {
    std::error_code code;
    if (request.output_folder.empty() || !std::filesystem::is_directory(request.output_folder, code)) return;
    const std::string path = (std::filesystem::path(request.output_folder) / "trace.txt").string();
    std::FILE *file = std::fopen(path.c_str(), "w");
    if (file == nullptr) return;
    for (const std::string &line : report::last_records(machine.trace(), SIZE_MAX))
        std::fprintf(file, "%s\n", line.c_str());
    if (std::fclose(file) == 0) outcome.artefacts.push_back({"trace", path});
}

} // namespace

core::Result<void> prepare_output(const RunRequest &request, const scenario::Plan &plan) {
    namespace fs = std::filesystem;
    std::error_code code;
    if (!request.output_folder.empty() && writes_sinks(plan)) {
        fs::create_directories(request.output_folder, code);
        if (code || ::access(request.output_folder.c_str(), W_OK) != 0) {
            return core::Error{fmt::format("the output folder \"{}\" cannot be written: {}", request.output_folder,
                                           code ? code.message() : std::strerror(errno)),
                               "", "choose another with --out DIR"};
        }
    }
    if (!request.wav.empty()) {
        if (plan.streams.empty()) return core::Error{"--wav needs a stream, and the scenario has none", "", ""};
        std::FILE *file = std::fopen(request.wav.c_str(), "ab");
        if (file == nullptr) {
            return core::Error{fmt::format("the file \"{}\" cannot be written: {}", request.wav, std::strerror(errno)),
                               "", "choose another with --wav FILE"};
        }
        std::fclose(file);
    }
    return {};
}

Outcome execute(const RunRequest &request, const scenario::Plan &plan,
                const std::function<void(std::int64_t virtual_ns)> &heartbeat) {
    const auto begin = Clock::now();
    const auto driver = scenario::find_driver(plan.driver, plan.file, scenario::program_folder());
    if (!driver) return failed(plan, Verdict::UsageError, driver.error());
    if (const auto prepared = prepare_output(request, plan); !prepared)
        return failed(plan, Verdict::UsageError, prepared.error());

    prepare_heap(plan);
    auto made = scenario::Machine::make(plan, {.driver_path = *driver,
                                               .output_folder = request.output_folder,
                                               .wav = request.wav,
                                               .inspect = request.inspect});
    if (!made) return failed(plan, Verdict::UsageError, made.error());
    std::unique_ptr<scenario::Machine> machine = std::move(made).value();

    std::optional<report::TraceFile> trace_file;
    if (!request.trace_file.empty()) {
        std::FILE *file = std::fopen(request.trace_file.c_str(), "w");
        if (file == nullptr) {
            return failed(
                plan, Verdict::UsageError,
                {fmt::format("the file \"{}\" cannot be written: {}", request.trace_file, std::strerror(errno)), "",
                 "choose another with --trace FILE"});
        }
        trace_file.emplace(machine->trace(), file);
    }

    Outcome outcome;
    {
        const EndingSignals signals;
        auto last_beat = begin;
        outcome = machine->run([&](core::TimePoint now) {
            const auto wall = Clock::now();
            if (std::chrono::duration<double>(wall - last_beat).count() < heartbeat_seconds) return;
            last_beat = wall;
            heartbeat(core::nanoseconds_of(now));
        });
        if (outcome.verdict == Verdict::Interrupted && ending_signal == SIGTERM) outcome.verdict = Verdict::TimeLimit;
    }
    if (trace_file) {
        if (trace_file->close()) {
            outcome.artefacts.push_back({"trace", request.trace_file});
        } else {
            outcome.failures.push_back(fmt::format("the trace file \"{}\" could not be written", request.trace_file));
        }
        trace_file.reset();
    }
    outcome.version = request.version;
    outcome.repeat_command = request.repeat_command;
    if (outcome.stop) outcome.last_records = report::last_records(machine->trace(), listed_records);
    scenario::report_driver_lines(outcome);
    if (outcome.verdict != Verdict::Pass) write_trace(request, *machine, outcome);
    outcome.wall_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    // Driver code that was stopped in its middle has objects on its stacks: leave them to the end of the process.
    if (machine->must_be_abandoned()) static_cast<void>(machine.release());
    return outcome;
}

} // namespace acxsim::runner
