// SPDX-License-Identifier: MIT
//
// Framework locks.
#ifndef ACXSIM_DDK_WDF_SYNC_H
#define ACXSIM_DDK_WDF_SYNC_H

#include "object.h"

EXTERN_C_START

WDFAPI NTSTATUS WdfSpinLockCreate(PWDF_OBJECT_ATTRIBUTES SpinLockAttributes, WDFSPINLOCK *SpinLock);
WDFAPI VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock);
WDFAPI VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock);

WDFAPI NTSTATUS WdfWaitLockCreate(PWDF_OBJECT_ATTRIBUTES LockAttributes, WDFWAITLOCK *Lock);
WDFAPI NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout);
WDFAPI VOID WdfWaitLockRelease(WDFWAITLOCK Lock);

EXTERN_C_END

#endif // ACXSIM_DDK_WDF_SYNC_H
