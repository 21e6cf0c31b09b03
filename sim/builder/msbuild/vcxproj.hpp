// SPDX-License-Identifier: MIT
//
// Reads a Visual C++ driver project into a DriverProject: its sources, what they are compiled with, and the static
// libraries that it is linked with, by project reference or by the name of a library that a project beside it makes.
#pragma once

#include <filesystem>

#include "sim/builder/driver_project.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder::msbuild {

core::Result<DriverProject> read_vcxproj(const std::filesystem::path &file, const ProjectOptions &options);

} // namespace acxsim::builder::msbuild
