// SPDX-License-Identifier: MIT
//
// DDIs: executive spin locks, queued spin locks, and the lists and counters that are guarded by one.
#include <fmt/format.h>

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

SpinLock &lock_of(PKSPIN_LOCK lock) { return *reinterpret_cast<SpinLock *>(lock); }
Irql acquire(PKSPIN_LOCK lock) { return System::current().acquire_spin_lock(lock_of(lock)); }
void release(PKSPIN_LOCK lock, Irql old_irql) { System::current().release_spin_lock(lock_of(lock), old_irql); }

/// ...AtDpcLevel: the caller must have raised the IRQL itself.
void at_least_dispatch(const Ddi &ddi) {
    System &system = System::current();
    if (system.on_processor() && system.irql() < dispatch_level) {
        system.trace().emit(DdiIrqlViolation{system.irql(), dispatch_level, ddi.name_hash});
    }
}

/// ExInterlocked...: callable at any IRQL, with interrupts off meanwhile.
class Interlocked {
public:
    explicit Interlocked(PKSPIN_LOCK lock) : lock_(lock), system_(System::current()) {
        const Irql irql = system_.irql();
        old_ = system_.acquire_spin_lock(lock_of(lock), irql < dispatch_level ? dispatch_level : irql);
    }
    ~Interlocked() { system_.release_spin_lock(lock_of(lock_), old_); }
    Interlocked(const Interlocked &) = delete;
    Interlocked &operator=(const Interlocked &) = delete;

private:
    PKSPIN_LOCK lock_;
    System &system_;
    Irql old_;
};

} // namespace

extern "C" {

VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeSpinLock");
    *SpinLock = 0;
}

VOID KeAcquireSpinLock(PKSPIN_LOCK SpinLock, PKIRQL OldIrql) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireSpinLock");
    *OldIrql = acquire(SpinLock);
}

KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireSpinLockRaiseToDpc");
    return acquire(SpinLock);
}

VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseSpinLock");
    release(SpinLock, NewIrql);
}

VOID KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireSpinLockAtDpcLevel");
    at_least_dispatch(*ddi_row_);
    System::current().acquire_spin_lock_at_level(lock_of(SpinLock));
}

VOID KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseSpinLockFromDpcLevel");
    System::current().release_spin_lock_from_level(lock_of(SpinLock));
}

BOOLEAN KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeTryToAcquireSpinLockAtDpcLevel");
    at_least_dispatch(*ddi_row_);
    return System::current().try_acquire_spin_lock(lock_of(SpinLock));
}

KIRQL KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireSpinLockForDpc");
    return acquire(SpinLock);
}

VOID KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseSpinLockForDpc");
    release(SpinLock, OldIrql);
}

BOOLEAN KeTestSpinLock(PKSPIN_LOCK SpinLock) {
    ACXSIM_DDI(kernel_ddis, "KeTestSpinLock");
    return !lock_of(SpinLock).held();
}

VOID KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireInStackQueuedSpinLock");
    LockHandle->OldIrql = acquire(SpinLock);
    LockHandle->LockQueue.Lock = SpinLock;
}

VOID KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseInStackQueuedSpinLock");
    release(LockHandle->LockQueue.Lock, LockHandle->OldIrql);
}

VOID KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireInStackQueuedSpinLockAtDpcLevel");
    at_least_dispatch(*ddi_row_);
    System::current().acquire_spin_lock_at_level(lock_of(SpinLock));
    LockHandle->LockQueue.Lock = SpinLock;
}

VOID KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseInStackQueuedSpinLockFromDpcLevel");
    System::current().release_spin_lock_from_level(lock_of(LockHandle->LockQueue.Lock));
}

VOID KeAcquireInStackQueuedSpinLockForDpc(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeAcquireInStackQueuedSpinLockForDpc");
    LockHandle->OldIrql = acquire(SpinLock);
    LockHandle->LockQueue.Lock = SpinLock;
}

VOID KeReleaseInStackQueuedSpinLockForDpc(PKLOCK_QUEUE_HANDLE LockHandle) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseInStackQueuedSpinLockForDpc");
    release(LockHandle->LockQueue.Lock, LockHandle->OldIrql);
}

PLIST_ENTRY ExInterlockedInsertHeadList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedInsertHeadList");
    const Interlocked guard(Lock);
    PLIST_ENTRY first = IsListEmpty(ListHead) ? nullptr : ListHead->Flink;
    InsertHeadList(ListHead, ListEntry);
    return first;
}

PLIST_ENTRY ExInterlockedInsertTailList(PLIST_ENTRY ListHead, PLIST_ENTRY ListEntry, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedInsertTailList");
    const Interlocked guard(Lock);
    PLIST_ENTRY last = IsListEmpty(ListHead) ? nullptr : ListHead->Blink;
    InsertTailList(ListHead, ListEntry);
    return last;
}

PLIST_ENTRY ExInterlockedRemoveHeadList(PLIST_ENTRY ListHead, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedRemoveHeadList");
    const Interlocked guard(Lock);
    return IsListEmpty(ListHead) ? nullptr : RemoveHeadList(ListHead);
}

PSINGLE_LIST_ENTRY ExInterlockedPushEntryList(PSINGLE_LIST_ENTRY ListHead, PSINGLE_LIST_ENTRY ListEntry,
                                              PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedPushEntryList");
    const Interlocked guard(Lock);
    PSINGLE_LIST_ENTRY first = ListHead->Next;
    PushEntryList(ListHead, ListEntry);
    return first;
}

PSINGLE_LIST_ENTRY ExInterlockedPopEntryList(PSINGLE_LIST_ENTRY ListHead, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedPopEntryList");
    const Interlocked guard(Lock);
    return PopEntryList(ListHead);
}

LARGE_INTEGER ExInterlockedAddLargeInteger(PLARGE_INTEGER Addend, LARGE_INTEGER Increment, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedAddLargeInteger");
    const Interlocked guard(Lock);
    const LARGE_INTEGER before = *Addend;
    Addend->QuadPart += Increment.QuadPart;
    return before;
}

ULONG ExInterlockedAddUlong(PULONG Addend, ULONG Increment, PKSPIN_LOCK Lock) {
    ACXSIM_DDI(kernel_ddis, "ExInterlockedAddUlong");
    const Interlocked guard(Lock);
    const ULONG before = *Addend;
    *Addend += Increment;
    return before;
}

} // extern "C"
