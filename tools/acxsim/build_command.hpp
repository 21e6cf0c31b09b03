// SPDX-License-Identifier: MIT
//
// `acxsim build`: its options, and what it prints.
#pragma once

#include <string>

#include "sim/runner/build_driver.hpp"

namespace CLI {
class App;
}

namespace acxsim::tool {

struct BuildArguments {
    runner::BuildRequest request;
    std::vector<std::string> properties; ///< NAME=VALUE
    bool verbose = false;
    bool quiet = false;
    bool prepare_only = false;
};

CLI::App &add_build_command(CLI::App &app, BuildArguments &arguments);
/// Returns the exit code.
int build(BuildArguments arguments);

} // namespace acxsim::tool
