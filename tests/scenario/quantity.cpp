// SPDX-License-Identifier: MIT
//
// Numbers with units: exact, and complaints that name what was found.
#include "sim/scenario/quantity.hpp"
#include "tests/support/catch.hpp"

using acxsim::scenario::Dimension;
using acxsim::scenario::read_quantity;
using acxsim::scenario::show_quantity;

namespace {

std::int64_t value_of(Dimension dimension, std::string_view text) {
    const auto value = read_quantity(dimension, text);
    INFO(text);
    REQUIRE(value.ok());
    return *value;
}

std::string complaint_about(Dimension dimension, std::string_view text) {
    const auto value = read_quantity(dimension, text);
    INFO(text);
    REQUIRE_FALSE(value.ok());
    return value.error().message;
}

} // namespace

TEST_CASE("times are whole ticks of 1/600 ns") {
    CHECK(value_of(Dimension::Time, "10ms") == 6'000'000'000);
    CHECK(value_of(Dimension::Time, "1.5us") == 900'000);
    CHECK(value_of(Dimension::Time, "0.1ns") == 60);
    CHECK(value_of(Dimension::Time, "24h") == 24LL * 3600 * 600'000'000'000);
    CHECK(value_of(Dimension::Time, "-3 ms") == -1'800'000'000);
    CHECK(value_of(Dimension::Time, "1_000us") == 600'000'000);
}

TEST_CASE("frequencies and clock errors are exact decimals") {
    CHECK(value_of(Dimension::Frequency, "3.579545MHz") == 3'579'545);
    CHECK(value_of(Dimension::Frequency, "44.1kHz") == 44'100);
    CHECK(value_of(Dimension::Error, "-37ppm") == -37'000);
    CHECK(value_of(Dimension::Error, "0.5ppm") == 500);
    CHECK(value_of(Dimension::Error, "20ppb") == 20);
    CHECK(value_of(Dimension::Bytes, "192B") == 192);
    CHECK(value_of(Dimension::Bytes, "4KiB") == 4096);
}

TEST_CASE("what is not a quantity says why") {
    CHECK(complaint_about(Dimension::Time, "ms") == "\"ms\" is not a time: it does not begin with a number");
    CHECK(complaint_about(Dimension::Time, "10") == "\"10\" is not a time: the unit is missing");
    CHECK(complaint_about(Dimension::Time, "10 msec") == "\"10 msec\" is not a time: \"msec\" is not a unit of time");
    CHECK(complaint_about(Dimension::Time, "1.2.3ms") == "\"1.2.3ms\" is not a time: it has two decimal points");
    CHECK(complaint_about(Dimension::Time, "0.001ns") ==
          "\"0.001ns\" is not a time: it is finer than the simulator's resolution");
    CHECK(complaint_about(Dimension::Time, "99999999h") == "\"99999999h\" is not a time: it is too large");
    CHECK(complaint_about(Dimension::Frequency, "0.5Hz") ==
          "\"0.5Hz\" is not a frequency: it is finer than the simulator's resolution");
    CHECK(complaint_about(Dimension::Error, "1%") == "\"1%\" is not a clock error: \"%\" is not a unit of clock error");
}

TEST_CASE("a shown quantity reads back as the same value") {
    for (const std::int64_t ticks : {0LL, 600LL, 6'000'000'000LL, 9'375'000'000LL, 900'000LL, -1'800'000'000LL,
                                     600'000'000'000LL, 36'000'000'000'000LL, 25'000'200LL}) {
        const std::string text = show_quantity(Dimension::Time, ticks);
        INFO(text);
        CHECK(value_of(Dimension::Time, text) == ticks);
    }
    CHECK(show_quantity(Dimension::Time, 6'000'000'000) == "10ms");
    CHECK(show_quantity(Dimension::Time, 9'375'000'000) == "15.625ms");
    CHECK(show_quantity(Dimension::Frequency, 3'579'545) == "3579.545kHz");
    CHECK(show_quantity(Dimension::Error, -500'000) == "-500ppm");
}
