// SPDX-License-Identifier: MIT
//
// Virtual time. One tick is 1/600 GHz, so that every clock an audio computer is built from is an exact integer:
// BCLK 24 MHz = 25 000 ticks, the 48 kHz frame 12 500 000, QPC 10 MHz 60 000, 100 ns 60 000, 1 ns 600.
// 64 bits hold 178 days. There is no now() here: only a Timeline knows what time it is.
// Follows design.md section 3 and hwmodel.md section 0 ("Time base").
#pragma once

#include <chrono>
#include <cstdint>
#include <ratio>

namespace acxsim::core {

inline constexpr std::int64_t ticks_per_second = 600'000'000'000;

/// The clock that virtual time belongs to. It names the types; it cannot be read.
struct VirtualClock {
    using period = std::ratio<1, ticks_per_second>;
    using rep = std::int64_t;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<VirtualClock>;
    static constexpr bool is_steady = true;
};

using Duration = VirtualClock::duration;
using TimePoint = VirtualClock::time_point;

inline constexpr TimePoint power_on{};
inline constexpr TimePoint end_of_time = TimePoint::max();

/// Ticks since power-on.
constexpr std::int64_t ticks_of(TimePoint time) { return time.time_since_epoch().count(); }

/// Whole nanoseconds since power-on, rounded down; what reports print.
constexpr std::int64_t nanoseconds_of(TimePoint time) { return ticks_of(time) / 600; }
constexpr std::int64_t nanoseconds_of(Duration duration) { return duration.count() / 600; }

constexpr double seconds_of(Duration duration) {
    return static_cast<double>(duration.count()) / static_cast<double>(ticks_per_second);
}
constexpr double microseconds_of(Duration duration) { return static_cast<double>(duration.count()) / 600'000.0; }

constexpr Duration from_nanoseconds(std::int64_t nanoseconds) { return Duration{nanoseconds * 600}; }
constexpr Duration from_microseconds(std::int64_t microseconds) { return Duration{microseconds * 600'000}; }
constexpr Duration from_milliseconds(std::int64_t milliseconds) { return Duration{milliseconds * 600'000'000}; }
constexpr Duration from_seconds(std::int64_t seconds) { return Duration{seconds * ticks_per_second}; }

/// Units of 100 ns, the unit of Windows time-outs and of HNS latencies.
constexpr Duration from_hundred_nanoseconds(std::int64_t count) { return Duration{count * 60'000}; }

} // namespace acxsim::core
