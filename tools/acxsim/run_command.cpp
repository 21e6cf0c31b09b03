// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <unistd.h>

#include <fmt/format.h>

#include "sim/report/human.hpp"
#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "sim/runner/execute.hpp"
#include "sim/runner/supervisor.hpp"
#include "sim/scenario/driver_search.hpp"
#include "sim/scenario/parse.hpp"
#include "tools/acxsim/commands.hpp"

namespace acxsim::tool {

namespace {

constexpr int usage_error = 2;

/// False if not all of it could be written: a full disk must not look like a result.
bool print(std::FILE *file, const std::string &text) {
    return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

int refuse(const core::Error &error) {
    print(stderr, "acxsim: " + error.message + "\n" + (error.remedy.empty() ? "" : "      = " + error.remedy + "\n"));
    return usage_error;
}

int refuse(const std::vector<scenario::Diagnostic> &problems) {
    for (const scenario::Diagnostic &problem : problems)
        print(stderr, scenario::show(problem));
    return usage_error;
}

bool has_colour(ColourMode mode) {
    if (mode != ColourMode::Automatic) return mode == ColourMode::Always;
    const char *terminal = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
           std::strcmp(terminal, "dumb") != 0;
}

// The seed may come from the file: the command names it, so that editing the file later does not change the run.
void name_seed(runner::RunRequest &request, const scenario::Plan &plan) {
    for (const scenario::Override &change : request.plan.overrides) {
        if (change.key == "scenario.seed") return;
    }
    request.repeat_command += fmt::format(" --seed {}", plan.seed);
}

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
    const bool quiet = arguments.request.quiet;
    return runner::supervise(arguments.request, plan,
                             {[quiet](std::string_view line) {
                                  if (!quiet) print(stderr, fmt::format("driver: {}\n", line));
                              },
                              [](std::string_view line) { print(stderr, fmt::format("{}\n", line)); }});
}

} // namespace

int run(RunArguments arguments) {
    runner::RunRequest &request = arguments.request;
    const scenario::PlanReading reading = scenario::read_plan(request.plan);
    if (!reading.plan) return refuse(reading.problems);
    const scenario::Plan &plan = *reading.plan;
    if (const auto driver = scenario::find_driver(plan.driver, plan.file, scenario::program_folder()); !driver) {
        return refuse(driver.error());
    }
    if (request.output_folder.empty()) request.output_folder = "acxsim-out/" + plan.name;
    if (const auto prepared = runner::prepare_output(request, plan); !prepared) return refuse(prepared.error());
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> junit(nullptr, &std::fclose);
    if (!arguments.junit_file.empty()) {
        junit.reset(std::fopen(arguments.junit_file.c_str(), "w"));
        if (!junit) {
            return refuse(core::Error{
                fmt::format("the file \"{}\" cannot be written: {}", arguments.junit_file, std::strerror(errno)), "",
                "choose another with --junit FILE"});
        }
    }
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
    if (!written) {
        return refuse(core::Error{
            fmt::format("the results cannot be written to standard output: {}", std::strerror(errno)), "",
            fmt::format("the verdict was exit code {}; make room, or send the output elsewhere", outcome.exit_code())});
    }
    if (junit && !print(junit.get(), report::junit(outcome))) {
        return refuse(core::Error{
            fmt::format("the file \"{}\" cannot be written: {}", arguments.junit_file, std::strerror(errno)), "",
            fmt::format("the verdict was exit code {}; choose another with --junit FILE", outcome.exit_code())});
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
