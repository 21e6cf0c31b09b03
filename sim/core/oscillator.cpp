// SPDX-License-Identifier: MIT
//
// All integer arithmetic: every compiler and machine gets the same pieces. A reading is below 2^63 * 2e9 < 2^95.
#include "sim/core/oscillator.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/core/assert.hpp"

namespace acxsim::core {

namespace {

using Wide = __int128;
using Shape = Drift::Shape;

constexpr std::int64_t billion = 1'000'000'000;
constexpr std::int64_t pieces_per_sweep = 256; // of a ramp, or of a period of a sine

Wide floor_divide(Wide numerator, Wide denominator) {
    const Wide quotient = numerator / denominator;
    return numerator % denominator < 0 ? quotient - 1 : quotient;
}

/// sin(2 pi (k + 1/2) / 256) * 2^30 for the first quarter, by turning a vector in steps of 2 pi / 256.
std::array<std::int64_t, pieces_per_sweep / 4> quarter_sine() {
    // In units of 2^-60: cos and sin of a whole step, and of the half step to begin with.
    constexpr Wide step_cos = 1152574266204915294;
    constexpr Wide step_sin = 28294110113536504;
    Wide x = 1152834691737939372; // cos(pi / 256)
    Wide y = 14148120384212745;   // sin(pi / 256)
    std::array<std::int64_t, pieces_per_sweep / 4> values;
    for (std::int64_t &value : values) {
        value = static_cast<std::int64_t>(y >> 30);
        const Wide turned_x = (x * step_cos - y * step_sin) >> 60;
        y = (x * step_sin + y * step_cos) >> 60;
        x = turned_x;
    }
    return values;
}

} // namespace

Oscillator::Oscillator(PartsPerBillion error) : error_(error.value) {
    ACXSIM_ASSERT(error.value > -billion && error.value < billion, "a clock cannot stand still, nor run twice as fast");
    pieces_.push_back({0, billion + error.value, 0});
}

Oscillator::Oscillator(PartsPerBillion error, const Drift &drift, Choices &choices, std::string_view name)
    : Oscillator(error) {
    size_ = drift.size.value;
    if (size_ == 0 || drift.shape == Shape::Constant) return;
    const std::int64_t extent = size_ < 0 ? -size_ : size_;
    ACXSIM_ASSERT(error_ - extent > -billion && error_ + extent < billion,
                  "a clock cannot stand still, nor run twice as fast");
    ACXSIM_ASSERT(drift.time >= from_milliseconds(1) && drift.start >= Duration{}, "a drift is too fast, or too early");
    shape_ = drift.shape;
    const std::int64_t start = drift.start.count();
    switch (shape_) {
    case Shape::Constant:
        break;
    case Shape::Step:
        add_piece(start, error_ + size_);
        break;
    case Shape::Ramp:
        for (std::int64_t k = 0; k < pieces_per_sweep; ++k) {
            const auto offset = static_cast<std::int64_t>(Wide{drift.time.count()} * k / pieces_per_sweep);
            add_piece(start + offset, error_ + size_ * (2 * k + 1) / (2 * pieces_per_sweep));
        }
        add_piece(start + drift.time.count(), error_ + size_);
        break;
    case Shape::Sine:
        add_period(drift);
        break;
    case Shape::Walk:
        choices_ = &choices;
        moves_ = &choices.site(std::string(name) + ".drift");
        interval_ = drift.time.count();
        size_ = extent;
        add_piece(start, error_);
        break;
    }
}

void Oscillator::add_piece(std::int64_t start, std::int64_t ppb) const {
    const Piece &last = pieces_.back();
    pieces_.push_back({start, billion + ppb, last.reading + Wide{start - last.start} * last.rate});
}

/// One period; its positive and its negative half are each other's mirror image, so that nothing remains.
void Oscillator::add_period(const Drift &drift) {
    const auto quarter = quarter_sine();
    period_start_ = drift.start.count();
    period_ = drift.time.count();
    for (std::int64_t k = 0; k < pieces_per_sweep; ++k) {
        const std::int64_t half = pieces_per_sweep / 2;
        const std::int64_t within = k % half;
        const std::int64_t mirrored = std::min(within, half - 1 - within);
        const Wide scaled = Wide{size_} * quarter[static_cast<std::size_t>(mirrored)];
        const auto swing = static_cast<std::int64_t>(scaled / (Wide{1} << 30));
        add_piece(period_start_ + static_cast<std::int64_t>(Wide{period_} * k / pieces_per_sweep),
                  error_ + (k < half ? swing : -swing));
    }
    const Piece &last = pieces_.back();
    period_reading_ = last.reading + Wide{period_start_ + period_ - last.start} * last.rate - pieces_[1].reading;
}

/// Walk: the next move, reflected at the ends.
void Oscillator::add_next_move() const {
    const std::int64_t largest = std::max<std::int64_t>(size_ / 8, 1);
    const auto drawn = static_cast<std::int64_t>(choices_->draw(*moves_, static_cast<std::uint64_t>(2 * largest) + 1));
    std::int64_t away = pieces_.back().rate - billion - error_ + drawn - largest;
    if (away > size_) away = 2 * size_ - away;
    if (away < -size_) away = -2 * size_ - away;
    add_piece(pieces_.back().start + interval_, error_ + away);
}

const Oscillator::Piece &Oscillator::piece_at(std::int64_t t) const {
    if (shape_ == Shape::Walk) {
        while (t >= pieces_.back().start + interval_)
            add_next_move();
    }
    const auto holds = [&](std::size_t i) {
        return (i == 0 || pieces_[i].start <= t) && (i + 1 == pieces_.size() || t < pieces_[i + 1].start);
    };
    if (!holds(recent_)) {
        const auto after = std::upper_bound(pieces_.begin() + 1, pieces_.end(), t,
                                            [](std::int64_t when, const Piece &piece) { return when < piece.start; });
        recent_ = static_cast<std::size_t>(after - pieces_.begin()) - 1;
    }
    return pieces_[recent_];
}

const Oscillator::Piece &Oscillator::piece_of_reading(__int128 numerator, std::int64_t denominator) const {
    if (shape_ == Shape::Walk) {
        const auto end_of_last = [&] { return pieces_.back().reading + Wide{interval_} * pieces_.back().rate; };
        while (numerator >= end_of_last() * denominator)
            add_next_move();
    }
    const auto reached = [&](const Piece &piece) { return piece.reading * denominator <= numerator; };
    const auto holds = [&](std::size_t i) {
        return (i == 0 || reached(pieces_[i])) && (i + 1 == pieces_.size() || !reached(pieces_[i + 1]));
    };
    if (!holds(recent_)) {
        const auto after = std::partition_point(pieces_.begin() + 1, pieces_.end(), reached);
        recent_ = static_cast<std::size_t>(after - pieces_.begin()) - 1;
    }
    return pieces_[recent_];
}

PartsPerBillion Oscillator::error_at(TimePoint time) const {
    std::int64_t t = ticks_of(time);
    const std::int64_t added = addition_at(added_, t).ppb;
    if (shape_ == Shape::Sine && t > period_start_) t = period_start_ + (t - period_start_) % period_;
    return {piece_at(t).rate - billion + added};
}

PartsPerBillion Oscillator::largest_error() const {
    std::int64_t added = 0;
    for (const Addition &addition : added_)
        added = std::max(added, addition.ppb);
    return {error_ + (size_ < 0 ? -size_ : size_) + added};
}

Wide Oscillator::own_reading_at(std::int64_t t) const {
    Wide earlier = 0;
    if (shape_ == Shape::Sine && t > period_start_) {
        const std::int64_t periods = (t - period_start_) / period_;
        t -= periods * period_;
        earlier = periods * period_reading_;
    }
    const Piece &piece = piece_at(t);
    return earlier + piece.reading + Wide{t - piece.start} * piece.rate;
}

__int128 Oscillator::reading_at(TimePoint time) const {
    const std::int64_t t = ticks_of(time);
    if (added_.empty()) [[likely]]
        return own_reading_at(t);
    const Addition added = addition_at(added_, t);
    return own_reading_at(t) + added.reading + Wide{t - added.start} * added.ppb;
}

std::int64_t Oscillator::own_time_of_reading(__int128 numerator, std::int64_t denominator) const {
    std::int64_t earlier = 0;
    if (shape_ == Shape::Sine) {
        const Wide since = numerator - pieces_[1].reading * denominator;
        if (since > 0) {
            const Wide periods = since / (period_reading_ * denominator);
            numerator -= periods * period_reading_ * denominator;
            earlier = static_cast<std::int64_t>(periods) * period_;
        }
    }
    const Piece &piece = piece_of_reading(numerator, denominator);
    const Wide since_start = floor_divide(numerator - piece.reading * denominator, Wide{piece.rate} * denominator);
    return earlier + piece.start + static_cast<std::int64_t>(since_start);
}

/// With additions the reading still only grows: the tick is approached, each step leaving at most a quarter of the
/// distance (rates differ by no more than 0.9 to 1.1), and then found by looking at its neighbours.
TimePoint Oscillator::time_of_reading(__int128 numerator, std::int64_t denominator) const {
    if (added_.empty()) [[likely]]
        return power_on + Duration{own_time_of_reading(numerator, denominator)};
    const auto missing = [&](std::int64_t t) { return numerator - reading_at(power_on + Duration{t}) * denominator; };
    std::int64_t t = answer_;
    int steps_left = 64;
    for (std::int64_t step = 2; (step < -1 || step > 1) && steps_left != 0; t += step, --steps_left) {
        const Wide rate = Wide{billion + error_at(power_on + Duration{t}).value} * denominator;
        step = static_cast<std::int64_t>(floor_divide(missing(t), rate));
    }
    for (; missing(t) < 0 && steps_left != 0; --steps_left)
        --t;
    for (; missing(t + 1) >= 0 && steps_left != 0; --steps_left)
        ++t;
    ACXSIM_ASSERT(steps_left != 0, "the reading of an oscillator does not only grow");
    answer_ = t;
    return power_on + Duration{t};
}

// ------------------------------------------------------------------------------------------ additions

Oscillator::Addition Oscillator::addition_at(const Additions &additions, std::int64_t t) {
    const auto after = std::upper_bound(additions.begin(), additions.end(), t,
                                        [](std::int64_t when, const Addition &each) { return when < each.start; });
    return after == additions.begin() ? Addition{t, 0, 0} : *(after - 1);
}

/// All from `start` on are that much further off; a new one begins there if none did.
void Oscillator::add_step(Additions &additions, std::int64_t start, std::int64_t ppb) {
    auto place = std::lower_bound(additions.begin(), additions.end(), start,
                                  [](const Addition &each, std::int64_t when) { return each.start < when; });
    if (place == additions.end() || place->start != start) {
        const Addition before = addition_at(additions, start);
        place = additions.insert(place, {start, before.ppb, before.reading + Wide{start - before.start} * before.ppb});
    }
    for (; place != additions.end(); ++place) {
        place->ppb += ppb;
        place->reading += Wide{place->start - start} * ppb;
    }
}

bool Oscillator::add(const Drift &further) {
    ACXSIM_ASSERT(further.shape == Shape::Step || further.shape == Shape::Ramp, "only steps and ramps can be added");
    const std::int64_t start = further.start.count();
    const std::int64_t size = further.size.value;
    Additions together = added_;
    if (further.shape == Shape::Step) {
        add_step(together, start, size);
    } else {
        std::int64_t before = 0;
        for (std::int64_t k = 0; k <= pieces_per_sweep; ++k) {
            const std::int64_t now = k == pieces_per_sweep ? size : size * (2 * k + 1) / (2 * pieces_per_sweep);
            add_step(together, start + static_cast<std::int64_t>(Wide{further.time.count()} * k / pieces_per_sweep),
                     now - before);
            before = now;
        }
    }
    const std::int64_t extent = size_ < 0 ? -size_ : size_;
    const bool stays = std::all_of(together.begin(), together.end(), [&](const Addition &each) {
        return error_ + each.ppb - extent >= -added_error_max.value &&
               error_ + each.ppb + extent <= added_error_max.value;
    });
    if (stays) added_ = std::move(together);
    return stays;
}

} // namespace acxsim::core
