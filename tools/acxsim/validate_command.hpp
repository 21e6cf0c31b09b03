// SPDX-License-Identifier: MIT
//
// `acxsim validate`: the experiments that say how far the hardware model is to be believed.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace acxsim::tool {

struct ValidateArguments {
    std::vector<std::string> names; ///< "V-3"; empty: all
    std::string format = "human";
    std::string page; ///< file to write the page to
};

CLI::App &add_validate_command(CLI::App &app, ValidateArguments &arguments);
/// Exit code: 0 all as expected, 7 not (the simulator is wrong, nobody else), 2 usage.
int validate(const ValidateArguments &arguments);

} // namespace acxsim::tool
