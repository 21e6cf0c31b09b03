// SPDX-License-Identifier: MIT
//
// WDFINTERRUPT: ISR under the interrupt's lock, then DPC or work item. At DIRQL under a spin lock, or, with
// PassiveHandling, at PASSIVE_LEVEL under a wait lock. Connected by DriverHost when the device is in D0.
// Sources: wdfinterrupt/nf-wdfinterrupt-wdfinterruptcreate, "Handling Hardware Interrupts", "Supporting Passive-Level
// Interrupts". Leaves out: several messages, processor affinity.
#pragma once

#include <memory>

#include "sim/kernel/dpc.hpp"
#include "sim/kernel/interrupt.hpp"
#include "sim/kernel/spin_lock.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/locks.hpp"
#include "sim/wdf/object.hpp"
#include "sim/wdf/resource_list.hpp"

#include "wdf.h"

namespace acxsim::wdf {

class Device;

class Interrupt final : public Object {
public:
    static constexpr ObjectType type{"WDFINTERRUPT", &Object::type};

    /// `lock` is the device's callback lock if DPC or work item are serialised with it.
    Interrupt(const Attributes &attributes, Device &device, const WDF_INTERRUPT_CONFIG &config, CallbackLock *lock);

    Device &device() const { return device_; }
    /// The descriptor that EvtDevicePrepareHardware named for this interrupt, nullptr: the next one in order.
    const CM_PARTIAL_RESOURCE_DESCRIPTOR *chosen_descriptor() const {
        return config_.InterruptTranslated == nullptr ? nullptr : &chosen_;
    }

    /// The hardware it stands for, from PrepareHardware to ReleaseHardware.
    void assign(const InterruptResource &resource);
    void unassign();
    bool assigned() const { return interrupt_ != nullptr; }
    const InterruptResource &resource() const { return resource_; }

    bool passive() const { return config_.PassiveHandling != FALSE; }
    /// Messages are for DIRQL handling only.
    bool handling_fits() const { return !passive() || !message_signalled(); }

    /// Connects the line and calls EvtInterruptEnable under the lock. PASSIVE_LEVEL. The callback's status.
    NTSTATUS enable();
    /// Calls EvtInterruptDisable under the lock, disconnects, and waits for a passive ISR, DPCs and work items.
    NTSTATUS disable();
    bool enabled() const { return enabled_; }

    void acquire_lock();
    bool try_acquire_lock();
    void release_lock();

    bool queue_dpc();
    bool queue_work_item();
    /// A word for WdfInterruptWdmGetInterrupt.
    PKINTERRUPT wdm_interrupt() { return assigned() ? reinterpret_cast<PKINTERRUPT>(interrupt_.get()) : nullptr; }
    bool message_signalled() const {
        return resource_.line != nullptr && resource_.line->mode() == hw::InterruptMode::Msi;
    }

protected:
    void before_cleanup() override;

private:
    bool service();
    void run_dpc();
    void run_work_item();
    kernel::SpinLock &lock() { return shared_lock_ != nullptr ? shared_lock_->kernel_lock() : own_lock_; }
    void disconnect_and_wait();

    Device &device_;
    WDF_INTERRUPT_CONFIG config_;
    CM_PARTIAL_RESOURCE_DESCRIPTOR chosen_{};
    CallbackLock *callback_lock_;
    SpinLock *shared_lock_ = nullptr;
    WaitLock *wait_lock_ = nullptr; // the driver's or the framework's own, referenced; passive handling only
    kernel::SpinLock own_lock_;
    kernel::Irql old_irql_ = kernel::passive_level;
    kernel::Dpc dpc_;
    std::unique_ptr<kernel::Interrupt> interrupt_;
    InterruptResource resource_;
    kernel::DispatcherObject idle_{kernel::ObjectType::NotificationEvent, 1};
    unsigned work_items_ = 0; // queued or running
    bool work_item_queued_ = false;
    bool enabled_ = false;
};

} // namespace acxsim::wdf
