// SPDX-License-Identifier: MIT
//
// Interrupt request levels of an x64 processor. In this simulator an IRQL is a field of a processor, written with
// checks; it is never mapped onto host thread priorities.
#pragma once

#include <cstdint>

namespace acxsim::kernel {

using Irql = std::uint8_t;

inline constexpr Irql passive_level = 0;
inline constexpr Irql apc_level = 1;
inline constexpr Irql dispatch_level = 2;
inline constexpr Irql first_device_level = 3;
inline constexpr Irql last_device_level = 11;
inline constexpr Irql clock_level = 13;
inline constexpr Irql high_level = 15;

} // namespace acxsim::kernel
