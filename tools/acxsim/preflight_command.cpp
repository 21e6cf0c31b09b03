// SPDX-License-Identifier: MIT
#include "tools/acxsim/preflight_command.hpp"

#include <cstdio>
#include <map>

#include <CLI/CLI.hpp>

#include "sim/kernel/module_imports.hpp"
#include "sim/report/preflight.hpp"
#include "sim/scenario/driver_search.hpp"

namespace acxsim::tool {

namespace {

int refuse(const core::Error &error) {
    std::fprintf(stderr, "acxsim: %s\n", error.message.c_str());
    if (!error.remedy.empty()) std::fprintf(stderr, "      = %s\n", error.remedy.c_str());
    return 2;
}

} // namespace

CLI::App &add_preflight_command(CLI::App &app, PreflightArguments &arguments) {
    CLI::App &preflight = *app.add_subcommand(
        "preflight", "list what a driver imports that the simulator does not model, before anything of it runs");
    preflight.add_option("module", arguments.module, "driver module: a name or a path")->required();
    preflight.add_option("--format", arguments.format, "what is printed on stdout: human or json")
        ->transform(
            CLI::CheckedTransformer(std::map<std::string, Format>{{"human", Format::Human}, {"json", Format::Json}})
                .description(""))
        ->type_name("human|json");
    preflight.footer("Examples:\n"
                     "  acxsim preflight ./AudioCodec.so\n"
                     "  acxsim preflight ./AudioCodec.so --format json | jq '.not_modelled'\n\n"
                     "Exit codes: 0 nothing is missing, 1 functions are missing, 2 the module cannot be read.");
    return preflight;
}

int preflight(const PreflightArguments &arguments) {
    const auto path = scenario::find_driver(arguments.module, "", scenario::program_folder());
    if (!path) return refuse(path.error());
    const auto imports = kernel::read_imports(*path);
    if (!imports) return refuse(imports.error());
    const std::string text =
        arguments.format == Format::Json ? report::preflight_json(*imports) : report::preflight_text(*imports);
    if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) != 0) {
        std::fprintf(stderr, "acxsim: standard output cannot be written\n");
        return 2;
    }
    return imports->count(kernel::ImportOrigin::Missing) == 0 ? 0 : 1;
}

} // namespace acxsim::tool
