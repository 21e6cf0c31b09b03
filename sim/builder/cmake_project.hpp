// SPDX-License-Identifier: MIT
//
// The CMake project that builds a DriverProject: one acxsim_add_driver() and one acxsim_add_driver_library() per static
// library. What drivers are compiled with is written down there (cmake/AcxsimAddDriver.cmake), not here.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/builder/driver_project.hpp"

namespace acxsim::builder {

/// A C and a C++ compiler that belong together.
struct Compilers {
    std::string id; ///< GNU or Clang, as CMake calls them
    std::string version;
    std::filesystem::path c;
    std::filesystem::path cxx;
};

struct CMakeSettings {
    Compilers compilers;
    std::filesystem::path cmake_modules; ///< the folder with AcxsimAddDriver.cmake
    std::filesystem::path ddk;
    std::vector<std::string> sanitizers;
    bool debug = false;
};

/// Where the headers prepared for component `number` lie, below the build folder; the driver is 0.
std::filesystem::path prepared_folder(std::size_t number);

/// Text of the CMakeLists.txt files, by name below the build folder. Each component has its own folder: the properties
/// of a source file hold for one folder.
std::map<std::filesystem::path, std::string> cmake_files(const DriverProject &project, const CMakeSettings &settings);

/// Below the build folder.
std::filesystem::path built_module();

} // namespace acxsim::builder
