// SPDX-License-Identifier: MIT
//
// Progress, notes and errors go to stderr, the line about the module to stdout.
#include "tools/acxsim/build_command.hpp"

#include <cstdio>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace acxsim::tool {

namespace fs = std::filesystem;

namespace {

constexpr int failure = 2;
constexpr int interrupted = 130;
constexpr std::size_t places_shown = 3;

constexpr const char *build_examples =
    "Examples:\n"
    "  acxsim build AudioCodec.vcxproj\n"
    "  acxsim build Driver/AudioCodec.vcxproj -o out/AudioCodec.so --configuration Release --cc clang\n"
    "  acxsim build ./mydriver -DPOOL_TAG=1 -I ../inc\n"
    "  acxsim build driver.c circuit.c stream.cpp -o mydriver.so --sanitize address,undefined\n"
    "then\n"
    "  acxsim run --driver ./mydriver.so\n\n"
    "Exit codes: 0 built, 2 not built, 130 interrupted.";

// An installed acxsim has both beside itself; one in its build tree takes the source tree's.
void find_support(runner::BuildRequest &request) {
    std::error_code failed;
    const fs::path prefix = fs::read_symlink("/proc/self/exe", failed).parent_path().parent_path();
    request.ddk = prefix / "include/acxsim/ddk";
    request.cmake_modules = prefix / "lib/cmake/acxsim";
    for (fs::directory_iterator entry(prefix / "lib", failed), end; !failed && entry != end; entry.increment(failed)) {
        if (fs::exists(entry->path() / "cmake/acxsim/AcxsimAddDriver.cmake", failed))
            request.cmake_modules = entry->path() / "cmake/acxsim";
    }
    if (fs::exists(request.ddk, failed) && fs::exists(request.cmake_modules / "AcxsimAddDriver.cmake", failed)) return;
    request.ddk = ACXSIM_SOURCE_DIRECTORY "/sim/ddk";
    request.cmake_modules = ACXSIM_SOURCE_DIRECTORY "/cmake";
}

void print_error(const core::Error &error) {
    const bool says_where = error.place.empty() || error.message.find(error.place) != std::string::npos;
    fmt::print(stderr, "acxsim: {}{}{}\n", says_where ? "" : error.place + ": ", error.message,
               error.remedy.empty() ? "" : "\n  " + error.remedy);
}

// Paths below the current folder are shown from here.
std::string shown(const std::string &place) {
    std::error_code failed;
    const std::string here = fs::current_path(failed).string() + "/";
    return place.starts_with(here) ? place.substr(here.size()) : place;
}

void print_causes(const runner::BuildReport &report) {
    std::size_t errors = 0;
    for (const builder::Cause &cause : report.causes)
        errors += cause.count;
    if (report.causes.empty()) {
        fmt::print(stderr, "acxsim: the build failed:\n");
        for (const std::string &line : report.last_lines)
            fmt::print(stderr, "  {}\n", line);
    } else {
        fmt::print(stderr, "acxsim: the build failed: {} error{} of {} cause{}\n", errors, errors == 1 ? "" : "s",
                   report.causes.size(), report.causes.size() == 1 ? "" : "s");
    }
    for (const builder::Cause &cause : report.causes) {
        fmt::print(stderr, "\n  {}\n", cause.message);
        for (std::size_t i = 0; i < cause.places.size() && i < places_shown; ++i)
            fmt::print(stderr, "      {}\n", shown(cause.places[i]));
        if (cause.places.size() > places_shown)
            fmt::print(stderr, "      and {} more\n", cause.places.size() - places_shown);
        if (!cause.cure.empty()) fmt::print(stderr, "      -> {}\n", cause.cure);
    }
    fmt::print(stderr, "\n  all that the compiler said: {}\n", shown((report.folder / "build.log").string()));
    if (report.older_module)
        fmt::print(stderr, "  {} is still that of an earlier build\n", shown(report.module.string()));
}

runner::BuildProgress progress_for(const BuildArguments &arguments) {
    const bool quiet = arguments.quiet;
    const bool verbose = arguments.verbose;
    const bool terminal = isatty(STDERR_FILENO) != 0;
    return {.note =
                [quiet](const builder::Note &note) {
                    if (quiet) return;
                    fmt::print(stderr, "note: {}{}{}\n", note.place.empty() ? "" : shown(note.place) + ": ", note.text,
                               note.remedy.empty() ? "" : "\n      " + note.remedy);
                },
            .step =
                [quiet, verbose, terminal](std::size_t done, std::size_t all, std::string_view what) {
                    if (quiet || verbose) return;
                    if (terminal) {
                        fmt::print(stderr, "\r\x1b[K[{}/{}] {}{}", done, all, what, done == all ? "\r\x1b[K" : "");
                    } else {
                        fmt::print(stderr, "[{}/{}] {}\n", done, all, what);
                    }
                    std::fflush(stderr);
                },
            .raw =
                [verbose](std::string_view line) {
                    if (verbose) fmt::print(stderr, "{}\n", line);
                }};
}

} // namespace

CLI::App &add_build_command(CLI::App &app, BuildArguments &arguments) {
    runner::BuildRequest &request = arguments.request;
    CLI::App &build = *app.add_subcommand("build", "build a driver from its project or its sources");
    build.add_option("path", request.paths, "a .vcxproj, a folder, or source files (.c, .cpp, .cc, .cxx)")->required();
    build.add_option("-o,--output", request.output, "the module; default: NAME.so in the current folder");
    build.add_option("--cc", request.compiler, "gcc, clang, or the path of one; default: gcc if it is there")
        ->type_name("COMPILER");
    build.add_option("--configuration", request.project.configuration, "$(Configuration) of the project")
        ->capture_default_str();
    build.add_option("--platform", request.project.platform, "$(Platform) of the project")->capture_default_str();
    build.add_option("-p,--property", arguments.properties, "NAME=VALUE of any MSBuild property; may be repeated")
        ->allow_extra_args(false);
    build
        .add_option("-D,--define", request.project.definitions,
                    "NAME or NAME=VALUE for the preprocessor; may be repeated")
        ->allow_extra_args(false);
    build.add_option("-I,--include", request.project.include_directories, "an include directory; may be repeated")
        ->allow_extra_args(false);
    build.add_option("--trace-scan", request.trace_scan, "a header with a WPP configuration; may be repeated")
        ->allow_extra_args(false);
    build.add_option("--trace-option", request.trace_options, "an option for WPP, such as -func:...; may be repeated")
        ->allow_extra_args(false);
    build.add_option("--sanitize", request.sanitizers, "address, undefined or both: for an acxsim built with the same")
        ->delimiter(',')
        ->check(CLI::IsMember({"address", "undefined"}))
        ->type_name("address,undefined");
    build.add_flag("--debug", request.debug, "no optimisation");
    build.add_flag("--clean", request.clean, "build everything again");
    build.add_flag("-v,--verbose", arguments.verbose, "show all that cmake, ninja and the compiler print");
    build.add_flag("-q,--quiet", arguments.quiet, "only errors and the module");
    build.add_flag("--prepare-only", arguments.prepare_only)->group("");
    build.footer(build_examples);
    return build;
}

int build(BuildArguments arguments) {
    runner::BuildRequest &request = arguments.request;
    for (const std::string &property : arguments.properties) {
        const std::size_t equals = property.find('=');
        if (equals == std::string::npos || equals == 0) {
            fmt::print(stderr, "acxsim: --property takes NAME=VALUE, found \"{}\"\n", property);
            return failure;
        }
        request.project.properties.emplace_back(property.substr(0, equals), property.substr(equals + 1));
    }
    find_support(request);
    if (arguments.prepare_only) {
        const auto prepared = runner::prepare_headers(request, progress_for(arguments));
        if (!prepared) print_error(prepared.error());
        return prepared ? 0 : failure;
    }
    const auto report = runner::build_driver(request, progress_for(arguments));
    if (!report) {
        print_error(report.error());
        return failure;
    }
    if (report->interrupted) {
        fmt::print(stderr, "acxsim: interrupted; what has been compiled is kept for the next time\n");
        return interrupted;
    }
    if (!report->complete) {
        print_causes(*report);
        return failure;
    }
    std::string work = report->compiled == 0
                           ? "nothing to compile"
                           : fmt::format("{} file{} compiled", report->compiled, report->compiled == 1 ? "" : "s");
    if (report->warnings != 0) {
        work += fmt::format(", {} warning{} ({})", report->warnings, report->warnings == 1 ? "" : "s",
                            shown((report->folder / "build.log").string()));
    }
    fmt::print("{}: {}, {}\n", shown(report->module.string()), report->compiler, work);
    return 0;
}

} // namespace acxsim::tool
