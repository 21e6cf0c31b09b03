// SPDX-License-Identifier: MIT
//
// Knobs of the free-running codec (hwmodel.md 3c).
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/drift_fields.hpp"
#include "hwmodel/parameter_field.hpp"

namespace acxsim::hw::free_running {

struct Parameters {
    std::int64_t clock_ppb = 0;
    core::Drift clock_drift;
    core::Duration chunk = core::from_milliseconds(1);
};

// clang-format off
inline constexpr std::array codec_fields{
    integer_field<&Parameters::clock_ppb>("clock_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 3c", "error of the sample clock against virtual time; the QPC has its own"),
    duration_field<&Parameters::chunk>("chunk", 20'000, 100'000'000, "hwmodel 3c", "how much the codec moves between memory and itself at a time"),
};
inline constexpr std::array parameter_fields = joined(codec_fields, drift_fields<&Parameters::clock_drift>({"clock_drift", "clock_drift_size", "clock_drift_start", "clock_drift_time"}));
// clang-format on

} // namespace acxsim::hw::free_running
