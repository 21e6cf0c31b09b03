// SPDX-License-Identifier: MIT
#include "sim/builder/include_lines.hpp"
#include "sim/builder/preparation.hpp"
#include "tests/builder/scratch_folder.hpp"

using namespace acxsim::builder;
using Catch::Contains;

namespace {

namespace fs = std::filesystem;

struct Sources {
    ScratchFolder folder;
    Component component;
    fs::path ddk = folder.write("ddk/ntddk.h").parent_path();

    void source(const std::string &name, const std::string &text) {
        component.sources.push_back({.path = folder.write(name, text)});
    }
    Preparation prepared() const {
        auto preparation = prepare(component, ddk);
        REQUIRE(preparation.ok());
        return std::move(*preparation);
    }
    std::string forwards_to(const std::string &target) const {
        return "#include \"" + (folder / target).string() + "\"\n";
    }
};

} // namespace

TEST_CASE("Include lines are found in any spelling, behind a byte order mark and with any line end") {
    const auto lines =
        include_lines("\xEF\xBB\xBF#include <A.h>\r\n  #  include\t\"b\\c.h\" // why\r\n// #include \"no.h\"\n"
                      "#include MACRO\n#includeX\n#include \"last.h\"");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].name == "A.h");
    CHECK_FALSE(lines[0].quoted);
    CHECK(lines[1].name == "b\\c.h");
    CHECK(lines[1].quoted);
    CHECK(lines[1].line == 2);
    CHECK(lines[2].name == "last.h");
}

TEST_CASE("What Linux finds as it is spelled needs nothing") {
    Sources sources;
    sources.source("driver/a.c",
                   "#include <ntddk.h>\n#include \"own.h\"\n#include <string.h>\n#include \"nowhere.h\"\n");
    sources.folder.write("driver/own.h");
    CHECK(sources.prepared().files.empty());
}

TEST_CASE("Another case and backslashes get a forwarding header of that very name") {
    Sources sources;
    sources.source("driver/a.c",
                   "#include <NTDDK.h>\n#include \"OWN.H\"\n#include \"..\\Inc\\Foo.h\"\n#include \"../inc/bar.h\"\n"
                   "#include <String.h>\n");
    sources.folder.write("driver/own.h");
    sources.folder.write("Inc/foo.h", "#include \"Bar.h\"\n");
    sources.folder.write("Inc/bar.h");
    const Preparation prepared = sources.prepared();
    CHECK(prepared.files.size() == 7);
    CHECK(prepared.files.at("NTDDK.h") == sources.forwards_to("ddk/ntddk.h"));
    CHECK(prepared.files.at("OWN.H") == sources.forwards_to("driver/own.h"));
    CHECK(prepared.files.at("..\\Inc\\Foo.h") == sources.forwards_to("Inc/foo.h"));
    CHECK(prepared.files.at("up/up/up/up/up/Inc/Foo.h") == sources.forwards_to("Inc/foo.h")); // clang takes it for this
    CHECK(prepared.files.at("Bar.h") == sources.forwards_to("Inc/bar.h"));
    CHECK(prepared.files.at("String.h") == "#include <string.h>\n");
    // Leading dots stay inside: the second include directory is six folders deep.
    CHECK(prepared.files.at("up/up/up/up/up/inc/bar.h") == sources.forwards_to("Inc/bar.h"));
    CHECK(preparation_directories("p")[1] / "../inc/bar.h" == fs::path("p/include/up/up/up/up/up/up/../inc/bar.h"));
}

TEST_CASE("Quoted names are looked for beside the files that include the including file, as MSVC does") {
    Sources sources;
    sources.component.settings.include_directories = {sources.folder / "inc"};
    sources.source("driver/a.c", "#include \"outer.h\"\n");
    sources.folder.write("inc/outer.h", "#include \"inner.h\"\n");
    sources.folder.write("driver/inner.h");
    CHECK(sources.prepared().files.at("inner.h") == sources.forwards_to("driver/inner.h"));
}

TEST_CASE("One spelling with two meanings is named") {
    Sources sources;
    sources.source("one/a.c", "#include \"X.h\"\n");
    sources.source("two/b.c", "#include \"X.h\"\n");
    sources.folder.write("one/x.h");
    sources.folder.write("two/x.h");
    const Preparation prepared = sources.prepared();
    REQUIRE(prepared.notes.size() == 1);
    CHECK_THAT(prepared.notes[0].place, Contains("two/b.c:1"));
}

TEST_CASE("A source in UTF-16 is refused by name") {
    Sources sources;
    sources.source("driver/a.c", "\xFF\xFE#");
    const auto preparation = prepare(sources.component, sources.ddk);
    REQUIRE_FALSE(preparation.ok());
    CHECK_THAT(preparation.error().place, Contains("a.c"));
}

TEST_CASE("What is written stays untouched while it is right, and goes when it is not used") {
    const ScratchFolder folder;
    Preparation preparation;
    preparation.files = {{"A.h", "one\n"}, {"sub/B.h", "two\n"}};
    preparation.read = {"/src/my file.c"};
    REQUIRE(write_preparation(preparation, folder / "p", "stamp").ok());
    const auto before = fs::last_write_time(folder / "p/include/A.h");
    fs::last_write_time(folder / "p/include/A.h", before - std::chrono::hours(1));
    preparation.files.erase("sub/B.h");
    REQUIRE(write_preparation(preparation, folder / "p", "stamp").ok());
    CHECK(fs::last_write_time(folder / "p/include/A.h") == before - std::chrono::hours(1));
    CHECK_FALSE(fs::exists(folder / "p/include/sub/B.h"));
    std::ifstream depends(folder / "p/depends");
    const std::string text{std::istreambuf_iterator<char>(depends), {}};
    CHECK(text == "stamp: \\\n  /src/my\\ file.c\n");
    const auto refused = write_if_changed("/proc/nowhere/x", "text");
    REQUIRE_FALSE(refused.ok());
    CHECK_THAT(refused.error().message, Contains("/proc/nowhere/x cannot be written"));
}
