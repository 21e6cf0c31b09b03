// SPDX-License-Identifier: MIT
//
// What code costs in virtual time. A cost point is also a scheduling point: whatever is due before the cost has been
// paid happens first. Figures are orders of magnitude of a present laptop (hwmodel.md 2.9 for register accesses); a
// scenario overrides each by name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/core/time.hpp"

namespace acxsim::kernel {

enum class Cost : std::uint8_t {
    Call,            ///< a DDI that only computes
    Callback,        ///< framework work around a call into the driver
    MmioRead,        ///< uncached register read: a round trip
    MmioWrite,       ///< posted register write
    CounterRead,     ///< KeQueryPerformanceCounter
    Lock,            ///< taking or leaving a lock nobody contends
    Allocate,        ///< pool, MDL or object allocation, or freeing one
    ContextSwitch,   ///< a processor takes up another thread
    InterruptEntry,  ///< entering and leaving an interrupt service routine
    DpcEntry,        ///< entering and leaving a DPC
    UserCall,        ///< user mode to kernel and back
    CopyPerKibibyte, ///< memory copy, per 1024 bytes
    Count
};

struct CostInfo {
    std::string_view name; ///< as in [machine.costs] and `acxsim list costs`
    core::Duration standard;
    std::string_view help;
};

inline constexpr std::array<CostInfo, static_cast<std::size_t>(Cost::Count)> cost_infos{{
    {"call", core::from_nanoseconds(40), "a DDI that only computes"},
    {"callback", core::from_nanoseconds(150), "framework work around a call into the driver"},
    {"mmio.read", core::from_nanoseconds(800), "uncached register read, a bus round trip"},
    {"mmio.write", core::from_nanoseconds(200), "posted register write"},
    {"qpc.read", core::from_nanoseconds(25), "reading the performance counter"},
    {"lock", core::from_nanoseconds(25), "taking or leaving an uncontended lock"},
    {"allocate", core::from_nanoseconds(400), "allocating or freeing pool, an MDL or an object"},
    {"context.switch", core::from_nanoseconds(1200), "a processor takes up another thread"},
    {"interrupt.entry", core::from_nanoseconds(300), "entering and leaving an interrupt service routine"},
    {"dpc.entry", core::from_nanoseconds(150), "entering and leaving a DPC"},
    {"user.call", core::from_nanoseconds(700), "user mode to kernel and back"},
    {"copy.kib", core::from_nanoseconds(100), "copying 1024 bytes of memory"},
}};

/// The table in force: the standard costs with the scenario's overrides.
class CostTable {
public:
    constexpr CostTable() {
        for (std::size_t i = 0; i < cost_infos.size(); ++i)
            costs_[i] = cost_infos[i].standard;
    }
    constexpr core::Duration operator[](Cost cost) const { return costs_[static_cast<std::size_t>(cost)]; }
    constexpr void set(Cost cost, core::Duration value) { costs_[static_cast<std::size_t>(cost)] = value; }

private:
    std::array<core::Duration, cost_infos.size()> costs_{};
};

} // namespace acxsim::kernel
