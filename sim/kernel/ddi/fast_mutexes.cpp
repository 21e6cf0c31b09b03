// SPDX-License-Identifier: MIT
//
// DDIs: fast mutexes, guarded mutexes, rundown protection.
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

/// What FAST_MUTEX memory holds.
struct FastMutex {
    DispatcherObject free{ObjectType::SynchronizationEvent, 1};
    Thread *owner = nullptr;
    std::uint64_t old_irql = 0;
};
static_assert(sizeof(FastMutex) <= sizeof(FAST_MUTEX));

FastMutex *checked(PFAST_MUTEX memory, std::string_view ddi) {
    auto *mutex = reinterpret_cast<FastMutex *>(memory);
    if (mutex == nullptr || mutex->free.initialised != DispatcherObject::initialised_mark) {
        raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
                        fmt::format("{} was given a fast mutex that was never initialised", ddi));
        return nullptr;
    }
    return mutex;
}

void acquire(PFAST_MUTEX memory, std::string_view ddi, bool raise) {
    System &system = System::current();
    FastMutex *mutex = checked(memory, ddi);
    if (mutex == nullptr || !system.on_processor()) return;
    if (mutex->owner == &system.current_thread()) {
        raise_bug_check(
            0xC4, {5, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
            fmt::format("{}: this thread owns the mutex already and would wait for itself; fast mutexes are "
                        "not recursive",
                        ddi));
    }
    if (system.irql() > apc_level) {
        raise_bug_check(0x0A, {system.irql(), 0, 0, 0}, fmt::format("{} was called at IRQL {}", ddi, system.irql()));
    }
    const Irql old = raise ? system.set_irql(apc_level) : system.irql();
    system.wait(mutex->free);
    mutex->owner = &system.current_thread();
    mutex->old_irql = old;
}

void release(PFAST_MUTEX memory, std::string_view ddi, bool lower) {
    System &system = System::current();
    FastMutex *mutex = checked(memory, ddi);
    if (mutex == nullptr || !system.on_processor()) return;
    if (mutex->owner != &system.current_thread()) {
        raise_bug_check(0x11, {reinterpret_cast<std::uintptr_t>(memory), 0, 0, 0},
                        fmt::format("{} was called by a thread that does not own the mutex", ddi));
        return;
    }
    const Irql old = static_cast<Irql>(mutex->old_irql);
    mutex->owner = nullptr;
    system.set_event(mutex->free);
    if (lower) system.set_irql(old);
}

void initialise(PFAST_MUTEX memory) { new (memory) FastMutex; }

/// EX_RUNDOWN_REF: bit 0 set = run down or waiting for that; the count above it. Waiters poll at the pace of a
/// millisecond: run-down waits happen at tear-down, never while streaming.
constexpr std::uint64_t run_down = 1;
constexpr std::uint64_t one_reference = 2;

} // namespace

extern "C" {

VOID ExInitializeFastMutex(PFAST_MUTEX FastMutex) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeFastMutex");
    initialise(FastMutex);
}
VOID ExAcquireFastMutex(PFAST_MUTEX FastMutex) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireFastMutex");
    acquire(FastMutex, "ExAcquireFastMutex", true);
}
VOID ExReleaseFastMutex(PFAST_MUTEX FastMutex) {
    ACXSIM_DDI(kernel_ddis, "ExReleaseFastMutex");
    release(FastMutex, "ExReleaseFastMutex", true);
}
BOOLEAN ExTryToAcquireFastMutex(PFAST_MUTEX Mutex) {
    ACXSIM_DDI(kernel_ddis, "ExTryToAcquireFastMutex");
    FastMutex *mutex = checked(Mutex, "ExTryToAcquireFastMutex");
    if (mutex == nullptr || mutex->free.signal_state == 0) return FALSE;
    acquire(Mutex, "ExTryToAcquireFastMutex", true);
    return TRUE;
}
VOID ExAcquireFastMutexUnsafe(PFAST_MUTEX FastMutex) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireFastMutexUnsafe");
    acquire(FastMutex, "ExAcquireFastMutexUnsafe", false);
}
VOID ExReleaseFastMutexUnsafe(PFAST_MUTEX FastMutex) {
    ACXSIM_DDI(kernel_ddis, "ExReleaseFastMutexUnsafe");
    release(FastMutex, "ExReleaseFastMutexUnsafe", false);
}
VOID KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeGuardedMutex");
    initialise(Mutex);
}
VOID KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireGuardedMutex");
    acquire(Mutex, "KeAcquireGuardedMutex", true);
}
VOID KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseGuardedMutex");
    release(Mutex, "KeReleaseGuardedMutex", true);
}

VOID ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeRundownProtection");
    RunRef->Reserved[0] = 0;
}
VOID ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExReInitializeRundownProtection");
    RunRef->Reserved[0] = 0;
}
BOOLEAN ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireRundownProtection");
    if ((RunRef->Reserved[0] & run_down) != 0) return FALSE;
    RunRef->Reserved[0] += one_reference;
    return TRUE;
}
VOID ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExReleaseRundownProtection");
    if (RunRef->Reserved[0] < one_reference) {
        raise_bug_check(0xC4, {6, reinterpret_cast<std::uintptr_t>(RunRef), 0, 0},
                        "ExReleaseRundownProtection was called more often than ExAcquireRundownProtection succeeded");
        return;
    }
    RunRef->Reserved[0] -= one_reference;
}
VOID ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExWaitForRundownProtectionRelease");
    System &system = System::current();
    RunRef->Reserved[0] |= run_down;
    while (system.on_processor() && RunRef->Reserved[0] >= one_reference) {
        system.sleep_for(acxsim::core::from_milliseconds(1));
    }
}
VOID ExRundownCompleted(PEX_RUNDOWN_REF RunRef) {
    ACXSIM_DDI(kernel_ddis, "ExRundownCompleted");
    RunRef->Reserved[0] = run_down;
}

} // extern "C"
