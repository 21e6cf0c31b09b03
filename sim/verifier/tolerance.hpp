// SPDX-License-Identifier: MIT
//
// The tolerances of contract.md 8.12 that several rules share.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/time.hpp"

namespace acxsim::verifier {

/// Packet completion jitter: 1 ms or 10 % of the packet, whichever is more.
constexpr core::Duration jitter_tolerance(core::Duration packet_period) {
    return std::max(core::from_milliseconds(1), packet_period / 10);
}

/// Rates may be off by this much: 1000 ppm.
constexpr core::Duration rate_tolerance(core::Duration elapsed) { return elapsed / 1000; }

/// Frames in that time at that rate, rounded down.
constexpr std::int64_t frames_in(core::Duration duration, std::uint64_t rate_hz) {
    return static_cast<std::int64_t>(static_cast<__int128>(duration.count()) * rate_hz / core::ticks_per_second);
}

/// How long that many frames take.
constexpr core::Duration time_of_frames(std::uint64_t frames, std::uint64_t rate_hz) {
    if (rate_hz == 0) return {};
    return core::Duration{static_cast<std::int64_t>(static_cast<__int128>(frames) * core::ticks_per_second / rate_hz)};
}

} // namespace acxsim::verifier
