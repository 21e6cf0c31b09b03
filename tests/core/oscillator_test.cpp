// SPDX-License-Identifier: MIT
//
// Oscillators that drift and the clocks on them: the shapes do what they say, edges stay exact and in order, edge() and
// count_at() are each other's inverse across every piece, and looking changes nothing.
#include "tests/support/catch.hpp"

#include <random>
#include <set>

#include "sim/core/clock_domain.hpp"

using namespace acxsim::core;

namespace {

using Shape = Drift::Shape;

TimePoint at_ms(std::int64_t milliseconds) { return power_on + from_milliseconds(milliseconds); }

struct DriftCase {
    const char *name;
    PartsPerBillion error;
    Drift drift;
};
const DriftCase drift_cases[] = {
    {"step", {0}, {Shape::Step, parts_per_million(500), from_milliseconds(700)}},
    {"step at power-on", {-37'000}, {Shape::Step, {1}, Duration{}}},
    {"ramp down", {20'000}, {Shape::Ramp, parts_per_million(-300), from_milliseconds(100), from_milliseconds(900)}},
    {"ramp of no whole number of ticks",
     {0},
     {Shape::Ramp, {999'983}, Duration{12'345'677}, Duration{777'777'777'777}}},
    {"sine", {0}, {Shape::Sine, parts_per_million(100), from_milliseconds(250), from_milliseconds(400)}},
    {"sine, odd period", {123}, {Shape::Sine, {-77'777}, Duration{1}, Duration{700'000'001}}},
    {"walk", {5'000}, {Shape::Walk, parts_per_million(80), from_milliseconds(50), from_milliseconds(10)}},
    {"walk, extreme", {-2'500'000}, {Shape::Walk, {-2'500'000}, Duration{}, from_milliseconds(1)}},
};
constexpr Hertz frequencies[] = {{48'000, 1},     {44'100, 1},      {24'000'000, 1},    {8'000, 1},
                                 {10'000'000, 1}, {39'375'000, 11}, {3'999'999'979, 1}, {1, 3}};

} // namespace

TEST_CASE("edge and count_at are each other's inverse across every piece of every drift") {
    std::mt19937_64 random(20'261'128);
    for (const DriftCase &c : drift_cases) {
        for (const Hertz frequency : frequencies) {
            for (const std::int64_t origin : {std::int64_t{0}, std::int64_t{-777'777}, 3 * ticks_per_second / 7 + 17}) {
                Choices choices(7);
                const Oscillator oscillator(c.error, c.drift, choices, "test");
                const ClockDomain clock(frequency, oscillator, power_on + Duration{origin});
                CHECK(clock.edge(0) == power_on + Duration{origin});
                const auto range = static_cast<std::uint64_t>(clock.frequency_hz() * 4.0) + 10;
                for (int i = 0; i < 300; ++i) {
                    const auto n = static_cast<std::int64_t>(random() % range) - static_cast<std::int64_t>(range / 8);
                    const TimePoint edge = clock.edge(n);
                    const bool consistent =
                        clock.count_at(edge) == n && clock.count_at(edge - Duration{1}) == n - 1 &&
                        edge < clock.edge(n + 1) && clock.next_edge_after(edge) == clock.edge(n + 1) &&
                        clock.next_edge_after(edge - Duration{1}) == edge && clock.first_count_at_or_after(edge) == n &&
                        clock.first_count_at_or_after(edge + Duration{1}) == n + 1;
                    if (!consistent) {
                        FAIL(c.name << ", " << frequency.numerator << "/" << frequency.denominator << " Hz from "
                                    << origin << ": n = " << n << ", edge at " << ticks_of(edge));
                    }
                }
            }
        }
    }
}

TEST_CASE("edges are in order where one piece meets the next") {
    for (const DriftCase &c : drift_cases) {
        INFO(c.name);
        Choices choices(3);
        const Oscillator oscillator(c.error, c.drift, choices, "test");
        const ClockDomain clock({39'375'000, 11}, oscillator);
        // All edges of 1 ms around places where pieces meet: the start, and one move or sweep later.
        for (const Duration around : {c.drift.start, c.drift.start + c.drift.time}) {
            std::int64_t n = clock.count_at(power_on + around - from_microseconds(500));
            TimePoint before = clock.edge(n);
            for (int i = 0; i < 3580; ++i) {
                const TimePoint edge = clock.edge(++n);
                const std::int64_t period = (edge - before).count();
                if (period < 166'000 || period > 169'000) FAIL("a period of " << period << " ticks before edge " << n);
                before = edge;
            }
        }
    }
}

TEST_CASE("an oscillator that stays constant gives the edges of a clock with that error") {
    Choices choices(1);
    const ClockDomain plain({44'100, 1}, {-37'000}, at_ms(5));
    const Oscillator none({-37'000}, Drift{}, choices, "test");
    CHECK(none.is_constant());
    // A step that lies behind the times looked at is a drift, but shows nothing: the long way gives the same ticks.
    const Oscillator later({-37'000}, {Shape::Step, {1000}, from_seconds(100'000)}, choices, "test");
    CHECK_FALSE(later.is_constant());
    const ClockDomain short_way({44'100, 1}, none, at_ms(5));
    const ClockDomain long_way({44'100, 1}, later, at_ms(5));
    for (std::int64_t n = -1000; n < 4'000'000'000; n = n * 3 / 2 + 1001) {
        CHECK(short_way.edge(n) == plain.edge(n));
        CHECK(long_way.edge(n) == plain.edge(n));
        CHECK(long_way.count_at(plain.edge(n) + Duration{12'345}) == plain.count_at(plain.edge(n) + Duration{12'345}));
    }
}

TEST_CASE("a frequency and an error that make no short fraction together are exact all the same") {
    const Oscillator oscillator(parts_per_million(1));
    const ClockDomain clock({3'579'547, 1}, oscillator); // a prime: the period's numerator needs more than 64 bits
    CHECK(clock.count_at(power_on + from_seconds(1'000'000)) == 3'579'547LL * 1'000'001);
    CHECK(clock.edge(3'579'547LL * 1'000'001) == power_on + from_seconds(1'000'000));
}

TEST_CASE("V-13: 100 ppm are 4.8 samples a second, and one packet of 480 frames in 100 s") {
    const ClockDomain nominal({48'000, 1});
    const auto lead_after = [&](PartsPerBillion error, std::int64_t seconds) {
        const Oscillator oscillator(error);
        const ClockDomain clock({48'000, 1}, oscillator);
        const TimePoint when = power_on + from_seconds(seconds);
        return clock.count_at(when) - nominal.count_at(when);
    };
    CHECK(lead_after(parts_per_million(100), 10) == 48);
    CHECK(lead_after(parts_per_million(100), 100) == 480);
    CHECK(lead_after(parts_per_million(20), 500) == 480);
    CHECK(lead_after({2'500'000}, 4) == 480);
    CHECK(lead_after(parts_per_million(-100), 100) == -480);
}

TEST_CASE("a step changes the slope from its start on, and nothing before") {
    Choices choices(1);
    const Oscillator oscillator({0}, {Shape::Step, parts_per_million(100), from_seconds(2)}, choices, "test");
    const ClockDomain clock({48'000, 1}, oscillator);
    const ClockDomain nominal({48'000, 1});
    CHECK(clock.edge(96'000) == nominal.edge(96'000)); // exactly at the step
    CHECK(clock.edge(96'001) < nominal.edge(96'001));
    CHECK(clock.count_at(power_on + from_seconds(102)) == nominal.count_at(power_on + from_seconds(102)) + 480);
    CHECK(oscillator.error_at(at_ms(1999)).value == 0);
    CHECK(oscillator.error_at(at_ms(2000)).value == 100'000);
}

TEST_CASE("a ramp passes half its size half-way, gains half of what its end would, and stays at its end") {
    Choices choices(1);
    const Oscillator oscillator({0}, {Shape::Ramp, parts_per_million(256), from_seconds(10), from_seconds(100)},
                                choices, "test");
    CHECK(oscillator.error_at(power_on + from_seconds(10) - Duration{1}).value == 0);
    CHECK(oscillator.error_at(power_on + from_seconds(60)).value == 128'500); // the piece from 128 to 129 ppm
    CHECK(oscillator.error_at(power_on + from_seconds(110)).value == 256'000);
    CHECK(oscillator.error_at(power_on + from_seconds(100'000)).value == 256'000);
    const ClockDomain clock({1'000'000, 1}, oscillator);
    CHECK(clock.count_at(power_on + from_seconds(110)) == 110'000'000 + 12'800); // 100 s at 128 ppm on average
}

TEST_CASE("a sine reaches its size, leaves nothing behind after a period, and repeats for ever") {
    Choices choices(1);
    const Oscillator oscillator({0}, {Shape::Sine, parts_per_million(100), from_seconds(1), from_seconds(8)}, choices,
                                "test");
    std::int64_t lowest = 0;
    std::int64_t highest = 0;
    for (std::int64_t ms = 0; ms < 20'000; ms += 7) {
        lowest = std::min(lowest, oscillator.error_at(at_ms(ms)).value);
        highest = std::max(highest, oscillator.error_at(at_ms(ms)).value);
    }
    CHECK(highest == 99'992); // the top of a staircase of 256 steps
    CHECK(lowest == -99'992);
    const ClockDomain clock({48'000, 1}, oscillator);
    const ClockDomain nominal({48'000, 1});
    for (const std::int64_t periods : {0, 1, 2, 1000, 1'000'000}) {
        const TimePoint whole = power_on + from_seconds(1 + 8 * periods);
        CHECK(clock.count_at(whole) == nominal.count_at(whole));
        CHECK(clock.edge(nominal.count_at(whole)) == whole);
    }
    // Half a period at 2/pi of 100 ppm: 4 s * 48 kHz * 63.66 ppm.
    const TimePoint half = power_on + from_seconds(5);
    CHECK(clock.count_at(half) - nominal.count_at(half) == 12);
}

TEST_CASE("a random walk keeps to its bound, moves, and follows the seed") {
    const auto errors = [](std::uint64_t seed) {
        Choices choices(seed);
        const Oscillator oscillator({10'000},
                                    {Shape::Walk, parts_per_million(50), from_milliseconds(20), from_milliseconds(10)},
                                    choices, "test");
        std::vector<std::int64_t> values;
        for (std::int64_t ms = 25; ms < 20'000; ms += 10)
            values.push_back(oscillator.error_at(at_ms(ms)).value);
        return values;
    };
    const std::vector<std::int64_t> values = errors(11);
    CHECK(values.front() == 10'000); // the first interval after the start
    CHECK(*std::max_element(values.begin(), values.end()) <= 60'000);
    CHECK(*std::min_element(values.begin(), values.end()) >= -40'000);
    for (std::size_t i = 1; i < values.size(); ++i) {
        if (std::abs(values[i] - values[i - 1]) > 6'250) FAIL("a move of " << values[i] - values[i - 1] << " ppb");
    }
    CHECK(std::set<std::int64_t>(values.begin(), values.end()).size() > 1500);
    CHECK(values == errors(11));
    CHECK(values != errors(12));
}

TEST_CASE("looking ahead, or not at all, does not change a random walk") {
    Choices eager_choices(5);
    Choices lazy_choices(5);
    const Drift walk{Shape::Walk, parts_per_million(200), {}, from_milliseconds(5)};
    const Oscillator eager({0}, walk, eager_choices, "test");
    const Oscillator lazy({0}, walk, lazy_choices, "test");
    const ClockDomain eager_clock({48'000, 1}, eager);
    const ClockDomain lazy_clock({48'000, 1}, lazy);
    std::int64_t looked_at = 0;
    for (std::int64_t ms = 0; ms < 3000; ++ms) {
        looked_at += eager_clock.count_at(at_ms(ms)) + eager_clock.edge(ms * 31).time_since_epoch().count() % 3;
    }
    CHECK(looked_at != 0);
    CHECK(lazy_clock.edge(144'000) == eager_clock.edge(144'000));
    CHECK(lazy_clock.count_at(at_ms(1234)) == eager_clock.count_at(at_ms(1234)));
    CHECK(lazy_clock.edge(77) == eager_clock.edge(77)); // looking back
}

TEST_CASE("clocks on one oscillator never disagree: 500 cycles of BCLK are one link frame") {
    for (const DriftCase &c : drift_cases) {
        INFO(c.name);
        Choices choices(9);
        const Oscillator oscillator(c.error, c.drift, choices, "test");
        const ClockDomain wall({24'000'000, 1}, oscillator, at_ms(3));
        const ClockDomain frames({48'000, 1}, oscillator, at_ms(3));
        for (std::int64_t frame = 0; frame < 150'000; frame += 611) {
            if (frames.edge(frame) != wall.edge(frame * 500)) FAIL("frame " << frame);
        }
    }
}

TEST_CASE("a step that is added to any drift adds its error from there on, and nothing before") {
    for (const DriftCase &c : drift_cases) {
        INFO(c.name);
        Choices choices(5);
        Oscillator oscillator(c.error, c.drift, choices, "test");
        Choices same(5);
        const Oscillator alone(c.error, c.drift, same, "test");
        const auto reading_before = oscillator.reading_at(at_ms(600));
        REQUIRE(oscillator.add({Shape::Step, {300'000}, from_milliseconds(650)}));
        REQUIRE(oscillator.add({Shape::Step, {-50'000}, from_milliseconds(400)})); // out of order
        CHECK_FALSE(oscillator.is_constant());
        const __int128 moved = __int128{50'000} * from_milliseconds(200).count();
        CHECK((oscillator.reading_at(at_ms(600)) == reading_before - moved));
        for (std::int64_t ms = 0; ms < 3000; ms += 7) {
            const std::int64_t added = (ms >= 650 ? 300'000 : 0) - (ms >= 400 ? 50'000 : 0);
            if (oscillator.error_at(at_ms(ms)).value != alone.error_at(at_ms(ms)).value + added) FAIL("at " << ms);
            __int128 further = 0;
            if (ms > 400) further -= __int128{50'000} * from_milliseconds(ms - 400).count();
            if (ms > 650) further += __int128{300'000} * from_milliseconds(ms - 650).count();
            if (oscillator.reading_at(at_ms(ms)) != alone.reading_at(at_ms(ms)) + further) FAIL("reading at " << ms);
        }
    }
}

TEST_CASE("with additions, edge and count_at stay each other's inverse, and a clock made again counts on") {
    std::mt19937_64 random(20'261'129);
    for (const DriftCase &c : drift_cases) {
        for (const Hertz frequency : frequencies) {
            Choices choices(7);
            Oscillator oscillator(c.error, c.drift, choices, "test");
            const TimePoint origin = power_on + Duration{777'777};
            const ClockDomain before(frequency, oscillator, origin);
            const std::int64_t count = before.count_at(at_ms(1500));
            REQUIRE(oscillator.add({Shape::Step, {400'000}, from_milliseconds(1500)}));
            REQUIRE(oscillator.add({Shape::Ramp, {-900'000}, from_milliseconds(1600), from_milliseconds(700)}));
            const ClockDomain clock(frequency, oscillator, origin);
            CHECK(clock.count_at(at_ms(1500)) == count);
            const auto range = static_cast<std::uint64_t>(clock.frequency_hz() * 4.0) + 10;
            for (int i = 0; i < 300; ++i) {
                const auto n = static_cast<std::int64_t>(random() % range) - static_cast<std::int64_t>(range / 8);
                const TimePoint edge = clock.edge(n);
                const bool consistent = clock.count_at(edge) == n && clock.count_at(edge - Duration{1}) == n - 1 &&
                                        edge < clock.edge(n + 1) && clock.next_edge_after(edge) == clock.edge(n + 1);
                if (!consistent) FAIL(c.name << ", " << frequency.numerator << " Hz: n = " << n);
            }
        }
    }
}

TEST_CASE("a ramp that is added reaches its size and stays there") {
    Oscillator oscillator(parts_per_million(10));
    REQUIRE(oscillator.add({Shape::Ramp, parts_per_million(256), from_seconds(10), from_seconds(100)}));
    CHECK(oscillator.error_at(power_on + from_seconds(10) - Duration{1}).value == 10'000);
    CHECK(oscillator.error_at(power_on + from_seconds(60)).value == 138'500);
    CHECK(oscillator.error_at(power_on + from_seconds(110)).value == 266'000);
    CHECK(oscillator.error_at(power_on + from_seconds(100'000)).value == 266'000);
    CHECK(oscillator.largest_error().value == 266'000);
    const ClockDomain clock({1'000'000, 1}, oscillator);
    // 10 ppm over 110 s, and on average half of the ramp over 100 s of them.
    CHECK(std::abs(clock.count_at(power_on + from_seconds(110)) - (110'000'000 + 1'100 + 12'800)) <= 1);
}

TEST_CASE("an oscillator refuses to be taken further off than it may be") {
    Oscillator oscillator({-2'500'000});
    CHECK(oscillator.add({Shape::Step, {-97'500'000}, from_seconds(1)}));
    CHECK_FALSE(oscillator.add({Shape::Step, {-1}, from_seconds(2)}));
    CHECK_FALSE(oscillator.add({Shape::Ramp, {-1}, Duration{}, from_seconds(5)}));
    CHECK(oscillator.error_at(power_on + from_seconds(3)).value == -100'000'000);
    CHECK(oscillator.add({Shape::Step, {1}, from_seconds(2)}));
    CHECK(oscillator.error_at(power_on + from_seconds(3)).value == -99'999'999);
}
