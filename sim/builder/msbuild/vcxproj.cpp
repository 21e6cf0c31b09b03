// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/vcxproj.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "sim/builder/msbuild/component.hpp"
#include "sim/builder/msbuild/evaluation.hpp"

namespace acxsim::builder::msbuild {

namespace fs = std::filesystem;

namespace {

// Import libraries of Windows and the WDK: what is in them is the simulator's part.
bool is_windows_library(std::string_view file) {
    static constexpr std::array<std::string_view, 31> names{"ntoskrnl.lib",
                                                            "ntkrnlmp.lib",
                                                            "hal.lib",
                                                            "wmilib.lib",
                                                            "wdm.lib",
                                                            "wdmsec.lib",
                                                            "wdmguid.lib",
                                                            "ks.lib",
                                                            "ksguid.lib",
                                                            "ksecdd.lib",
                                                            "portcls.lib",
                                                            "stdunk.lib",
                                                            "drmk.lib",
                                                            "ntstrsafe.lib",
                                                            "libcntpr.lib",
                                                            "bufferoverflowk.lib",
                                                            "bufferoverflowfastfailk.lib",
                                                            "wdfldr.lib",
                                                            "wdfdriverentry.lib",
                                                            "acxstub.lib",
                                                            "wpprecorder.lib",
                                                            "netio.lib",
                                                            "fltmgr.lib",
                                                            "usbd.lib",
                                                            "usbdex.lib",
                                                            "uuid.lib",
                                                            "aux_klib.lib",
                                                            "rtlver.lib",
                                                            "libcmt.lib",
                                                            "libcpmt.lib",
                                                            "procgrp.lib"};
    const std::string name =
        lower_case(file.substr(file.find_last_of("/\\") == std::string_view::npos ? 0 : file.find_last_of("/\\") + 1));
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_static_library(const Evaluation &evaluation) {
    return equal_names(evaluation.properties.text("ConfigurationType"), "StaticLibrary");
}

class Reader {
public:
    explicit Reader(const ProjectOptions &options) : options_(options) {}

    core::Result<DriverProject> read(const fs::path &file) {
        auto evaluation = evaluate(file);
        if (!evaluation) return evaluation.error();
        if (auto good = check_kind(*evaluation); !good) return good.error();
        auto component = component_of(*evaluation, names_);
        if (!component) return component.error();
        project_.driver = std::move(*component);
        if (auto linked = libraries(*evaluation); !linked) return linked.error();
        take_notes(*evaluation);
        if (project_.driver.sources.empty() && project_.libraries.empty()) {
            return core::Error{
                fmt::format("the project names no source for {}|{}", options_.configuration, options_.platform),
                file.string(), "choose another with --configuration and --platform"};
        }
        return std::move(project_);
    }

private:
    core::Result<Evaluation> evaluate(const fs::path &file) {
        ProjectOptions options = options_;
        const bool known = std::any_of(options.properties.begin(), options.properties.end(),
                                       [](const auto &property) { return equal_names(property.first, "SolutionDir"); });
        if (const auto solution = solution_of(file); solution && !known) {
            const std::string folder = solution->parent_path().string() + "\\";
            options.properties.emplace_back("SolutionDir", folder);
            options.properties.emplace_back("SolutionName", solution->stem().string());
            if (mentions(file, "SolutionDir")) {
                project_.notes.push_back({fmt::format("$(SolutionDir) is {}, where {} lists the project", folder,
                                                      solution->filename().string()),
                                          file.string()});
            }
        }
        return evaluate_project(file, options, names_);
    }

    static std::string contents(const fs::path &file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    static bool mentions(const fs::path &file, std::string_view word) {
        return contents(file).find(word) != std::string::npos;
    }

    // The nearest solution above the project that lists it.
    std::optional<fs::path> solution_of(const fs::path &file) {
        constexpr int levels = 5;
        fs::path folder = file.parent_path();
        for (int level = 0; level < levels && folder.has_relative_path(); ++level, folder = folder.parent_path()) {
            for (const fs::path &solution : names_.match(folder, "*.sln")) {
                const std::string text = lower_case(contents(solution));
                std::string name = lower_case(file.lexically_relative(folder).string());
                std::replace(name.begin(), name.end(), '/', '\\');
                if (text.find('"' + name + '"') != std::string::npos) return solution;
            }
        }
        return std::nullopt;
    }

    core::Result<void> check_kind(const Evaluation &evaluation) {
        const Properties &properties = evaluation.properties;
        const std::string kind = properties.text("ConfigurationType");
        const std::string place = evaluation.file.string();
        if (is_static_library(evaluation)) {
            return core::Error{"the project makes a static library, not a driver", place,
                               "name the project of the driver that it is linked into"};
        }
        for (const char *other : {"Application", "Utility", "Makefile"}) {
            if (equal_names(kind, other)) {
                return core::Error{fmt::format("the project is of the type {}, not a driver", kind), place,
                                   "name the project of the driver"};
            }
        }
        if (equal_names(properties.text("DriverType"), "UMDF")) {
            return core::Error{"the project makes a user-mode driver (UMDF); ACX drivers are KMDF drivers", place};
        }
        if (kind.empty()) {
            project_.notes.push_back(
                {fmt::format("the project has no settings for {}|{} (no ConfigurationType): taken as "
                             "a driver",
                             options_.configuration, options_.platform),
                 place, "choose another with --configuration and --platform"});
        }
        return {};
    }

    void take_notes(Evaluation &evaluation) {
        for (Note &note : evaluation.notes)
            project_.notes.push_back(std::move(note));
        evaluation.notes.clear();
    }

    core::Result<void> libraries(const Evaluation &evaluation) {
        for (const Item &item : evaluation.items_of("ProjectReference")) {
            const auto file = names_.find(item.folder, item.include);
            if (!file) {
                return core::Error{fmt::format("the referenced project {} is not there", item.include), item.place};
            }
            const auto link = item.metadata.find("linklibrarydependencies");
            if (link != item.metadata.end() && equal_names(link->second.value.text, "false")) continue;
            if (auto done = library(*file, item.place, ""); !done) return done;
        }
        const auto link = evaluation.definitions.find("link");
        if (link == evaluation.definitions.end()) return {};
        const auto dependencies = link->second.find("additionaldependencies");
        if (dependencies == link->second.end()) return {};
        for (const ListPart &part : split_list(dependencies->second.value.marked)) {
            const std::string name = unescape(part.text);
            if (part.toolchain || !lower_case(name).ends_with(".lib") || is_windows_library(name)) continue;
            if (auto done = named_library(evaluation, name, dependencies->second.place); !done) return done;
        }
        return {};
    }

    // A library that is linked by its file name: the project that makes it lies in one of the folders above that file.
    core::Result<void> named_library(const Evaluation &evaluation, const std::string &name, const std::string &place) {
        std::string path = name;
        std::replace(path.begin(), path.end(), '\\', '/');
        const std::string stem = fs::path(path).stem().string();
        for (fs::path folder = fs::path(path).parent_path(); !folder.empty(); folder = folder.parent_path()) {
            if (folder.filename() == "..") break;
            const auto real = names_.find(evaluation.file.parent_path(), folder.string());
            if (!real) continue;
            for (const fs::path &candidate : names_.match(*real, "*.vcxproj")) {
                auto other = evaluate(candidate);
                if (!other || !is_static_library(*other)) continue;
                if (equal_names(other->properties.text("TargetName"), stem))
                    return library(candidate, place,
                                   fmt::format("{} is linked by its name: built from {}", name,
                                               candidate.lexically_relative(evaluation.file.parent_path()).string()));
            }
        }
        project_.notes.push_back(
            {fmt::format("the library {} is not linked: it is made for Windows, and no project that "
                         "makes it was found",
                         name),
             place});
        return {};
    }

    core::Result<void> library(const fs::path &file, const std::string &place, std::string because) {
        if (std::find(known_libraries_.begin(), known_libraries_.end(), file) != known_libraries_.end()) return {};
        known_libraries_.push_back(file);
        auto evaluation = evaluate(file);
        if (!evaluation) return evaluation.error();
        if (!is_static_library(*evaluation)) {
            project_.notes.push_back(
                {fmt::format("the referenced project {} makes no static library ({}): not linked",
                             file.filename().string(), evaluation->properties.text("ConfigurationType")),
                 place});
            return {};
        }
        auto component = component_of(*evaluation, names_);
        if (!component) return component.error();
        if (!because.empty()) project_.notes.push_back({std::move(because), place});
        if (!component->sources.empty()) project_.libraries.push_back(std::move(*component));
        if (auto inner = libraries(*evaluation); !inner) return inner;
        take_notes(*evaluation);
        return {};
    }

    const ProjectOptions &options_;
    FileNames names_;
    DriverProject project_;
    std::vector<fs::path> known_libraries_;
};

} // namespace

core::Result<DriverProject> read_vcxproj(const fs::path &file, const ProjectOptions &options) {
    return Reader(options).read(file);
}

} // namespace acxsim::builder::msbuild
