// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/component.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace acxsim::builder::msbuild {

namespace fs = std::filesystem;

namespace {

using Paths = std::vector<fs::path>;
using Strings = std::vector<std::string>;

template <class T>
void add_once(std::vector<T> &list, T value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

template <class T>
std::vector<T> beyond(const std::vector<T> &all, const std::vector<T> &base) {
    std::vector<T> rest;
    for (const T &value : all)
        if (std::find(base.begin(), base.end(), value) == base.end()) rest.push_back(value);
    return rest;
}

std::string_view name_of(std::string_view definition) { return definition.substr(0, definition.find('=')); }

// As the command line of a compiler has it: quotes group, a backslash before a quote keeps it.
std::string unquoted(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == '"') {
            result += '"';
            ++i;
        } else if (text[i] != '"') {
            result += text[i];
        }
    }
    return result;
}

Strings split_options(std::string_view text) {
    Strings options;
    std::string option;
    bool quoted = false;
    for (const char c : text) {
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
            if (!option.empty()) options.push_back(std::move(option));
            option.clear();
        } else if (c != '"') {
            option += c;
        }
    }
    if (!option.empty()) options.push_back(std::move(option));
    return options;
}

bool is_true(const MetadataTable &table, const std::string &name) {
    const auto value = table.find(name);
    return value != table.end() && equal_names(trim(value->second.value.text), "true");
}

std::string text_of(const MetadataTable &table, const std::string &name) {
    const auto value = table.find(name);
    return value == table.end() ? std::string() : std::string(trim(value->second.value.text));
}

class Builder {
public:
    Builder(Evaluation &evaluation, FileNames &names)
        : evaluation_(evaluation), names_(names), folder_(evaluation.file.parent_path()) {}

    core::Result<Component> build() {
        static const MetadataTable none;
        const auto definition = evaluation_.definitions.find("clcompile");
        const MetadataTable &defaults = definition == evaluation_.definitions.end() ? none : definition->second;
        Component component;
        component.name = evaluation_.properties.text("TargetName");
        component.settings = settings_of(defaults);
        for (fs::path &folder : property_directories())
            add_once(component.settings.include_directories, std::move(folder));
        component.cxx_standard = standard(text_of(defaults, "languagestandard"));
        trace(defaults, component.trace);

        for (const Item &item : evaluation_.items_of("ClCompile")) {
            if (is_true(item.metadata, "excludedfrombuild")) continue;
            const auto path = names_.find(item.folder, item.include);
            std::error_code failed;
            if (!path || !fs::is_regular_file(*path, failed)) {
                return core::Error{fmt::format("the source {} is not there", item.include), item.place,
                                   "restore the file, or take it out of the project"};
            }
            SourceFile source{.path = *path};
            const std::string language = text_of(item.metadata, "compileas");
            if (equal_names(language, "CompileAsC")) source.language = Language::C;
            if (equal_names(language, "CompileAsCpp")) source.language = Language::Cxx;
            const CompileSettings all = settings_of(item.metadata);
            source.own.include_directories = beyond(all.include_directories, component.settings.include_directories);
            source.own.definitions = beyond(all.definitions, component.settings.definitions);
            source.own.undefinitions = beyond(all.undefinitions, component.settings.undefinitions);
            source.own.forced_includes = beyond(all.forced_includes, component.settings.forced_includes);
            component.cxx_standard =
                std::max(component.cxx_standard, standard(text_of(item.metadata, "languagestandard")));
            trace(item.metadata, component.trace);
            const bool twice = std::any_of(component.sources.begin(), component.sources.end(),
                                           [&](const SourceFile &other) { return other.path == source.path; });
            if (!twice) component.sources.push_back(std::move(source));
        }
        not_compiled("MASM", "assembler source");
        not_compiled("MessageCompile", "message file");
        not_compiled("CustomBuild", "custom build step for");
        return component;
    }

private:
    void note(std::string text, const std::string &place, const std::set<std::string> &unknown = {}) {
        std::string remedy;
        for (const std::string &name : unknown) {
            if (!is_toolchain_property(name))
                remedy += fmt::format("{}--property {}=VALUE", remedy.empty() ? "say what it is: " : " ", name);
        }
        // Every source repeats what the project says for all.
        const bool known = std::any_of(evaluation_.notes.begin(), evaluation_.notes.end(),
                                       [&](const Note &other) { return other.text == text && other.place == place; });
        if (!known) evaluation_.notes.push_back({std::move(text), place, std::move(remedy)});
    }

    void not_compiled(const std::string &type, std::string_view what) {
        for (const Item &item : evaluation_.items_of(type)) {
            if (is_true(item.metadata, "excludedfrombuild")) continue;
            note(fmt::format("{} {}: not run here", what, item.include), item.place);
        }
    }

    // The parts of a list whose names are all known. Folders of the WDK are sim/ddk here and need no word.
    Strings known_parts(const MetadataValue &value, std::string_view what) {
        Strings parts;
        for (ListPart &part : split_list(value.value.marked)) {
            if (part.toolchain) continue;
            if (!part.unknown.empty()) {
                note(fmt::format("{} \"{}\" left out: $({}) is not known", what, part.text, *part.unknown.begin()),
                     value.place, part.unknown);
                continue;
            }
            if (!part.text.empty()) parts.push_back(unescape(part.text));
        }
        return parts;
    }

    void add_folder(Paths &folders, const std::string &name, const std::string &place) {
        const auto folder = names_.find(folder_, unquoted(name));
        std::error_code failed;
        if (folder && fs::is_directory(*folder, failed)) {
            add_once(folders, *folder);
        } else {
            note(fmt::format("the include directory {} is not there: left out", name), place);
        }
    }

    // PropertyGroup: the project's own additions to $(IncludePath).
    Paths property_directories() {
        Paths folders;
        for (const char *property : {"IncludePath", "ExternalIncludePath"}) {
            const Expanded *value = evaluation_.properties.find(property);
            if (value == nullptr) continue;
            const std::string place = evaluation_.file.string();
            for (const std::string &name : known_parts({*value, place}, "the include directory"))
                add_folder(folders, name, place);
        }
        return folders;
    }

    CompileSettings settings_of(const MetadataTable &table) {
        CompileSettings settings;
        if (const auto value = table.find("additionalincludedirectories"); value != table.end()) {
            for (const std::string &name : known_parts(value->second, "the include directory"))
                add_folder(settings.include_directories, name, value->second.place);
        }
        if (const auto value = table.find("preprocessordefinitions"); value != table.end())
            definitions(value->second, settings.definitions);
        if (const auto value = table.find("undefinepreprocessordefinitions"); value != table.end())
            settings.undefinitions = known_parts(value->second, "the undefinition");
        if (const auto value = table.find("additionaloptions"); value != table.end())
            compiler_options(value->second, settings);
        if (const auto value = table.find("forcedincludefiles"); value != table.end()) {
            for (const std::string &name : known_parts(value->second, "the forced include"))
                forced_include(settings, name, value->second.place);
        }
        wdk_definitions(settings.definitions);
        return settings;
    }

    void definitions(const MetadataValue &value, Strings &definitions) {
        for (const ListPart &part : split_list(value.value.marked)) {
            if (!part.unknown.empty()) {
                note(fmt::format("in the definition {} $({}) is not known: taken as empty", part.text,
                                 *part.unknown.begin()),
                     value.place, part.unknown);
            }
            std::string definition = unquoted(unescape(part.text));
            if (definition.empty()) continue;
            // The later one counts for the compiler.
            std::erase_if(definitions, [&](const std::string &other) { return name_of(other) == name_of(definition); });
            definitions.push_back(std::move(definition));
        }
    }

    void forced_include(CompileSettings &settings, const std::string &name, const std::string &place) {
        auto file = names_.find(folder_, name);
        for (const fs::path &folder : settings.include_directories)
            if (!file) file = names_.find(folder, name);
        if (!file) {
            note(fmt::format("the forced include {} is not there: left out", name), place);
            return;
        }
        add_once(settings.forced_includes, *file);
    }

    // /D, /U, /I and /FI count; what chooses warnings, optimisation or code generation does not matter here.
    void compiler_options(const MetadataValue &value, CompileSettings &settings) {
        Strings options = split_options(unescape(value.value.text));
        for (std::size_t i = 0; i < options.size(); ++i) {
            const std::string option = options[i];
            if (option.size() < 2 || (option[0] != '/' && option[0] != '-')) continue;
            const auto argument = [&](std::size_t length) {
                if (option.size() > length) return option.substr(length);
                return i + 1 < options.size() ? options[++i] : std::string();
            };
            if (option.compare(1, 2, "FI") == 0) {
                forced_include(settings, argument(3), value.place);
            } else if (option[1] == 'D') {
                settings.definitions.push_back(argument(2));
            } else if (option[1] == 'U') {
                settings.undefinitions.push_back(argument(2));
            } else if (option[1] == 'I') {
                add_folder(settings.include_directories, argument(2), value.place);
            } else if (option.compare(1, 2, "Zp") == 0 || option == "/J" || option == "-J" || option == "/TP" ||
                       option == "/TC") {
                note(fmt::format("the compiler option {} changes what the code means and is not followed", option),
                     value.place);
            }
        }
    }

    // What the WDK's targets define from the project's properties and its configuration.
    void wdk_definitions(Strings &definitions) {
        const auto define = [&](std::string_view name, std::string_view value) {
            const bool defined = std::any_of(definitions.begin(), definitions.end(),
                                             [&](const std::string &other) { return name_of(other) == name; });
            if (!defined && !value.empty()) definitions.push_back(fmt::format("{}={}", name, value));
        };
        const Properties &properties = evaluation_.properties;
        for (const char *name : {"KMDF_VERSION_MAJOR", "KMDF_VERSION_MINOR", "ACX_VERSION_MAJOR", "ACX_VERSION_MINOR",
                                 "KMDF_MINIMUM_VERSION_REQUIRED"})
            define(name, properties.text(name));
        const std::string debug_libraries = properties.text("UseDebugLibraries");
        const bool is_debug = debug_libraries.empty() ? equal_names(properties.text("Configuration"), "Debug")
                                                      : equal_names(debug_libraries, "true");
        if (is_debug) define("DBG", "1");
    }

    static int standard(std::string_view name) {
        // The simulator's headers need C++17; MSVC's default of C++14 accepts nothing that 17 would refuse in a driver.
        const bool newer =
            equal_names(name, "stdcpp20") || equal_names(name, "stdcpp23") || equal_names(name, "stdcpplatest");
        return newer ? 20 : 17;
    }

    void trace(const MetadataTable &table, TraceSettings &trace) {
        if (const auto value = table.find("wppscanconfigurationdata"); value != table.end()) {
            for (const std::string &name : known_parts(value->second, "the WPP configuration")) {
                if (const auto file = names_.find(folder_, name)) {
                    add_once(trace.scan_files, *file);
                } else {
                    note(fmt::format("the WPP configuration {} is not there: left out", name), value->second.place);
                }
            }
        }
        if (const auto value = table.find("wpptracefunction"); value != table.end()) {
            for (const std::string &function : known_parts(value->second, "the WPP function"))
                add_once(trace.options, "-func:" + function);
        }
        if (const auto value = table.find("wppadditionaloptions"); value != table.end()) {
            for (std::string &option : split_options(unescape(value->second.value.text)))
                add_once(trace.options, std::move(option));
        }
        if (is_true(table, "wppkernelmode")) add_once<std::string>(trace.options, "-km");
    }

    Evaluation &evaluation_;
    FileNames &names_;
    fs::path folder_;
};

} // namespace

core::Result<Component> component_of(Evaluation &evaluation, FileNames &names) {
    return Builder(evaluation, names).build();
}

} // namespace acxsim::builder::msbuild
