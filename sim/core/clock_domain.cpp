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

constexpr Wide reading_per_tick = 1'000'000'000;

std::int64_t floor_divide(Wide numerator, Wide denominator) {
    Wide quotient = numerator / denominator;
    if (numerator % denominator < 0) --quotient;
    return static_cast<std::int64_t>(quotient);
}

/// In ticks, as a reduced fraction.
struct Period {
    Wide numerator;
    Wide denominator;
    bool fits() const { return numerator <= INT64_MAX && denominator <= INT64_MAX; }
};

Period period_of(Hertz frequency, PartsPerBillion error) {
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
    return {numerator / divisor, denominator / divisor};
}

} // namespace

ClockDomain::ClockDomain(Hertz frequency, PartsPerBillion error, TimePoint origin) : origin_(origin) {
    const Period period = period_of(frequency, error);
    ACXSIM_ASSERT(period.fits(), "clock frequency too finely divided for exact edges");
    period_numerator_ = static_cast<std::int64_t>(period.numerator);
    period_denominator_ = static_cast<std::int64_t>(period.denominator);
}

ClockDomain::ClockDomain(Hertz frequency, const Oscillator &oscillator, TimePoint origin)
    : ClockDomain(frequency, PartsPerBillion{}, origin) {
    const bool is_constant = oscillator.is_constant();
    if (is_constant && period_of(frequency, oscillator.constant_error()).fits()) {
        *this = ClockDomain(frequency, oscillator.constant_error(), origin);
        return;
    }
    period_denominator_ = -period_denominator_;
    drifting_ = &oscillator;
    origin_reading_ = oscillator.reading_at(origin);
}

TimePoint ClockDomain::fractional_edge(std::int64_t n) const {
    if (drifting_ != nullptr) {
        const Wide reading = origin_reading_ * -period_denominator_ + Wide{n} * period_numerator_ * reading_per_tick;
        return drifting_->time_of_reading(reading, -period_denominator_);
    }
    return origin_ + Duration{floor_divide(static_cast<Wide>(n) * period_numerator_, period_denominator_)};
}

std::int64_t ClockDomain::fractional_count_at(TimePoint t) const {
    if (drifting_ != nullptr) {
        // Largest n whose moment lies before t + 1.
        const Wide elapsed = drifting_->reading_at(t + Duration{1}) - origin_reading_;
        return floor_divide(elapsed * -period_denominator_ - 1, Wide{period_numerator_} * reading_per_tick);
    }
    const std::int64_t elapsed = (t - origin_).count();
    // Largest n with floor(n * num / den) <= elapsed, i.e. n * num < (elapsed + 1) * den.
    const Wide limit = (static_cast<Wide>(elapsed) + 1) * period_denominator_ - 1;
    return floor_divide(limit, period_numerator_);
}

std::int64_t ClockDomain::first_count_at_or_after(TimePoint t) const {
    const std::int64_t count = count_at(t);
    return edge(count) == t ? count : count + 1;
}

double ClockDomain::frequency_hz(TimePoint t) const {
    const double hertz = static_cast<double>(ticks_per_second) * static_cast<double>(period_denominator_) /
                         static_cast<double>(period_numerator_);
    if (drifting_ == nullptr) return hertz;
    return -hertz * (1.0 + static_cast<double>(drifting_->error_at(t).value) * 1e-9);
}

} // namespace acxsim::core
