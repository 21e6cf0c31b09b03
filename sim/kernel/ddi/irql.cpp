// SPDX-License-Identifier: MIT
//
// DDIs: IRQL, processors, critical regions, floating-point state.
// Leaves out: affinity (threads run on any processor; the calls are accepted and give the mask of all).
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

Irql raise(Irql wanted) {
    System &system = System::current();
    if (wanted < system.irql() || wanted > high_level) {
        raise_bug_check(0x09, {system.irql(), wanted, 0, 0},
                        fmt::format("KeRaiseIrql from {} to {}", system.irql(), wanted));
        return system.irql();
    }
    return system.set_irql(wanted);
}

KAFFINITY all_processors() {
    const std::size_t count = System::current().processors().size();
    return count >= 64 ? ~KAFFINITY{0} : (KAFFINITY{1} << count) - 1;
}

void enter_region() {
    System &system = System::current();
    if (system.on_processor()) ++system.current_thread().critical_regions;
}

void leave_region(const char *leave, const char *enter) {
    System &system = System::current();
    if (!system.on_processor()) return;
    if (system.current_thread().critical_regions == 0) {
        raise_bug_check(0x01, {0, 0, 0, 0}, fmt::format("{} without {}", leave, enter));
        return;
    }
    --system.current_thread().critical_regions;
}

// What the opaque save area holds: a mark, the depth of saves it is, and the thread that made it.
constexpr ULONG64 saved_mark = 0x5afeULL << 48;

NTSTATUS save(ULONG64 &area, const char *ddi) {
    System &system = System::current();
    if (!system.on_processor()) return STATUS_UNSUCCESSFUL;
    Thread &thread = system.current_thread();
    ++thread.floating_point_saves;
    area = saved_mark | static_cast<ULONG64>(thread.floating_point_saves) << 32 | thread.object();
    const CallFrame *callback = system.innermost_callback();
    // So that a state that is never restored can be told with the line of this call.
    system.note_place(callback == nullptr ? 0 : callback->object, acxsim::core::hash_text(ddi),
                      system.top_frame()->code);
    return STATUS_SUCCESS;
}

void restore(ULONG64 &area, const char *ddi) {
    System &system = System::current();
    if (!system.on_processor()) return;
    Thread &thread = system.current_thread();
    std::string wrong;
    if ((area & 0xffffULL << 48) != saved_mark) {
        wrong = "was given a state that was never saved, or was restored already";
    } else if (static_cast<std::uint32_t>(area) != thread.object()) {
        wrong = "was called in another thread than the save";
    } else if ((area >> 32 & 0xffff) != thread.floating_point_saves) {
        wrong = "was given an outer state while an inner one is not restored";
    }
    if (!wrong.empty()) {
        raise_bug_check(0xC4, {3, area, thread.floating_point_saves, 0}, fmt::format("{} {}", ddi, wrong));
        return;
    }
    area = 0;
    --thread.floating_point_saves;
}

} // namespace

extern "C" {

KIRQL KeGetCurrentIrql() {
    ACXSIM_DDI(kernel_ddis, "KeGetCurrentIrql");
    return System::current().irql();
}

VOID KeRaiseIrql(KIRQL NewIrql, PKIRQL OldIrql) {
    ACXSIM_DDI(kernel_ddis, "KeRaiseIrql");
    *OldIrql = raise(NewIrql);
}

KIRQL KfRaiseIrql(KIRQL NewIrql) {
    ACXSIM_DDI(kernel_ddis, "KfRaiseIrql");
    return raise(NewIrql);
}

KIRQL KeRaiseIrqlToDpcLevel() {
    ACXSIM_DDI(kernel_ddis, "KeRaiseIrqlToDpcLevel");
    return raise(dispatch_level);
}

VOID KeLowerIrql(KIRQL NewIrql) {
    ACXSIM_DDI(kernel_ddis, "KeLowerIrql");
    System &system = System::current();
    if (NewIrql > system.irql()) {
        raise_bug_check(0x0A, {NewIrql, system.irql(), 0, 0},
                        fmt::format("KeLowerIrql from {} to {}, which is higher", system.irql(), NewIrql));
        return;
    }
    system.set_irql(NewIrql);
}

BOOLEAN KeAreApcsDisabled() {
    ACXSIM_DDI(kernel_ddis, "KeAreApcsDisabled");
    System &system = System::current();
    return system.irql() >= apc_level || (system.on_processor() && system.current_thread().critical_regions != 0);
}

BOOLEAN KeAreAllApcsDisabled() {
    ACXSIM_DDI(kernel_ddis, "KeAreAllApcsDisabled");
    return System::current().irql() >= apc_level;
}

VOID KeEnterCriticalRegion() {
    ACXSIM_DDI(kernel_ddis, "KeEnterCriticalRegion");
    enter_region();
}

VOID KeLeaveCriticalRegion() {
    ACXSIM_DDI(kernel_ddis, "KeLeaveCriticalRegion");
    leave_region("KeLeaveCriticalRegion", "KeEnterCriticalRegion");
}

VOID KeEnterGuardedRegion() {
    ACXSIM_DDI(kernel_ddis, "KeEnterGuardedRegion");
    enter_region();
}

VOID KeLeaveGuardedRegion() {
    ACXSIM_DDI(kernel_ddis, "KeLeaveGuardedRegion");
    leave_region("KeLeaveGuardedRegion", "KeEnterGuardedRegion");
}

ULONG KeGetCurrentProcessorNumberEx(PPROCESSOR_NUMBER ProcNumber) {
    ACXSIM_DDI(kernel_ddis, "KeGetCurrentProcessorNumberEx");
    const unsigned index = System::current().processor_index();
    if (ProcNumber != nullptr) *ProcNumber = {0, static_cast<UCHAR>(index), 0};
    return index;
}

ULONG KeGetCurrentProcessorNumber() {
    ACXSIM_DDI(kernel_ddis, "KeGetCurrentProcessorNumber");
    return System::current().processor_index();
}

ULONG KeQueryActiveProcessorCount(KAFFINITY *ActiveProcessors) {
    ACXSIM_DDI(kernel_ddis, "KeQueryActiveProcessorCount");
    if (ActiveProcessors != nullptr) *ActiveProcessors = all_processors();
    return static_cast<ULONG>(System::current().processors().size());
}

ULONG KeQueryActiveProcessorCountEx(USHORT GroupNumber) {
    ACXSIM_DDI(kernel_ddis, "KeQueryActiveProcessorCountEx");
    if (GroupNumber != 0 && GroupNumber != ALL_PROCESSOR_GROUPS) return 0;
    return static_cast<ULONG>(System::current().processors().size());
}

ULONG KeQueryMaximumProcessorCountEx(USHORT GroupNumber) {
    ACXSIM_DDI(kernel_ddis, "KeQueryMaximumProcessorCountEx");
    if (GroupNumber != 0 && GroupNumber != ALL_PROCESSOR_GROUPS) return 0;
    return static_cast<ULONG>(System::current().processors().size());
}

KAFFINITY KeQueryActiveProcessors() {
    ACXSIM_DDI(kernel_ddis, "KeQueryActiveProcessors");
    return all_processors();
}

KAFFINITY KeSetSystemAffinityThreadEx(KAFFINITY Affinity) {
    ACXSIM_DDI(kernel_ddis, "KeSetSystemAffinityThreadEx");
    (void)Affinity;
    return 0; // "no affinity was set before"
}

VOID KeRevertToUserAffinityThreadEx(KAFFINITY Affinity) {
    ACXSIM_DDI(kernel_ddis, "KeRevertToUserAffinityThreadEx");
    (void)Affinity;
}

NTSTATUS KeSaveFloatingPointState(PKFLOATING_SAVE FloatSave) {
    ACXSIM_DDI(kernel_ddis, "KeSaveFloatingPointState");
    return save(FloatSave->Reserved[0], "KeSaveFloatingPointState");
}

NTSTATUS KeRestoreFloatingPointState(PKFLOATING_SAVE FloatSave) {
    ACXSIM_DDI(kernel_ddis, "KeRestoreFloatingPointState");
    restore(FloatSave->Reserved[0], "KeRestoreFloatingPointState");
    return STATUS_SUCCESS;
}

NTSTATUS KeSaveExtendedProcessorState(ULONG64 Mask, PXSTATE_SAVE XStateSave) {
    ACXSIM_DDI(kernel_ddis, "KeSaveExtendedProcessorState");
    (void)Mask;
    return save(XStateSave->Reserved[0], "KeSaveExtendedProcessorState");
}

VOID KeRestoreExtendedProcessorState(PXSTATE_SAVE XStateSave) {
    ACXSIM_DDI(kernel_ddis, "KeRestoreExtendedProcessorState");
    restore(XStateSave->Reserved[0], "KeRestoreExtendedProcessorState");
}

} // extern "C"
