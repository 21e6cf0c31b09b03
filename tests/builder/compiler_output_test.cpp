// SPDX-License-Identifier: MIT
#include "sim/builder/compiler_output.hpp"
#include "tests/builder/scratch_folder.hpp"

using namespace acxsim::builder;
using Catch::Contains;

namespace {

std::vector<Cause> causes(const std::vector<std::string> &lines) {
    const ScratchFolder ddk;
    ddk.write("wdm/pool.h", "PVOID ExAllocatePool2(ULONG64 Flags);\n");
    return causes_of(diagnostics_in(lines), ddk.path());
}

} // namespace

TEST_CASE("gcc and clang say the same thing: one cause") {
    const auto list = causes({
        "In file included from a.cpp:1:",
        "/src/a.cpp:3:10: fatal error: vendor.h: No such file or directory",
        "    3 | #include <vendor.h>",
        "/src/b.cpp:4:10: fatal error: 'vendor.h' file not found",
        "/src/a.cpp:7:5: error: \xE2\x80\x98KeFoo\xE2\x80\x99 was not declared in this scope",
        "/src/a.cpp:9:5: error: \xE2\x80\x98KeFoo\xE2\x80\x99 was not declared in this scope; did you mean "
        "\xE2\x80\x98KeBar\xE2\x80\x99?",
        "/src/b.cpp:9:5: error: use of undeclared identifier 'KeFoo'",
        "/src/c.c:2:5: error: implicit declaration of function 'ExAllocatePool2' "
        "[-Werror=implicit-function-declaration]",
        "/src/c.c:8:1: warning: unused variable 'x' [-Wunused-variable]",
    });
    REQUIRE(list.size() == 3);
    CHECK(list[0].message == "the header vendor.h is not found");
    CHECK(list[0].places == std::vector<std::string>{"/src/a.cpp:3", "/src/b.cpp:4"});
    CHECK(list[1].message == "KeFoo is not declared");
    CHECK(list[1].count == 3);
    CHECK_THAT(list[1].cure, Contains("not among the names"));
    CHECK_THAT(list[2].cure, Contains("<wdm/pool.h>"));
}

TEST_CASE("The linker's complaints") {
    const auto list = causes({
        "/usr/bin/ld: CMakeFiles/driver.dir/b.c.o: in function `helper':",
        "/src/b.c:1: multiple definition of `helper'; CMakeFiles/driver.dir/a.c.o:/src/a.c:1: first defined here",
        "/usr/bin/ld: required symbol `DriverEntry' not defined",
        "collect2: error: ld returned 1 exit status",
    });
    REQUIRE(list.size() == 2);
    CHECK(list[0].message == "helper is defined more than once");
    CHECK(list[0].places[0] == "/src/b.c:1");
    CHECK(list[1].message == "no source defines DriverEntry");
}

TEST_CASE("Jumps over initialisations, and what nobody knows") {
    const auto list =
        causes({"/src/a.cpp:3:1: error: jump to case label",
                "/src/a.cpp:4:2: error: cannot jump from switch statement to this case label",
                "/src/a.cpp:5:1: error: something else entirely", "<command-line>: error: expected ')' before 'b'"});
    REQUIRE(list.size() == 3);
    CHECK(list[0].count == 2);
    CHECK(list[1].message == "something else entirely");
    CHECK(list[1].cure.empty());
}

TEST_CASE("Warnings are counted") {
    CHECK(warnings_in(diagnostics_in({"a.c:1:2: warning: x", "a.c:1:2: note: x", "a.c:2:2: error: y"})) == 1);
}
