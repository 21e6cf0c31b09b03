// SPDX-License-Identifier: MIT
//
// What the command line can do, after its arguments have been read. Each returns the process's exit code.
#pragma once

#include <string>

#include "sim/runner/run_request.hpp"

namespace acxsim::tool {

enum class ColourMode { Automatic, Always, Never };
enum class Format { Human, Json };

struct RunArguments {
    runner::RunRequest request;
    Format format = Format::Human;
    std::string junit_file;
    ColourMode colour = ColourMode::Automatic;
    bool in_process = false;
    bool twice = false;  ///< run two times and compare the traces
    std::string program; ///< as it was called, for commands that are printed
};

int run(RunArguments arguments);
/// `acxsim run` without a scenario and without a stream of the user's: every streaming pin, in many short runs.
int smoke(RunArguments arguments);
int check(const std::string &scenario, const std::vector<scenario::Override> &overrides);
/// `what`: rules, profiles, models, fields, clients, costs; `filter` narrows rules and fields; markdown for docs/.
int list(const std::string &what, const std::string &filter, bool markdown);
int explain(const std::string &rule, bool markdown);

} // namespace acxsim::tool
