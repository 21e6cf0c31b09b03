// SPDX-License-Identifier: MIT
#include "sim/builder/cmake_project.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim::builder;
using Catch::Contains;

TEST_CASE("The CMake project names every source and keeps odd text as it is") {
    DriverProject project;
    project.driver.sources = {{.path = "/src/my driver/a.c"}, {.path = "/src/b.txt", .language = Language::Cxx}};
    project.driver.sources[0].own.definitions = {"ONLY=1"};
    project.driver.settings.definitions = {"TEXT=\"a;b]=]\"", "GEN=$<1>"};
    project.libraries.push_back({.name = "Common", .sources = {{.path = "/src/c.cpp"}}, .settings = {}, .trace = {}});
    const auto files = cmake_files(project, {.compilers = {"GNU", "12.2.0", "/usr/bin/gcc", "/usr/bin/g++"},
                                             .cmake_modules = "/opt/acxsim",
                                             .ddk = "/opt/ddk",
                                             .sanitizers = {"address"},
                                             .debug = true});
    REQUIRE(files.size() == 2);
    const std::string &text = files.at("CMakeLists.txt");
    CHECK_THAT(text, Contains("[=[/src/my driver/a.c]=]"));
    CHECK_THAT(text, Contains("[==[TEXT=\"a$<SEMICOLON>b]=]\"]==]"));
    CHECK_THAT(text, Contains("[=[GEN=$<1:$><1>]=]"));
    CHECK_THAT(text, Contains("set_source_files_properties([=[/src/b.txt]=] PROPERTIES LANGUAGE CXX)"));
    CHECK_THAT(
        text,
        Contains("set_property(SOURCE [=[/src/my driver/a.c]=] APPEND PROPERTY COMPILE_DEFINITIONS [=[ONLY=1]=])"));
    CHECK_THAT(text, Contains("LIBRARIES\n        library1"));
    CHECK_THAT(text, Contains("SANITIZE\n        [=[address]=]"));
    CHECK_THAT(text, Contains("    DEBUG\n"));
    CHECK_THAT(text, Contains("prepared/0"));
    CHECK_THAT(files.at("library1/CMakeLists.txt"), Contains("acxsim_add_driver_library(NAME library1"));
    CHECK_THAT(files.at("library1/CMakeLists.txt"), Contains("prepared/1"));
}
