// SPDX-License-Identifier: MIT
#include "sim/report/human.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "sim/report/text_writer.hpp"

namespace acxsim::report {

namespace {

using scenario::Outcome;
using scenario::SourceFrame;
using scenario::Verdict;
using scenario::ViolationReport;

constexpr std::size_t full_violations_max = 5;
constexpr std::size_t listed_glitches_max = 5;
constexpr std::size_t listed_driver_lines_max = 10;

void write_verdict(TextWriter &out, const Outcome &outcome) {
    std::string reason = outcome.reason.empty() ? std::string() : "  " + outcome.reason;
    if (outcome.stop && outcome.stop->text == outcome.reason) { // told in full below
        reason = fmt::format("  {}", name_of(outcome.verdict));
        if (!outcome.stop->callback.empty()) reason += " in " + outcome.stop->callback;
    }
    if (outcome.verdict == Verdict::Pass) {
        out.line(fmt::format("{}{}", out.good("PASS"), reason));
    } else {
        out.line(fmt::format("{}{}", out.bad("FAIL"), reason));
    }
}

// The same rule at the same place in the driver is one finding to a person, however often it fired.
std::string group_of(const ViolationReport &violation) {
    const SourceFrame *place = violation.place();
    return fmt::format("{}|{}|{}", violation.id,
                       place ? fmt::format("{}:{}", place->file, place->line) : violation.call, violation.expected);
}

void write_violations(TextWriter &out, const Outcome &outcome) {
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
            out.line({});
            out.line(fmt::format("  ... and {} (-v shows all)", plural(firsts.size() - shown, "more place")));
            break;
        }
        write_violation(out, *violation, counts[group_of(*violation)]);
        ++shown;
    }
    if (outcome.violations_dropped != 0)
        out.line(fmt::format("  {} later ones were counted, not kept", outcome.violations_dropped));
}

void write_glitches(TextWriter &out, const Outcome &outcome) {
    if (outcome.glitches_total == 0) return;
    out.line({});
    out.line(fmt::format("{}:", plural(outcome.glitches_total, "glitch")));
    std::size_t shown = 0;
    for (const scenario::GlitchReport &glitch : outcome.glitches) {
        if (shown == listed_glitches_max && !out.options().verbose) break;
        std::string late = glitch.late_ns > 0 ? fmt::format(", written {:.1f} us after it was fetched",
                                                            static_cast<double>(glitch.late_ns) / 1000)
                                              : "";
        out.line(fmt::format("  {}  {:<8} stream {} packet {} frame {}, {} frames{}", seconds_text(glitch.time_ns),
                             glitch.kind, glitch.stream, glitch.packet, glitch.frame, glitch.length, late));
        ++shown;
    }
    if (outcome.glitches_total > shown) out.line(fmt::format("  ... and {} more", outcome.glitches_total - shown));
}

void write_leaks(TextWriter &out, const Outcome &outcome) {
    for (const scenario::LeakReport &leak : outcome.leaks)
        write_leak(out, leak);
    if (!outcome.leaks.empty() && outcome.streams.empty()) out.line({});
}

void write_streams(TextWriter &out, const Outcome &outcome) {
    if (!outcome.streams.empty()) out.line({});
    for (std::size_t i = 0; i < outcome.streams.size(); ++i) {
        const scenario::StreamReport &stream = outcome.streams[i];
        out.line(fmt::format("  stream {}   {} {}, {} x {} frames: {} completed, {} frames {}", i, stream.direction,
                             stream.format, stream.packet_count, stream.packet_frames,
                             plural(stream.packets_completed, "packet"), stream.frames_played,
                             stream.direction == "capture" ? "read" : "played"));
        if (stream.positions_read != 0 || stream.packets_completed > 1) {
            out.line(fmt::format(
                "             position error at most {:.2f} frames over {}, notification jitter at most {:.1f} us",
                stream.position_error_frames_max, plural(stream.positions_read, "reading"),
                stream.notify_jitter_us_max));
        }
        if (!stream.failure.empty()) out.line(fmt::format("             {}", out.bad(stream.failure)));
    }
}

// What the hardware did wrong on purpose. A fault that never struck is a test that tested nothing.
void write_faults(TextWriter &out, const Outcome &outcome) {
    if (!outcome.faults.empty()) out.line({});
    for (const scenario::FaultReport &fault : outcome.faults) {
        std::string when = out.bad("never struck: this run says nothing about it");
        if (fault.strikes == 1) {
            when = fmt::format("struck at {}", seconds_text(fault.first_ns));
        } else if (fault.strikes > 1) {
            when = fmt::format("struck {} times, first at {}, last at {}", fault.strikes, seconds_text(fault.first_ns),
                               seconds_text(fault.last_ns));
        }
        if (fault.occasions > fault.strikes) when += fmt::format(", on {} occasions", fault.occasions);
        out.line(fmt::format("  fault      {} {}: {}", fault.id, fault.name, when));
        if (fault.strikes != 0 && outcome.verdict != Verdict::Pass)
            out.line(fmt::format("             {}", fault.sees));
    }
}

// What the driver said before it went wrong.
void write_driver_lines(TextWriter &out, const Outcome &outcome) {
    if (outcome.driver_lines.empty() || outcome.verdict == Verdict::Pass) return;
    const std::size_t tail = out.options().verbose ? outcome.driver_lines.size() : listed_driver_lines_max;
    const std::size_t count = std::min(tail, outcome.driver_lines.size());
    out.line({});
    out.line(fmt::format("  {}", out.dim(fmt::format("the driver's last {}, of {}:", plural(count, "line"),
                                                     outcome.driver_lines_total))));
    for (std::size_t i = outcome.driver_lines.size() - count; i < outcome.driver_lines.size(); ++i)
        out.line(fmt::format("    {}", outcome.driver_lines[i].shown));
}

} // namespace

std::string headline(const std::string &version, const scenario::Plan &plan) {
    return fmt::format("acxsim {}  scenario {}  driver {}  seed {}\n", version, plan.name, plan.driver, plan.seed);
}

std::string human(const Outcome &outcome, const HumanOptions &options) {
    TextWriter out(options);
    write_verdict(out, outcome);
    for (const std::string &unmet : outcome.unmet) {
        if (unmet != outcome.reason) out.line(fmt::format("  {}", unmet));
    }
    for (const std::string &failure : outcome.failures) {
        if (failure != outcome.reason) out.line(fmt::format("  {}", failure));
    }
    if (outcome.stop) write_stop(out, *outcome.stop, outcome.last_records);
    write_violations(out, outcome);
    write_driver_lines(out, outcome);
    write_leaks(out, outcome);
    write_glitches(out, outcome);
    write_faults(out, outcome);
    write_streams(out, outcome);
    if (outcome.rules_checked != 0) {
        out.line(fmt::format("  checked    {} on {} trace records, profile {}, model {}",
                             plural(outcome.rules_checked, "rule"), outcome.trace_records, outcome.profile,
                             outcome.model));
        const double ratio = outcome.wall_seconds > 0 ? outcome.simulated_seconds / outcome.wall_seconds : 0;
        out.line(fmt::format("  time       {:.3f} s simulated in {:.3f} s ({:.0f} x real time)",
                             outcome.simulated_seconds, outcome.wall_seconds, ratio));
        out.line(fmt::format("  trace      hash {:016x}", outcome.trace_hash));
    }
    for (const scenario::Artefact &artefact : outcome.artefacts)
        out.line(fmt::format("  {:<10} {}", artefact.kind, artefact.path));
    if (outcome.verdict != Verdict::Pass && !outcome.repeat_command.empty()) {
        out.line({});
        out.line("To repeat this run:");
        out.line(outcome.repeat_command);
    }
    return out.take();
}

} // namespace acxsim::report
