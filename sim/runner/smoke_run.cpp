// SPDX-License-Identifier: MIT
#include "sim/runner/smoke_run.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "sim/runner/shell_words.hpp"
#include "sim/scenario/hardware/models.hpp"

namespace acxsim::runner {

namespace {

using scenario::Outcome;
using scenario::SmokeOutcome;
using scenario::SmokeRun;
using scenario::Verdict;
using Clock = std::chrono::steady_clock;

// A driver whose circuits are known can be tried, even if it breaks when it is taken down: each run will say so again.
// One that hangs there would cost the watchdog's time in every run.
bool worth_going_on(const Outcome &inspection) {
    switch (inspection.verdict) {
    case Verdict::Pass:
    case Verdict::Violation:
    case Verdict::Glitch:
    case Verdict::Stalled:
    case Verdict::Crash:
        return inspection.topology.has_value();
    default:
        return false;
    }
}

bool names_model(const std::vector<scenario::Override> &overrides) {
    return std::any_of(overrides.begin(), overrides.end(),
                       [](const scenario::Override &each) { return each.key == "hardware.model"; });
}

std::string verdict_words(const Outcome &outcome) {
    return outcome.verdict == Verdict::Pass ? "pass" : fmt::format("{}: {}", name_of(outcome.verdict), outcome.reason);
}

} // namespace

RunRequest on_model(RunRequest request, const std::string &model) {
    request.plan.overrides.push_back({std::string(scenario::found_model_option), "hardware.model", model});
    request.repeat_command += fmt::format(" --set hardware.model={}", model);
    return request;
}

Inspection inspect(RunRequest request, const scenario::Plan &plan, const SupervisorOutput &output) {
    request.inspect = true;
    request.wav.clear();
    Inspection result{supervise(request, plan, output), {}};
    const bool did_not_start = result.outcome.verdict == Verdict::Stalled && !result.outcome.topology;
    if (!did_not_start || !result.outcome.hardware.any() || names_model(request.plan.overrides)) return result;
    for (const scenario::HardwareModelInfo &other : scenario::hardware_models()) {
        if (other.name == plan.hardware.model || other.serves_all_devices) continue; // the latter has no registers
        const RunRequest attempt = on_model(request, std::string(other.name));
        const scenario::PlanReading reading = scenario::read_plan(attempt.plan);
        if (!reading.plan) continue; // other parameters were given that it does not have
        Outcome outcome = supervise(attempt, *reading.plan, output);
        if (!outcome.topology) continue;
        return {std::move(outcome), std::string(other.name)};
    }
    return result;
}

SmokeOutcome run_smoke(const SmokeRequest &request, const scenario::Plan &plan, const SupervisorOutput &output,
                       const std::function<void(std::string_view)> &tell) {
    const auto begin = Clock::now();
    SmokeOutcome result;
    result.version = request.run.version;
    result.driver = plan.driver;
    result.seed = plan.seed;
    result.profile = plan.machine.profile;
    const auto finish = [&] {
        result.wall_seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        scenario::conclude(result);
        return std::move(result);
    };

    RunRequest inspection = request.run;
    inspection.repeat_command = request.inspect_command;
    tell("inspecting the driver");
    Inspection inspected = inspect(std::move(inspection), plan, output);
    result.inspection = std::move(inspected.outcome);
    const RunRequest base = inspected.found_model.empty() ? request.run : on_model(request.run, inspected.found_model);
    if (!worth_going_on(result.inspection)) {
        tell(fmt::format("the inspection ended badly ({}): no stream is opened", name_of(result.inspection.verdict)));
        return finish();
    }
    result.plan = scenario::plan_smoke(*result.inspection.topology, result.inspection.hardware, base.plan.overrides);

    std::vector<SupervisedRun> runs;
    std::vector<std::size_t> indices; // of the runs that can be made
    for (scenario::SmokeCase &smoke : result.plan.cases) {
        RunRequest run = base;
        for (const scenario::Override &each : smoke.overrides) {
            run.plan.overrides.push_back(each);
            run.repeat_command += fmt::format(" --set {}", shell_word(each.key + "=" + each.value));
        }
        const scenario::PlanReading reading = scenario::read_plan(run.plan);
        SmokeRun made;
        made.what = std::move(smoke);
        if (reading.plan) {
            run.show_progress = false;
            indices.push_back(result.runs.size());
            runs.push_back({std::move(run), *reading.plan, output});
        } else {
            made.not_run = reading.problems.front().message;
        }
        result.runs.push_back(std::move(made));
    }
    result.plan.cases.clear();
    std::size_t done = 0;
    const auto on_done = [&](std::size_t index, const Outcome &outcome) {
        tell(fmt::format("{} of {}: {}: {}", ++done, runs.size(), result.runs[indices[index]].what.name(),
                         verdict_words(outcome)));
    };
    std::vector<Outcome> outcomes = supervise_all(runs, request.parallel, on_done);
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        result.runs[indices[i]].outcome = std::move(outcomes[i]);
    return finish();
}

} // namespace acxsim::runner
