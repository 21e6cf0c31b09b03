// SPDX-License-Identifier: MIT
#include "sim/scenario/run_report.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "sim/client/records.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/symbols.hpp"
#include "sim/kernel/system.hpp"
#include "sim/scenario/format_text.hpp"

namespace acxsim::scenario {

namespace {

// Names below the present folder are shown relative to it, as compilers show them.
std::string shown_file(const std::string &file) {
    static const std::string here = std::filesystem::current_path().string() + "/";
    std::string shown = std::filesystem::path(file).lexically_normal().string();
    // Compiler caches record names relative to a build folder that is not known any more: "../../../home/me/driver.c".
    std::error_code code;
    if (shown.rfind("../", 0) == 0 && !std::filesystem::exists(shown, code)) {
        std::string_view rest = shown;
        while (rest.substr(0, 3) == "../")
            rest.remove_prefix(3);
        const std::string rooted = "/" + std::string(rest);
        if (std::filesystem::exists(rooted, code)) shown = rooted;
    }
    if (shown.rfind("../", 0) == 0) { // it is there, seen from here, and perhaps below here
        const auto whole = std::filesystem::canonical(shown, code);
        if (!code) shown = whole.string();
    }
    if (shown.rfind(here, 0) == 0) shown.erase(0, here.size());
    return shown;
}

SourceFrame source_frame(std::uintptr_t address, bool is_return_address) {
    const kernel::SourcePlace &place = kernel::resolve_address(address, is_return_address);
    return {place.function, place.file.empty() ? std::string() : shown_file(place.file),
            static_cast<std::uint32_t>(place.file.empty() ? 0 : place.line), place.module};
}

std::int32_t index_of(core::ObjectId stream, const std::vector<core::ObjectId> &streams) {
    if (stream == 0) return -1;
    const auto found = std::find(streams.begin(), streams.end(), stream);
    return found == streams.end() ? -1 : static_cast<std::int32_t>(found - streams.begin());
}

std::string_view glitch_name(std::uint32_t what) {
    using Glitch = client::GlitchHeard;
    switch (what) {
    case Glitch::Repeat:
        return "repeat";
    case Glitch::Skip:
        return "skip";
    case Glitch::Silence:
        return "silence";
    case Glitch::Stale:
        return "stale";
    case Glitch::Torn:
        return "torn";
    case Glitch::SwappedChannels:
        return "swapped-channels";
    default:
        return "unknown";
    }
}

// Frames of a suspended stack: the DDI that was called last and from where, then the callback it happened in.
StopReport hang_in(const kernel::CallFrame *innermost, std::string text) {
    StopReport report;
    report.reason = "hang";
    report.text = std::move(text);
    for (const kernel::CallFrame *frame = innermost; frame != nullptr; frame = frame->outer) {
        if (frame->code == nullptr) continue;
        const bool is_ddi = frame->kind == kernel::FrameKind::Ddi;
        report.stack.push_back(source_frame(reinterpret_cast<std::uintptr_t>(frame->code), is_ddi));
        if (!is_ddi && report.callback.empty()) report.callback = frame->name;
        if (is_ddi && report.hint.empty()) report.hint = fmt::format("it waits in {}", frame->name);
    }
    return report;
}

// The outermost callback that counts: threads of the driver's own may run for ever.
const kernel::CallFrame *oldest_callback(const kernel::CallFrame *innermost) {
    const kernel::CallFrame *oldest = nullptr;
    for (const kernel::CallFrame *frame = innermost; frame != nullptr; frame = frame->outer) {
        if (frame->kind != kernel::FrameKind::Ddi && frame->name != "KSTART_ROUTINE") oldest = frame;
    }
    return oldest;
}

const kernel::Thread *longest_running(kernel::System &system) {
    const kernel::Thread *longest = nullptr;
    core::TimePoint since = core::end_of_time;
    const auto look_at = [&](const kernel::Thread &thread) {
        const kernel::CallFrame *callback = oldest_callback(thread.top_frame());
        if (callback == nullptr || callback->entered >= since) return;
        since = callback->entered;
        longest = &thread;
    };
    for (const auto &processor : system.processors())
        look_at(processor->current()); // DPCs may sit on an idle one
    for (const auto &thread : system.threads())
        look_at(*thread);
    return longest;
}

} // namespace

std::vector<SourceFrame> driver_stack(const std::vector<std::uintptr_t> &stack) {
    std::vector<SourceFrame> frames;
    for (const std::uintptr_t address : kernel::driver_frames(stack))
        frames.push_back(source_frame(address, true));
    return frames;
}

GlitchCollector::GlitchCollector(core::Trace &trace) : trace_(trace) {
    trace.subscribe(client::GlitchHeard::kind, *this);
}
GlitchCollector::~GlitchCollector() { trace_.unsubscribe(*this); }

void GlitchCollector::on_record(const core::Record &record) {
    ++total_;
    if (kept_.size() < glitches_kept) kept_.push_back(record);
}

void GlitchCollector::report(const std::vector<core::ObjectId> &streams, Outcome &outcome) const {
    outcome.glitches_total = total_;
    for (const core::Record &record : kept_) {
        const auto heard = record.as<client::GlitchHeard>();
        outcome.glitches.push_back({std::string(glitch_name(heard.what)), index_of(heard.stream, streams), heard.packet,
                                    heard.frame, heard.length, heard.at_ticks / 600, heard.late_ticks / 600});
    }
}

StreamReport stream_report(const client::StreamStatistics &statistics) {
    StreamReport report;
    const acx::AudioFormat &format = statistics.format;
    const bool is_render = statistics.direction == acx::Direction::Render;
    report.direction = is_render ? "render" : "capture";
    report.format = format_text(format);
    report.rate_hz = format.rate_hz;
    report.packet_frames = statistics.packet_frames;
    report.packet_count = statistics.packet_count;
    report.packets_completed = statistics.packets_completed;
    report.frames_played = is_render ? statistics.frames_played : statistics.frames_read;
    report.positions_read = statistics.positions_read;
    report.position_error_frames_max = statistics.position_error_frames_max;
    report.notify_jitter_us_max = statistics.notify_jitter_us_max;
    report.glitches = statistics.glitches;
    report.failure = statistics.error;
    return report;
}

void report_findings(const verifier::Findings &findings, const std::vector<core::ObjectId> &streams, Outcome &outcome) {
    for (const verifier::Finding &finding : findings.all()) {
        if (outcome.violations.size() == violations_kept) {
            outcome.violations_dropped += 1 + finding.repeats;
            continue;
        }
        ViolationReport violation;
        violation.id = finding.rule->id;
        violation.severity = verifier::to_string(finding.severity);
        violation.statement = finding.rule->states;
        violation.time_ns = core::nanoseconds_of(finding.time);
        violation.processor = finding.processor == core::Trace::no_processor ? -1 : finding.processor;
        violation.irql = finding.irql;
        violation.call = finding.call;
        violation.message = finding.message;
        violation.stack = driver_stack(finding.stack);
        violation.stream = index_of(finding.stream, streams);
        if (finding.has_packet) violation.packet = static_cast<std::int64_t>(finding.packet);
        violation.occurrences = 1 + finding.repeats;
        outcome.violations.push_back(std::move(violation));
    }
}

Verdict verdict_of(kernel::StopReason reason) {
    switch (reason) {
    case kernel::StopReason::BugCheck:
    case kernel::StopReason::Crash:
    case kernel::StopReason::Exit:
        return Verdict::Crash;
    case kernel::StopReason::Hang:
    case kernel::StopReason::Quiescent:
        return Verdict::Hang;
    case kernel::StopReason::Interrupted:
        return Verdict::Interrupted;
    case kernel::StopReason::None:
    case kernel::StopReason::Requested:
        break;
    }
    return Verdict::InternalError;
}

StopReport stop_report(const kernel::Stop &stop) {
    constexpr std::array<std::string_view, 8> names{"stopped", "hang", "bug check",   "crash",
                                                    "exit",    "hang", "interrupted", "stopped"};
    StopReport report;
    report.reason = names[static_cast<std::size_t>(stop.reason)];
    report.text = stop.text;
    if (report.text.empty() && stop.reason == kernel::StopReason::Interrupted) report.text = "interrupted";
    report.hint = stop.hint;
    report.callback = stop.callback;
    report.bug_check_code = stop.bug_check_code;
    report.bug_check_parameters = stop.bug_check_parameters;
    report.signal = stop.signal;
    // A loaded hardware model's code is shown too: it is there only when it was the one that failed.
    const bool of_signal =
        (stop.reason == kernel::StopReason::Crash && stop.signal != 0) || stop.reason == kernel::StopReason::Hang;
    for (const std::uintptr_t address : kernel::foreign_frames(stop.stack)) {
        SourceFrame frame = source_frame(address, !(of_signal && address == stop.stack.front()));
        if (!frame.file.starts_with("/usr/")) report.stack.push_back(std::move(frame)); // std::function's inside
    }
    return report;
}

std::optional<StopReport> find_hang(kernel::System &system, core::Duration limit) {
    const kernel::Thread *thread = longest_running(system);
    if (thread == nullptr) return std::nullopt;
    const kernel::CallFrame *callback = oldest_callback(thread->top_frame());
    if (system.now() - callback->entered <= limit) return std::nullopt;
    return hang_in(thread->top_frame(), fmt::format("{} has been running for {:.3f} s of virtual time", callback->name,
                                                    core::seconds_of(system.now() - callback->entered)));
}

StopReport describe_hang(kernel::System &system, std::string text) {
    const kernel::Thread *thread = longest_running(system);
    return hang_in(thread == nullptr ? nullptr : thread->top_frame(), std::move(text));
}

} // namespace acxsim::scenario
