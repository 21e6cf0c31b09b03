// SPDX-License-Identifier: MIT
//
// Where a driver module is found: a path as it is; a name in the scenario's folder, then in drivers/ beside the
// program.
#pragma once

#include <string>

#include "sim/core/result.hpp"

namespace acxsim::scenario {

/// Absolute path of the module. The error names every place that was looked at, and the modules that are there.
core::Result<std::string> find_driver(const std::string &module, const std::string &scenario_file,
                                      const std::string &program_folder);

/// Folder of the running program.
std::string program_folder();

} // namespace acxsim::scenario
