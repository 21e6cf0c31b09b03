// SPDX-License-Identifier: MIT
//
// `acxsim preflight`: its options, and what it prints.
#pragma once

#include <string>

#include "tools/acxsim/commands.hpp"

namespace CLI {
class App;
}

namespace acxsim::tool {

struct PreflightArguments {
    std::string module;
    Format format = Format::Human;
};

CLI::App &add_preflight_command(CLI::App &app, PreflightArguments &arguments);
/// Returns the exit code: 0 nothing is missing, 1 something is, 2 the module cannot be read.
int preflight(const PreflightArguments &arguments);

} // namespace acxsim::tool
