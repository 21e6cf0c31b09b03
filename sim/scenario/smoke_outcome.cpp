// SPDX-License-Identifier: MIT
//
// Many short runs, one result: the worst verdict, and each finding once.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "sim/scenario/smoke.hpp"

namespace acxsim::scenario {

namespace {

// From bad to worst; what stands first is what a person must look at last.
constexpr std::array worst_last{Verdict::Pass,           Verdict::Glitch,     Verdict::Violation,
                                Verdict::NonDeterminism, Verdict::Stalled,    Verdict::Hang,
                                Verdict::Crash,          Verdict::UsageError, Verdict::TimeLimit,
                                Verdict::InternalError,  Verdict::Interrupted};

std::size_t badness(Verdict verdict) {
    return static_cast<std::size_t>(std::find(worst_last.begin(), worst_last.end(), verdict) - worst_last.begin());
}

std::string place_text(const SourceFrame *place) {
    return place == nullptr ? std::string() : fmt::format("{}:{}", place->file, place->line);
}
const SourceFrame *place_of(const std::vector<SourceFrame> &stack) {
    const auto found = std::find_if(stack.begin(), stack.end(), [](const SourceFrame &each) { return each.line != 0; });
    return found == stack.end() ? nullptr : &*found;
}

// Finds things of one kind again by a key.
template <class Report>
class Merger {
public:
    explicit Merger(std::vector<Merged<Report>> &list) : list_(list) {}
    void add(const std::string &key, const Report &report, std::uint64_t occurrences, std::size_t run) {
        const auto [at, is_new] = index_.emplace(key, list_.size());
        if (is_new) list_.push_back({report, 0, {}});
        Merged<Report> &merged = list_[at->second];
        merged.occurrences += occurrences;
        if (merged.runs.empty() || merged.runs.back() != run) merged.runs.push_back(run);
    }

private:
    std::vector<Merged<Report>> &list_;
    std::map<std::string, std::size_t> index_;
};

struct Mergers {
    explicit Mergers(SmokeOutcome &outcome)
        : violations(outcome.violations), stops(outcome.stops), leaks(outcome.leaks), failures(outcome.failures) {}

    void add(const Outcome &outcome, std::size_t run) {
        for (const ViolationReport &each : outcome.violations) {
            const std::string place = each.place() != nullptr ? place_text(each.place()) : each.call;
            violations.add(fmt::format("{}|{}", each.id, place), each, each.occurrences, run);
        }
        if (outcome.stop) {
            const StopReport &stop = *outcome.stop;
            const std::string place = place_text(place_of(stop.stack));
            const std::string key =
                place.empty() ? stop.text : fmt::format("{}|{}|{:x}", stop.reason, place, stop.bug_check_code);
            stops.add(key, stop, 1, run);
        }
        for (const LeakReport &each : outcome.leaks) {
            leaks.add(fmt::format("{}|{}|{}", each.what, each.name, place_text(each.place())), each, each.count, run);
        }
        for (const std::string &each : outcome.failures)
            failures.add(each, each, 1, run);
        for (const std::string &each : outcome.unmet)
            failures.add(each, each, 1, run);
        for (const StreamReport &each : outcome.streams) {
            if (!each.failure.empty()) failures.add(each.failure, each.failure, 1, run);
        }
    }

    Merger<ViolationReport> violations;
    Merger<StopReport> stops;
    Merger<LeakReport> leaks;
    Merger<std::string> failures;
};

} // namespace

void conclude(SmokeOutcome &outcome) {
    Mergers mergers(outcome);
    mergers.add(outcome.inspection, 0);
    outcome.verdict = outcome.inspection.verdict;
    outcome.repeat_command = outcome.verdict == Verdict::Pass ? "" : outcome.inspection.repeat_command;
    const Outcome *worst = &outcome.inspection;
    std::size_t failed = 0;
    std::size_t ran = 0;
    for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
        const SmokeRun &run = outcome.runs[i];
        if (!run.not_run.empty()) continue;
        ++ran;
        mergers.add(run.outcome, i + 1);
        if (run.outcome.verdict == Verdict::Pass) continue;
        ++failed;
        if (outcome.repeat_command.empty()) outcome.repeat_command = run.outcome.repeat_command;
        if (badness(run.outcome.verdict) > badness(worst->verdict)) worst = &run.outcome;
    }
    outcome.verdict = worst->verdict;
    const std::string runs = fmt::format("{} run{}", ran, ran == 1 ? "" : "s");
    if (outcome.verdict == Verdict::Pass) {
        const std::uint32_t rules =
            std::max(outcome.inspection.rules_checked, ran == 0 ? 0 : outcome.runs.front().outcome.rules_checked);
        outcome.reason = ran == 0 ? "loaded, started and taken down; nothing could be played"
                                  : fmt::format("{}, no violation of {} rules", runs, rules);
        return;
    }
    if (failed == 0) {
        outcome.reason = fmt::format("the inspection: {}", worst->reason);
    } else {
        outcome.reason = fmt::format("{} of {}; {}{}", failed, runs, failed == 1 ? "" : "the worst: ", worst->reason);
    }
}

} // namespace acxsim::scenario
