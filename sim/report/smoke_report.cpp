// SPDX-License-Identifier: MIT
#include "sim/report/smoke_report.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/report/text_writer.hpp"

namespace acxsim::report {

namespace {

using namespace scenario;
using nlohmann::ordered_json;

constexpr std::size_t full_violations_max = 10;

// "in runs 1, 3-7"; the inspection is run 0.
std::string runs_text(const std::vector<std::size_t> &runs) {
    std::string text;
    for (std::size_t i = 0; i < runs.size();) {
        std::size_t end = i;
        while (end + 1 < runs.size() && runs[end + 1] == runs[end] + 1 && runs[i] != 0)
            ++end;
        const std::string piece = runs[i] == 0  ? std::string("the inspection")
                                  : end > i + 1 ? fmt::format("{}-{}", runs[i], runs[end])
                                                : fmt::format("{}", runs[i]);
        if (end == i + 1) end = i;
        text += (text.empty() ? "" : ", ") + piece;
        i = end + 1;
    }
    const bool inspection_only = runs.size() == 1 && runs.front() == 0;
    return inspection_only ? "in " + text : fmt::format("in run{} {}", runs.size() == 1 ? "" : "s", text);
}

std::string verdict_cell(const SmokeRun &run) {
    if (!run.not_run.empty()) return "not run: " + run.not_run;
    if (run.outcome.verdict == Verdict::Pass) {
        const auto warnings = std::count_if(run.outcome.violations.begin(), run.outcome.violations.end(),
                                            [](const ViolationReport &each) { return each.severity == "warning"; });
        return warnings == 0 ? "pass" : "pass, with warnings";
    }
    std::string cell = fmt::format("FAIL {}", name_of(run.outcome.verdict));
    std::vector<std::string> rules;
    for (const ViolationReport &each : run.outcome.violations) {
        if (each.severity == "warning" || each.severity == "information" || each.expected) continue;
        if (std::find(rules.begin(), rules.end(), each.id) == rules.end()) rules.push_back(each.id);
    }
    if (!rules.empty()) cell += fmt::format(": {}", fmt::join(rules, ", "));
    return cell;
}

void write_table(TextWriter &out, const SmokeOutcome &outcome) {
    if (outcome.runs.empty()) return;
    std::size_t circuit_width = 7;
    std::size_t format_width = 6;
    std::size_t mode_width = 4;
    for (const SmokeRun &run : outcome.runs) {
        circuit_width = std::max(circuit_width, run.what.circuit.size());
        format_width = std::max(format_width, run.what.format.size());
        mode_width = std::max(mode_width, run.what.mode.size());
    }
    out.line({});
    out.line(out.dim(fmt::format("  {:>3}  {:<{}}  {:>3}  {:<7}  {:<{}}  {:<{}}  {:<6}  {:<16}  {}", "run", "circuit",
                                 circuit_width, "pin", "", "mode", mode_width, "format", format_width, "client", "",
                                 "verdict")));
    for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
        const SmokeRun &run = outcome.runs[i];
        const bool passed = run.not_run.empty() && run.outcome.verdict == Verdict::Pass;
        const std::string cell = verdict_cell(run);
        out.line(fmt::format("  {:>3}  {:<{}}  {:>3}  {:<7}  {:<{}}  {:<{}}  {:<6}  {:<16}  {}", i + 1,
                             run.what.circuit, circuit_width, run.what.pin_id, run.what.direction, run.what.mode,
                             mode_width, run.what.format, format_width, run.what.client, run.what.what,
                             passed                ? out.good(cell)
                             : run.not_run.empty() ? out.bad(cell)
                                                   : out.dim(cell)));
    }
}

void write_findings(TextWriter &out, const SmokeOutcome &outcome) {
    for (const auto &merged : outcome.stops)
        write_stop(out, merged.report, {}, runs_text(merged.runs));
    std::vector<const Merged<ViolationReport> *> order; // errors before warnings, else as they came
    for (const auto &merged : outcome.violations)
        order.push_back(&merged);
    std::stable_partition(order.begin(), order.end(), [](const auto *merged) {
        return merged->report.severity == "error" || merged->report.severity == "fatal";
    });
    std::size_t shown = 0;
    for (const auto *merged : order) {
        if (shown == full_violations_max && !out.options().verbose) {
            out.line({});
            out.line(fmt::format("  ... and {} (-v shows all)", plural(order.size() - shown, "more place")));
            break;
        }
        write_violation(out, merged->report, merged->occurrences, runs_text(merged->runs));
        ++shown;
    }
    for (const auto &merged : outcome.leaks) {
        LeakReport total = merged.report;
        total.count = merged.occurrences;
        write_leak(out, total, runs_text(merged.runs));
    }
    if (!outcome.failures.empty()) out.line({});
    for (const auto &merged : outcome.failures)
        out.line(fmt::format("  {} ({})", merged.report, runs_text(merged.runs)));
}

ordered_json run_numbers(const std::vector<std::size_t> &runs) {
    ordered_json list = ordered_json::array();
    for (const std::size_t run : runs)
        list.push_back(run);
    return list;
}

template <class Report>
ordered_json merged_json(const std::vector<Merged<Report>> &merged, std::string_view member) {
    ordered_json list = ordered_json::array();
    for (const auto &each : merged) {
        // The member is written as a run's report writes it, so that both are read alike.
        Outcome carrier;
        ordered_json entry;
        if constexpr (std::is_same_v<Report, std::string>) {
            entry["text"] = each.report;
        } else {
            if constexpr (std::is_same_v<Report, ViolationReport>) carrier.violations.push_back(each.report);
            if constexpr (std::is_same_v<Report, LeakReport>) carrier.leaks.push_back(each.report);
            if constexpr (std::is_same_v<Report, StopReport>) carrier.stop = each.report;
            const ordered_json whole = ordered_json::parse(json(carrier, true));
            entry = whole.at(std::string(member));
            if (entry.is_array()) entry = ordered_json(entry.front());
        }
        entry["occurrences"] = each.occurrences;
        entry["runs"] = run_numbers(each.runs);
        list.push_back(std::move(entry));
    }
    return list;
}

} // namespace

std::string smoke_headline(const std::string &version, const Plan &plan) {
    return fmt::format("acxsim {}  smoke run  driver {}  seed {}\n", version, plan.driver, plan.seed);
}

std::string smoke_human(const SmokeOutcome &outcome, const HumanOptions &options) {
    TextWriter out(options);
    const bool passed = outcome.verdict == Verdict::Pass;
    out.line(fmt::format("{}  {}", passed ? out.good("PASS") : out.bad("FAIL"), outcome.reason));
    if (!outcome.plan.model.empty())
        out.line(fmt::format("  hardware   model {}: {}", outcome.plan.model, outcome.plan.model_reason));
    for (const std::string &note : outcome.plan.notes)
        out.line(fmt::format("  note       {}", note));
    write_table(out, outcome);
    write_findings(out, outcome);
    double simulated = outcome.inspection.simulated_seconds;
    for (const SmokeRun &run : outcome.runs)
        simulated += run.outcome.simulated_seconds;
    out.line({});
    out.line(fmt::format("  time       {:.3f} s simulated in {:.3f} s, profile {}", simulated, outcome.wall_seconds,
                         outcome.profile));
    if (!passed && !outcome.repeat_command.empty()) {
        const auto first = std::find_if(outcome.runs.begin(), outcome.runs.end(), [&](const SmokeRun &run) {
            return run.outcome.repeat_command == outcome.repeat_command;
        });
        out.line({});
        out.line(first == outcome.runs.end()
                     ? std::string("To repeat the inspection:")
                     : fmt::format("To repeat the first failing run, {}:", first - outcome.runs.begin() + 1));
        out.line(outcome.repeat_command);
    }
    return out.take();
}

std::string smoke_json(const SmokeOutcome &o) {
    ordered_json j;
    j["version"] = o.version;
    j["driver"] = o.driver;
    j["seed"] = o.seed;
    j["profile"] = o.profile;
    j["verdict"] = name_of(o.verdict);
    j["exit_code"] = o.exit_code();
    j["reason"] = o.reason;
    j["wall_seconds"] = o.wall_seconds;
    j["model"] = o.plan.model;
    j["model_reason"] = o.plan.model_reason;
    j["notes"] = o.plan.notes;
    j["violations"] = merged_json(o.violations, "violations");
    j["stops"] = merged_json(o.stops, "stop");
    j["leaks"] = merged_json(o.leaks, "leaks");
    j["failures"] = merged_json(o.failures, "");
    j["inspection"] = ordered_json::parse(json(o.inspection, true));
    j["runs"] = ordered_json::array();
    for (const SmokeRun &run : o.runs) {
        ordered_json each;
        each["circuit"] = run.what.circuit;
        each["pin"] = run.what.pin_id;
        each["direction"] = run.what.direction;
        each["mode"] = run.what.mode;
        each["format"] = run.what.format;
        each["client"] = run.what.client;
        each["what"] = run.what.what;
        each["not_run"] = run.not_run.empty() ? ordered_json(nullptr) : ordered_json(run.not_run);
        each["outcome"] = run.not_run.empty() ? ordered_json::parse(json(run.outcome, true)) : ordered_json(nullptr);
        j["runs"].push_back(std::move(each));
    }
    j["repeat_command"] = o.repeat_command;
    return j.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string smoke_junit(const SmokeOutcome &outcome) {
    std::vector<JunitCase> cases;
    cases.push_back({"inspect", outcome.inspection.wall_seconds, {}, &outcome.inspection});
    for (const SmokeRun &run : outcome.runs)
        cases.push_back({run.what.name(), run.outcome.wall_seconds, run.not_run, &run.outcome});
    return junit_suite("acxsim smoke " + outcome.driver, cases, outcome.wall_seconds);
}

} // namespace acxsim::report
