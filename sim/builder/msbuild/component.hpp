// SPDX-License-Identifier: MIT
//
// From an evaluated project to what the compiler is told: the metadata of ClCompile items, and what the WDK's own
// targets add (KMDF_VERSION_MAJOR, DBG, ...). Settings of MSVC that have no counterpart here are named in notes, unless
// they only choose warnings, optimisation or debug information.
#pragma once

#include "sim/builder/driver_project.hpp"
#include "sim/builder/file_names.hpp"
#include "sim/builder/msbuild/evaluation.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder::msbuild {

/// Adds its notes to `evaluation.notes`.
core::Result<Component> component_of(Evaluation &evaluation, FileNames &names);

} // namespace acxsim::builder::msbuild
