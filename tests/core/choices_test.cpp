// SPDX-License-Identifier: MIT
//
// The one door for what is undetermined: draws are keyed by (seed, site, occurrence), can be recorded and forced.
#include "tests/support/catch.hpp"

#include <array>
#include <string>
#include <vector>

#include "sim/core/choices.hpp"

using namespace acxsim::core;

namespace {

std::vector<std::uint64_t> draws(Choices &choices, std::string_view site, int count, std::uint64_t bound) {
    std::vector<std::uint64_t> values;
    for (int i = 0; i < count; ++i)
        values.push_back(choices.draw(choices.site(site), bound));
    return values;
}

} // namespace

TEST_CASE("the same seed gives the same draws, another seed gives others") {
    Choices first(42), again(42), other(43);
    const auto values = draws(first, "dpc.latency", 50, 0);
    CHECK(draws(again, "dpc.latency", 50, 0) == values);
    const auto others = draws(other, "dpc.latency", 50, 0);
    for (int i = 0; i < 50; ++i)
        CHECK(others[i] != values[i]);
}

TEST_CASE("a new site does not shift the draws of the others") {
    Choices alone(7), crowded(7);
    const auto expected = draws(alone, "isr.latency", 20, 1000);
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 20; ++i) {
        for (int j = 0; j <= i % 3; ++j)
            crowded.draw(crowded.site("added"), 10);
        values.push_back(crowded.draw(crowded.site("isr.latency"), 1000));
    }
    CHECK(values == expected);
    CHECK(draws(crowded, "yet another", 20, 1000) != expected);
}

TEST_CASE("the numbers are the same on every machine") {
    Choices choices(1);
    CHECK(draws(choices, "golden", 4, 0) == std::vector<std::uint64_t>{0xf1268ef10f3732f1ULL, 0x5b1a7549c797be91ULL,
                                                                       0x2d8840216878ce09ULL, 0x7fb3a7f6a012ed90ULL});
    CHECK(draws(choices, "golden", 4, 1000) == std::vector<std::uint64_t>{922, 997, 317, 4});
}

TEST_CASE("a draw stays below its bound and reaches every value") {
    Choices choices(3);
    std::array<int, 6> seen{};
    for (const std::uint64_t value : draws(choices, "dice", 6000, 6)) {
        REQUIRE(value < 6);
        ++seen[value];
    }
    for (const int count : seen) {
        CHECK(count > 850); // 1000 +- 5 sigma
        CHECK(count < 1150);
    }
    CHECK(draws(choices, "one", 5, 1) == std::vector<std::uint64_t>(5, 0));
    std::uint64_t all_bits = 0;
    for (const std::uint64_t value : draws(choices, "wide", 200, 0))
        all_bits |= value;
    CHECK(all_bits == ~std::uint64_t{0});
}

TEST_CASE("any draw can be forced, before or between the others, in any order") {
    Choices free(9), forced(9);
    const auto expected = draws(free, "alloc.fail", 10, 100);
    forced.force("alloc.fail", 7, 5);
    forced.force("alloc.fail", 2, 99);
    forced.force("alloc.fail", 2, 98); // the last word counts
    forced.force("alloc.fail", 4, 1000);
    const auto values = draws(forced, "alloc.fail", 10, 100);
    for (std::size_t i = 0; i < 10; ++i) {
        INFO("draw " << i);
        CHECK(values[i] == (i == 2 ? 98 : i == 4 ? 99 : i == 7 ? 5 : expected[i])); // 1000 is clamped to the bound
    }
}

TEST_CASE("forcing a draw that is over has no effect") {
    Choices choices(9), free(9);
    const auto expected = draws(free, "s", 6, 100);
    CHECK(draws(choices, "s", 3, 100) == std::vector<std::uint64_t>(expected.begin(), expected.begin() + 3));
    choices.force("s", 1, 0);
    choices.force("s", 4, 77);
    CHECK(draws(choices, "s", 3, 100) == std::vector<std::uint64_t>{expected[3], 77, expected[5]});
}

TEST_CASE("a recorded run replays under any seed") {
    Choices original(11);
    original.record(true);
    std::vector<std::uint64_t> values;
    for (int i = 0; i < 100; ++i) {
        values.push_back(original.draw(original.site(i % 3 == 0 ? "a" : "b"), i % 5 == 0 ? 0 : 50));
    }
    REQUIRE(original.draws().size() == 100);
    CHECK(original.draws()[3].occurrence == 1); // second draw of "a"
    CHECK(original.sites()[original.draws()[3].site].name() == "a");
    CHECK(original.draws()[3].bound == 50);

    Choices replay(999);
    for (const Choices::Draw &draw : original.draws()) {
        replay.force(original.sites()[draw.site].name(), draw.occurrence, draw.value);
    }
    for (int i = 0; i < 100; ++i) {
        if (replay.draw(replay.site(i % 3 == 0 ? "a" : "b"), i % 5 == 0 ? 0 : 50) != values[i]) FAIL("draw " << i);
    }
}

TEST_CASE("a site is made once and counts its draws") {
    Choices choices(1);
    ChoiceSite &site = choices.site("x");
    CHECK(&choices.site("x") == &site);
    for (int i = 0; i < 100; ++i)
        choices.site("other " + std::to_string(i)); // addresses stay
    CHECK(&choices.site("x") == &site);
    choices.draw(site, 0);
    choices.draw(site, 0);
    CHECK(site.occurrences() == 2);
    CHECK(choices.draws().empty()); // not recorded unless asked
}

TEST_CASE("draws that are passed over leave the later ones as they are, forced and recorded ones, too") {
    for (const bool recorded : {false, true}) {
        Choices drawn(7);
        Choices passed(7);
        for (Choices *choices : {&drawn, &passed}) {
            choices->record(recorded);
            choices->force("x", 3, 11);
            choices->force("x", 6, 12);
        }
        for (int i = 0; i < 5; ++i)
            drawn.draw(drawn.site("x"), 100);
        passed.skip(passed.site("x"), 5, 100);
        CHECK(passed.site("x").occurrences() == 5);
        for (int i = 0; i < 4; ++i) {
            const std::uint64_t value = drawn.draw(drawn.site("x"), 100);
            CHECK(passed.draw(passed.site("x"), 100) == value);
            if (i == 1) CHECK(value == 12);
        }
        REQUIRE(passed.draws().size() == (recorded ? 9u : 0u));
        if (recorded) CHECK(passed.draws()[3].value == 11);
    }
}
