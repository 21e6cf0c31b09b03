// SPDX-License-Identifier: MIT
//
// EngineHost: a scenario whose driver is the host's own (host_driver.hpp), run in this process. The engine's code is
// that of the program which uses the library; findings name its lines.
#include "sim/engine_host/include/acxsim/engine_host.hpp"

#include <fmt/format.h>

#include "sim/engine_host/host_driver.hpp"
#include "sim/scenario/machine.hpp"
#include "sim/scenario/parse.hpp"

namespace acxsim {

namespace {

constexpr std::string_view one_render_stream = "[[stream]]\ndirection = \"render\"\n";

std::string place(const scenario::SourceFrame &frame) {
    return frame.line == 0 ? frame.function : fmt::format("{} {}:{}", frame.function, frame.file, frame.line);
}

/// Any function of the engine: the host has to know where its code lies.
const void *code_of(const Engine &engine) {
    const void *candidates[] = {
        reinterpret_cast<const void *>(engine.rt.EvtAcxStreamAllocateRtPackets),
        reinterpret_cast<const void *>(engine.rt.EvtAcxStreamGetPresentationPosition),
        reinterpret_cast<const void *>(engine.rt.EvtAcxStreamGetCurrentPacket),
        reinterpret_cast<const void *>(engine.stream.EvtAcxStreamPrepareHardware),
        reinterpret_cast<const void *>(engine.stream.EvtAcxStreamRun),
    };
    for (const void *candidate : candidates) {
        if (candidate != nullptr) return candidate;
    }
    return nullptr;
}

EngineFinding finding_of(const scenario::ViolationReport &violation) {
    EngineFinding finding;
    finding.rule = violation.id;
    finding.severity = violation.severity;
    finding.message = violation.message.empty() ? violation.statement : violation.message;
    finding.call = violation.call;
    finding.time_ns = violation.time_ns;
    finding.occurrences = violation.occurrences;
    if (const scenario::SourceFrame *where = violation.place(); where != nullptr) {
        finding.file = where->file;
        finding.line = where->line;
    }
    for (const scenario::SourceFrame &frame : violation.stack)
        finding.stack.push_back(place(frame));
    return finding;
}

EngineFinding finding_of(const scenario::LeakReport &leak) {
    EngineFinding finding;
    finding.rule = "leak";
    finding.severity = "warning";
    finding.message = leak.text();
    finding.call = leak.callback;
    finding.occurrences = leak.count;
    if (const scenario::SourceFrame *where = leak.place(); where != nullptr) {
        finding.file = where->file;
        finding.line = where->line;
    }
    for (const scenario::SourceFrame &frame : leak.stack)
        finding.stack.push_back(place(frame));
    return finding;
}

EngineOutcome outcome_of(const scenario::Outcome &run) {
    EngineOutcome outcome;
    outcome.verdict = scenario::name_of(run.verdict);
    outcome.reason = run.reason;
    outcome.exit_code = run.exit_code();
    for (const scenario::ViolationReport &violation : run.violations)
        outcome.findings.push_back(finding_of(violation));
    for (const scenario::LeakReport &leak : run.leaks)
        outcome.findings.push_back(finding_of(leak));
    for (const scenario::GlitchReport &glitch : run.glitches)
        outcome.glitches.push_back({glitch.kind, glitch.packet, glitch.frame, glitch.length, glitch.time_ns});
    outcome.glitches_total = run.glitches_total;
    for (const scenario::StreamReport &stream : run.streams) {
        outcome.streams.push_back({stream.direction, stream.format, stream.packets_completed, stream.frames_played,
                                   stream.positions_read, stream.position_error_frames_max, stream.notify_jitter_us_max,
                                   stream.glitches, stream.failure});
    }
    outcome.failures = run.failures;
    if (run.stop) {
        std::string text = fmt::format("{}: {}", run.stop->reason, run.stop->text);
        for (const scenario::SourceFrame &frame : run.stop->stack) {
            if (frame.line != 0) text += fmt::format("\n    {}", place(frame));
        }
        outcome.failures.push_back(std::move(text));
    }
    outcome.simulated_seconds = run.simulated_seconds;
    outcome.trace_hash = run.trace_hash;
    return outcome;
}

EngineOutcome usage_error(std::string text) {
    EngineOutcome outcome;
    outcome.verdict = scenario::name_of(scenario::Verdict::UsageError);
    outcome.exit_code = scenario::exit_code(scenario::Verdict::UsageError);
    outcome.reason = text;
    outcome.failures.push_back(std::move(text));
    return outcome;
}

} // namespace

const EngineFinding *EngineOutcome::finding(const std::string &rule) const {
    for (const EngineFinding &finding : findings) {
        if (finding.rule == rule) return &finding;
    }
    return nullptr;
}

std::string EngineOutcome::text() const {
    std::string text = fmt::format("{} (exit code {}): {}\n", verdict, exit_code, reason);
    for (const std::string &failure : failures)
        text += fmt::format("  {}\n", failure);
    for (const EngineFinding &finding : findings) {
        text += fmt::format("  {} {} at {:.6f} ms in {}: {}\n", finding.severity, finding.rule,
                            static_cast<double>(finding.time_ns) / 1e6, finding.call, finding.message);
        for (const std::string &frame : finding.stack)
            text += fmt::format("      {}\n", frame);
    }
    for (const EngineGlitch &glitch : glitches) {
        text += fmt::format("  glitch {}: packet {}, frame {}, {} frames, at {:.6f} ms\n", glitch.kind, glitch.packet,
                            glitch.frame, glitch.length, static_cast<double>(glitch.time_ns) / 1e6);
    }
    for (const EngineStream &stream : streams) {
        text += fmt::format("  {} {}: {} packets, {} frames, {} glitches{}{}\n", stream.direction, stream.format,
                            stream.packets_completed, stream.frames_played, stream.glitches,
                            stream.failure.empty() ? "" : ": ", stream.failure);
    }
    return text;
}

EngineOutcome EngineHost::run() const {
    if (code_of(engine_) == nullptr) return usage_error("the engine has no callbacks: fill acxsim::Engine");
    std::vector<scenario::Override> overrides;
    overrides.push_back({"engine host", "hardware.model", "timer"});
    for (const auto &[field, value] : settings_)
        overrides.push_back({"set()", field, value});
    const std::string_view text = scenario_.empty() ? one_render_stream : std::string_view(scenario_);
    // A scenario that names its hardware keeps it.
    if (scenario_.find("[hardware]") != std::string::npos) overrides.erase(overrides.begin());
    scenario::PlanReading reading = scenario::read_plan_text(text, "engine scenario", overrides);
    if (!reading.plan) {
        std::string problems;
        for (const scenario::Diagnostic &problem : reading.problems)
            problems += (problems.empty() ? "" : "; ") + problem.message;
        return usage_error(problems);
    }

    engine_host::HostedDriver hosted{engine_, {}};
    for (const scenario::StreamPlan &stream : reading.plan->streams)
        hosted.streams.push_back({stream.direction, stream.format()});
    scenario::MachineOptions options;
    options.driver_entry = engine_host::host_driver_entry();
    options.driver_code = code_of(engine_);
    auto machine = scenario::Machine::make(*reading.plan, options);
    if (!machine) return usage_error(machine.error().message);
    engine_host::set_hosted_driver(&hosted);
    EngineOutcome outcome = outcome_of((*machine)->run([](core::TimePoint) {}));
    engine_host::set_hosted_driver(nullptr);
    // After a crash the engine's code stands still in the middle: the machine cannot be taken apart.
    if ((*machine)->must_be_abandoned()) {
        // Known to leak checkers, never destroyed.
        static auto *const abandoned = new std::vector<std::unique_ptr<scenario::Machine>>;
        abandoned->push_back(std::move(machine).value());
    }
    return outcome;
}

} // namespace acxsim
