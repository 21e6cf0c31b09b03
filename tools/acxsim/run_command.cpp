// SPDX-License-Identifier: MIT
#include <cstdio>

#include <unistd.h>

#include <fmt/format.h>

#include "sim/kernel/driver_module.hpp"
#include "sim/report/human.hpp"
#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/runner/determinism.hpp"
#include "sim/runner/execute.hpp"
#include "sim/runner/supervisor.hpp"
#include "sim/scenario/driver_search.hpp"
#include "sim/scenario/parse.hpp"
#include "sim/scenario/smoke.hpp"
#include "tools/acxsim/commands.hpp"
#include "tools/acxsim/presentation.hpp"

namespace acxsim::tool {

namespace {

/// In-process, what the driver prints must not get among the results: stdout is stderr meanwhile.
class StdoutAside {
public:
    StdoutAside() {
        std::fflush(stdout);
        kept_ = ::dup(STDOUT_FILENO);
        ::dup2(STDERR_FILENO, STDOUT_FILENO);
    }
    ~StdoutAside() {
        std::fflush(stdout);
        ::dup2(kept_, STDOUT_FILENO);
        ::close(kept_);
    }
    StdoutAside(const StdoutAside &) = delete;
    StdoutAside &operator=(const StdoutAside &) = delete;

private:
    int kept_;
};

scenario::Outcome run_plan(const RunArguments &arguments, const scenario::Plan &plan) {
    if (arguments.in_process) {
        const StdoutAside aside;
        return runner::execute(arguments.request, plan, [](std::int64_t) {});
    }
    if (arguments.twice) return runner::run_twice(arguments.request, plan, worker_lines(!arguments.request.quiet));
    return runner::supervise(arguments.request, plan, worker_lines(!arguments.request.quiet));
}

} // namespace

int run(RunArguments arguments) {
    runner::RunRequest &request = arguments.request;
    if (arguments.twice && arguments.in_process) {
        return refuse(core::Error{"--twice needs a process for each run", "", "leave --in-process out"});
    }
    const bool one_stream = !request.wav.empty() || scenario::names_a_stream(request.plan.overrides);
    if (request.plan.file.empty() && !one_stream) return smoke(std::move(arguments));
    const scenario::PlanReading reading = scenario::read_plan(request.plan);
    if (!reading.plan) return refuse(reading.problems);
    const scenario::Plan &plan = *reading.plan;
    const auto driver = scenario::find_driver(plan.driver, plan.file, scenario::program_folder());
    if (!driver) return refuse(driver.error());
    if (const auto refusal = kernel::DriverModule::refusal(*driver)) return refuse(*refusal);
    if (request.output_folder.empty()) request.output_folder = "acxsim-out/" + plan.name;
    if (const auto prepared = runner::prepare_output(request, plan); !prepared) return refuse(prepared.error());
    const auto junit = open_report(arguments.junit_file, "--junit");
    if (!junit) return refuse(junit.error());
    name_seed(request, plan);
    request.show_progress = !request.quiet && ::isatty(STDERR_FILENO) != 0;

    // For machines, stdout is one JSON object; the headline still tells a person at the terminal what runs.
    const std::string headline = report::headline(request.version, plan);
    if (arguments.format == Format::Human) {
        print(stdout, headline);
    } else if (!request.quiet) {
        print(stderr, headline);
    }
    const scenario::Outcome outcome = run_plan(arguments, plan);

    bool written = true;
    if (arguments.format == Format::Json) {
        written = print(stdout, report::json(outcome));
    } else if (outcome.verdict == scenario::Verdict::UsageError) {
        refuse(core::Error{outcome.reason, "", outcome.failures.empty() ? "" : outcome.failures.front()});
    } else {
        written = print(stdout, report::human(outcome, {has_colour(arguments.colour), request.verbose, true, {}}));
    }
    if (!written) return refuse_output("standard output", "make room, or send it elsewhere", outcome.exit_code());
    if (*junit && !print(junit->get(), report::junit(outcome))) {
        return refuse_output(fmt::format("the file \"{}\"", arguments.junit_file), "choose another with --junit FILE",
                             outcome.exit_code());
    }
    return outcome.exit_code();
}

int check(const std::string &scenario, const std::vector<scenario::Override> &overrides) {
    const scenario::PlanReading reading = scenario::read_plan({scenario, overrides});
    if (!reading.plan) return refuse(reading.problems);
    const auto &plan = *reading.plan;
    print(stdout, fmt::format("{}: good. {} stream{}, {} step{}, {:.3f} s, driver {}\n", scenario, plan.streams.size(),
                              plan.streams.size() == 1 ? "" : "s", plan.steps.size(), plan.steps.size() == 1 ? "" : "s",
                              core::seconds_of(plan.duration), plan.driver));
    return 0;
}

} // namespace acxsim::tool
