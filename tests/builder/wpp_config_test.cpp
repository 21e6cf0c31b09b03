// SPDX-License-Identifier: MIT
//
// The configuration language of WPP, as drivers' comments have it.
#include "tests/support/catch.hpp"

#include "sim/builder/wpp/config.hpp"
#include "sim/builder/wpp/source_scan.hpp"

using namespace acxsim::builder::wpp;

TEST_CASE("a trace function: fixed constants, named parameters in any order, message, anything") {
    const auto config = parse_config_blocks("#pragma once\n"
                                            "// begin_wpp config\n"
                                            "// FUNC Note{LEVEL=TRACE_LEVEL_VERBOSE, FLAGS=MY_FLAG}(LOG, MSG, ...);\n"
                                            "// FUNC  Say (FLAGS,LEVEL,MSG,...)\n"
                                            "// end_wpp\n",
                                            "trace.h");
    REQUIRE(config.ok());
    const TraceFunction &note = config->functions.at("Note");
    CHECK(note.constants ==
          std::vector<std::pair<std::string, std::string>>{{"LEVEL", "TRACE_LEVEL_VERBOSE"}, {"FLAGS", "MY_FLAG"}});
    CHECK(note.parameters == std::vector<std::string>{"LOG", "MSG", "..."});
    CHECK(note.conditions() == "LEVEL_FLAGS_LOG");
    CHECK(note.takes_message());
    CHECK(note.takes_any());
    CHECK(note.place == "trace.h:3");
    const TraceFunction &say = config->functions.at("Say");
    CHECK(say.conditions() == "FLAGS_LEVEL");
    CHECK(say.place == "trace.h:4");
}

TEST_CASE("comment marks, CRLF, trailing comments and prose do not disturb a config block") {
    const auto config = parse_config_blocks("/*++\r\n"
                                            " * begin_wpp config\r\n"
                                            " * This block declares the functions.\r\n"
                                            " *   FUNC A(LEVEL, MSG, ...);   // the usual one\r\n"
                                            " *   USEPREFIX (A, \"%!STDPREFIX! [%!FUNC!] // not a comment \");\r\n"
                                            " *   USESUFFIX(A, \" this=%p, %d\", this,\r\n"
                                            " *             Call(1, 2));\r\n"
                                            " * end_wpp\r\n"
                                            " --*/\r\n",
                                            "a.c");
    REQUIRE(config.ok());
    CHECK(config->functions.count("A") == 1);
    CHECK(config->prefixes.at("A").format == "\"%!STDPREFIX! [%!FUNC!] // not a comment \"");
    CHECK(config->suffixes.at("A").expressions == std::vector<std::string>{"this", "Call(1, 2)"});
}

TEST_CASE("custom types: enumerations, item lists with and without numbers, sets, simple and complex ones") {
    const auto config =
        parse_config_blocks("// begin_wpp config\n"
                            "// CUSTOM_TYPE(state, ItemEnum(_STATE));\n"
                            "// CUSTOM_TYPE(speed, ItemListLong(Low, Mid=5, High, \"Very high\"));\n"
                            "// CUSTOM_TYPE(mask, ItemSetLong(Read, Write(4)));\n"
                            "// DEFINE_SIMPLE_TYPE(tick, ULONG, ItemLong, \"08x\", _TICK_, 0);\n"
                            "// DEFINE_CPLX_TYPE(HEX, WPP_LOGHEX, const BYTES &, ItemHEXDump, \"s\", _HEX_, 0, 2);\n"
                            "// WPP_FLAGS(-DLOG_HEX(len,buf)=log_hex(len,buf));\n"
                            "// end_wpp\n",
                            "a.h");
    REQUIRE(config.ok());
    CHECK(config->formats.at("state").kind == CustomFormat::Kind::Enum);
    CHECK(config->formats.at("state").enumeration == "_STATE");
    using Items = std::vector<std::pair<std::string, std::int64_t>>;
    CHECK(config->formats.at("speed").items == Items{{"Low", 0}, {"Mid", 5}, {"High", 6}, {"Very high", 7}});
    CHECK(config->formats.at("mask").kind == CustomFormat::Kind::Set);
    CHECK(config->formats.at("mask").items == Items{{"Read", 0}, {"Write", 4}});
    CHECK(config->formats.at("tick").conversion == "08x");
    CHECK(config->formats.at("HEX").helper == "WPP_LOGHEX");
    CHECK(config->formats.at("HEX").argument_type == "const BYTES &");
    CHECK(config->macros == std::vector<std::string>{"LOG_HEX(len,buf) log_hex(len,buf)"});
}

TEST_CASE("what is malformed is an error with file and line") {
    const auto error_of = [](const std::string &body) {
        const auto config = parse_config_blocks("\n// begin_wpp config\n" + body + "\n// end_wpp\n", "bad.h");
        REQUIRE_FALSE(config.ok());
        return config.error().place + ": " + config.error().message;
    };
    CHECK(error_of("// FUNC (LEVEL, MSG)") == "bad.h:3: FUNC: expected the name of a trace function, found \"(\"");
    CHECK(error_of("//\n// FUNC A LEVEL, MSG)") == "bad.h:4: FUNC A: expected '(', found \"LEVEL\"");
    CHECK(error_of("// FUNC A{LEVEL TRACE}(MSG)") == "bad.h:3: FUNC A: expected '=' after LEVEL, found \"TRACE\"");
    CHECK(error_of("// FUNC A(LEVEL, ..., MSG)") == "bad.h:3: FUNC A: '...' is not the last parameter");
    CHECK(error_of("// FUNC A{LEVEL=1}(LEVEL, MSG)") == "bad.h:3: FUNC A: LEVEL appears twice");
    CHECK(error_of("// FUNC A(LEVEL; MSG)") == "bad.h:3: FUNC A: expected ',' or ')', found \";\"");
    CHECK(error_of("// USEPREFIX(A)") ==
          "bad.h:3: USEPREFIX needs the name of a trace function and a format in quotes");
    CHECK(error_of("// USESUFFIX(A, status)") == "bad.h:3: USESUFFIX(A): expected a format in quotes, found status");
    CHECK(error_of("// USESUFFIX(A, \"status)") == "bad.h:3: USESUFFIX: a string does not end on its line");
    CHECK(error_of("// CUSTOM_TYPE(x, ItemFoo(a))").find("ItemFoo is none of ItemEnum") != std::string::npos);
    CHECK(error_of("// CUSTOM_TYPE(x, ItemListLong(a=b))") == "bad.h:3: CUSTOM_TYPE: \"b\" is not a number");
    CHECK(error_of("// USEPREFX(A, \"x\")").find("USEPREFX is not a WPP configuration statement") != std::string::npos);

    const auto open = parse_config_blocks("// begin_wpp config\n// FUNC A(MSG);\n", "bad.h");
    REQUIRE_FALSE(open.ok());
    CHECK(open.error().place == "bad.h:1");
    CHECK(open.error().message == "begin_wpp config without end_wpp");
}

TEST_CASE("two declarations of one trace function must agree") {
    const auto a = parse_config_blocks("// begin_wpp config\n// FUNC A(LEVEL, MSG, ...);\n// end_wpp\n", "a.h");
    const auto b = parse_config_blocks("// begin_wpp config\n// FUNC A(FLAGS, MSG, ...);\n// end_wpp\n", "b.h");
    REQUIRE(a.ok());
    REQUIRE(b.ok());
    Config all = *a;
    CHECK(all.merge(*a).ok());
    const auto merged = all.merge(*b);
    REQUIRE_FALSE(merged.ok());
    CHECK(merged.error().place == "b.h:2");
    CHECK(merged.error().message.find("a.h:2") != std::string::npos);
}

TEST_CASE("-func: has the same grammar") {
    const auto function = parse_trace_function("DoTrace{FLAGS=ALL}(LEVEL,MSG,...)", "an option");
    REQUIRE(function.ok());
    CHECK(function->conditions() == "FLAGS_LEVEL");
    CHECK_FALSE(parse_trace_function("DoTrace(LEVEL", "an option").ok());
    CHECK_FALSE(parse_trace_function("DoTrace(LEVEL) more", "an option").ok());
}

TEST_CASE("comments vanish, strings and line numbers stay") {
    CHECK(without_comments("a // b\nc /* d\n e */ f \"// g\" '\"' h\\\ni") == "a  \nc  \n f \"// g\" '\"' hi");
    CHECK(without_comments("x = 1'000; // y'\nz") == "x = 1'000;  \nz");
}

TEST_CASE("calls over several lines are found, with spliced and commented lines counted") {
    const std::string code = without_comments("#define M(x) Note(x, \\\n  1)\n"        // 1-2
                                              "Note(1); /* a\n b */ Note(\n"           // 3-4
                                              "  \")\", Other(2),\n  Note(3,\n 4));\n" // 5-7
                                              "Other(\n);\n");
    const auto calls = find_long_calls(code, {"Note"});
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].first_line == 6);
    CHECK(calls[0].last_line == 7);
    CHECK(calls[1].first_line == 4);
    CHECK(calls[1].last_line == 7);
}

TEST_CASE("an enumeration is found by its tag or its name, with values and preprocessor lines") {
    const std::string code =
        "enum other { X };\n"
        "typedef enum _STATE { Stop, Run = 4, Last = (1 << 3),\n#if A\n Extra,\n#endif\n } STATE, *PSTATE;";
    for (const char *name : {"_STATE", "STATE"}) {
        const auto list = find_enumeration(code, name);
        REQUIRE(list.size() == 6);
        CHECK(list[0].name == "Stop");
        CHECK(list[1].value == "4");
        CHECK(list[2].value == "(1 << 3)");
        CHECK(list[3].name == "#if A");
        CHECK(list[4].name == "Extra");
    }
    CHECK(find_enumeration(code, "STAT").empty());
}
