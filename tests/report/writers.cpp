// SPDX-License-Identifier: MIT
//
// What the writers make of outcomes, against approved files.
#include <algorithm>

#include "sim/report/human.hpp"
#include "sim/report/json.hpp"
#include "sim/report/junit.hpp"
#include "tests/report/approval.hpp"
#include "tests/report/samples.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim;
using tests::approve;

TEST_CASE("human: each kind of outcome reads as approved") {
    const report::HumanOptions options;
    approve("pass.txt", report::human(tests::passing_outcome(), options));
    approve("violation.txt", report::human(tests::violating_outcome(), options));
    approve("glitch.txt", report::human(tests::glitching_outcome(), options));
    approve("crash.txt", report::human(tests::crashing_outcome(), options));
    approve("hang.txt", report::human(tests::hanging_outcome(), options));
    approve("leak.txt", report::human(tests::leaking_outcome(), options));
}

TEST_CASE("human: colour adds nothing but colour") {
    for (const auto &outcome : {tests::passing_outcome(), tests::violating_outcome(), tests::crashing_outcome()}) {
        const std::string plain = report::human(outcome, {});
        std::string coloured = report::human(outcome, {true, false, true, {}});
        CHECK(coloured.find("\x1b[") != std::string::npos);
        for (std::size_t at; (at = coloured.find('\x1b')) != std::string::npos;) {
            coloured.erase(at, coloured.find('m', at) - at + 1);
        }
        CHECK(coloured == plain);
    }
}

TEST_CASE("human: a pass stays short, a failure ends with the command that repeats it") {
    const std::string pass = report::human(tests::passing_outcome(), {});
    CHECK(std::count(pass.begin(), pass.end(), '\n') <= 40);
    const std::string failure = report::human(tests::violating_outcome(), {});
    const std::string last = "\n" + tests::violating_outcome().repeat_command + "\n";
    CHECK(failure.substr(failure.size() - last.size()) == last);
}

TEST_CASE("human: -v lists every glitch") {
    const std::string text = report::human(tests::glitching_outcome(), {false, true, true, {}});
    CHECK(text.find("packet 36") != std::string::npos);
    CHECK(text.find("more") == std::string::npos);
}

TEST_CASE("json: as approved") {
    approve("pass.json", report::json(tests::passing_outcome()));
    approve("violation.json", report::json(tests::violating_outcome()));
    approve("crash.json", report::json(tests::crashing_outcome()));
}

TEST_CASE("json: what is written is read back as the same outcome") {
    for (const auto &outcome : {tests::passing_outcome(), tests::violating_outcome(), tests::glitching_outcome(),
                                tests::crashing_outcome(), tests::hanging_outcome(), tests::leaking_outcome()}) {
        const std::string text = report::json(outcome, true);
        CHECK(text.find('\n') == text.size() - 1);
        const auto read = report::outcome_from_json(text);
        REQUIRE(read.ok());
        CHECK(report::json(*read) == report::json(outcome));
        CHECK(read->exit_code() == outcome.exit_code());
    }
}

TEST_CASE("json: what is no outcome is refused") {
    CHECK_FALSE(report::outcome_from_json("").ok());
    CHECK_FALSE(report::outcome_from_json("{}").ok());
    CHECK_FALSE(report::outcome_from_json("[1, 2").ok());
}

TEST_CASE("json: text that is not UTF-8 does not keep the report from being written") {
    auto outcome = tests::crashing_outcome();
    outcome.stop->text = "bad \xff byte";
    CHECK(report::outcome_from_json(report::json(outcome)).ok());
}

TEST_CASE("junit: as approved, with everything escaped") {
    approve("pass.xml", report::junit(tests::passing_outcome()));
    approve("violation.xml", report::junit(tests::violating_outcome()));
    auto outcome = tests::crashing_outcome();
    outcome.reason = "a < b && c > \"d\"\x01";
    const std::string text = report::junit(outcome);
    CHECK(text.find("a &lt; b &amp;&amp; c &gt; &quot;d&quot;?") != std::string::npos);
    CHECK(text.find("errors=\"1\"") != std::string::npos);
}
