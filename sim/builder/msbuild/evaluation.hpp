// SPDX-License-Identifier: MIT
//
// Evaluates an MSBuild project: first all properties in order, through imports; then item definitions; then items, each
// seeing the final properties, as MSBuild does it. Imports are read where they exist. The WDK's and Visual Studio's own
// files are not here; any other that is missing becomes a note. Targets do not run; what they would add is not known.
// https://learn.microsoft.com/visualstudio/msbuild/build-process-overview#evaluation-phase
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/builder/driver_project.hpp"
#include "sim/builder/file_names.hpp"
#include "sim/builder/msbuild/properties.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder::msbuild {

struct MetadataValue {
    Expanded value;
    std::string place; ///< file:line
};

/// By name in lower case.
using MetadataTable = std::map<std::string, MetadataValue>;

struct Item {
    std::string include; ///< as the project names it, expanded
    MetadataTable metadata;
    std::filesystem::path folder; ///< relative names are seen from here
    std::string place;
};

struct Evaluation {
    std::filesystem::path file;
    Properties properties;
    std::map<std::string, MetadataTable> definitions; ///< by item type in lower case
    std::map<std::string, std::vector<Item>> items;   ///< by item type in lower case
    std::vector<Note> notes;

    const std::vector<Item> &items_of(const std::string &type) const;
};

/// `file` is an existing project. Items whose presence decides what is compiled must not hang on unknown names.
core::Result<Evaluation> evaluate_project(const std::filesystem::path &file, const ProjectOptions &options,
                                          FileNames &names);

} // namespace acxsim::builder::msbuild
