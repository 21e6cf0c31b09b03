// SPDX-License-Identifier: MIT
//
// The command line: parsing and wiring, nothing else. stdout carries results, stderr log and progress.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "sim/runner/shell_words.hpp"
#include "tools/acxsim/build_command.hpp"
#include "tools/acxsim/commands.hpp"
#include "tools/acxsim/inspect_command.hpp"
#include "tools/acxsim/logging.hpp"
#include "tools/acxsim/preflight_command.hpp"
#include "tools/acxsim/validate_command.hpp"

namespace {

using namespace acxsim;

constexpr const char *run_examples =
    "Examples:\n"
    "  acxsim run scenarios/render/speech_48k_event.toml\n"
    "  acxsim run scenarios/render/tone_441.toml --seed 7 --set machine.profile=bad\n"
    "  acxsim run --driver ./my_codec.so                  (no scenario: every streaming pin, in many short runs)\n"
    "  acxsim run --driver ./my_codec.so --set stream.direction=capture --wav heard.wav          (one stream)\n"
    "  acxsim run scenarios/render/hda_48k.toml --twice        (does the driver read what nobody controls?)\n"
    "  acxsim run scenarios/render/hda_pause_50.toml --fault lost-interrupt:occurrence=20    (what if one is lost?)\n"
    "  acxsim run scenarios/duplex/hda_48k.toml --format json --junit report.xml -q\n\n"
    "Exit codes: 0 pass, 1 contract violation, 2 usage or scenario error, 3 glitch or quality threshold,\n"
    "4 hang or liveness, 5 driver crash or bug check, 6 non-determinism, 7 simulator error, 124 time limit,\n"
    "130 interrupted.";

std::string command_line(int argc, char *argv[]) {
    std::string line;
    for (int i = 0; i < argc; ++i)
        line += (i == 0 ? "" : " ") + runner::shell_word(argv[i]);
    return line;
}

struct RunOptions {
    tool::RunArguments run;
    std::vector<std::string> settings;
    std::vector<std::string> faults;
    std::string driver;
    std::string seed;
    std::string until;
    std::string timing;
    std::string unmodelled;
};

// "key=value" pairs and the options that are short for one, in the order in which they take effect.
bool collect_overrides(const RunOptions &options, std::vector<scenario::Override> &overrides) {
    for (const std::string &setting : options.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0) {
            std::fprintf(stderr, "acxsim: --set takes KEY=VALUE, found \"%s\"\n", setting.c_str());
            return false;
        }
        overrides.push_back({"--set", setting.substr(0, equals), setting.substr(equals + 1)});
    }
    for (const std::string &fault : options.faults)
        overrides.push_back({"--fault", "fault", fault});
    if (!options.driver.empty()) overrides.push_back({"--driver", "driver.module", options.driver});
    if (!options.seed.empty()) overrides.push_back({"--seed", "scenario.seed", options.seed});
    if (!options.until.empty()) overrides.push_back({"--until", "scenario.duration", options.until});
    if (!options.timing.empty()) overrides.push_back({"--timing", "hardware.timing", options.timing});
    if (!options.unmodelled.empty()) {
        overrides.push_back({"--unmodelled", "driver.unmodelled", options.unmodelled});
    }
    return true;
}

void add_plan_options(CLI::App &command, RunOptions &options) {
    command.add_option("scenario", options.run.request.plan.file,
                       "scenario file (TOML); without one, every streaming pin is tried in many short runs");
    command.add_option("--set", options.settings, "KEY=VALUE for any field (`acxsim list fields`); may be repeated")
        ->allow_extra_args(false);
    command
        .add_option("--fault", options.faults,
                    "NAME[:key=value...]: something that the hardware does wrong (`acxsim list faults`), such as "
                    "lost-interrupt:occurrence=10; may be repeated")
        ->allow_extra_args(false);
}

void add_output_options(CLI::App &command, RunOptions &options) {
    command.add_option("--out", options.run.request.output_folder,
                       "folder for what the run writes; default: acxsim-out/SCENARIO");
    command.add_option("--wav", options.run.request.wav,
                       "write what the first stream's codec played (or its client read) to this file");
    command.add_flag("-v,--verbose", options.run.request.verbose, "every finding in full, and the whole log");
    command.add_flag("-q,--quiet", options.run.request.quiet, "results only: no log, no progress");
}

int run_command_line(int argc, char *argv[]) {
    CLI::App app{
        "Runs Windows ACX audio drivers against a simulated computer, in virtual time, and says which rules of "
        "the streaming contract they break.",
        "acxsim"};
    app.set_version_flag("--version", "acxsim " ACXSIM_VERSION);
    app.require_subcommand(1);
    app.failure_message(CLI::FailureMessage::simple);
    app.footer("`acxsim run --help` shows examples. Documentation: docs/ in the source tree.");

    RunOptions options;
    tool::RunArguments &run_arguments = options.run;
    CLI::App &run = *app.add_subcommand("run", "run a scenario, or try all that a driver offers, and judge it");
    add_plan_options(run, options);
    run.add_option("--driver", options.driver, "driver module: a name or a path; short for --set driver.module=...");
    run.add_option("--seed", options.seed, "seed of everything that is drawn; short for --set scenario.seed=...");
    run.add_option("--until", options.until,
                   "end at this virtual time, such as 250ms; short for --set scenario.duration=...");
    run.add_option("--timing", options.timing,
                   "how closely the DMA engine is followed: exact (every burst is an event) or lazy (the default: the "
                   "same results, faster); short for --set hardware.timing=...");
    run.add_option("--unmodelled", options.unmodelled,
                   "what a call of a function does that is not modelled: fail, status or abort; short for --set "
                   "driver.unmodelled=...");
    add_output_options(run, options);
    run.add_option("--format", run_arguments.format, "what is printed on stdout: human or json")
        ->transform(CLI::CheckedTransformer(std::map<std::string, tool::Format>{{"human", tool::Format::Human},
                                                                                {"json", tool::Format::Json}})
                        .description(""))
        ->type_name("human|json");
    run.add_option("--junit", run_arguments.junit_file, "also write a JUnit report to this file");
    run.add_option("--color,--colour", run_arguments.colour, "auto, always or never")
        ->transform(
            CLI::CheckedTransformer(std::map<std::string, tool::ColourMode>{{"auto", tool::ColourMode::Automatic},
                                                                            {"always", tool::ColourMode::Always},
                                                                            {"never", tool::ColourMode::Never}})
                .description(""))
        ->type_name("auto|always|never");
    run.add_option("--trace", run_arguments.request.trace_file,
                   "write every trace record to this file, a line each (large: some 100 MB for a minute of audio)");
    run.add_flag("--twice", run_arguments.twice,
                 "run two times; if the traces differ, name the first record that does (exit code 6)");
    run.add_flag("--in-process", run_arguments.in_process,
                 "run in this process, for debuggers: a crash ends acxsim itself");
    run.add_option("--watchdog", run_arguments.request.watchdog_seconds,
                   "wall seconds without a sign of life until the driver counts as hung; 0: never")
        ->check(CLI::NonNegativeNumber)
        ->default_str("10");
    run.add_option("--timeout", run_arguments.request.time_limit_seconds,
                   "end the run after this many wall seconds (exit code 124)")
        ->check(CLI::NonNegativeNumber);
    run.footer(run_examples);

    tool::BuildArguments build_arguments;
    CLI::App &build = tool::add_build_command(app, build_arguments);

    tool::InspectArguments inspect_arguments;
    CLI::App &inspect = tool::add_inspect_command(app, inspect_arguments);

    tool::PreflightArguments preflight_arguments;
    CLI::App &preflight = tool::add_preflight_command(app, preflight_arguments);

    tool::ValidateArguments validate_arguments;
    CLI::App &validate = tool::add_validate_command(app, validate_arguments);

    RunOptions check_options;
    CLI::App &check = *app.add_subcommand("check", "check a scenario file without running it");
    add_plan_options(check, check_options);
    check.get_option("scenario")->required();
    check.footer("Examples:\n"
                 "  acxsim check scenarios/render/speech_48k_event.toml\n"
                 "  acxsim check mine.toml --set machine.profile=bad\n\n"
                 "Exit codes: 0 nothing wrong, 2 something is.");

    std::string list_what;
    std::string list_filter;
    bool list_markdown = false;
    CLI::App &list = *app.add_subcommand("list", "list what there is");
    list.add_option("what", list_what, "rules, profiles, models, registers, fields, clients, costs or faults")
        ->required()
        ->check(CLI::IsMember({"rules", "profiles", "models", "registers", "fields", "clients", "costs", "faults"}));
    list.add_option("filter", list_filter,
                    "fields: a section; registers: a model; rules: part of an id or statement; faults: a fault, or "
                    "part of a name");
    list.add_flag("--markdown", list_markdown, "as a page of the documentation");

    list.footer("Examples:\n"
                "  acxsim list rules notify\n"
                "  acxsim list fields stream\n"
                "  acxsim list faults bus-stall\n"
                "  acxsim list profiles");

    std::string explain_rule;
    bool explain_markdown = false;
    CLI::App &explain = *app.add_subcommand("explain", "what a rule demands, why, and what to look at");
    explain.add_option("rule", explain_rule, "id of the rule, such as CHK-031")->required();
    explain.add_flag("--markdown", explain_markdown, "as a page of the documentation");
    explain.footer("Example:\n"
                   "  acxsim explain CHK-031");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? 0 : 2;
    }

    if (run.parsed()) {
        if (!collect_overrides(options, run_arguments.request.plan.overrides)) return 2;
        run_arguments.request.version = ACXSIM_VERSION;
        run_arguments.request.repeat_command = command_line(argc, argv);
        run_arguments.program = runner::shell_word(argv[0]);
        tool::start_log(run_arguments.request.verbose, run_arguments.request.quiet);
        return tool::run(std::move(run_arguments));
    }
    if (inspect.parsed()) {
        inspect_arguments.request.version = ACXSIM_VERSION;
        inspect_arguments.request.repeat_command = command_line(argc, argv);
        return tool::inspect(std::move(inspect_arguments));
    }
    if (preflight.parsed()) return tool::preflight(preflight_arguments);
    if (validate.parsed()) return tool::validate(validate_arguments);
    if (build.parsed()) return tool::build(std::move(build_arguments));
    if (check.parsed()) {
        std::vector<scenario::Override> overrides;
        if (!collect_overrides(check_options, overrides)) return 2;
        return tool::check(check_options.run.request.plan.file, overrides);
    }
    if (list.parsed()) return tool::list(list_what, list_filter, list_markdown);
    return tool::explain(explain_rule, explain_markdown);
}

} // namespace

int main(int argc, char *argv[]) {
    constexpr int internal_error = 7;
    try {
        return run_command_line(argc, argv);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "acxsim: internal error: %s\n", error.what());
        return internal_error;
    }
}
