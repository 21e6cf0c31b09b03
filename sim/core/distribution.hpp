// SPDX-License-Identifier: MIT
//
// Latency distributions: a lognormal body with a rare log-uniform tail (hwmodel.md 2.5 and 2.7), or a constant, or a
// uniform range. A sample is one draw. The quantiles are tabulated once, with + - * / only, so that every compiler and
// machine gets the same integers; a draw costs a table look-up with interpolation.
// Only means and maxima of real machines are published: the *shape* is a choice (CAVEATS.md).
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "sim/core/choices.hpp"
#include "sim/core/time.hpp"

namespace acxsim::core {

/// Rare excursions: with `probability_ppb` / 1e9, the value is log-uniform in [minimum, maximum] instead.
struct Tail {
    std::uint32_t probability_ppb = 0;
    Duration minimum{};
    Duration maximum{};
};

class Distribution {
public:
    Distribution() = default; // always zero, draws nothing

    static Distribution constant(Duration value);
    /// Uniform in [minimum, maximum].
    static Distribution uniform(Duration minimum, Duration maximum);
    /// exp(N(ln median, sigma)); sigma in [0, 2].
    static Distribution lognormal(Duration median, double sigma, Tail tail = {});

    /// One sample. Constant distributions draw nothing.
    Duration sample(Choices &choices, ChoiceSite &site) const {
        switch (shape_) {
        case Shape::Constant:
            return minimum_;
        case Shape::Uniform:
            return minimum_ + Duration{static_cast<std::int64_t>(choices.draw(site, uniform_bound()))};
        case Shape::Lognormal:
            break;
        }
        return from_quantile(choices.draw(site, 0));
    }
    /// Passes over `count` samples that nobody needs.
    void skip(Choices &choices, ChoiceSite &site, std::uint64_t count) const {
        if (shape_ == Shape::Constant) return;
        choices.skip(site, count, shape_ == Shape::Uniform ? uniform_bound() : 0);
    }

    Duration median() const;
    /// No sample is shorter.
    Duration minimum() const;
    /// No sample is longer, whatever is drawn or forced.
    Duration maximum() const;
    bool is_constant() const { return shape_ == Shape::Constant; }

private:
    enum class Shape : std::uint8_t { Constant, Uniform, Lognormal };
    static constexpr std::size_t steps = 1024;
    using Table = std::array<std::int64_t, steps + 1>;

    std::uint64_t uniform_bound() const { return static_cast<std::uint64_t>((maximum_ - minimum_).count()) + 1; }
    Duration from_quantile(std::uint64_t uniform) const {
        const Table *table = quantiles_.get();
        if (tail_.probability_ppb != 0) {
            // The low 30 bits decide about the tail, the high ones place the value: one draw serves both.
            const std::uint64_t lottery = ((uniform & 0x3fffffff) * 1'000'000'000) >> 30;
            if (lottery < tail_.probability_ppb) table = tail_quantiles_.get();
        }
        const std::uint64_t position = uniform >> 32; // 32 bits: 10 for the step, 22 within it
        const std::size_t step = position >> 22;
        const auto within = static_cast<std::int64_t>(position & 0x3fffff);
        const std::int64_t low = (*table)[step];
        const std::int64_t high = (*table)[step + 1];
        const auto span = static_cast<__int128>(high - low);
        return Duration{low + static_cast<std::int64_t>((span * within) >> 22)};
    }

    Shape shape_ = Shape::Constant;
    Duration minimum_{};
    Duration maximum_{};
    Tail tail_;
    std::shared_ptr<const Table> quantiles_;
    std::shared_ptr<const Table> tail_quantiles_;
};

} // namespace acxsim::core
