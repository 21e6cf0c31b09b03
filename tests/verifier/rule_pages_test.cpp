// SPDX-License-Identifier: MIT
//
// docs/rules is generated from the rules: the committed pages are what rule_page() says. To write them anew:
//     ACXSIM_WRITE_RULE_PAGES=1 test_verifier "the committed rule pages are those that the rules give"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/verifier/rule_page.hpp"
#include "sim/verifier/rules.hpp"

using namespace acxsim::verifier;
namespace fs = std::filesystem;

namespace {

// CTest runs it in the repository's folder; elsewhere the file's own place tells (compiler caches make it relative).
const fs::path root =
    fs::exists("tests/zoo") ? fs::current_path() : fs::path(__FILE__).parent_path().parent_path().parent_path();

std::string content(const fs::path &path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void compare_or_write(const fs::path &path, const std::string &expected) {
    if (std::getenv("ACXSIM_WRITE_RULE_PAGES") != nullptr) {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << expected;
    }
    INFO(path.filename().string() << " differs: see the top of this file for how to write it anew");
    CHECK(content(path) == expected);
}

} // namespace

TEST_CASE("the committed rule pages are those that the rules give") {
    std::set<std::string> expected{"README.md"};
    compare_or_write(root / "docs/rules/README.md", rule_index());
    for (const RuleInfo *rule : rules()) {
        const std::string name = std::string(rule->id) + ".md";
        expected.insert(name);
        compare_or_write(root / "docs/rules" / name, rule_page(*rule));
    }
    for (const auto &entry : fs::directory_iterator(root / "docs/rules")) {
        INFO("a page without a rule");
        CHECK(expected.contains(entry.path().filename().string()));
    }
}

TEST_CASE("a rule page says what, how grave, why, how seen, what to do and where from") {
    const std::string page = rule_page(*find_rule("CHK-031"));
    for (const char *part :
         {"# CHK-031\n\nEach AcxRtStreamNotifyPacketComplete carries the previous ordinal plus one.\n",
          "Severity: **error** (breaks the contract).", "## Why it matters\n", "## How it is detected\n",
          "## What to do\n", "Contract: RT-PKT-23, RT-PKT-32\n",
          "(https://learn.microsoft.com/windows-hardware/drivers/ddi/acxstreams/"
          "nf-acxstreams-acxrtstreamnotifypacketcomplete)",
          "tests/zoo/chk_031_ordinal_skips.c"}) {
        CHECK_THAT(page, Catch::Contains(part));
    }
}

TEST_CASE("every rule is shown by a driver in the zoo") {
    for (const RuleInfo *rule : rules()) {
        INFO(rule->id << ": " << rule->shown_by);
        CHECK(fs::exists(root / "tests/zoo" / std::string(rule->shown_by)));
    }
}
