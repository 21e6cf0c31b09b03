// SPDX-License-Identifier: MIT
#include "sim/report/human.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <fmt/format.h>

namespace acxsim::report {

namespace {

using scenario::Outcome;
using scenario::SourceFrame;
using scenario::Verdict;
using scenario::ViolationReport;

constexpr std::size_t full_violations_max = 5;
constexpr std::size_t listed_glitches_max = 5;
constexpr std::size_t listed_frames_max = 8;

std::string seconds_text(std::int64_t nanoseconds) {
    return fmt::format("{}.{:09} s", nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000);
}

std::string irql_text(std::uint32_t irql) {
    switch (irql) {
    case 0:
        return "PASSIVE_LEVEL";
    case 1:
        return "APC_LEVEL";
    case 2:
        return "DISPATCH_LEVEL";
    case 15:
        return "HIGH_LEVEL";
    default:
        return fmt::format("DIRQL {}", irql);
    }
}

std::string plural(std::uint64_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : word.back() == 'h' ? "es" : "s");
}

class Writer {
public:
    explicit Writer(const HumanOptions &options) : options_(options) {}

    template <class... Args>
    void line(fmt::format_string<Args...> format, Args &&...args) {
        text_ += fmt::format(format, std::forward<Args>(args)...);
        text_ += '\n';
    }
    std::string paint(std::string_view colour, std::string_view text) const {
        if (!options_.colour) return std::string(text);
        return fmt::format("\x1b[{}m{}\x1b[0m", colour, text);
    }
    std::string bold(std::string_view text) const { return paint("1", text); }
    std::string good(std::string_view text) const { return paint("1;32", text); }
    std::string bad(std::string_view text) const { return paint("1;31", text); }
    std::string warn(std::string_view text) const { return paint("1;33", text); }
    std::string dim(std::string_view text) const { return paint("2", text); }

    void frame(const SourceFrame &frame, bool quote) {
        if (frame.line == 0) {
            line("    {} ({})", frame.function.empty() ? "?" : frame.function, frame.module);
            return;
        }
        line("    {}:{}  {}", frame.file, frame.line, dim(frame.function));
        if (quote && options_.quote_source) {
            if (const std::string source = source_line(frame); !source.empty())
                line("    {:>6} | {}", frame.line, source);
        }
    }
    void stack(const std::vector<SourceFrame> &frames) {
        std::size_t shown = 0;
        for (const SourceFrame &each : frames) {
            if (shown == listed_frames_max && !options_.verbose) {
                line("    ... {} more", frames.size() - shown);
                break;
            }
            frame(each, shown == 0);
            ++shown;
        }
    }
    const HumanOptions &options() const { return options_; }
    std::string take() { return std::move(text_); }

private:
    std::string source_line(const SourceFrame &frame) const {
        std::filesystem::path path = frame.file;
        if (path.is_relative() && !options_.source_root.empty())
            path = std::filesystem::path(options_.source_root) / path;
        std::ifstream file(path);
        std::string found;
        for (std::uint32_t i = 0; i < frame.line; ++i) {
            if (!std::getline(file, found)) return {};
        }
        std::replace(found.begin(), found.end(), '\t', ' ');
        const std::size_t first = found.find_first_not_of(' ');
        if (first == std::string::npos) return {};
        found.erase(0, first);
        if (found.size() > 100) found = found.substr(0, 97) + "...";
        return found;
    }

    const HumanOptions &options_;
    std::string text_;
};

void write_verdict(Writer &out, const Outcome &outcome) {
    std::string reason = outcome.reason.empty() ? std::string() : "  " + outcome.reason;
    if (outcome.stop && outcome.stop->text == outcome.reason) { // told in full below
        reason = fmt::format("  {}", name_of(outcome.verdict));
        if (!outcome.stop->callback.empty()) reason += " in " + outcome.stop->callback;
    }
    if (outcome.verdict == Verdict::Pass) {
        out.line("{}{}", out.good("PASS"), reason);
    } else {
        out.line("{}{}", out.bad("FAIL"), reason);
    }
}

void write_stop(Writer &out, const Outcome &outcome) {
    if (!outcome.stop) return;
    const scenario::StopReport &stop = *outcome.stop;
    out.line("");
    out.line("{}: {}", out.bad(stop.reason), stop.text);
    if (stop.bug_check_code != 0) {
        out.line("  bug check 0x{:08X} (0x{:X}, 0x{:X}, 0x{:X}, 0x{:X})", stop.bug_check_code,
                 stop.bug_check_parameters[0], stop.bug_check_parameters[1], stop.bug_check_parameters[2],
                 stop.bug_check_parameters[3]);
    }
    if (!stop.callback.empty()) out.line("  in {}", out.bold(stop.callback));
    out.stack(stop.stack);
    if (!stop.hint.empty()) out.line("  hint: {}", stop.hint);
    if (!outcome.last_records.empty()) {
        constexpr std::size_t tail = 6;
        const std::size_t first = outcome.last_records.size() > tail ? outcome.last_records.size() - tail : 0;
        out.line("  {}", out.dim("the trace up to there:"));
        for (std::size_t i = first; i < outcome.last_records.size(); ++i)
            out.line("    {}", outcome.last_records[i]);
    }
}

void write_violation(Writer &out, const ViolationReport &violation, std::uint64_t times) {
    const std::string severity = violation.severity + " " + violation.id;
    const bool is_warning = violation.severity == "warning";
    out.line("");
    out.line("{}: {}{}", is_warning || violation.expected ? out.warn(severity) : out.bad(severity), violation.statement,
             violation.expected ? " (expected)" : "");
    std::string where = fmt::format("  at {}", seconds_text(violation.time_ns));
    if (violation.processor >= 0)
        where += fmt::format(", processor {} at {}", violation.processor, irql_text(violation.irql));
    if (!violation.call.empty()) where += fmt::format(", in {}", out.bold(violation.call));
    if (violation.stream >= 0) where += fmt::format(", stream {}", violation.stream);
    if (violation.packet >= 0) where += fmt::format(", packet {}", violation.packet);
    out.line("{}", where);
    out.line("  {}", violation.message);
    out.stack(violation.stack);
    if (times > 1) out.line("  seen {} times in all", times);
    out.line("  {}", out.dim("acxsim explain " + violation.id));
}

// The same rule at the same place in the driver is one finding to a person, however often it fired.
std::string group_of(const ViolationReport &violation) {
    const SourceFrame *place = violation.place();
    return fmt::format("{}|{}|{}", violation.id,
                       place ? fmt::format("{}:{}", place->file, place->line) : violation.call, violation.expected);
}

void write_violations(Writer &out, const Outcome &outcome) {
    std::map<std::string, std::uint64_t> counts;
    for (const ViolationReport &violation : outcome.violations)
        counts[group_of(violation)] += violation.occurrences;
    std::vector<const ViolationReport *> firsts;
    {
        std::map<std::string, bool> seen;
        for (const bool expected : {false, true}) {
            for (const ViolationReport &violation : outcome.violations) {
                if (violation.expected != expected || !seen.emplace(group_of(violation), true).second) continue;
                firsts.push_back(&violation);
            }
        }
    }
    std::size_t shown = 0;
    for (const ViolationReport *violation : firsts) {
        if (shown == full_violations_max && !out.options().verbose) {
            out.line("");
            out.line("  ... and {} (-v shows all)", plural(firsts.size() - shown, "more place"));
            break;
        }
        write_violation(out, *violation, counts[group_of(*violation)]);
        ++shown;
    }
    if (outcome.violations_dropped != 0) out.line("  {} later ones were counted, not kept", outcome.violations_dropped);
}

void write_glitches(Writer &out, const Outcome &outcome) {
    if (outcome.glitches_total == 0) return;
    out.line("");
    out.line("{}:", plural(outcome.glitches_total, "glitch"));
    std::size_t shown = 0;
    for (const scenario::GlitchReport &glitch : outcome.glitches) {
        if (shown == listed_glitches_max && !out.options().verbose) break;
        std::string late = glitch.late_ns > 0
                               ? fmt::format(", written {:.1f} us too late", static_cast<double>(glitch.late_ns) / 1000)
                               : "";
        out.line("  {}  {:<8} stream {} packet {} frame {}, {} frames{}", seconds_text(glitch.time_ns), glitch.kind,
                 glitch.stream, glitch.packet, glitch.frame, glitch.length, late);
        ++shown;
    }
    if (outcome.glitches_total > shown) out.line("  ... and {} more", outcome.glitches_total - shown);
}

void write_streams(Writer &out, const Outcome &outcome) {
    if (!outcome.streams.empty()) out.line("");
    for (std::size_t i = 0; i < outcome.streams.size(); ++i) {
        const scenario::StreamReport &stream = outcome.streams[i];
        out.line("  stream {}   {} {}, {} x {} frames: {} completed, {} frames {}", i, stream.direction, stream.format,
                 stream.packet_count, stream.packet_frames, plural(stream.packets_completed, "packet"),
                 stream.frames_played, stream.direction == "capture" ? "read" : "played");
        if (stream.positions_read != 0 || stream.packets_completed > 1) {
            out.line("             position error at most {:.2f} frames over {}, notification jitter at most {:.1f} us",
                     stream.position_error_frames_max, plural(stream.positions_read, "reading"),
                     stream.notify_jitter_us_max);
        }
        if (!stream.failure.empty()) out.line("             {}", out.bad(stream.failure));
    }
}

} // namespace

std::string headline(const std::string &version, const scenario::Plan &plan) {
    return fmt::format("acxsim {}  scenario {}  driver {}  seed {}\n", version, plan.name, plan.driver, plan.seed);
}

std::string human(const Outcome &outcome, const HumanOptions &options) {
    Writer out(options);
    write_verdict(out, outcome);
    for (const std::string &unmet : outcome.unmet) {
        if (unmet != outcome.reason) out.line("  {}", unmet);
    }
    for (const std::string &failure : outcome.failures) {
        if (failure != outcome.reason) out.line("  {}", failure);
    }
    write_stop(out, outcome);
    write_violations(out, outcome);
    write_glitches(out, outcome);
    write_streams(out, outcome);
    for (const std::string &leak : outcome.leaks)
        out.line("  left over  {}", leak);
    if (outcome.rules_checked != 0) {
        out.line("  checked    {} on {} trace records, profile {}, model {}", plural(outcome.rules_checked, "rule"),
                 outcome.trace_records, outcome.profile, outcome.model);
        const double ratio = outcome.wall_seconds > 0 ? outcome.simulated_seconds / outcome.wall_seconds : 0;
        out.line("  time       {:.3f} s simulated in {:.3f} s ({:.0f} x real time)", outcome.simulated_seconds,
                 outcome.wall_seconds, ratio);
        out.line("  trace      hash {:016x}", outcome.trace_hash);
    }
    for (const scenario::Artefact &artefact : outcome.artefacts)
        out.line("  {:<10} {}", artefact.kind, artefact.path);
    if (outcome.verdict != Verdict::Pass && !outcome.repeat_command.empty()) {
        out.line("");
        out.line("To repeat this run:");
        out.line("{}", outcome.repeat_command);
    }
    return out.take();
}

} // namespace acxsim::report
