// SPDX-License-Identifier: MIT
//
// What `acxsim preflight` prints: which functions a driver imports, who has them, and where it calls those that nobody
// has. Exit code of the command: 0 nothing is missing, 1 something is, 2 the module cannot be read.
#pragma once

#include <string>

#include "sim/kernel/module_imports.hpp"

namespace acxsim::report {

std::string preflight_text(const kernel::ModuleImports &imports);
/// One object, indented by two.
std::string preflight_json(const kernel::ModuleImports &imports);

} // namespace acxsim::report
