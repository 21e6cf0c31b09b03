// SPDX-License-Identifier: MIT
//
// `acxsim run --driver MODULE` without a scenario.
#include <unistd.h>

#include <fmt/format.h>

#include "sim/kernel/driver_module.hpp"
#include "sim/report/smoke_report.hpp"
#include "sim/runner/shell_words.hpp"
#include "sim/runner/smoke_run.hpp"
#include "sim/scenario/driver_search.hpp"
#include "tools/acxsim/presentation.hpp"

namespace acxsim::tool {

namespace {

unsigned processors() {
    const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : static_cast<unsigned>(online);
}

// The inspection as a command of its own: the same machine, without what only runs know.
std::string inspect_command(const RunArguments &arguments, const scenario::Plan &plan) {
    std::string command = fmt::format("{} inspect {}", arguments.program, runner::shell_word(plan.driver));
    for (const scenario::Override &change : arguments.request.plan.overrides) {
        if (change.key == "driver.module" || change.key == "scenario.seed" || change.key == "fault") continue;
        command += fmt::format(" --set {}", runner::shell_word(change.key + "=" + change.value));
    }
    return command + fmt::format(" --seed {}", plan.seed);
}

} // namespace

int smoke(RunArguments arguments) {
    runner::RunRequest &request = arguments.request;
    const scenario::PlanReading reading = scenario::read_plan(request.plan);
    if (!reading.plan) return refuse(reading.problems);
    const scenario::Plan &plan = *reading.plan;
    const auto driver = scenario::find_driver(plan.driver, "", scenario::program_folder());
    if (!driver) return refuse(driver.error());
    if (const auto refusal = kernel::DriverModule::refusal(*driver)) return refuse(*refusal);
    if (arguments.in_process) {
        return refuse(core::Error{"without a scenario, many runs are made, each in a process of its own", "",
                                  "name one stream for --in-process, such as --set stream.direction=render"});
    }
    if (arguments.twice || !request.trace_file.empty()) {
        return refuse(core::Error{fmt::format("without a scenario, many runs are made; {} is for one",
                                              arguments.twice ? "--twice" : "--trace"),
                                  "", "name one stream, such as --set stream.direction=render"});
    }
    const auto junit = open_report(arguments.junit_file, "--junit");
    if (!junit) return refuse(junit.error());
    name_seed(request, plan);

    const std::string headline = report::smoke_headline(request.version, plan);
    if (arguments.format == Format::Human) {
        print(stdout, headline);
    } else if (!request.quiet) {
        print(stderr, headline);
    }
    const bool quiet = request.quiet;
    // Some twenty runs at once: what the driver prints is for -v, or for the one run that is looked at closely.
    const scenario::SmokeOutcome outcome =
        runner::run_smoke({request, inspect_command(arguments, plan), processors()}, plan,
                          worker_lines(request.verbose && !quiet), [quiet](std::string_view line) {
                              if (!quiet) print(stderr, fmt::format("{}\n", line));
                          });
    if (outcome.inspection.verdict == scenario::Verdict::UsageError && arguments.format == Format::Human) {
        const scenario::Outcome &inspection = outcome.inspection;
        return refuse(
            core::Error{inspection.reason, "", inspection.failures.empty() ? "" : inspection.failures.front()});
    }
    const std::string text =
        arguments.format == Format::Json
            ? report::smoke_json(outcome)
            : report::smoke_human(outcome, {has_colour(arguments.colour), request.verbose, true, {}});
    if (!print(stdout, text))
        return refuse_output("standard output", "make room, or send it elsewhere", outcome.exit_code());
    if (*junit && !print(junit->get(), report::smoke_junit(outcome))) {
        return refuse_output(fmt::format("the file \"{}\"", arguments.junit_file), "choose another with --junit FILE",
                             outcome.exit_code());
    }
    return outcome.exit_code();
}

} // namespace acxsim::tool
