// SPDX-License-Identifier: MIT
//
// Finds the compilers that drivers are built with, and asks them what they are.
#pragma once

#include <string>

#include "sim/builder/cmake_project.hpp"
#include "sim/core/result.hpp"

namespace acxsim::runner {

/// `wanted`: gcc, clang, a path or a name; empty: gcc, or clang if there is no gcc.
core::Result<builder::Compilers> find_compilers(const std::string &wanted);

} // namespace acxsim::runner
