// SPDX-License-Identifier: MIT
//
// Clocks of rational frequency: edges are exact however long a run lasts, and the three questions agree with each
// other.
#include "tests/support/catch.hpp"

#include <random>

#include "sim/core/clock_domain.hpp"

using namespace acxsim::core;

namespace {

constexpr std::int64_t seconds_per_day = 24 * 60 * 60;

struct Case {
    const char *name;
    Hertz frequency;
    PartsPerBillion error;
};
const Case cases[] = {
    {"48 kHz", {48'000, 1}, {}},
    {"44.1 kHz", {44'100, 1}, {}},
    {"12.288 MHz", {12'288'000, 1}, {}},
    {"11.2896 MHz", {11'289'600, 1}, {}},
    {"3.579545 MHz", {39'375'000, 11}, {}},
    {"10 MHz", {10'000'000, 1}, {}},
    {"48 kHz +500 ppm", {48'000, 1}, parts_per_million(500)},
    {"48 kHz -500 ppm", {48'000, 1}, parts_per_million(-500)},
    {"44.1 kHz +1 ppb", {44'100, 1}, {1}},
    {"44.1 kHz -1 ppb", {44'100, 1}, {-1}},
    {"12.288 MHz -37 ppm", {12'288'000, 1}, parts_per_million(-37)},
    {"3.579545 MHz +12345 ppb", {39'375'000, 11}, {12'345}},
};

} // namespace

TEST_CASE("edge n lies at floor(n * period)") {
    const ClockDomain frame{Hertz{44'100, 1}};
    // 600e9 / 44100 = 13605442.176...
    CHECK(ticks_of(frame.edge(1)) == 13'605'442);
    CHECK(ticks_of(frame.edge(441)) == 6'000'000'000); // 10 ms, exactly
    CHECK(ticks_of(frame.edge(-1)) == -13'605'443);
    const ClockDomain colour_burst{Hertz{39'375'000, 11}};
    CHECK(ticks_of(colour_burst.edge(39'375'000)) == 11 * ticks_per_second);
    CHECK(ticks_of(colour_burst.edge(1)) == 167'619); // 600e9 * 11 / 39375000 = 167619.047...
}

TEST_CASE("a whole number of seconds holds a whole number of cycles, after a day as after a second") {
    for (const Case &c : cases) {
        INFO(c.name);
        const ClockDomain clock{c.frequency, c.error};
        // After den * 1e9 seconds' worth of cycles the edge is exact; after a day it is off by less than one tick.
        const __int128 cycles = static_cast<__int128>(c.frequency.numerator) * (1'000'000'000 + c.error.value);
        const __int128 per = static_cast<__int128>(c.frequency.denominator) * 1'000'000'000;
        for (const std::int64_t seconds :
             {std::int64_t{1}, std::int64_t{3600}, seconds_per_day, 100 * seconds_per_day}) {
            const auto n = static_cast<std::int64_t>(cycles * seconds / per);
            const TimePoint at = power_on + from_seconds(seconds);
            CHECK(clock.count_at(at) == n);
            CHECK(clock.edge(n) <= at);
            CHECK(clock.edge(n + 1) > at);
        }
    }
}

TEST_CASE("no drift: the sum of rounded periods would be off where the edge is not") {
    const ClockDomain frame{Hertz{44'100, 1}};
    const std::int64_t frames_per_day = 44'100 * seconds_per_day;
    CHECK(frame.edge(frames_per_day) == power_on + from_seconds(seconds_per_day));
    const std::int64_t rounded_sum = (frame.edge(1) - frame.edge(0)).count() * frames_per_day;
    CHECK(from_seconds(seconds_per_day).count() - rounded_sum > from_microseconds(1000).count()); // the tempting way
}

TEST_CASE("edge, count_at and next_edge_after agree for any n") {
    std::mt19937_64 random(20'240'601);
    for (const Case &c : cases) {
        for (const std::int64_t origin :
             {std::int64_t{0}, std::int64_t{1}, std::int64_t{-777'777}, 3 * ticks_per_second + 17}) {
            INFO(c.name << " from " << origin);
            const ClockDomain clock{c.frequency, c.error, power_on + Duration{origin}};
            for (int i = 0; i < 2000; ++i) {
                const auto range = static_cast<std::int64_t>(clock.frequency_hz() * 2.0 * seconds_per_day);
                const std::int64_t n =
                    static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(2 * range)) - range;
                const TimePoint edge = clock.edge(n);
                const bool consistent = clock.count_at(edge) == n && clock.count_at(edge - Duration{1}) == n - 1 &&
                                        clock.next_edge_after(edge) == clock.edge(n + 1) &&
                                        clock.next_edge_after(edge - Duration{1}) == edge &&
                                        clock.first_count_at_or_after(edge) == n &&
                                        clock.first_count_at_or_after(edge - Duration{1}) == n &&
                                        clock.first_count_at_or_after(edge + Duration{1}) == n + 1;
                if (!consistent) FAIL("n = " << n << ", edge at " << ticks_of(edge));
            }
        }
    }
}

TEST_CASE("parts per billion go the right way") {
    const ClockDomain nominal{Hertz{48'000, 1}};
    const ClockDomain fast{Hertz{48'000, 1}, parts_per_million(500)};
    const ClockDomain slow{Hertz{48'000, 1}, PartsPerBillion{-1}};
    const TimePoint minute = power_on + from_seconds(60);
    CHECK(fast.count_at(minute) == 48'000 * 60 + 1'440);
    CHECK(slow.count_at(power_on + from_seconds(seconds_per_day)) == 48'000 * seconds_per_day - 5); // 4.147 frames less
    CHECK(fast.edge(1000) < nominal.edge(1000));
    CHECK(slow.edge(1'000'000) > nominal.edge(1'000'000));
    CHECK(fast.frequency_hz() == Approx(48'024.0));
}

TEST_CASE("a clock counts from its origin") {
    const ClockDomain clock{Hertz{1000, 1}, {}, power_on + from_seconds(5)};
    CHECK(clock.edge(0) == power_on + from_seconds(5));
    CHECK(clock.count_at(power_on) == -5000);
    CHECK(clock.count_at(power_on + from_seconds(5) - Duration{1}) == -1);
}
