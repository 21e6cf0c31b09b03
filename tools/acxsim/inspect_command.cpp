// SPDX-License-Identifier: MIT
#include "tools/acxsim/inspect_command.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/report/human.hpp"
#include "sim/report/json.hpp"
#include "sim/report/topology_text.hpp"
#include "sim/runner/smoke_run.hpp"
#include "sim/scenario/driver_search.hpp"
#include "tools/acxsim/logging.hpp"
#include "tools/acxsim/presentation.hpp"

namespace acxsim::tool {

namespace {

constexpr const char *inspect_examples =
    "Examples:\n"
    "  acxsim inspect hda_codec\n"
    "  acxsim inspect ./AudioCodec.so -v\n"
    "  acxsim inspect ./AudioCodec.so --format json | jq '.topology.devices[].circuits[].name'\n"
    "  acxsim inspect ./AudioCodec.so --format dot | dot -Tsvg > driver.svg\n\n"
    "The driver is loaded, brought to D0, looked at, removed and unloaded. Exit codes are those of `acxsim run`.";

std::string hardware_line(const scenario::HardwareUse &use) {
    if (!use.any()) return "  hardware   not used: no registers mapped, no interrupt\n";
    return fmt::format("  hardware   {}, {}, {} register accesses\n",
                       use.registers_mapped ? "registers mapped" : "no registers mapped",
                       use.interrupt_connected ? "interrupt created" : "no interrupt", use.register_accesses);
}

} // namespace

CLI::App &add_inspect_command(CLI::App &app, InspectArguments &arguments) {
    CLI::App &inspect = *app.add_subcommand(
        "inspect", "load a driver, show its circuits, pins, formats and elements, and take it down again");
    inspect.add_option("module", arguments.module, "driver module: a name or a path")->required();
    inspect.add_option("--set", arguments.settings, "KEY=VALUE for any field (`acxsim list fields`); may be repeated")
        ->allow_extra_args(false);
    inspect.add_option("--seed", arguments.seed, "short for --set scenario.seed=...");
    inspect.add_option("--format", arguments.format, "what is printed on stdout: tree, json or dot")
        ->transform(CLI::CheckedTransformer(std::map<std::string, TopologyFormat>{{"tree", TopologyFormat::Tree},
                                                                                  {"json", TopologyFormat::Json},
                                                                                  {"dot", TopologyFormat::Dot}})
                        .description(""))
        ->type_name("tree|json|dot");
    inspect.add_option("--color,--colour", arguments.colour, "auto, always or never")
        ->transform(CLI::CheckedTransformer(std::map<std::string, ColourMode>{{"auto", ColourMode::Automatic},
                                                                              {"always", ColourMode::Always},
                                                                              {"never", ColourMode::Never}})
                        .description(""))
        ->type_name("auto|always|never");
    inspect
        .add_option("--watchdog", arguments.request.watchdog_seconds,
                    "wall seconds without a sign of life until the driver counts as hung; 0: never")
        ->check(CLI::NonNegativeNumber)
        ->default_str("10");
    inspect
        .add_option("--timeout", arguments.request.time_limit_seconds,
                    "end after this many wall seconds (exit code 124)")
        ->check(CLI::NonNegativeNumber);
    inspect.add_flag("-v,--verbose", arguments.request.verbose,
                     "also properties, methods and events, and every finding in full");
    inspect.add_flag("-q,--quiet", arguments.request.quiet, "results only: no log");
    inspect.footer(inspect_examples);
    return inspect;
}

int inspect(InspectArguments arguments) {
    runner::RunRequest &request = arguments.request;
    start_log(request.verbose, request.quiet);
    for (const std::string &setting : arguments.settings) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos || equals == 0) {
            return refuse(core::Error{fmt::format("--set takes KEY=VALUE, found \"{}\"", setting), "", ""});
        }
        request.plan.overrides.push_back({"--set", setting.substr(0, equals), setting.substr(equals + 1)});
    }
    request.plan.overrides.push_back({"module", "driver.module", arguments.module});
    if (!arguments.seed.empty()) request.plan.overrides.push_back({"--seed", "scenario.seed", arguments.seed});
    const scenario::PlanReading reading = scenario::read_plan(request.plan);
    if (!reading.plan) return refuse(reading.problems);
    const scenario::Plan &plan = *reading.plan;
    if (const auto driver = scenario::find_driver(plan.driver, "", scenario::program_folder()); !driver)
        return refuse(driver.error());
    name_seed(request, plan);

    const runner::Inspection inspection = runner::inspect(request, plan, worker_lines(!request.quiet));
    const scenario::Outcome &outcome = inspection.outcome;
    if (outcome.verdict == scenario::Verdict::UsageError) {
        return refuse(core::Error{outcome.reason, "", outcome.failures.empty() ? "" : outcome.failures.front()});
    }
    const report::HumanOptions options{has_colour(arguments.colour), request.verbose, true, {}};
    std::string text;
    switch (arguments.format) {
    case TopologyFormat::Json:
        text = report::json(outcome);
        break;
    case TopologyFormat::Dot:
        // The graph goes where a program reads it; what was found on the way is for a person.
        text = report::topology_dot(outcome.topology.value_or(acx::Topology{}));
        if (outcome.verdict != scenario::Verdict::Pass || !request.quiet)
            print(stderr, report::human(outcome, options));
        break;
    case TopologyFormat::Tree:
        text = fmt::format("acxsim {}  inspect  driver {}  seed {}\n", request.version, plan.driver, plan.seed);
        if (outcome.topology) text += "\n" + report::topology_tree(*outcome.topology, request.verbose) + "\n";
        text += hardware_line(outcome.hardware) + report::human(outcome, options);
        break;
    }
    if (!print(stdout, text))
        return refuse_output("standard output", "make room, or send it elsewhere", outcome.exit_code());
    return outcome.exit_code();
}

} // namespace acxsim::tool
