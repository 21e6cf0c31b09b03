// SPDX-License-Identifier: MIT
//
// KTIMER, KDPC and EX_TIMER: objects whose memory the driver sees, and the simulator's Timer and Dpc behind each, found
// by address. Memory that holds an armed timer or a queued DPC must not go away: that is a bug check, as Driver
// Verifier makes it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "sim/kernel/dpc.hpp"
#include "sim/kernel/origin.hpp"
#include "sim/kernel/timer.hpp"

namespace acxsim::kernel {

/// A KDPC. `routine` is a KDEFERRED_ROUTINE.
struct DriverDpc {
    using Routine = void (*)(void *dpc, void *context, void *argument1, void *argument2);
    std::unique_ptr<Dpc> dpc;
    void *address = nullptr;
    Routine routine = nullptr;
    void *context = nullptr;
    void *argument1 = nullptr;
    void *argument2 = nullptr;
};

/// A KTIMER.
struct DriverTimer {
    std::unique_ptr<Timer> timer;
    Origin origin; ///< KeInitializeTimer
};

/// What PEX_TIMER points at begins with a dispatcher header; the rest is here.
struct ExTimer {
    using Callback = void (*)(void *timer, void *context);
    std::unique_ptr<Dpc> dpc;
    std::unique_ptr<Timer> timer;
    void *address = nullptr;
    Callback callback = nullptr;
    void *context = nullptr;
    bool high_resolution = false;
    bool running = false;
    bool delete_after_expiry = false;
};

class DriverTimers {
public:
    explicit DriverTimers(System &system) : system_(system) {}
    DriverTimers(const DriverTimers &) = delete;
    DriverTimers &operator=(const DriverTimers &) = delete;

    /// (Re)initialises the object at that address.
    DriverDpc *make_dpc(void *address, DriverDpc::Routine routine, void *context);
    DriverTimer *make_timer(void *address, ObjectType type);
    ExTimer *make_ex_timer(ExTimer::Callback callback, void *context, bool high_resolution, bool notification);

    /// nullptr if nothing was initialised there.
    DriverDpc *dpc_at(const void *address);
    DriverTimer *timer_at(const void *address);
    ExTimer *ex_timer_at(const void *address);
    void delete_ex_timer(ExTimer &timer);

    /// Bug check if the memory holds a timer that is armed or a DPC that is queued; forgets idle ones.
    void memory_goes_away(std::uintptr_t address, std::uint64_t size_bytes);
    /// KTIMERs and EX_TIMERs that are armed now; what a driver left behind at unload.
    std::uint32_t armed() const;
    /// Where those of the armed ones that are KTIMERs were initialised, in order of address (EX_TIMERs are pool
    /// memory).
    std::vector<Origin> armed_timers() const;

private:
    void run_ex_timer(ExTimer &timer);

    System &system_;
    std::map<std::uintptr_t, std::unique_ptr<DriverDpc>> dpcs_;
    std::map<std::uintptr_t, std::unique_ptr<DriverTimer>> timers_;
    std::map<std::uintptr_t, std::unique_ptr<ExTimer>> ex_timers_;
    // Replaced while their routine may be running: kept to the end.
    std::vector<std::unique_ptr<DriverDpc>> retired_dpcs_;
    std::vector<std::unique_ptr<ExTimer>> retired_ex_timers_;
};

} // namespace acxsim::kernel
