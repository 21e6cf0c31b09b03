// SPDX-License-Identifier: MIT
#include "tools/acxsim/validate_command.hpp"

#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/validation/report.hpp"

namespace acxsim::tool {

namespace {

constexpr int usage_error = 2;
constexpr int simulator_error = 7;

bool write_file(const std::string &path, const std::string &text) {
    std::FILE *file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return false;
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return std::fclose(file) == 0 && written;
}

/// "V-3", "v3" and "3" all mean the third.
int number_of(const std::string &name) {
    std::string digits = name;
    if (!digits.empty() && (digits[0] == 'V' || digits[0] == 'v')) digits.erase(0, 1);
    if (!digits.empty() && digits[0] == '-') digits.erase(0, 1);
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos) return 0;
    return std::stoi(digits);
}

} // namespace

CLI::App &add_validate_command(CLI::App &app, ValidateArguments &arguments) {
    CLI::App &command =
        *app.add_subcommand("validate", "compare the hardware models with what is known: experiments V-1 to V-20");
    command.add_option("experiments", arguments.names, "such as V-3; without any, all");
    command.add_option("--format", arguments.format, "what is printed on stdout: human, json or markdown")
        ->check(CLI::IsMember({"human", "json", "markdown"}))
        ->type_name("human|json|markdown");
    command.add_option("--write", arguments.page, "write the page of the documentation to this file (all experiments)");
    command.footer("Examples:\n"
                   "  acxsim validate\n"
                   "  acxsim validate V-4 V-8\n"
                   "  acxsim validate --write docs/accuracy.md\n\n"
                   "Exit codes: 0 everything as expected, 2 usage error, 7 the model differs.");
    return command;
}

int validate(const ValidateArguments &arguments) {
    std::vector<const validation::Experiment *> chosen;
    for (const std::string &name : arguments.names) {
        const auto all = validation::experiments();
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto &e) { return e.number == number_of(name); });
        if (found == all.end()) {
            std::fprintf(stderr, "acxsim: there is no experiment \"%s\"\n      = there are", name.c_str());
            for (const validation::Experiment &e : all)
                std::fprintf(stderr, " V-%d", e.number);
            std::fprintf(stderr, "\n");
            return usage_error;
        }
        chosen.push_back(&*found);
    }
    if (!chosen.empty() && (!arguments.page.empty() || arguments.format == "markdown")) {
        std::fprintf(stderr, "acxsim: the page holds all experiments; name none with --write or --format markdown\n");
        return usage_error;
    }
    if (chosen.empty()) {
        for (const validation::Experiment &e : validation::experiments())
            chosen.push_back(&e);
    }

    std::vector<validation::Result> results;
    bool passed = true;
    for (const validation::Experiment *experiment : chosen) {
        if (experiment->takes_seconds) {
            std::fprintf(stderr, "acxsim: V-%d, %s ...\n", experiment->number, experiment->title);
        }
        results.push_back({experiment, {}});
        experiment->run(results.back().table);
        passed = passed && results.back().table.passed();
    }
    if (!arguments.page.empty() && !write_file(arguments.page, validation::accuracy_page(results))) {
        std::fprintf(stderr, "acxsim: %s cannot be written\n", arguments.page.c_str());
        return usage_error;
    }
    const std::string text = arguments.format == "json"       ? validation::json_report(results)
                             : arguments.format == "markdown" ? validation::accuracy_page(results)
                                                              : validation::human_report(results);
    if (std::fputs(text.c_str(), stdout) == EOF || std::fflush(stdout) != 0) {
        std::fprintf(stderr, "acxsim: standard output cannot be written\n");
        return usage_error;
    }
    return passed ? 0 : simulator_error;
}

} // namespace acxsim::tool
