// SPDX-License-Identifier: MIT
//
// The four parameters that a model declares for each of its oscillators that may drift, beside the constant error:
// which way (`..._drift`), how far, from when on, and how fast (hwmodel.md 2.9, `drift_model`). What they mean is said
// in sim/core/oscillator.hpp.
#pragma once

#include <array>
#include <cstddef>

#include "hwmodel/parameter_field.hpp"
#include "sim/core/oscillator.hpp"

namespace acxsim::hw {

inline constexpr std::int64_t drift_size_max_ppb = 2'500'000;
inline constexpr std::int64_t drift_start_max_ns = 100LL * 24 * 3600 * 1'000'000'000;
inline constexpr std::int64_t drift_time_min_ns = 1'000'000;
inline constexpr std::int64_t drift_time_max_ns = 24LL * 3600 * 1'000'000'000;

/// Parameter names, which must be literals: {"bclk_drift", "bclk_drift_size", "bclk_drift_start", "bclk_drift_time"}.
struct DriftNames {
    std::string_view shape;
    std::string_view size;
    std::string_view start;
    std::string_view time;
};

/// The fields of a core::Drift member.
template <auto Member>
constexpr auto drift_fields(const DriftNames &names) {
    using P = typename detail::MemberOf<decltype(Member)>::Class;
    return std::array{
        ParameterField<P>{
            names.shape,
            FieldKind::Choice,
            {},
            0,
            4,
            "constant step ramp sine walk",
            "hwmodel 2.9",
            "how that error changes: a step, a ramp, a sine or a random walk, on top of the constant part",
            [](const P &p) { return static_cast<std::int64_t>((p.*Member).shape); },
            [](P &p, std::int64_t v) { (p.*Member).shape = static_cast<core::Drift::Shape>(v); },
            nullptr},
        ParameterField<P>{names.size,
                          FieldKind::Integer,
                          "ppb",
                          -drift_size_max_ppb,
                          drift_size_max_ppb,
                          {},
                          "hwmodel 2.9",
                          "size of the step or ramp, amplitude of the sine, bound of the walk",
                          [](const P &p) { return (p.*Member).size.value; },
                          [](P &p, std::int64_t v) { (p.*Member).size = {v}; },
                          nullptr},
        ParameterField<P>{names.start,
                          FieldKind::Duration,
                          "ns",
                          0,
                          drift_start_max_ns,
                          {},
                          "hwmodel 2.9",
                          "when the drift begins, since power-on",
                          [](const P &p) { return core::nanoseconds_of((p.*Member).start); },
                          [](P &p, std::int64_t v) { (p.*Member).start = core::from_nanoseconds(v); },
                          nullptr},
        ParameterField<P>{names.time,
                          FieldKind::Duration,
                          "ns",
                          drift_time_min_ns,
                          drift_time_max_ns,
                          {},
                          "hwmodel 2.9",
                          "how long the ramp takes, period of the sine, time between two moves of the walk",
                          [](const P &p) { return core::nanoseconds_of((p.*Member).time); },
                          [](P &p, std::int64_t v) { (p.*Member).time = core::from_nanoseconds(v); },
                          nullptr},
    };
}

/// Tables of fields, one after the other.
template <class P, std::size_t... N>
constexpr auto joined(const std::array<ParameterField<P>, N> &...tables) {
    std::array<ParameterField<P>, (N + ...)> all{};
    std::size_t next = 0;
    const auto append = [&](const auto &table) {
        for (const ParameterField<P> &field : table)
            all[next++] = field;
    };
    (append(tables), ...);
    return all;
}

} // namespace acxsim::hw
