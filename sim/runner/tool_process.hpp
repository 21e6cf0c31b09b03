// SPDX-License-Identifier: MIT
//
// Runs a program that acxsim needs (cmake, ninja, a compiler) and hands over what it prints, line by line as it comes.
// The program and its children are one process group of their own: Ctrl-C on acxsim is passed on to all of them, and a
// second one kills them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::runner {

struct ToolCall {
    std::vector<std::string> command; ///< program (a path) and arguments
    std::filesystem::path folder = {};
    std::vector<std::pair<std::string, std::string>> environment = {}; ///< beyond our own
    std::function<void(std::string_view line)> line = {};              ///< stdout and stderr
};

struct ToolEnd {
    int exit_code = 0; ///< 128 + signal if one ended it
    bool interrupted = false;
};

core::Result<ToolEnd> run_tool(const ToolCall &call);

/// The program of that name on the search path; a name with a slash is a path itself. Empty if there is none.
std::filesystem::path find_program(const std::string &name);

} // namespace acxsim::runner
