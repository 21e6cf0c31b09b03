// SPDX-License-Identifier: MIT
#include <algorithm>

#include "sim/builder/driver_project.hpp"
#include "tests/builder/scratch_folder.hpp"

using namespace acxsim;
using namespace acxsim::builder;
using Catch::Contains;

namespace {

constexpr const char *driver_type =
    "<PropertyGroup><ConfigurationType>Driver</ConfigurationType><DriverType>KMDF</DriverType>"
    "</PropertyGroup>\n";

std::string project_text(const std::string &body) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
           "<Project xmlns=\"http://schemas.microsoft.com/developer/msbuild/2003\">\n" +
           std::string(driver_type) + body + "\n</Project>\n";
}

core::Result<DriverProject> read(const ScratchFolder &folder, const std::string &body,
                                 const ProjectOptions &options = {}) {
    const auto file = folder.write("driver/driver.vcxproj", project_text(body));
    return read_driver_project({file}, options);
}

std::vector<std::string> names(const Component &component) {
    std::vector<std::string> list;
    for (const SourceFile &source : component.sources)
        list.push_back(source.path.filename().string());
    return list;
}

bool has_note(const DriverProject &project, const std::string &part) {
    return std::any_of(project.notes.begin(), project.notes.end(),
                       [&](const Note &note) { return note.text.find(part) != std::string::npos; });
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("Sources are found whatever their case and slashes") {
    const ScratchFolder folder;
    folder.write("driver/Device.cpp");
    folder.write("Common/Stream.C");
    const auto project = read(folder, "<ItemGroup><ClCompile Include=\"device.cpp\" />\n"
                                      "<ClCompile Include=\"..\\common\\stream.c\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"Device.cpp", "Stream.C"});
    CHECK(project->driver.sources[1].path == folder / "Common/Stream.C");
    CHECK(project->driver.name == "driver");
}

TEST_CASE("Configuration and platform choose") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("driver/debug.c");
    folder.write("driver/arm.c");
    const std::string body =
        "<PropertyGroup><Configuration>Other</Configuration></PropertyGroup>"
        "<ItemDefinitionGroup Condition=\"'$(Configuration)|$(Platform)'=='Debug|x64'\"><ClCompile>"
        "<PreprocessorDefinitions>CHOSEN=1;%(PreprocessorDefinitions)</PreprocessorDefinitions></ClCompile></"
        "ItemDefinitionGroup>"
        "<ItemDefinitionGroup Condition=\"'$(Configuration)|$(Platform)'=='Release|ARM64'\"><ClCompile>"
        "<PreprocessorDefinitions>CHOSEN=2</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>"
        "<ItemGroup><ClCompile Include=\"a.c\" /><ClCompile Include=\"debug.c\">"
        "<ExcludedFromBuild "
        "Condition=\"'$(Configuration)'=='Release'\">true</ExcludedFromBuild></ClCompile></ItemGroup>"
        "<ItemGroup Condition=\"'$(Platform)'=='ARM64'\"><ClCompile Include=\"arm.c\" /></ItemGroup>";
    const auto debug = read(folder, body);
    REQUIRE(debug.ok());
    CHECK(names(debug->driver) == Names{"a.c", "debug.c"});
    CHECK(debug->driver.settings.definitions == Names{"CHOSEN=1", "DBG=1"});
    const auto release = read(folder, body, {.configuration = "Release", .platform = "ARM64"});
    REQUIRE(release.ok());
    CHECK(names(release->driver) == Names{"a.c", "arm.c"});
    CHECK(release->driver.settings.definitions == Names{"CHOSEN=2"});
}

TEST_CASE("Wildcards, Exclude and Remove") {
    const ScratchFolder folder;
    for (const char *name : {"a.c", "b.c", "test_b.c", "sub/deep/d.cpp", "sub/e.cpp"})
        folder.write(std::string("driver/") + name);
    const auto project =
        read(folder, "<ItemGroup><ClCompile Include=\"*.c\" Exclude=\"test_*.c\" />"
                     "<ClCompile Include=\"sub\\**\\*.cpp\" /><ClCompile Remove=\"sub\\e.cpp\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"a.c", "b.c", "d.cpp"});
}

TEST_CASE("Include directories: those that exist, the WDK's silently dropped, others named") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("Inc/x.h");
    const auto project =
        read(folder,
             "<ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>$(SDK_INC_PATH);$(DDK_INC_PATH)\\acx\\km;"
             "..\\inc;gone;$(MyRoot)\\inc;%(AdditionalIncludeDirectories)</AdditionalIncludeDirectories>"
             "</ClCompile></ItemDefinitionGroup><ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(project->driver.settings.include_directories == std::vector<std::filesystem::path>{folder / "Inc"});
    CHECK(project->notes.size() == 2);
    CHECK(has_note(*project, "gone"));
    CHECK(has_note(*project, "$(MyRoot)"));
    const auto known = read(folder,
                            "<ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>$(MyRoot)\\inc"
                            "</AdditionalIncludeDirectories></ClCompile></ItemDefinitionGroup>"
                            "<ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>",
                            {.properties = {{"MyRoot", ".."}}});
    REQUIRE(known.ok());
    CHECK(known->driver.settings.include_directories.size() == 1);
    CHECK(known->notes.empty());
}

TEST_CASE("What the WDK's targets define") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    const auto project =
        read(folder, "<PropertyGroup><KMDF_VERSION_MAJOR>1</KMDF_VERSION_MAJOR><KMDF_VERSION_MINOR>31"
                     "</KMDF_VERSION_MINOR><UseDebugLibraries>false</UseDebugLibraries></PropertyGroup>"
                     "<ItemDefinitionGroup><ClCompile><PreprocessorDefinitions>KMDF_VERSION_MAJOR=2;A=\\\"x\\\""
                     "</PreprocessorDefinitions></ClCompile></ItemDefinitionGroup>"
                     "<ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(project->driver.settings.definitions == Names{"KMDF_VERSION_MAJOR=2", "A=\"x\"", "KMDF_VERSION_MINOR=31"});
}

TEST_CASE("Per-file settings stay with their file") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("driver/b.c");
    folder.write("driver/special/s.h");
    const auto project =
        read(folder,
             "<ItemDefinitionGroup><ClCompile><PreprocessorDefinitions>ALL</PreprocessorDefinitions></ClCompile>"
             "</ItemDefinitionGroup><ItemGroup><ClCompile Include=\"a.c\" /><ClCompile Include=\"b.c\">"
             "<AdditionalIncludeDirectories>special</AdditionalIncludeDirectories>"
             "<PreprocessorDefinitions>ONLY=1;%(PreprocessorDefinitions)</PreprocessorDefinitions>"
             "<ForcedIncludeFiles>s.h</ForcedIncludeFiles><CompileAs>CompileAsCpp</CompileAs></ClCompile></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(project->driver.settings.definitions == Names{"ALL", "DBG=1"});
    const SourceFile &plain = project->driver.sources[0];
    const SourceFile &special = project->driver.sources[1];
    CHECK(plain.own.definitions.empty());
    CHECK(plain.language == Language::ByName);
    CHECK(special.own.definitions == Names{"ONLY=1"});
    CHECK(special.own.include_directories.size() == 1);
    CHECK(special.own.forced_includes == std::vector<std::filesystem::path>{folder / "driver/special/s.h"});
    CHECK(special.language == Language::Cxx);
}

TEST_CASE("Imports that exist are read, others are named, the WDK's are not") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("driver/b.c");
    folder.write("Props/Common.props", "<Project><PropertyGroup><WithB>yes</WithB></PropertyGroup></Project>");
    folder.write("Directory.Build.props", "<Project><PropertyGroup><Upper>up</Upper></PropertyGroup></Project>");
    const auto project =
        read(folder,
             "<Import Project=\"$(VCTargetsPath)\\Microsoft.Cpp.Default.props\" />"
             "<ImportGroup><Import Project=\"$(UserRootDir)\\Microsoft.Cpp.$(Platform).user.props\" "
             "Condition=\"exists('$(UserRootDir)\\Microsoft.Cpp.$(Platform).user.props')\" /></ImportGroup>"
             "<Import Project=\"..\\props\\common.props\" /><Import Project=\"$(Elsewhere)\\other.props\" />"
             "<Import Project=\"missing.props\" />"
             "<ItemDefinitionGroup><ClCompile><PreprocessorDefinitions>$(Upper)</PreprocessorDefinitions></ClCompile>"
             "</ItemDefinitionGroup><ItemGroup><ClCompile Include=\"a.c\" />"
             "<ClCompile Include=\"b.c\" Condition=\"'$(WithB)'=='yes'\" /></ItemGroup>"
             "<Import Project=\"$(VCTargetsPath)\\Microsoft.Cpp.targets\" />");
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"a.c", "b.c"});
    CHECK(project->driver.settings.definitions[0] == "up");
    CHECK(project->notes.size() == 2);
    CHECK(has_note(*project, "$(Elsewhere)"));
    CHECK(has_note(*project, "missing.props"));
}

TEST_CASE("An unknown property that decides about sources is an error with its line") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    const auto item = read(folder, "<ItemGroup>\n<ClCompile Include=\"$(Nobody)\\a.c\" />\n</ItemGroup>");
    REQUIRE_FALSE(item.ok());
    CHECK_THAT(item.error().message, Contains("$(Nobody)"));
    CHECK_THAT(item.error().place, Catch::EndsWith("driver.vcxproj:5"));
    CHECK_THAT(item.error().remedy, Contains("--property Nobody=VALUE"));
    const auto group =
        read(folder, "<ItemGroup Condition=\"'$(Nobody)'=='1'\">\n<ClCompile Include=\"a.c\" />\n</ItemGroup>");
    REQUIRE_FALSE(group.ok());
    CHECK_THAT(group.error().place, Catch::EndsWith(":5"));
    const auto excluded =
        read(folder, "<ItemGroup><ClCompile Include=\"a.c\">\n<ExcludedFromBuild Condition=\"'$(Nobody)'=='1'\">true"
                     "</ExcludedFromBuild></ClCompile></ItemGroup>");
    REQUIRE_FALSE(excluded.ok());
    // A property that was set because of an unknown one is no better.
    const auto indirect =
        read(folder, "<PropertyGroup Condition=\"'$(Nobody)'=='1'\"><Dir>x</Dir></PropertyGroup>"
                     "<PropertyGroup><Use Condition=\"'$(Nobody)'==''\">1</Use></PropertyGroup>"
                     "<ItemGroup><ClCompile Include=\"a.c\" Condition=\"'$(Use)'=='1'\" /></ItemGroup>");
    REQUIRE_FALSE(indirect.ok());
    CHECK_THAT(indirect.error().message, Contains("$(Nobody)"));
}

TEST_CASE("A default for a property that nobody set is a known value") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    const auto project =
        read(folder, "<PropertyGroup><Use Condition=\"'$(Use)'==''\">1</Use></PropertyGroup>"
                     "<ItemGroup><ClCompile Include=\"a.c\" Condition=\"'$(Use)'=='1'\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"a.c"});
    CHECK(project->notes.empty());
}

TEST_CASE("Choose takes the first branch that holds") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("driver/b.c");
    const auto project =
        read(folder, "<Choose><When Condition=\"'$(Platform)'=='ARM64'\"><ItemGroup><ClCompile Include=\"a.c\" />"
                     "</ItemGroup></When><Otherwise><ItemGroup><ClCompile Include=\"b.c\" /></ItemGroup>"
                     "</Otherwise></Choose>");
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"b.c"});
}

TEST_CASE("Static libraries: by reference, by name, and from libraries") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("one/one.c");
    folder.write("two/two.c");
    const auto library = [](const std::string &body) {
        return "<Project><PropertyGroup><ConfigurationType>StaticLibrary</ConfigurationType></PropertyGroup>" + body +
               "</Project>";
    };
    folder.write("one/One.vcxproj", library("<ItemGroup><ClCompile Include=\"one.c\" />"
                                            "<ProjectReference Include=\"..\\Two\\two.vcxproj\" /></ItemGroup>"));
    folder.write("two/two.vcxproj", library("<ItemGroup><ClCompile Include=\"two.c\" /></ItemGroup>"));
    const auto referenced =
        read(folder, "<ItemGroup><ClCompile Include=\"a.c\" /><ProjectReference Include=\"..\\one\\one.vcxproj\" />"
                     "</ItemGroup>");
    REQUIRE(referenced.ok());
    REQUIRE(referenced->libraries.size() == 2);
    CHECK(names(referenced->libraries[0]) == Names{"one.c"});
    CHECK(names(referenced->libraries[1]) == Names{"two.c"});
    CHECK(referenced->notes.empty());
    const auto named = read(
        folder, "<ItemDefinitionGroup><Link><AdditionalDependencies>$(DDK_LIB_PATH)\\ntstrsafe.lib;wdmsec.lib;"
                "..\\Two\\$(IntDir)\\two.lib;..\\lib\\vendor.lib;%(AdditionalDependencies)</AdditionalDependencies>"
                "</Link></ItemDefinitionGroup><ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>");
    REQUIRE(named.ok());
    REQUIRE(named->libraries.size() == 1);
    CHECK(names(named->libraries[0]) == Names{"two.c"});
    CHECK(named->notes.size() == 2);
    CHECK(has_note(*named, "two.vcxproj"));
    CHECK(has_note(*named, "vendor.lib is not linked"));
}

TEST_CASE("WPP items become what the trace generator is told") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    const auto header = folder.write("Common/Trace.h");
    const auto project = read(
        folder, "<ItemDefinitionGroup><ClCompile><WppEnabled>true</WppEnabled><WppKernelMode>true</WppKernelMode>"
                "<WppScanConfigurationData Condition=\"'%(ClCompile.ScanConfigurationData)' == ''\">..\\common\\trace.h"
                "</WppScanConfigurationData><WppTraceFunction>Trace(LEVEL,MSG,...)</WppTraceFunction>"
                "<WppAdditionalOptions>-p:Name -dll</WppAdditionalOptions></ClCompile></ItemDefinitionGroup>"
                "<ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(project->driver.trace.scan_files == std::vector<std::filesystem::path>{header});
    CHECK(project->driver.trace.options == Names{"-func:Trace(LEVEL,MSG,...)", "-p:Name", "-dll", "-km"});
}

TEST_CASE("Bad projects: one message, with its place") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    const auto missing =
        read(folder, "<ItemGroup>\n<ClCompile Include=\"a.c\" />\n<ClCompile Include=\"gone.c\" /></ItemGroup>");
    REQUIRE_FALSE(missing.ok());
    CHECK_THAT(missing.error().message, Contains("gone.c"));
    CHECK_THAT(missing.error().place, Catch::EndsWith("driver.vcxproj:6"));

    const auto broken = folder.write("driver/broken.vcxproj", "<Project>\n  <ItemGroup>\n  </Project>\n");
    const auto parsed = read_driver_project({broken}, {});
    REQUIRE_FALSE(parsed.ok());
    CHECK_THAT(parsed.error().place, Contains("broken.vcxproj:3:"));

    const auto other = read_driver_project({folder.write("driver/x.vcxproj", "<html/>")}, {});
    REQUIRE_FALSE(other.ok());
    CHECK_THAT(other.error().message, Contains("<html>"));

    CHECK_FALSE(
        read(folder, "<PropertyGroup><ConfigurationType>StaticLibrary</ConfigurationType></PropertyGroup>").ok());
    CHECK_FALSE(read(folder, "<PropertyGroup><DriverType>UMDF</DriverType></PropertyGroup>").ok());
    CHECK_FALSE(read(folder, "<ItemGroup><ProjectReference Include=\"no.vcxproj\" /></ItemGroup>").ok());
    CHECK_FALSE(read(folder, "<ItemGroup Condition=\"'a\"><ClCompile Include=\"a.c\" /></ItemGroup>").ok());
    const auto empty = read(folder, "");
    REQUIRE_FALSE(empty.ok());
    CHECK_THAT(empty.error().message, Contains("no source for Debug|x64"));
    CHECK_FALSE(read_driver_project({folder / "nothing"}, {}).ok());
    CHECK_FALSE(read_driver_project({folder.write("driver/all.sln")}, {}).ok());
}

TEST_CASE("The folder of the solution is taken from the one that lists the project") {
    const ScratchFolder folder;
    folder.write("driver/a.c");
    folder.write("inc/x.h");
    folder.write("all.sln", "Project(\"{0}\") = \"driver\", \"Driver\\driver.vcxproj\", \"{1}\"\r\n");
    const auto project = read(folder, "<ItemDefinitionGroup><ClCompile><AdditionalIncludeDirectories>$(SolutionDir)inc"
                                      "</AdditionalIncludeDirectories></ClCompile></ItemDefinitionGroup>"
                                      "<ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>");
    REQUIRE(project.ok());
    CHECK(project->driver.settings.include_directories == std::vector<std::filesystem::path>{folder / "inc"});
    CHECK(has_note(*project, "all.sln"));
}

TEST_CASE("A folder: its only project, or all its sources") {
    const ScratchFolder folder;
    folder.write("plain/a.c");
    folder.write("plain/b.CPP");
    folder.write("plain/c.h");
    const auto plain = read_driver_project({folder / "plain"}, {.definitions = {"X=1"}});
    REQUIRE(plain.ok());
    CHECK(plain->driver.name == "plain");
    CHECK(names(plain->driver) == Names{"a.c", "b.CPP"});
    CHECK(plain->driver.settings.definitions == Names{"DBG=1", "X=1"});

    folder.write("plain/p.vcxproj", project_text("<ItemGroup><ClCompile Include=\"a.c\" /></ItemGroup>"));
    const auto project = read_driver_project({folder / "plain"}, {});
    REQUIRE(project.ok());
    CHECK(names(project->driver) == Names{"a.c"});

    folder.write("plain/q.vcxproj", project_text(""));
    const auto two = read_driver_project({folder / "plain"}, {});
    REQUIRE_FALSE(two.ok());
    CHECK_THAT(two.error().message, Contains("p.vcxproj, q.vcxproj"));
    CHECK_FALSE(read_driver_project({std::filesystem::path(folder / "plain/c.h")}, {}).ok());
}
