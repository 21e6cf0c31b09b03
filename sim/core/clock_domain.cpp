// SPDX-License-Identifier: MIT
#include "sim/core/clock_domain.hpp"

#include <numeric>

#include "sim/core/assert.hpp"

namespace acxsim::core {

namespace {

using Wide = __int128;

Wide gcd(Wide a, Wide b) {
    while (b != 0) {
        const Wide r = a % b;
        a = b;
        b = r;
    }
    return a;
}

std::int64_t floor_divide(Wide numerator, std::int64_t denominator) {
    Wide quotient = numerator / denominator;
    if (numerator % denominator < 0) --quotient;
    return static_cast<std::int64_t>(quotient);
}

} // namespace

ClockDomain::ClockDomain(Hertz frequency, PartsPerBillion error, TimePoint origin) : origin_(origin) {
    ACXSIM_ASSERT(frequency.numerator > 0 && frequency.denominator > 0, "a clock needs a positive frequency");
    ACXSIM_ASSERT(error.value > -1'000'000'000, "a clock cannot stand still");
    // f = num/den * (1e9 + ppb)/1e9, so period = 600e9 * den * 1e9 / (num * (1e9 + ppb)).
    Wide numerator = static_cast<Wide>(ticks_per_second) * frequency.denominator;
    Wide denominator = frequency.numerator;
    if (error.value != 0) {
        numerator *= 1'000'000'000;
        denominator *= 1'000'000'000 + error.value;
    }
    const Wide divisor = gcd(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
    const Wide limit = INT64_MAX;
    ACXSIM_ASSERT(numerator <= limit && denominator <= limit, "clock frequency too finely divided for exact edges");
    period_numerator_ = static_cast<std::int64_t>(numerator);
    period_denominator_ = static_cast<std::int64_t>(denominator);
}

TimePoint ClockDomain::fractional_edge(std::int64_t n) const {
    return origin_ + Duration{floor_divide(static_cast<Wide>(n) * period_numerator_, period_denominator_)};
}

std::int64_t ClockDomain::fractional_count_at(TimePoint t) const {
    const std::int64_t elapsed = (t - origin_).count();
    // Largest n with floor(n * num / den) <= elapsed, i.e. n * num < (elapsed + 1) * den.
    const Wide limit = (static_cast<Wide>(elapsed) + 1) * period_denominator_ - 1;
    return floor_divide(limit, period_numerator_);
}

std::int64_t ClockDomain::first_count_at_or_after(TimePoint t) const {
    const std::int64_t count = count_at(t);
    return edge(count) == t ? count : count + 1;
}

double ClockDomain::frequency_hz() const {
    return static_cast<double>(ticks_per_second) * static_cast<double>(period_denominator_) /
           static_cast<double>(period_numerator_);
}

} // namespace acxsim::core
