// SPDX-License-Identifier: MIT
//
// Latency distributions: their shape within what statistics allow, and their integers exactly, since those must be the
// same with every compiler and C library.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/core/distribution.hpp"

using namespace acxsim::core;

namespace {

std::vector<std::int64_t> samples(const Distribution &distribution, int count, std::uint64_t seed = 5) {
    Choices choices(seed);
    ChoiceSite &site = choices.site("test");
    std::vector<std::int64_t> values;
    values.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        values.push_back(distribution.sample(choices, site).count());
    return values;
}

std::int64_t quantile(std::vector<std::int64_t> values, double p) {
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1))];
}

} // namespace

TEST_CASE("constants draw nothing") {
    Choices choices(1);
    ChoiceSite &site = choices.site("s");
    for (const Distribution &constant :
         {Distribution{}, Distribution::constant(Duration{5}), Distribution::uniform(Duration{5}, Duration{5}),
          Distribution::lognormal(Duration{5}, 0), Distribution::lognormal(Duration{}, 1)}) {
        CHECK(constant.is_constant());
        CHECK(constant.sample(choices, site) == constant.median());
    }
    CHECK(site.occurrences() == 0);
    CHECK(Distribution{}.median() == Duration{});
}

TEST_CASE("uniform: both ends are reached, nothing lies outside") {
    const auto values = samples(Distribution::uniform(Duration{10}, Duration{13}), 1000);
    CHECK(*std::min_element(values.begin(), values.end()) == 10);
    CHECK(*std::max_element(values.begin(), values.end()) == 13);
    CHECK(Distribution::uniform(Duration{10}, Duration{20}).median() == Duration{15});
}

TEST_CASE("lognormal: median and quantiles as its parameters say") {
    const Duration median = from_microseconds(8);
    for (const double sigma : {0.25, 0.6, 1.0}) {
        INFO("sigma " << sigma);
        const auto values = samples(Distribution::lognormal(median, sigma), 40'000);
        const auto centre = static_cast<double>(median.count());
        CHECK(static_cast<double>(quantile(values, 0.5)) == Approx(centre).epsilon(0.02));
        CHECK(static_cast<double>(quantile(values, 0.8413)) == Approx(centre * std::exp(sigma)).epsilon(0.04));
        CHECK(static_cast<double>(quantile(values, 0.1587)) == Approx(centre * std::exp(-sigma)).epsilon(0.04));
        CHECK(static_cast<double>(quantile(values, 0.9772)) == Approx(centre * std::exp(2 * sigma)).epsilon(0.08));
    }
}

TEST_CASE("the tail comes as often as it says, log-uniform between its ends") {
    const Tail tail{.probability_ppb = 20'000'000, .minimum = from_microseconds(100), .maximum = from_milliseconds(10)};
    const int count = 100'000;
    auto values = samples(Distribution::lognormal(from_microseconds(5), 0.3, tail), count);
    std::erase_if(values, [](std::int64_t value) { return value < from_microseconds(99).count(); });
    CHECK(values.size() > 1'780); // 2000 +- 5 sigma
    CHECK(values.size() < 2'220);
    CHECK(*std::max_element(values.begin(), values.end()) <= from_milliseconds(10).count() + 1);
    CHECK(static_cast<double>(quantile(values, 0.5)) == Approx(from_milliseconds(1).count()).epsilon(0.25));
}

TEST_CASE("samples are the same integers with every compiler and C library") {
    const Tail tail{.probability_ppb = 200'000'000, .minimum = from_microseconds(50), .maximum = from_milliseconds(2)};
    const auto values = samples(Distribution::lognormal(from_nanoseconds(7'321), 0.55, tail), 12, 77);
    CHECK(values == std::vector<std::int64_t>{2038421, 76631257, 38514913, 797879, 7276285, 2507839, 7909745, 4179153,
                                              116047704, 3499714, 8088498, 1959322});
    std::uint64_t hash = 0;
    for (const std::int64_t value : samples(Distribution::lognormal(from_microseconds(12), 1.3, tail), 50'000, 3)) {
        hash = mix(hash ^ static_cast<std::uint64_t>(value), 0x9e3779b97f4a7c15ULL);
    }
    CHECK(hash == 0x13bf28d22d8924f8ULL);
}

TEST_CASE("no sample is longer than the maximum, forced draws included, and passing over samples is drawing them") {
    const Tail tail{.probability_ppb = 200'000'000, .minimum = from_microseconds(50), .maximum = from_milliseconds(2)};
    for (const Distribution &distribution : {Distribution::constant(from_microseconds(3)),
                                             Distribution::uniform(from_microseconds(1), from_microseconds(9)),
                                             Distribution::lognormal(from_microseconds(1), 0.3),
                                             Distribution::lognormal(from_microseconds(5), 1.3, tail)}) {
        Choices choices(5);
        ChoiceSite &site = choices.site("x");
        Duration longest{};
        Duration shortest = distribution.maximum();
        for (int i = 0; i < 20'000; ++i) {
            const Duration sample = distribution.sample(choices, site);
            longest = std::max(longest, sample);
            shortest = std::min(shortest, sample);
        }
        CHECK(shortest >= distribution.minimum());
        CHECK(shortest * 85 <= distribution.minimum() * 100);
        CHECK(longest <= distribution.maximum());
        CHECK(longest * 100 >= distribution.maximum() * 85); // and it is no wild guess
        choices.force("x", site.occurrences(), UINT64_MAX);
        CHECK(distribution.sample(choices, site) <= distribution.maximum());

        Choices passed(5);
        distribution.skip(passed, passed.site("x"), 1000);
        Choices drawn(5);
        for (int i = 0; i < 1000; ++i)
            distribution.sample(drawn, drawn.site("x"));
        CHECK(distribution.sample(passed, passed.site("x")) == distribution.sample(drawn, drawn.site("x")));
    }
}
