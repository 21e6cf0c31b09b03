// SPDX-License-Identifier: MIT
#include "sim/builder/driver_project.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "sim/builder/file_names.hpp"
#include "sim/builder/msbuild/vcxproj.hpp"

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

bool has_extension(const fs::path &path, std::string_view extension) {
    return equal_names(path.extension().string(), extension);
}

// Sources without a project: what the command line says, and the folders of the sources.
core::Result<DriverProject> from_sources(std::string name, const std::vector<fs::path> &sources,
                                         const ProjectOptions &options) {
    DriverProject project;
    project.driver.name = std::move(name);
    for (const fs::path &source : sources) {
        project.driver.sources.push_back({.path = source});
        std::vector<fs::path> &folders = project.driver.settings.include_directories;
        if (std::find(folders.begin(), folders.end(), source.parent_path()) == folders.end())
            folders.push_back(source.parent_path());
    }
    if (equal_names(options.configuration, "Debug")) project.driver.settings.definitions.emplace_back("DBG=1");
    return project;
}

core::Result<DriverProject> from_folder(const fs::path &folder, const ProjectOptions &options) {
    FileNames names;
    const auto projects = names.match(folder, "*.vcxproj");
    if (projects.size() == 1) return msbuild::read_vcxproj(projects[0], options);
    if (projects.size() > 1) {
        std::string list;
        for (const fs::path &project : projects)
            list += (list.empty() ? "" : ", ") + project.filename().string();
        return core::Error{fmt::format("the folder holds {} projects: {}", projects.size(), list), folder.string(),
                           "name one of them"};
    }
    std::vector<fs::path> sources = names.match(folder, "*");
    std::erase_if(sources, [](const fs::path &file) { return !is_source_name(file.filename().string()); });
    if (sources.empty()) {
        return core::Error{"the folder holds neither a .vcxproj nor a source (*.c, *.cpp, *.cc, *.cxx)",
                           folder.string()};
    }
    const fs::path named = folder.has_filename() ? folder : folder.parent_path();
    return from_sources(named.filename().string(), sources, options);
}

core::Result<DriverProject> read(const std::vector<fs::path> &paths, const ProjectOptions &options) {
    std::vector<fs::path> sources;
    for (const fs::path &path : paths) {
        std::error_code failed;
        const fs::path full = fs::canonical(path, failed);
        if (failed)
            return core::Error{fmt::format("{} cannot be read: {}", path.string(), failed.message()), path.string()};
        const bool is_folder = fs::is_directory(full, failed);
        if (paths.size() == 1 && is_folder) return from_folder(full, options);
        if (paths.size() == 1 && has_extension(full, ".vcxproj")) return msbuild::read_vcxproj(full, options);
        if (has_extension(full, ".sln")) {
            return core::Error{fmt::format("{} is a solution", path.string()), path.string(),
                               "name the .vcxproj of the driver"};
        }
        if (is_folder || has_extension(full, ".vcxproj")) {
            return core::Error{fmt::format("{} cannot be built together with other paths", path.string()),
                               path.string(), "give one project, one folder, or source files"};
        }
        if (!is_source_name(full.filename().string())) {
            return core::Error{
                fmt::format("{} is no .vcxproj, no folder and no source (.c, .cpp, .cc, .cxx)", path.string()),
                path.string()};
        }
        sources.push_back(full);
    }
    if (sources.empty()) return core::Error{"nothing to build"};
    return from_sources(sources[0].stem().string(), sources, options);
}

} // namespace

core::Result<DriverProject> read_driver_project(const std::vector<fs::path> &paths, const ProjectOptions &options) {
    auto project = read(paths, options);
    if (!project) return project;
    // What the command line adds holds for every component and comes first.
    const auto add = [&options](Component &component) -> core::Result<void> {
        std::vector<fs::path> folders;
        for (const fs::path &folder : options.include_directories) {
            std::error_code failed;
            const fs::path full = fs::canonical(folder, failed);
            if (failed || !fs::is_directory(full, failed))
                return core::Error{fmt::format("the include directory {} is not there", folder.string()), "-I"};
            folders.push_back(full);
        }
        std::vector<fs::path> &all = component.settings.include_directories;
        all.insert(all.begin(), folders.begin(), folders.end());
        std::vector<std::string> &definitions = component.settings.definitions;
        definitions.insert(definitions.end(), options.definitions.begin(), options.definitions.end());
        return {};
    };
    if (auto added = add(project->driver); !added) return added.error();
    for (Component &library : project->libraries)
        if (auto added = add(library); !added) return added.error();
    return project;
}

} // namespace acxsim::builder
