// SPDX-License-Identifier: MIT
//
// DDIs: KDPC, KTIMER, EX_TIMER.
// Leaves out: DPC importance and target processors (a DPC runs where it is queued), coalescing (TolerableDelay: a timer
// is never later for it), ExSetTimerResolution's effect on the tick (ask for a high-resolution EX_TIMER instead).
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/driver_timers.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;
namespace core = acxsim::core;

namespace {

DriverTimers &timers() { return acxsim::kernel::Executive::current().timers(); }

DriverDpc *checked_dpc(PRKDPC dpc) {
    DriverDpc *found = timers().dpc_at(dpc);
    if (found == nullptr) {
        raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(dpc), 0, 0},
                        dpc == nullptr ? "a null pointer was given for a DPC (KDPC)"
                                       : "a DPC (KDPC) was used that was never initialised");
    }
    return found;
}

DriverTimer *checked_timer(PKTIMER timer) {
    DriverTimer *found = timers().timer_at(timer);
    if (found == nullptr) {
        raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(timer), 0, 0},
                        timer == nullptr ? "a null pointer was given for a timer (KTIMER)"
                                         : "a timer (KTIMER) was used that was never initialised");
    }
    return found;
}

ExTimer *checked_ex_timer(PEX_TIMER timer) {
    ExTimer *found = timers().ex_timer_at(timer);
    if (found == nullptr) {
        const std::string where =
            acxsim::kernel::Executive::current().pool().explain_address(reinterpret_cast<std::uintptr_t>(timer));
        raise_bug_check(0xC7, {0, reinterpret_cast<std::uintptr_t>(timer), 0, 0},
                        "an EX_TIMER was used that does not exist" + (where.empty() ? "" : ": " + where));
    }
    return found;
}

bool set_timer(PKTIMER timer, LARGE_INTEGER due, LONG period_ms, PKDPC dpc) {
    DriverTimer *found = checked_timer(timer);
    if (found == nullptr) return false;
    Dpc *behind = nullptr;
    if (dpc != nullptr) {
        DriverDpc *driver_dpc = checked_dpc(dpc);
        if (driver_dpc == nullptr) return false;
        driver_dpc->argument1 = driver_dpc->argument2 = nullptr;
        behind = driver_dpc->dpc.get();
    }
    const core::Duration period = core::from_milliseconds(period_ms > 0 ? period_ms : 0);
    return found->timer->set(due_time(System::current(), due.QuadPart), period, false, behind);
}

ULONG tick_in_hundred_nanoseconds() { return static_cast<ULONG>(System::current().parameters().tick.count() / 60'000); }

} // namespace

extern "C" {

VOID KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeDpc");
    timers().make_dpc(Dpc, reinterpret_cast<DriverDpc::Routine>(DeferredRoutine), DeferredContext);
}

VOID KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeThreadedDpc");
    // Must be written for DISPATCH_LEVEL as well (threaded DPCs can be disabled): that is how it runs here.
    timers().make_dpc(Dpc, reinterpret_cast<DriverDpc::Routine>(DeferredRoutine), DeferredContext);
}

BOOLEAN KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2) {
    ACXSIM_DDI(kernel_ddis, "KeInsertQueueDpc");
    DriverDpc *found = checked_dpc(Dpc);
    if (found == nullptr || found->dpc->queued()) return FALSE;
    found->argument1 = SystemArgument1;
    found->argument2 = SystemArgument2;
    return System::current().queue_dpc(*found->dpc);
}

BOOLEAN KeRemoveQueueDpc(PRKDPC Dpc) {
    ACXSIM_DDI(kernel_ddis, "KeRemoveQueueDpc");
    DriverDpc *found = checked_dpc(Dpc);
    return found != nullptr && System::current().remove_dpc(*found->dpc);
}

VOID KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance) {
    ACXSIM_DDI(kernel_ddis, "KeSetImportanceDpc");
    (void)Importance;
    checked_dpc(Dpc);
}

VOID KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number) {
    ACXSIM_DDI(kernel_ddis, "KeSetTargetProcessorDpc");
    (void)Number;
    checked_dpc(Dpc);
}

NTSTATUS KeSetTargetProcessorDpcEx(PRKDPC Dpc, PPROCESSOR_NUMBER ProcNumber) {
    ACXSIM_DDI(kernel_ddis, "KeSetTargetProcessorDpcEx");
    checked_dpc(Dpc);
    if (ProcNumber->Group != 0 || ProcNumber->Number >= System::current().processors().size()) {
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

VOID KeFlushQueuedDpcs() {
    ACXSIM_DDI(kernel_ddis, "KeFlushQueuedDpcs");
    if (System::current().on_processor()) System::current().flush_dpcs();
}

VOID KeInitializeTimer(PKTIMER Timer) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeTimer");
    timers().make_timer(Timer, ObjectType::NotificationTimer);
}

VOID KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeTimerEx");
    timers().make_timer(Timer, Type == SynchronizationTimer ? ObjectType::SynchronizationTimer
                                                            : ObjectType::NotificationTimer);
}

BOOLEAN KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc) {
    ACXSIM_DDI(kernel_ddis, "KeSetTimer");
    return set_timer(Timer, DueTime, 0, Dpc);
}

BOOLEAN KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc) {
    ACXSIM_DDI(kernel_ddis, "KeSetTimerEx");
    return set_timer(Timer, DueTime, Period, Dpc);
}

BOOLEAN KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period, ULONG TolerableDelay, PKDPC Dpc) {
    ACXSIM_DDI(kernel_ddis, "KeSetCoalescableTimer");
    (void)TolerableDelay;
    return set_timer(Timer, DueTime, static_cast<LONG>(Period), Dpc);
}

BOOLEAN KeCancelTimer(PKTIMER Timer) {
    ACXSIM_DDI(kernel_ddis, "KeCancelTimer");
    DriverTimer *found = checked_timer(Timer);
    return found != nullptr && found->timer->cancel();
}

BOOLEAN KeReadStateTimer(PKTIMER Timer) {
    ACXSIM_DDI(kernel_ddis, "KeReadStateTimer");
    return checked_timer(Timer) != nullptr && reinterpret_cast<DispatcherObject *>(Timer)->signalled();
}

PEX_TIMER ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext, ULONG Attributes) {
    ACXSIM_DDI(kernel_ddis, "ExAllocateTimer");
    // High resolution and "do not wake" exclude each other; unknown bits are refused.
    constexpr ULONG known = EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE | EX_TIMER_NOTIFICATION;
    constexpr ULONG exclusive = EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE;
    if ((Attributes & ~known) != 0 || (Attributes & exclusive) == exclusive) return nullptr;
    ExTimer *timer =
        timers().make_ex_timer(reinterpret_cast<ExTimer::Callback>(Callback), CallbackContext,
                               (Attributes & EX_TIMER_HIGH_RESOLUTION) != 0, (Attributes & EX_TIMER_NOTIFICATION) != 0);
    return timer == nullptr ? nullptr : static_cast<PEX_TIMER>(timer->address);
}

BOOLEAN ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period, PEXT_SET_PARAMETERS Parameters) {
    ACXSIM_DDI(kernel_ddis, "ExSetTimer");
    (void)Parameters;
    ExTimer *found = checked_ex_timer(Timer);
    if (found == nullptr) return FALSE;
    Dpc *behind = found->callback == nullptr ? nullptr : found->dpc.get();
    return found->timer->set(due_time(System::current(), DueTime),
                             core::from_hundred_nanoseconds(Period > 0 ? Period : 0), found->high_resolution, behind);
}

BOOLEAN ExCancelTimer(PEX_TIMER Timer, PVOID Parameters) {
    ACXSIM_DDI(kernel_ddis, "ExCancelTimer");
    (void)Parameters;
    ExTimer *found = checked_ex_timer(Timer);
    return found != nullptr && found->timer->cancel();
}

BOOLEAN ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait, PEXT_DELETE_PARAMETERS Parameters) {
    ACXSIM_DDI(kernel_ddis, "ExDeleteTimer");
    System &system = System::current();
    ExTimer *found = checked_ex_timer(Timer);
    if (found == nullptr) return FALSE;
    if (Wait) {
        irql_violated(system, apc_level, "ExDeleteTimer");
        if (found->running) {
            raise_bug_check(
                0xC7, {0, reinterpret_cast<std::uintptr_t>(Timer), 0, 0},
                "ExDeleteTimer with Wait = TRUE was called from the timer's own callback: it would wait for itself");
            return FALSE;
        }
    }
    bool cancelled = false;
    if (Cancel) {
        cancelled = found->timer->cancel();
    } else if (found->timer->armed() && !Wait) {
        found->delete_after_expiry = true; // a one-shot timer that is let go: it still expires
        return FALSE;
    }
    if (Wait && system.on_processor() && system.irql() < dispatch_level) system.flush_dpcs();
    if (!Wait && (found->dpc->queued() || found->running)) {
        found->delete_after_expiry = true;
        return cancelled;
    }
    timers().delete_ex_timer(*found);
    if (Parameters != nullptr && Parameters->DeleteCallback != nullptr) {
        CallbackScope scope("EXT_DELETE_CALLBACK", 0, reinterpret_cast<const void *>(Parameters->DeleteCallback));
        Parameters->DeleteCallback(Parameters->DeleteContext);
        scope.returned();
    }
    return cancelled;
}

ULONG ExSetTimerResolution(ULONG DesiredTime, BOOLEAN SetResolution) {
    ACXSIM_DDI(kernel_ddis, "ExSetTimerResolution");
    (void)DesiredTime;
    (void)SetResolution;
    return tick_in_hundred_nanoseconds();
}

VOID ExQueryTimerResolution(PULONG MaximumTime, PULONG MinimumTime, PULONG CurrentTime) {
    ACXSIM_DDI(kernel_ddis, "ExQueryTimerResolution");
    *MaximumTime = *MinimumTime = *CurrentTime = tick_in_hundred_nanoseconds();
}

} // extern "C"
