// SPDX-License-Identifier: MIT
//
// Generated trace headers: which there are, what they define. That they compile and deliver is tested with drivers in
// tests/wpp.
#include "tests/support/catch.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "sim/builder/wpp/trace_headers.hpp"

using namespace acxsim::builder::wpp;
namespace fs = std::filesystem;

namespace {

/// A folder of files that vanishes with it.
struct Folder {
    Folder() : path(fs::temp_directory_path() / ("acxsim-wpp-" + std::to_string(::getpid()))) {
        fs::create_directories(path);
    }
    ~Folder() { fs::remove_all(path); }
    fs::path file(const std::string &name, const std::string &text) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name, std::ios::binary) << text;
        return path / name;
    }
    fs::path path;
};

const std::string control_flow = "// begin_wpp config\n"
                                 "// FUNC RETURN_IF_BAD{LEVEL=TRACE_LEVEL_ERROR,FLAGS=ALL}(STATUS);\n"
                                 "// USEPREFIX(RETURN_IF_BAD, \"%!STDPREFIX!bad:\");\n"
                                 "// USESUFFIX(RETURN_IF_BAD, \" %!STATUS!\", kept_status);\n"
                                 "// FUNC Unused(LEVEL, MSG, ...);\n"
                                 "// end_wpp\n";

bool has(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("one header per .tmh name; it defines the functions that the source uses, around the driver's conditions") {
    const Folder folder;
    folder.file("inc/trace.h", control_flow);
    const auto a = folder.file("src/a.c", "#include \"Trace.H\"\r\n#include \"a.tmh\"\r\nRETURN_IF_BAD(x);\r\n");
    const auto b =
        folder.file("src/b.c", "\xef\xbb\xbf#include \"..\\INC\\trace.h\"\n#include \"B.TMH\"\n// RETURN_IF_BAD(x)\n");
    const auto c = folder.file("src/c.c", "int nothing;");
    const auto headers = generate_trace_headers({{a, b, c}, {folder.path / "INC", folder.path / "inc"}, {}, {}});
    REQUIRE(headers.ok());
    REQUIRE(headers->size() == 2);
    CHECK(headers->at(0).name == "B.TMH");
    CHECK(headers->at(1).name == "a.tmh");
    const std::string &text = headers->at(1).text;
    CHECK(has(text, "#define RETURN_IF_BAD(STATUS) "));
    CHECK(has(text, "WPP_LEVEL_FLAGS_STATUS_PRE(TRACE_LEVEL_ERROR, ALL, STATUS)"));
    CHECK(has(text, "WPP_LEVEL_FLAGS_STATUS_ENABLED(TRACE_LEVEL_ERROR, ALL, STATUS)"));
    CHECK(has(text, "WPP_LEVEL_FLAGS_STATUS_POST(TRACE_LEVEL_ERROR, ALL, STATUS)"));
    CHECK(has(text, "\"%!STDPREFIX!bad:\", \"\", \" %!STATUS!\", kept_status"));
    CHECK(has(text, "ACXSIM_TRACE(TRACE_LEVEL_ERROR, \"ALL\""));
    CHECK_FALSE(has(text, "#define Unused"));
    CHECK_FALSE(has(headers->at(0).text, "#define RETURN_IF_BAD(")); // mentioned in a comment only
}

TEST_CASE("scan files and options declare functions too; DoTraceMessage is built in") {
    const Folder folder;
    folder.file("inc/macros.h", control_flow);
    const auto a =
        folder.file("a.c", "#include \"a.tmh\"\nDoTraceMessage(BIT, \"x\"); DoMore(L, \"y\"); RETURN_IF_BAD(1);\n");
    const auto headers = generate_trace_headers(
        {{a}, {folder.path / "inc"}, {"MACROS.H"}, {"-km -func:DoMore{FLAGS=A}(LEVEL,MSG, ...) \\\n-p:name", "-dll"}});
    REQUIRE(headers.ok());
    const std::string &text = headers->at(0).text;
    CHECK(has(text, "#define DoTraceMessage(LEVEL, MSG, ...) "));
    CHECK(has(text, "ACXSIM_TRACE(TRACE_LEVEL_INFORMATION, #LEVEL, ")); // the bit is the flag
    CHECK(has(text, "#define DoMore(LEVEL, MSG, ...) "));
    CHECK(has(text, "WPP_FLAGS_LEVEL_ENABLED(A, LEVEL)"));
    CHECK(has(text, "#define RETURN_IF_BAD("));

    const auto missing = generate_trace_headers({{a}, {}, {"other.h"}, {}});
    REQUIRE_FALSE(missing.ok());
    CHECK(has(missing.error().message, "other.h"));
    CHECK_FALSE(generate_trace_headers({{folder.path / "none.c"}, {}, {}, {}}).ok());
    CHECK_FALSE(generate_trace_headers({{a}, {}, {}, {"-func:Bad(LEVEL"}}).ok());
}

TEST_CASE("a .tmh that a driver brings itself is left alone") {
    const Folder folder;
    folder.file("own.tmh", "#define X 1\n");
    const auto a = folder.file("a.c", "#include \"own.tmh\"\n");
    const auto headers = generate_trace_headers({{a}, {}, {}, {}});
    REQUIRE(headers.ok());
    CHECK(headers->empty());
}

TEST_CASE("without a configuration the common macros come along; with one, an undeclared one is an error at its use") {
    const Folder folder;
    const auto a = folder.file("a.c", "#include \"a.tmh\"\nTraceEvents(1, 2, \"x\");\n");
    const auto plain = generate_trace_headers({{a}, {}, {}, {}});
    REQUIRE(plain.ok());
    CHECK(has(plain->at(0).text, "#include \"acxsim_trace_common.h\""));

    folder.file("trace.h", control_flow);
    const auto b = folder.file("b.c", "#include \"trace.h\"\n#include \"b.tmh\"\nTraceEvents(1, 2, \"x\");\n");
    const auto configured = generate_trace_headers({{b}, {}, {}, {}});
    REQUIRE(configured.ok());
    CHECK_FALSE(has(configured->at(0).text, "acxsim_trace_common.h"));
    CHECK(
        has(configured->at(0).text, "TraceEvents: no FUNC line of a begin_wpp config block names this trace function"));

    const auto c = folder.file("c.c", "#include \"trace.h\"\n#include \"c.tmh\"\n"
                                      "static void TraceEvents(int level, int flag, const char *text);\n"
                                      "void f(void) { TraceEvents(1, 2, \"x\"); }\n");
    const auto own = generate_trace_headers({{c}, {}, {}, {}});
    REQUIRE(own.ok());
    CHECK_FALSE(has(own->at(0).text, "TraceEvents"));
}

TEST_CASE("formats of the driver: enumerations become tables of numbers, or of names if the text does not tell them") {
    const Folder folder;
    folder.file("types.h", "// begin_wpp config\n"
                           "// CUSTOM_TYPE(state, ItemEnum(_STATE));\n"
                           "// CUSTOM_TYPE(odd, ItemEnum(_ODD));\n"
                           "// CUSTOM_TYPE(nobody, ItemListLong(a, b));\n"
                           "// CUSTOM_TYPE(speed, ItemListLong(Slow, Fast=3));\n"
                           "// end_wpp\n"
                           "enum _STATE { Stop, Run = 0x10, Again = Run, Next };\n"
                           "enum _ODD { First = sizeof(int) };\n");
    const auto a = folder.file("a.c", "#include \"types.h\"\n#include \"a.tmh\"\n"
                                      "DoTraceMessage(X, \"%!state! %!odd! %!speed!\", s, o, p);\n");
    const auto headers = generate_trace_headers({{a}, {}, {}, {}});
    REQUIRE(headers.ok());
    const std::string &text = headers->at(0).text;
    CHECK(has(text, "{\"state\", \"Stop\", 0, ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK(has(text, "{\"state\", \"Run\", 16, ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK(has(text, "{\"state\", \"Again\", 16, ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK(has(text, "{\"state\", \"Next\", 17, ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK(has(text, "{\"odd\", \"First\", (long long)(First), ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK(has(text, "{\"speed\", \"Fast\", 3, ACXSIM_TRACE_ITEM_NAME, 0}"));
    CHECK_FALSE(has(text, "nobody"));
}
