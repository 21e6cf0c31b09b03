// SPDX-License-Identifier: MIT
//
// A clock of exact rational frequency. Edge n is computed from n in 128-bit arithmetic, never by adding a rounded
// period, so that 44.1 kHz, 12.288 MHz and any ppb offset accumulate no error however long a run lasts. A clock may be
// driven by an oscillator that drifts: its edges are as exact then, they only take longer to work out.
// What it leaves out: jitter from edge to edge; that is a draw which a model adds on top.
// Follows design.md section 3 and hwmodel.md section 2.1.
#pragma once

#include <cstdint>

#include "sim/core/oscillator.hpp"
#include "sim/core/time.hpp"

namespace acxsim::core {

/// A frequency as an exact fraction of hertz.
struct Hertz {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
};

/// Edge n lies at origin + floor(n * 600e9 / frequency) ticks; the edge of a count c <= t is "reached" at t. With an
/// oscillator that drifts, edge n is the last tick before n cycles have gone by.
class ClockDomain {
public:
    /// `frequency` must be positive; `error` more than -1e9 ppb. `origin` is the time of edge 0.
    explicit ClockDomain(Hertz frequency, PartsPerBillion error = {}, TimePoint origin = power_on);
    /// Driven by `oscillator`, which outlives it; `frequency` is nominal.
    ClockDomain(Hertz frequency, const Oscillator &oscillator, TimePoint origin = power_on);

    /// Time of edge n (n may be negative).
    TimePoint edge(std::int64_t n) const {
        if (period_denominator_ == 1) [[likely]]
            return origin_ + Duration{n * period_numerator_};
        return fractional_edge(n);
    }
    /// Number of the last edge at or before t; negative before the origin.
    std::int64_t count_at(TimePoint t) const {
        if (period_denominator_ != 1) [[unlikely]]
            return fractional_count_at(t);
        const std::int64_t elapsed = (t - origin_).count();
        const std::int64_t quotient = elapsed / period_numerator_;
        return elapsed % period_numerator_ < 0 ? quotient - 1 : quotient;
    }
    /// First edge strictly after t.
    TimePoint next_edge_after(TimePoint t) const { return edge(count_at(t) + 1); }
    /// First edge at or after t.
    std::int64_t first_count_at_or_after(TimePoint t) const;

    TimePoint origin() const { return origin_; }
    /// The real frequency in hertz, error included (at t, if it drifts); for reports.
    double frequency_hz(TimePoint t = power_on) const;

private:
    TimePoint fractional_edge(std::int64_t n) const;
    std::int64_t fractional_count_at(TimePoint t) const;

    // period = period_numerator_ / period_denominator_ ticks, reduced. With an oscillator that drifts, that is the
    // nominal period, and period_denominator_ is negative: the short ways above are not taken.
    std::int64_t period_numerator_;
    std::int64_t period_denominator_;
    TimePoint origin_;
    const Oscillator *drifting_ = nullptr;
    __int128 origin_reading_ = 0; // of drifting_
};

} // namespace acxsim::core
