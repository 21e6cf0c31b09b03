// SPDX-License-Identifier: MIT
#include "sim/scenario/verdict.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "sim/scenario/quantity.hpp"

namespace acxsim::scenario {

namespace {

std::string plural(std::uint64_t count, std::string_view word) {
    return fmt::format("{} {}{}", count, word, count == 1 ? "" : word.back() == 'h' ? "es" : "s");
}

} // namespace

void decide(const ExpectPlan &expect, Outcome &outcome) {
    const auto is_expected = [&](const std::string &id) {
        return std::find(expect.violations.begin(), expect.violations.end(), id) != expect.violations.end();
    };
    std::set<std::string> seen;
    std::set<std::string> broken;
    std::uint64_t unexpected = 0;
    std::uint64_t warnings = 0;
    for (ViolationReport &violation : outcome.violations) {
        seen.insert(violation.id);
        violation.expected = is_expected(violation.id);
        if (violation.expected) continue;
        if (violation.severity == "error" || violation.severity == "fatal") {
            unexpected += violation.occurrences;
            broken.insert(violation.id);
        } else {
            warnings += violation.occurrences;
        }
    }
    std::vector<std::string> missing;
    for (const std::string &id : expect.violations) {
        if (!seen.contains(id)) missing.push_back(id);
    }
    for (const std::string &id : missing)
        outcome.unmet.push_back(fmt::format("expected a violation of {}, there was none", id));
    const bool defects_came = !expect.violations.empty() && missing.empty();

    bool poor = false;
    if (expect.glitches && outcome.glitches_total > static_cast<std::uint64_t>(*expect.glitches)) {
        poor = true;
        outcome.unmet.push_back(fmt::format("expected at most {}, there {} {}",
                                            plural(static_cast<std::uint64_t>(*expect.glitches), "glitch"),
                                            outcome.glitches_total == 1 ? "was" : "were", outcome.glitches_total));
    }
    const StreamReport *failed = nullptr;
    for (std::size_t i = 0; i < outcome.streams.size(); ++i) {
        const StreamReport &stream = outcome.streams[i];
        if (!stream.failure.empty() && failed == nullptr) failed = &stream;
        if (expect.position_error_frames &&
            stream.position_error_frames_max > static_cast<double>(*expect.position_error_frames)) {
            poor = true;
            outcome.unmet.push_back(fmt::format("stream {}: a position was off by {:.1f} frames, expected at most {}",
                                                i, stream.position_error_frames_max, *expect.position_error_frames));
        }
        if (expect.notify_jitter && stream.notify_jitter_us_max > core::microseconds_of(*expect.notify_jitter)) {
            poor = true;
            outcome.unmet.push_back(fmt::format("stream {}: notifications jittered by {:.1f} us, expected at most {}",
                                                i, stream.notify_jitter_us_max,
                                                show_quantity(Dimension::Time, expect.notify_jitter->count())));
        }
    }

    if (outcome.verdict != Verdict::Pass) {
        if (outcome.reason.empty() && outcome.stop) outcome.reason = outcome.stop->text;
        return;
    }
    if (unexpected != 0) {
        outcome.verdict = Verdict::Violation;
        outcome.reason = fmt::format("{} of {}", plural(unexpected, "violation"), fmt::join(broken, ", "));
        return;
    }
    if (!missing.empty()) {
        outcome.verdict = Verdict::Violation;
        outcome.reason = fmt::format("expected violations did not come: {}", fmt::join(missing, ", "));
        return;
    }
    // What follows from an expected defect is not held against the run a second time.
    if (!outcome.leaks.empty() && !defects_came) {
        outcome.verdict = Verdict::Violation;
        outcome.reason = outcome.leaks.size() == 1
                             ? fmt::format("the driver left something behind: {}", outcome.leaks.front().text())
                             : fmt::format("the driver left {} kinds of things behind", outcome.leaks.size());
        return;
    }
    if (!outcome.failures.empty() && !defects_came) {
        outcome.verdict = Verdict::Stalled;
        outcome.reason = outcome.failures.front();
        return;
    }
    if (failed != nullptr && !defects_came) {
        outcome.verdict = Verdict::Stalled;
        outcome.reason = fmt::format("stream {}: {}", failed - outcome.streams.data(), failed->failure);
        return;
    }
    if (poor) {
        outcome.verdict = Verdict::Glitch;
        outcome.reason = outcome.unmet.front();
        return;
    }
    std::string reason = defects_came
                             ? fmt::format("the expected violations came: {}", fmt::join(expect.violations, ", "))
                             : fmt::format("no violation of {}", plural(outcome.rules_checked, "rule"));
    if (warnings != 0) reason += fmt::format(", {}", plural(warnings, "warning"));
    reason +=
        outcome.glitches_total == 0 ? ", no glitch" : fmt::format(", {}", plural(outcome.glitches_total, "glitch"));
    outcome.reason = reason;
}

} // namespace acxsim::scenario
