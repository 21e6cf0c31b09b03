// SPDX-License-Identifier: MIT
//
// What `acxsim build` builds: the sources of one driver and of the static libraries it is linked with, each with what
// its compiler is told. A validated value: every source is a file that exists, every folder too, nothing is left to be
// expanded. Where it came from (a .vcxproj, a folder, files named on the command line) does not matter any more, except
// for the notes: what the project says and this build cannot follow, with its place.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::builder {

enum class Language { ByName, C, Cxx };

/// What the compiler is told.
struct CompileSettings {
    std::vector<std::filesystem::path> include_directories;
    std::vector<std::string> definitions; ///< NAME or NAME=VALUE
    std::vector<std::string> undefinitions;
    std::vector<std::filesystem::path> forced_includes;
};

struct SourceFile {
    std::filesystem::path path = {};
    Language language = Language::ByName;
    CompileSettings own = {}; ///< beyond the component's
};

/// What the WPP preprocessor is told.
struct TraceSettings {
    std::vector<std::filesystem::path> scan_files;
    std::vector<std::string> options; ///< as its command line has them: -func:Name(A,B), -ctl:..., -km
};

/// The driver itself, or a static library.
struct Component {
    std::string name = {};
    std::vector<SourceFile> sources = {};
    CompileSettings settings = {};
    TraceSettings trace = {};
    int cxx_standard = 17;
};

/// Something that the project says and that has no counterpart here, or was decided for it.
struct Note {
    std::string text;
    std::string place = {}; ///< file:line
    std::string remedy = {};
};

struct DriverProject {
    Component driver;
    std::vector<Component> libraries;
    std::vector<Note> notes;
};

/// What the command line says about reading projects.
struct ProjectOptions {
    std::string configuration = "Debug";
    std::string platform = "x64";
    std::vector<std::pair<std::string, std::string>> properties = {}; ///< as msbuild -p:NAME=VALUE
    std::vector<std::filesystem::path> include_directories = {};
    std::vector<std::string> definitions = {};
};

/// One .vcxproj, one folder, or source files.
core::Result<DriverProject> read_driver_project(const std::vector<std::filesystem::path> &paths,
                                                const ProjectOptions &options);

} // namespace acxsim::builder
