// SPDX-License-Identifier: MIT
//
// The crystal or PLL behind one or more clocks, and how its frequency wanders: a constant error, a step, a ramp, a sine
// or a random walk. The error is constant, in whole ppb, over pieces of virtual time; the time that an ideal clock
// driven by the oscillator would show is then an exact integer, and clocks that share it (WALCLK and the link frame)
// never disagree. Pieces are made when somebody looks that far; what they hold does not depend on who looks.
// A further step or ramp may be added while it runs: the reading goes on from where it is.
// What it leaves out: jitter from edge to edge; that is a draw which a model adds on top.
// Follows hwmodel.md 2.1 and 2.9 (`drift_model`).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/core/choices.hpp"
#include "sim/core/time.hpp"

namespace acxsim::core {

/// Frequency error in parts per 10^9 of the nominal frequency.
struct PartsPerBillion {
    std::int64_t value = 0;
};
constexpr PartsPerBillion parts_per_million(std::int64_t ppm) { return {ppm * 1000}; }

/// How an oscillator's error changes over virtual time, on top of a constant part.
struct Drift {
    enum class Shape : std::uint8_t {
        Constant, ///< it does not
        Step,     ///< `size` more from `start` on
        Ramp,     ///< grows by `size` from `start` on, within `time`, and stays there
        Sine,     ///< swings by +-`size` from `start` on, once per `time`
        Walk,     ///< from `start` on, every `time`, a random move of at most `size` / 8 within +-`size`
    };
    Shape shape = Shape::Constant;
    PartsPerBillion size{};
    Duration start{}; ///< since power-on
    Duration time = from_seconds(1);
};

class Oscillator {
public:
    /// `error` and the drift together must stay above -1e9 ppb and below 1e9 ppb; `drift.time` must be at least 1 ms.
    /// The site "NAME.drift" of `choices` gives the random walk its moves.
    Oscillator(PartsPerBillion error, const Drift &drift, Choices &choices, std::string_view name);
    /// One that does not drift.
    explicit Oscillator(PartsPerBillion error);
    Oscillator(const Oscillator &) = delete;
    Oscillator &operator=(const Oscillator &) = delete;

    /// On top of all that it does already, from `further.start` on: a step or a ramp, no other shape. What it read and
    /// will read before that does not change. Clocks that were made while it was constant have to be made again, with
    /// the same origin: they count on without a jump. False, and nothing has changed, if that would take it further off
    /// than `added_error_max` at any time.
    [[nodiscard]] bool add(const Drift &further);
    static constexpr PartsPerBillion added_error_max{100'000'000};

    /// Whether its frequency never changes; it is then `constant_error()` off.
    bool is_constant() const { return shape_ == Drift::Shape::Constant && added_.empty(); }
    PartsPerBillion constant_error() const { return {error_}; }
    /// No less than any error that it will ever have, by what it was told so far.
    PartsPerBillion largest_error() const;
    /// The error at t.
    PartsPerBillion error_at(TimePoint t) const;

    /// What an ideal clock driven by this oscillator shows at t, in 1e-9 ticks; 0 at power-on. Exact.
    __int128 reading_at(TimePoint t) const;
    /// The last tick at or before the moment when the reading is numerator / denominator; the denominator is positive.
    TimePoint time_of_reading(__int128 numerator, std::int64_t denominator) const;

private:
    // From `start` on the reading grows by `rate` per tick. The first piece reaches back for ever.
    struct Piece {
        std::int64_t start;
        std::int64_t rate; // 1e9 + ppb
        __int128 reading;  // at `start`
    };
    // An error that was added later: from `start` on, together with all before it.
    struct Addition {
        std::int64_t start;
        std::int64_t ppb;
        __int128 reading; // more, at `start`
    };
    using Additions = std::vector<Addition>; // ascending
    static Addition addition_at(const Additions &additions, std::int64_t t);
    static void add_step(Additions &additions, std::int64_t start, std::int64_t ppb);
    __int128 own_reading_at(std::int64_t t) const;
    std::int64_t own_time_of_reading(__int128 numerator, std::int64_t denominator) const;
    void add_piece(std::int64_t start, std::int64_t ppb) const;
    void add_next_move() const;
    void add_period(const Drift &drift);
    const Piece &piece_at(std::int64_t t) const;
    const Piece &piece_of_reading(__int128 numerator, std::int64_t denominator) const;

    Drift::Shape shape_ = Drift::Shape::Constant;
    std::int64_t error_;
    std::int64_t size_ = 0;
    std::int64_t interval_ = 0;         // Walk: ticks between two moves
    std::int64_t period_start_ = 0;     // Sine: the pieces of one period are kept,
    std::int64_t period_ = 0;           // and those of the others are the same,
    __int128 period_reading_ = 0;       // so much reading later
    Choices *choices_ = nullptr;        // Walk
    ChoiceSite *moves_ = nullptr;       // Walk
    mutable std::vector<Piece> pieces_; // ascending; extended on demand
    mutable std::size_t recent_ = 0;    // where the last question was answered
    Additions added_;
    mutable std::int64_t answer_ = 0; // with additions: the last time that was worked out
};

} // namespace acxsim::core
