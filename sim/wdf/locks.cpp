// SPDX-License-Identifier: MIT
#include "sim/wdf/locks.hpp"

#include <fmt/format.h>

#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

void SpinLock::acquire() {
    const kernel::Irql old_irql = system().acquire_spin_lock(lock_);
    old_irql_ = old_irql;
}

void SpinLock::release() { system().release_spin_lock(lock_, old_irql_); }

bool WaitLock::acquire(std::optional<core::Duration> timeout) {
    kernel::Thread &thread = system().current_thread();
    if (owner_ == &thread && !(timeout && timeout->count() == 0)) {
        framework().violation(Violation::LockAlreadyHeld, handle(),
                              "the thread takes a WDFWAITLOCK that it holds already: it would wait for ever",
                              "Wait locks are not recursive.");
    }
    ++thread.critical_regions;
    if (!system().wait(free_, timeout)) {
        --thread.critical_regions;
        return false;
    }
    owner_ = &thread;
    return true;
}

void WaitLock::release() {
    kernel::Thread &thread = system().current_thread();
    if (owner_ != &thread) {
        framework().violation(Violation::LockNotHeld, handle(),
                              owner_ == nullptr
                                  ? std::string("a WDFWAITLOCK is released that nobody holds")
                                  : fmt::format("a WDFWAITLOCK is released by a thread that does not hold it; "
                                                "\"{}\" does",
                                                owner_->name()));
    }
    owner_ = nullptr;
    if (thread.critical_regions > 0) --thread.critical_regions;
    system().set_event(free_);
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfSpinLockCreate(PWDF_OBJECT_ATTRIBUTES SpinLockAttributes, WDFSPINLOCK *SpinLock) {
    ACXSIM_DDI(wdf_ddis, "WdfSpinLockCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(SpinLock, "WdfSpinLockCreate", "SpinLock");
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(SpinLockAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *SpinLock = make_object<wdf::SpinLock>(attributes, parent_or_driver(attributes)).handle_as<WDFSPINLOCK>();
    return STATUS_SUCCESS;
}

VOID WdfSpinLockAcquire(WDFSPINLOCK SpinLock) {
    ACXSIM_DDI(wdf_ddis, "WdfSpinLockAcquire");
    from_handle<wdf::SpinLock>(SpinLock).acquire();
}

VOID WdfSpinLockRelease(WDFSPINLOCK SpinLock) {
    ACXSIM_DDI(wdf_ddis, "WdfSpinLockRelease");
    from_handle<wdf::SpinLock>(SpinLock).release();
}

NTSTATUS WdfWaitLockCreate(PWDF_OBJECT_ATTRIBUTES LockAttributes, WDFWAITLOCK *Lock) {
    ACXSIM_DDI(wdf_ddis, "WdfWaitLockCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Lock, "WdfWaitLockCreate", "Lock");
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(LockAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *Lock = make_object<wdf::WaitLock>(attributes, parent_or_driver(attributes)).handle_as<WDFWAITLOCK>();
    return STATUS_SUCCESS;
}

NTSTATUS WdfWaitLockAcquire(WDFWAITLOCK Lock, PLONGLONG Timeout) {
    ACXSIM_DDI(wdf_ddis, "WdfWaitLockAcquire");
    Framework &framework = Framework::current();
    auto &lock = from_handle<wdf::WaitLock>(Lock);
    if (Timeout == nullptr || *Timeout != 0) framework.require_irql("WdfWaitLockAcquire", kernel::passive_level);
    std::optional<core::Duration> timeout;
    if (Timeout != nullptr) timeout = kernel::timeout_of(framework.system(), *Timeout);
    return lock.acquire(timeout) ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

VOID WdfWaitLockRelease(WDFWAITLOCK Lock) {
    ACXSIM_DDI(wdf_ddis, "WdfWaitLockRelease");
    from_handle<wdf::WaitLock>(Lock).release();
}
