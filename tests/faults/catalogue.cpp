// SPDX-License-Identifier: MIT
//
// The catalogue itself: complete, without doubles, and no row without a test that shows what the driver sees.
#include <cctype>
#include <string>

#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("the catalogue has Q-01 to Q-57 and U-1 to U-6, each once") {
    std::vector<std::string> ids;
    for (const faults::FaultInfo &row : faults::catalogue())
        ids.emplace_back(row.id);
    REQUIRE(ids.size() == 63);
    std::set<std::string> expected;
    for (int i = 1; i <= 57; ++i)
        expected.insert(i < 10 ? "Q-0" + std::to_string(i) : "Q-" + std::to_string(i));
    for (int i = 1; i <= 6; ++i)
        expected.insert("U-" + std::to_string(i));
    CHECK(std::set<std::string>(ids.begin(), ids.end()) == expected);
}

TEST_CASE("every row can be found by name and id, says what is seen and where it was, and acts in some model") {
    std::set<std::string_view> names;
    for (const faults::FaultInfo &row : faults::catalogue()) {
        INFO(row.id);
        CHECK(names.insert(row.name).second);
        CHECK(faults::find(row.name) == &row);
        CHECK(faults::find(row.id) == &row);
        CHECK(row.sees.size() > 15);
        CHECK_FALSE(row.source.empty());
        CHECK(row.models != 0);
        for (const char c : row.name)
            CHECK((std::islower(static_cast<unsigned char>(c)) != 0 ||
                   std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-'));
        for (const faults::ParameterUse &use : row.parameters) {
            CHECK_FALSE(use.help.empty());
            CHECK((faults::info(use.which).unit == faults::Unit::Choice) == !use.choices.empty());
        }
    }
    CHECK(faults::find("no-such-fault") == nullptr);
}

TEST_CASE("every row has a test that shows what the driver sees") {
    for (const faults::FaultInfo &row : faults::catalogue()) {
        INFO(row.id << " " << row.name);
        CHECK(shown_faults().count(row.fault) == 1);
    }
}
