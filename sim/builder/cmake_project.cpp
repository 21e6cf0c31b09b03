// SPDX-License-Identifier: MIT
#include "sim/builder/cmake_project.hpp"

#include <fmt/format.h>

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

constexpr const char *driver_target = "driver";

// Text in a bracket argument stands for itself.
std::string bracketed(const std::string &text) {
    std::string equals = "=";
    while (text.find("]" + equals + "]") != std::string::npos)
        equals += '=';
    return fmt::format("[{0}[{1}]{0}]", equals, text);
}

// In lists that CMake evaluates later, a semicolon separates and $< begins an expression.
std::string list_element(const std::string &text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == ';') {
            result += "$<SEMICOLON>";
        } else if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '<') {
            result += "$<1:$><";
            ++i;
        } else {
            result += text[i];
        }
    }
    return bracketed(result);
}

class Writer {
public:
    explicit Writer(const Component &component) : component_(component) {}

    std::string call(const char *function, const std::string &target, const CMakeSettings &settings, std::size_t number,
                     const std::vector<std::string> &libraries) {
        line(fmt::format("{}(NAME {}", function, target));
        values("SOURCES", component_.sources, [](const SourceFile &source) { return bracketed(source.path.string()); });
        values("INCLUDE_DIRECTORIES", component_.settings.include_directories, path);
        values("DEFINITIONS", component_.settings.definitions, list_element);
        values("FORCED_INCLUDES", component_.settings.forced_includes, path);
        values("OPTIONS", component_.settings.undefinitions,
               [](const std::string &name) { return list_element("-U" + name); });
        values("SANITIZE", settings.sanitizers, list_element);
        values("LIBRARIES", libraries, [](const std::string &name) { return name; });
        if (settings.debug) line("    DEBUG");
        line(fmt::format("    CXX_STANDARD {}", component_.cxx_standard));
        line(fmt::format("    OWN_WARNINGS PREPARED ${{CMAKE_BINARY_DIR}}/{})", prepared_folder(number).string()));
        for (const SourceFile &source : component_.sources)
            own_settings(source);
        return std::move(text_);
    }

private:
    static std::string path(const fs::path &path) { return list_element(path.string()); }

    void line(const std::string &text) { text_ += text + "\n"; }
    template <class T, class Write>
    void values(const char *keyword, const std::vector<T> &list, Write write) {
        if (list.empty()) return;
        line(fmt::format("    {}", keyword));
        for (const T &value : list)
            line("        " + write(value));
    }

    void own_settings(const SourceFile &source) {
        const auto property = [&](const char *name, const auto &list, auto write) {
            for (const auto &value : list)
                line(fmt::format("set_property(SOURCE {} APPEND PROPERTY {} {})", bracketed(source.path.string()), name,
                                 write(value)));
        };
        if (source.language != Language::ByName) {
            line(fmt::format("set_source_files_properties({} PROPERTIES LANGUAGE {})", bracketed(source.path.string()),
                             source.language == Language::C ? "C" : "CXX"));
        }
        property("INCLUDE_DIRECTORIES", source.own.include_directories, path);
        property("COMPILE_DEFINITIONS", source.own.definitions, list_element);
        property("COMPILE_OPTIONS", source.own.undefinitions,
                 [](const std::string &name) { return list_element("-U" + name); });
        for (const fs::path &header : source.own.forced_includes)
            property("COMPILE_OPTIONS", std::vector<std::string>{"-include", header.string()}, list_element);
    }

    const Component &component_;
    std::string text_;
};

// CMake's own look at the compilers takes longer than configuring the rest; acxsim has already looked.
std::string preamble(const CMakeSettings &settings) {
    const Compilers &compilers = settings.compilers;
    std::string text = "# Written by `acxsim build`; overwritten by the next.\n"
                       "cmake_minimum_required(VERSION 3.25)\n";
    for (const auto &[language, path] : {std::pair("C", compilers.c), std::pair("CXX", compilers.cxx)}) {
        text += fmt::format("set(CMAKE_{0}_COMPILER {1})\n"
                            "set(CMAKE_{0}_COMPILER_ID {2})\n"
                            "set(CMAKE_{0}_COMPILER_VERSION {3})\n"
                            "set(CMAKE_{0}_COMPILER_ID_RUN TRUE)\n"
                            "set(CMAKE_{0}_COMPILER_FORCED TRUE)\n",
                            language, bracketed(path.string()), compilers.id, compilers.version);
    }
    text += "set(CMAKE_BUILD_TYPE \"\")\n"
            "project(driver LANGUAGES C CXX)\n"
            "set(CMAKE_EXPORT_COMPILE_COMMANDS ON)\n";
    text += fmt::format("set(ACXSIM_DDK_DIRECTORY {})\n", bracketed(settings.ddk.string()));
    text += fmt::format("include({})\n", bracketed((settings.cmake_modules / "AcxsimAddDriver.cmake").string()));
    return text;
}

} // namespace

fs::path prepared_folder(std::size_t number) { return fs::path("prepared") / std::to_string(number); }

fs::path built_module() { return fs::path("bin/drivers") / (std::string(driver_target) + ".so"); }

std::map<fs::path, std::string> cmake_files(const DriverProject &project, const CMakeSettings &settings) {
    std::map<fs::path, std::string> files;
    std::string text = preamble(settings);
    std::vector<std::string> libraries;
    for (std::size_t i = 0; i < project.libraries.size(); ++i) {
        const std::string name = fmt::format("library{}", i + 1);
        files[fs::path(name) / "CMakeLists.txt"] =
            Writer(project.libraries[i]).call("acxsim_add_driver_library", name, settings, i + 1, {});
        text += fmt::format("add_subdirectory({})\n", name);
        libraries.push_back(name);
    }
    text += Writer(project.driver).call("acxsim_add_driver", driver_target, settings, 0, libraries);
    text += fmt::format("target_link_options({} PRIVATE -Wl,--require-defined=DriverEntry)\n", driver_target);
    files["CMakeLists.txt"] = std::move(text);
    return files;
}

} // namespace acxsim::builder
