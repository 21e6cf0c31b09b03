// SPDX-License-Identifier: MIT
//
// The time base: every clock that an audio computer is built from is a whole number of ticks (hwmodel.md section 0).
#include "tests/support/catch.hpp"

#include "sim/core/time.hpp"

using namespace acxsim::core;

TEST_CASE("the clocks of an audio computer are whole numbers of ticks") {
    struct Row {
        const char *clock;
        std::int64_t hertz_numerator, hertz_denominator, ticks;
    };
    const Row rows[] = {
        {"BCLK 24 MHz", 24'000'000, 1, 25'000},
        {"48 kHz frame", 48'000, 1, 12'500'000},
        {"QPC 10 MHz", 10'000'000, 1, 60'000},
        {"PCIe 100 MHz", 100'000'000, 1, 6'000},
        {"PCI 33 1/3 MHz", 100'000'000, 3, 18'000},
        {"crystal 19.2 MHz", 19'200'000, 1, 31'250},
        {"crystal 38.4 MHz", 38'400'000, 1, 15'625},
        {"USB microframe", 8'000, 1, 75'000'000},
        {"1 ms", 1'000, 1, 600'000'000},
    };
    for (const Row &row : rows) {
        INFO(row.clock);
        CHECK(ticks_per_second * row.hertz_denominator % row.hertz_numerator == 0);
        CHECK(ticks_per_second * row.hertz_denominator / row.hertz_numerator == row.ticks);
    }
}

TEST_CASE("units of time convert exactly") {
    CHECK(from_seconds(1).count() == ticks_per_second);
    CHECK(from_milliseconds(1000) == from_seconds(1));
    CHECK(from_microseconds(1000) == from_milliseconds(1));
    CHECK(from_nanoseconds(1000) == from_microseconds(1));
    CHECK(from_hundred_nanoseconds(10) == from_microseconds(1));
    CHECK(from_nanoseconds(-3).count() == -1800);
    CHECK(microseconds_of(from_nanoseconds(1500)) == 1.5);
    CHECK(seconds_of(from_milliseconds(250)) == 0.25);
}

TEST_CASE("nanoseconds that reports print are rounded down") {
    CHECK(nanoseconds_of(power_on + Duration{599}) == 0);
    CHECK(nanoseconds_of(power_on + Duration{600}) == 1);
    CHECK(nanoseconds_of(Duration{1199}) == 1);
}

TEST_CASE("64 bits hold 177 days") {
    CHECK(end_of_time - power_on > std::chrono::duration_cast<Duration>(std::chrono::hours(24 * 177)));
    CHECK(ticks_of(power_on) == 0);
}
