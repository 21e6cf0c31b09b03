// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/condition.hpp"
#include "sim/builder/msbuild/properties.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim::builder::msbuild;

namespace {

struct Project {
    Properties properties;

    acxsim::core::Result<Truth> evaluate(const std::string &text) const {
        return evaluate_condition(text, {.expand = [this](std::string_view part) { return properties.expand(part); },
                                         .exists = [](std::string_view name) { return name == "here.props"; }});
    }
    bool is(const std::string &text) const {
        const auto truth = evaluate(text);
        INFO(text);
        REQUIRE(truth.ok());
        CHECK(truth->unknown.empty());
        return truth->value;
    }
};

Project debug_project() {
    Project project;
    project.properties.set_global("Configuration", "Debug");
    project.properties.set_global("Platform", "x64");
    project.properties.set("Version", {"10"});
    project.properties.set("Flag", {"true"});
    return project;
}

} // namespace

TEST_CASE("Properties expand inside text, in any case, and unknown ones leave their names") {
    Project project = debug_project();
    CHECK(project.properties.expand("$(configuration)|$(PLATFORM)").text == "Debug|x64");
    const Expanded expanded = project.properties.expand("a;$(Nobody)\\b;$(SDK_INC_PATH);c");
    CHECK(expanded.text == "a;\\b;;c");
    CHECK(expanded.unknown == std::set<std::string>{"Nobody", "SDK_INC_PATH"});
    const auto parts = split_list(expanded.marked);
    REQUIRE(parts.size() == 4);
    CHECK(parts[0].unknown.empty());
    CHECK(parts[1].text == "\\b");
    CHECK(parts[1].unknown == std::set<std::string>{"Nobody"});
    CHECK_FALSE(parts[1].toolchain);
    CHECK(parts[2].toolchain);
    CHECK(parts[3].text == "c");
}

TEST_CASE("A property made of unknown ones keeps the parts apart") {
    Project project;
    project.properties.set("Mine", project.properties.expand("$(VC_IncludePath);inc;$(Other)"));
    const auto parts = split_list(project.properties.expand("$(Mine);last").marked);
    REQUIRE(parts.size() == 4);
    CHECK(parts[0].toolchain);
    CHECK(parts[1].text == "inc");
    CHECK(parts[1].unknown.empty());
    CHECK(parts[2].unknown == std::set<std::string>{"Other"});
    CHECK(parts[3].text == "last");
}

TEST_CASE("Global properties cannot be changed by the project") {
    Project project = debug_project();
    project.properties.set("Configuration", {"Release"});
    CHECK(project.properties.text("Configuration") == "Debug");
}

TEST_CASE("Metadata references take the item's metadata, with or without its type") {
    const Properties properties;
    const auto metadata = [](std::string_view name) { return Expanded{name == "Foo" ? "bar" : ""}; };
    CHECK(properties.expand("%(Foo);%(ClCompile.Foo);%(Baz)", metadata).text == "bar;bar;");
}

TEST_CASE("Escapes and property functions") {
    CHECK(unescape("a%3bb%20c%zz") == "a;b c%zz");
    const Expanded function = Properties().expand("$([System.IO.Path]::Combine('a', 'b'))x");
    CHECK(function.text == "x");
    CHECK(function.unknown.size() == 1);
}

TEST_CASE("Conditions compare without case, and numbers as numbers") {
    const Project project = debug_project();
    CHECK(project.is("'$(Configuration)|$(Platform)'=='debug|X64'"));
    CHECK_FALSE(project.is("'$(Configuration)'=='Release'"));
    CHECK(project.is(" '$(Configuration)' != 'Release' "));
    CHECK(project.is("$(Version) >= 9"));
    CHECK(project.is("'$(Version)' == '10.0'"));
    CHECK(project.is("$(Version) < 0x10"));
    CHECK(project.is("$(Flag)"));
    CHECK(project.is(""));
}

TEST_CASE("Conditions: and, or, not, parentheses, functions") {
    const Project project = debug_project();
    CHECK(project.is("'a'=='a' and 'b'=='b'"));
    CHECK(project.is("'a'=='b' or ('b'=='b' and !('c'=='d'))"));
    CHECK_FALSE(project.is("!$(Flag)"));
    CHECK(project.is("Exists('here.props')"));
    CHECK_FALSE(project.is("exists('$(UserRootDir)\\here.props')"));
    CHECK(project.is("HasTrailingSlash('a\\')"));
    // `or` binds weaker than `and`
    CHECK(project.is("'a'=='a' or 'a'=='a' and 'a'=='b'"));
}

TEST_CASE("A condition says on which unknown names it hangs, unless the rest settles it") {
    const Project project = debug_project();
    const auto hangs = project.evaluate("'$(Nobody)'=='1'");
    REQUIRE(hangs.ok());
    CHECK_FALSE(hangs->value);
    CHECK(hangs->unknown == std::set<std::string>{"Nobody"});
    CHECK_FALSE(project.is("'$(Nobody)'=='1' and '$(Platform)'=='ARM64'"));
    CHECK(project.is("'$(Nobody)'=='1' or '$(Platform)'=='x64'"));
}

TEST_CASE("Broken conditions are errors that say what is wrong") {
    const Project project = debug_project();
    for (const char *text :
         {"'a'==", "'a", "('a'=='a'", "'a'=='a' nonsense", "Frobnicate('a')", "'a' < 'b'", "'maybe'"}) {
        INFO(text);
        const auto truth = project.evaluate(text);
        REQUIRE_FALSE(truth.ok());
        CHECK_THAT(truth.error().message, Catch::Contains(text));
    }
}
