// SPDX-License-Identifier: MIT
//
// exp, log and the normal quantile are written out with + - * / so that their results do not depend on the C library:
// latency samples are part of what must be the same on every machine. (Built with -ffp-contract=off.)
#include "sim/core/distribution.hpp"

#include <algorithm>

#include "sim/core/assert.hpp"

namespace acxsim::core {

namespace {

double exponential(double x) {
    // Halve until small, Taylor, then square back.
    int halvings = 0;
    while (x > 0.03125 || x < -0.03125) {
        x /= 2;
        ++halvings;
    }
    double term = 1;
    double sum = 1;
    for (int n = 1; n < 12; ++n) {
        term = term * x / n;
        sum += term;
    }
    while (halvings-- > 0)
        sum = sum * sum;
    return sum;
}

double logarithm(double x) {
    int exponent = 0;
    while (x > 1.5) {
        x /= 2;
        ++exponent;
    }
    while (x < 0.75) {
        x *= 2;
        --exponent;
    }
    const double y = (x - 1) / (x + 1);
    const double square = y * y;
    double power = y;
    double sum = 0;
    for (int n = 1; n < 60; n += 2) {
        const double next = sum + power / n;
        if (next == sum) break; // terms shrink and have one sign: no later one changes the sum either
        sum = next;
        power *= square;
    }
    return 2 * sum + exponent * 0.69314718055994530942;
}

double square_root(double x) {
    double guess = x > 1 ? x : 1;
    for (int i = 0; i < 60; ++i) {
        const double next = (guess + x / guess) / 2;
        if (next == guess) break; // it stays there
        guess = next;
    }
    return guess;
}

/// Normal quantile by a rational approximation in t = sqrt(-2 ln p) (Abramowitz and Stegun 26.2.23, |error| < 4.5e-4):
/// far below what is known about the shape of real latencies.
double normal_quantile(double p) {
    const bool upper = p > 0.5;
    const double q = upper ? 1 - p : p;
    const double t = square_root(-2 * logarithm(q));
    const double z =
        t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    return upper ? z : -z;
}

} // namespace

Distribution Distribution::constant(Duration value) {
    Distribution result;
    result.minimum_ = result.maximum_ = value;
    return result;
}

Distribution Distribution::uniform(Duration minimum, Duration maximum) {
    ACXSIM_ASSERT(minimum <= maximum, "a uniform range runs upwards");
    if (minimum == maximum) return constant(minimum);
    Distribution result;
    result.shape_ = Shape::Uniform;
    result.minimum_ = minimum;
    result.maximum_ = maximum;
    return result;
}

Distribution Distribution::lognormal(Duration median, double sigma, Tail tail) {
    ACXSIM_ASSERT(median.count() >= 0 && sigma >= 0 && sigma <= 2, "lognormal parameters out of range");
    if (median.count() == 0) return constant(Duration{});
    if (sigma == 0 && tail.probability_ppb == 0) return constant(median);
    Distribution result;
    result.shape_ = Shape::Lognormal;
    result.minimum_ = result.maximum_ = median;
    // The same for all, and the dear part of a table.
    static const std::array<double, steps + 1> normal = [] {
        std::array<double, steps + 1> quantiles;
        for (std::size_t i = 0; i <= steps; ++i) {
            // The outermost quantiles stand for half a step: the body ends there, the tail takes over.
            quantiles[i] = normal_quantile(std::clamp(static_cast<double>(i) / steps, 0.5 / steps, 1 - 0.5 / steps));
        }
        return quantiles;
    }();
    auto table = std::make_shared<Table>();
    for (std::size_t i = 0; i <= steps; ++i) {
        (*table)[i] =
            static_cast<std::int64_t>(static_cast<double>(median.count()) * exponential(sigma * normal[i]) + 0.5);
    }
    result.quantiles_ = std::move(table);
    result.tail_ = tail;
    if (tail.probability_ppb != 0) {
        auto tail_table = std::make_shared<Table>();
        const double low = logarithm(static_cast<double>(tail.minimum.count()));
        const double high = logarithm(static_cast<double>(tail.maximum.count()));
        for (std::size_t i = 0; i <= steps; ++i) {
            (*tail_table)[i] =
                static_cast<std::int64_t>(exponential(low + (high - low) * static_cast<double>(i) / steps) + 0.5);
        }
        result.tail_quantiles_ = std::move(tail_table);
    }
    return result;
}

Duration Distribution::minimum() const {
    if (shape_ != Shape::Lognormal) return minimum_;
    const std::int64_t body = quantiles_->front();
    return Duration{tail_quantiles_ ? std::min(body, tail_quantiles_->front()) : body};
}

Duration Distribution::maximum() const {
    if (shape_ != Shape::Lognormal) return maximum_;
    const std::int64_t body = quantiles_->back();
    return Duration{tail_quantiles_ ? std::max(body, tail_quantiles_->back()) : body};
}

Duration Distribution::median() const {
    return shape_ == Shape::Uniform ? minimum_ + (maximum_ - minimum_) / 2 : minimum_;
}

} // namespace acxsim::core
