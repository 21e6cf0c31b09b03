// SPDX-License-Identifier: MIT
//
// Builds a driver module: reads the project, prepares its headers, writes the CMake project into the build folder, runs
// cmake and ninja, and puts the module in its place when it is complete. What has not changed is not done again.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/builder/compiler_output.hpp"
#include "sim/builder/driver_project.hpp"
#include "sim/core/result.hpp"

namespace acxsim::runner {

struct BuildRequest {
    std::vector<std::filesystem::path> paths;
    builder::ProjectOptions project;
    std::vector<std::filesystem::path> trace_scan;
    std::vector<std::string> trace_options;
    std::filesystem::path output; ///< the module; empty: NAME.so in the current folder
    std::string compiler;         ///< gcc, clang or a path; empty: the first that is there
    std::vector<std::string> sanitizers;
    bool debug = false;
    bool clean = false;
    std::filesystem::path ddk;           ///< the simulator's driver headers
    std::filesystem::path cmake_modules; ///< the folder with AcxsimAddDriver.cmake
};

struct BuildProgress {
    std::function<void(const builder::Note &)> note;
    std::function<void(std::size_t done, std::size_t all, std::string_view what)> step;
    std::function<void(std::string_view line)> raw; ///< all that the tools print
};

struct BuildReport {
    std::filesystem::path module;
    std::filesystem::path folder;
    std::string compiler; ///< "GNU 12.2.0"
    bool complete = false;
    bool interrupted = false;
    bool older_module = false;           ///< not complete, but an earlier build's module is still in its place
    std::size_t compiled = 0;            ///< files, this time
    std::size_t warnings = 0;            ///< this time
    std::vector<builder::Cause> causes;  ///< why it is not complete
    std::vector<std::string> last_lines; ///< of the tools, if no cause was recognised
};

/// An Error is about the request, the project or the tools; what the compiler refuses is in the report.
core::Result<BuildReport> build_driver(const BuildRequest &request, const BuildProgress &progress);

/// Only the headers (for acxsim_add_driver): `request.paths` are sources, `request.output` is the folder.
core::Result<void> prepare_headers(const BuildRequest &request, const BuildProgress &progress);

} // namespace acxsim::runner
