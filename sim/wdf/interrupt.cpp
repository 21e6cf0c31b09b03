// SPDX-License-Identifier: MIT
#include "sim/wdf/interrupt.hpp"

#include <algorithm>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"

namespace acxsim::wdf {

Interrupt::Interrupt(const Attributes &attributes, Device &device, const WDF_INTERRUPT_CONFIG &config,
                     CallbackLock *lock)
    : Object(type, attributes, &device), device_(device), config_(config), callback_lock_(lock),
      dpc_(system(), "WDFINTERRUPT", [this] { run_dpc(); }) {
    require_passive_disposal();
    forbid_deletion_by_driver();
    if (config.InterruptTranslated != nullptr) chosen_ = *config.InterruptTranslated;
    if (config.SpinLock != nullptr) {
        shared_lock_ = &from_handle<SpinLock>(config.SpinLock);
        shared_lock_->reference();
    }
    if (passive()) {
        wait_lock_ = config.WaitLock != nullptr ? &from_handle<WaitLock>(config.WaitLock)
                                                : &make_object<WaitLock>(Attributes{}, this);
        wait_lock_->reference();
    }
    device.interrupts.push_back(this);
}

void Interrupt::assign(const InterruptResource &resource) {
    resource_ = resource;
    if (passive()) resource_.dirql = kernel::passive_level;
    interrupt_ = std::make_unique<kernel::Interrupt>(
        system(), *resource.line, resource_.dirql, "WDFINTERRUPT", [this] { return service(); },
        passive() ? &framework().workers() : nullptr);
    interrupt_->deliver_to(resource.processor);
}

void Interrupt::unassign() {
    interrupt_.reset();
    resource_ = {};
}

NTSTATUS Interrupt::enable() {
    if (enabled_ || interrupt_ == nullptr) return STATUS_SUCCESS;
    interrupt_->connect();
    enabled_ = true;
    if (config_.EvtInterruptEnable == nullptr) return STATUS_SUCCESS;
    acquire_lock();
    kernel::CallbackScope scope("EvtInterruptEnable", id(), reinterpret_cast<const void *>(config_.EvtInterruptEnable));
    const NTSTATUS status = config_.EvtInterruptEnable(handle_as<WDFINTERRUPT>(), device_.handle_as<WDFDEVICE>());
    scope.returned(static_cast<std::uint32_t>(status));
    release_lock();
    return status;
}

NTSTATUS Interrupt::disable() {
    if (!enabled_) return STATUS_SUCCESS;
    NTSTATUS status = STATUS_SUCCESS;
    if (config_.EvtInterruptDisable != nullptr) {
        acquire_lock();
        kernel::CallbackScope scope("EvtInterruptDisable", id(),
                                    reinterpret_cast<const void *>(config_.EvtInterruptDisable));
        status = config_.EvtInterruptDisable(handle_as<WDFINTERRUPT>(), device_.handle_as<WDFDEVICE>());
        scope.returned(static_cast<std::uint32_t>(status));
        release_lock();
    }
    disconnect_and_wait();
    return status;
}

void Interrupt::disconnect_and_wait() {
    if (interrupt_ != nullptr) {
        interrupt_->disconnect();
        interrupt_->wait_until_serviced();
    }
    enabled_ = false;
    system().flush_dpcs();
    while (work_items_ > 0) {
        system().reset_event(idle_);
        system().wait(idle_);
    }
}

void Interrupt::before_cleanup() {
    disconnect_and_wait();
    std::erase(device_.interrupts, this);
    if (shared_lock_ != nullptr) shared_lock_->dereference();
    shared_lock_ = nullptr;
    if (wait_lock_ != nullptr) wait_lock_->dereference();
    wait_lock_ = nullptr;
}

bool Interrupt::service() {
    // At DIRQL; a lock shared with a higher DIRQL would raise further.
    if (passive()) {
        wait_lock_->acquire({});
    } else {
        system().acquire_spin_lock_at_level(lock());
    }
    kernel::CallbackScope scope("EvtInterruptIsr", id(), reinterpret_cast<const void *>(config_.EvtInterruptIsr));
    const BOOLEAN claimed = config_.EvtInterruptIsr(handle_as<WDFINTERRUPT>(), 0);
    scope.returned();
    if (passive()) {
        wait_lock_->release();
    } else {
        system().release_spin_lock_from_level(lock());
    }
    return claimed != FALSE;
}

void Interrupt::acquire_lock() {
    if (passive()) {
        wait_lock_->acquire({});
        return;
    }
    const kernel::Irql dirql = interrupt_ != nullptr ? resource_.dirql : kernel::dispatch_level;
    const kernel::Irql old_irql = system().acquire_spin_lock(lock(), std::max(dirql, system().irql()));
    old_irql_ = old_irql;
}

bool Interrupt::try_acquire_lock() {
    if (passive()) return wait_lock_->acquire(core::Duration{0});
    const kernel::Irql dirql = interrupt_ != nullptr ? resource_.dirql : kernel::dispatch_level;
    const kernel::Irql old_irql = system().set_irql(std::max(dirql, system().irql()));
    if (!system().try_acquire_spin_lock(lock())) {
        system().set_irql(old_irql);
        return false;
    }
    old_irql_ = old_irql;
    return true;
}

void Interrupt::release_lock() {
    if (passive()) {
        wait_lock_->release();
    } else {
        system().release_spin_lock(lock(), old_irql_);
    }
}

bool Interrupt::queue_dpc() { return config_.EvtInterruptDpc != nullptr && system().queue_dpc(dpc_); }

void Interrupt::run_dpc() {
    if (work_item_queued_) { // EvtInterruptDpc and EvtInterruptWorkItem exclude each other
        framework().workers().queue([this] {
            work_item_queued_ = false;
            run_work_item();
        });
        return;
    }
    const CallbackLockGuard guard(callback_lock_);
    kernel::CallbackScope scope("EvtInterruptDpc", id(), reinterpret_cast<const void *>(config_.EvtInterruptDpc));
    config_.EvtInterruptDpc(handle_as<WDFINTERRUPT>(), device_.handle());
    scope.returned();
}

bool Interrupt::queue_work_item() {
    if (config_.EvtInterruptWorkItem == nullptr || work_item_queued_) return false;
    work_item_queued_ = true;
    ++work_items_;
    // A worker is woken at DISPATCH_LEVEL or below: the DPC does it.
    return system().queue_dpc(dpc_);
}

void Interrupt::run_work_item() {
    {
        const CallbackLockGuard guard(callback_lock_);
        kernel::CallbackScope scope("EvtInterruptWorkItem", id(),
                                    reinterpret_cast<const void *>(config_.EvtInterruptWorkItem));
        config_.EvtInterruptWorkItem(handle_as<WDFINTERRUPT>(), device_.handle());
        scope.returned();
    }
    --work_items_;
    system().set_event(idle_);
}

} // namespace acxsim::wdf
