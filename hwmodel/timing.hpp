// SPDX-License-Identifier: MIT
//
// How closely a model follows its own time. Both timings give the same bytes, register values, records and interrupts;
// they differ in when the work is done. What stays an event in either: whatever leaves a trace record.
// Follows design.md section 5 ("exact and lazy are one model").
#pragma once

#include <cstdint>

namespace acxsim::hw {

enum class Timing : std::uint8_t {
    Exact, ///< every DMA burst is an event
    Lazy,  ///< bursts are worked out when somebody could notice: a register access, a processor at memory, a completion
};

} // namespace acxsim::hw
