// SPDX-License-Identifier: MIT
//
// PowerPolicy: decides when a node of the device tree is in D0. Power references (WdfDeviceStopIdle, requests in
// power-managed queues, children in D0, streams) hold it there; without any and with S0 idle settings the node goes to
// the low-power state when the idle timeout has passed in virtual time, and comes back when a reference is taken.
// Sources: "Supporting Idle Power-Down", WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS, wdfdevicestopidle.
// Judgements: the default timeout is 5 s; a system-managed timeout without hint is the default one, with hint the hint.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/kernel/dispatcher_object.hpp"
#include "sim/wdf/device_life.hpp"

struct _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS;
struct _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS;

namespace acxsim::kernel {
class Dpc;
class Thread;
class Timer;
} // namespace acxsim::kernel

namespace acxsim::wdf {

class DeviceNode;

class PowerPolicy {
public:
    explicit PowerPolicy(DeviceNode &node);
    ~PowerPolicy();
    PowerPolicy(const PowerPolicy &) = delete;
    PowerPolicy &operator=(const PowerPolicy &) = delete;

    // --- references, up to DISPATCH_LEVEL; the waiting one at PASSIVE_LEVEL

    /// True if the device is in D0 and stays there.
    bool reference();
    void dereference();
    std::uint32_t reference_and_wait();
    unsigned references() const { return references_; }

    // --- settings

    /// NTSTATUS of WdfDeviceAssignS0IdleSettings and WdfDeviceAssignSxWakeSettings.
    std::uint32_t assign_idle(const _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS &settings);
    std::uint32_t assign_sx_wake(const _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS &settings);
    /// STATUS_SUCCESS if the settings are good for a device on a bus with that physical device (nullptr: the root's).
    static std::uint32_t check_idle(const _WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS &settings, const Device *bus);
    static std::uint32_t check_sx_wake(const _WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS &settings);
    /// The bus saw the device's wake signal: an armed device in a low-power state comes back to D0.
    void signal_wake();

    // --- for DeviceTree, at PASSIVE_LEVEL

    /// A device of the node (the physical one first) enters D0 for the first time after its hardware was prepared.
    Status start(Device &device);
    /// All devices of the node are up: from now on the node may go idle.
    void turn_on();
    /// From now on nothing changes by itself; returns when a transition in progress is over.
    void turn_off();
    /// Brings an idle node to D0 and keeps it there until release_awake(), for queries of Plug and Play.
    Status keep_awake();
    void release_awake() { dereference(); }
    /// Returns when no work of this policy is queued any more; the policy must be off.
    void drain();
    /// Leaves D0 for good; the policy must be off. Only this device of the node.
    void stop(Device &device);
    void system_sleeps(DevicePower target);
    Status system_wakes();

    /// All devices of the node are in D0, and no transition is in progress.
    bool up() const { return up_; }
    bool idle_enabled() const;
    /// In a low-power state because nobody needs it; a reference brings it back.
    bool idle() const { return on_ && !up_ && !failed_ && idle_enabled(); }
    /// WDF_DEVICE_POWER_POLICY_STATE.
    std::uint32_t state() const;

private:
    class Transition;
    Status go_up();
    void go_down(DevicePower target, DeviceLife::Wake arm);
    void take_parent();
    void give_parent();
    bool wanted_up() const {
        return on_ && awake_ && !failed_ && (references_ > 0 || !idle_enabled() || wake_signalled_);
    }
    void consider_idle();
    void bring_up_later();
    void idle_elapsed();
    core::Duration idle_timeout() const;
    DevicePower idle_state() const;

    DeviceNode &node_;
    std::unique_ptr<_WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS> idle_;
    std::unique_ptr<_WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS> sx_wake_;
    std::unique_ptr<kernel::Dpc> dpc_; ///< only with idle settings
    std::unique_ptr<kernel::Timer> timer_;
    kernel::DispatcherObject settled_{kernel::ObjectType::NotificationEvent, 0};  ///< up, failed or turned off
    kernel::DispatcherObject unlocked_{kernel::ObjectType::NotificationEvent, 0}; ///< no transition in progress
    kernel::Thread *owner_ = nullptr;                                             ///< leads the transition
    bool in_transition_ = false;
    bool going_down_ = false;
    unsigned references_ = 0;
    unsigned waiters_ = 0; // threads in reference_and_wait
    bool draining_ = false;
    DeviceLife::Wake armed_ = DeviceLife::Wake::None;
    bool wake_signalled_ = false;
    bool on_ = false;
    bool awake_ = true; ///< the system is in S0
    bool up_ = false;
    bool failed_ = false;
    bool holds_parent_ = false;
    bool up_queued_ = false;
    bool idle_queued_ = false;
    bool user_allows_idle_ = true;
};

} // namespace acxsim::wdf
