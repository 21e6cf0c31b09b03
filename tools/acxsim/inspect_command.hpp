// SPDX-License-Identifier: MIT
//
// `acxsim inspect`: its options, and what it prints.
#pragma once

#include <string>
#include <vector>

#include "tools/acxsim/commands.hpp"

namespace CLI {
class App;
}

namespace acxsim::tool {

enum class TopologyFormat { Tree, Json, Dot };

struct InspectArguments {
    runner::RunRequest request;
    std::string module;
    std::vector<std::string> settings; ///< KEY=VALUE
    std::string seed;
    TopologyFormat format = TopologyFormat::Tree;
    ColourMode colour = ColourMode::Automatic;
};

CLI::App &add_inspect_command(CLI::App &app, InspectArguments &arguments);
/// Returns the exit code, which is that of a run.
int inspect(InspectArguments arguments);

} // namespace acxsim::tool
