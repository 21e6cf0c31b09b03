// SPDX-License-Identifier: MIT
//
// The table from object ids to what belongs to them, against std::map in a long random script.
#include <map>
#include <vector>

#include "sim/core/choices.hpp"
#include "sim/core/id_table.hpp"
#include "tests/support/catch.hpp"

using namespace acxsim::core;

TEST_CASE("an id table finds what was put, replaces, and forgets what was erased") {
    IdTable<int> table;
    int a = 1;
    int b = 2;
    CHECK(table.find(7) == nullptr);
    table.erase(7);
    table.put(7, a);
    CHECK(table.find(7) == &a);
    table.put(7, b);
    CHECK(table.find(7) == &b);
    CHECK(table.find(8) == nullptr);
    table.erase(7);
    CHECK(table.find(7) == nullptr);
}

TEST_CASE("an id table agrees with a map whatever is put and erased") {
    std::vector<int> values(400);
    IdTable<int> table;
    std::map<ObjectId, int *> map;
    Choices choices(3);
    ChoiceSite &site = choices.site("test");
    for (int step = 0; step < 20'000; ++step) {
        const auto id = static_cast<ObjectId>(choices.draw(site, values.size()));
        if (choices.draw(site, 2) == 0) {
            table.put(id, values[id]);
            map[id] = &values[id];
        } else {
            table.erase(id);
            map.erase(id);
        }
        const auto asked = static_cast<ObjectId>(choices.draw(site, values.size()));
        const auto expected = map.find(asked);
        REQUIRE(table.find(asked) == (expected == map.end() ? nullptr : expected->second));
    }
    for (ObjectId id = 0; id < values.size(); ++id)
        REQUIRE(table.find(id) == (map.contains(id) ? map[id] : nullptr));
}
