// SPDX-License-Identifier: MIT
//
// The WDK headers of this driver, and two things that every file needs: the pool tag and a spin lock that cannot be
// forgotten.

#pragma once

#include <ntddk.h>
#include <ntintsafe.h>
#include <wdf.h>

#include <ks.h>
#include <ksmedia.h>

#include <acx.h>

// "UsCd" in a debugger.
inline constexpr ULONG UsbCodecTag = 'dCsU';

// Holds a KSPIN_LOCK, hence DISPATCH_LEVEL, for a scope.
class SpinLockGuard {
public:
    explicit SpinLockGuard(KSPIN_LOCK &lock) : lock_(lock) { KeAcquireSpinLock(&lock_, &irql_); }
    ~SpinLockGuard() { KeReleaseSpinLock(&lock_, irql_); }
    SpinLockGuard(const SpinLockGuard &) = delete;
    SpinLockGuard &operator=(const SpinLockGuard &) = delete;

private:
    KSPIN_LOCK &lock_;
    KIRQL irql_;
};

// Holds the lock of an interrupt, hence its DIRQL: the ISR is shut out. For a few register accesses at most.
class InterruptLockGuard {
public:
    explicit InterruptLockGuard(WDFINTERRUPT interrupt) : interrupt_(interrupt) { WdfInterruptAcquireLock(interrupt_); }
    ~InterruptLockGuard() { WdfInterruptReleaseLock(interrupt_); }
    InterruptLockGuard(const InterruptLockGuard &) = delete;
    InterruptLockGuard &operator=(const InterruptLockGuard &) = delete;

private:
    WDFINTERRUPT interrupt_;
};

// The raw counter, in the unsigned form that ACX wants.
inline ULONGLONG CounterNow()
{
    return static_cast<ULONGLONG>(KeQueryPerformanceCounter(nullptr).QuadPart);
}
