// SPDX-License-Identifier: MIT
#include "tools/acxsim/presentation.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <unistd.h>

#include <fmt/format.h>

namespace acxsim::tool {

bool print(std::FILE *file, std::string_view text) {
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

int refuse_output(std::string_view what, std::string_view remedy, int exit_code) {
    return refuse(core::Error{fmt::format("{} cannot be written: {}", what, std::strerror(errno)), "",
                              fmt::format("the verdict was exit code {}; {}", exit_code, remedy)});
}

bool has_colour(ColourMode mode) {
    if (mode != ColourMode::Automatic) return mode == ColourMode::Always;
    const char *terminal = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
           std::strcmp(terminal, "dumb") != 0;
}

core::Result<ReportFile> open_report(const std::string &name, std::string_view option) {
    ReportFile file(nullptr, &std::fclose);
    if (name.empty()) return file;
    file.reset(std::fopen(name.c_str(), "w"));
    if (!file) {
        return core::Error{fmt::format("the file \"{}\" cannot be written: {}", name, std::strerror(errno)), "",
                           fmt::format("choose another with {} FILE", option)};
    }
    return file;
}

void name_seed(runner::RunRequest &request, const scenario::Plan &plan) {
    for (const scenario::Override &change : request.plan.overrides) {
        if (change.key == "scenario.seed") return;
    }
    request.repeat_command += fmt::format(" --seed {}", plan.seed);
}

runner::SupervisorOutput worker_lines(bool driver_lines) {
    return {[driver_lines](std::string_view line) {
                if (driver_lines) print(stderr, fmt::format("driver: {}\n", line));
            },
            [](std::string_view line) { print(stderr, fmt::format("{}\n", line)); }};
}

} // namespace acxsim::tool
