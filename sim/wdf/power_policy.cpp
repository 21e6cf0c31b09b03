// SPDX-License-Identifier: MIT
#include "sim/wdf/power_policy.hpp"

#include "sim/kernel/dpc.hpp"
#include "sim/kernel/registry.hpp"
#include "sim/kernel/timer.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t default_timeout_ms = 5'000;

std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

/// A REG_DWORD of the device's WDF subkey, where an INF file would put it.
bool user_default(std::u16string_view name, bool otherwise) {
    const kernel::Registry &registry = kernel::Executive::current().registry();
    const std::u16string key = std::u16string(kernel::Registry::device_hardware_key) + u"\\WDF";
    const kernel::Registry::Value *value = registry.value(key, name);
    if (value == nullptr || value->data.size() != sizeof(std::uint32_t)) return otherwise;
    return value->data[0] != 0;
}

} // namespace

/// In force while the node changes its power state; one thread at a time.
class PowerPolicy::Transition {
public:
    explicit Transition(PowerPolicy &policy) : policy_(policy) {
        kernel::System &system = Framework::current().system();
        kernel::Thread *self = &system.current_thread();
        if (policy_.in_transition_ && policy_.owner_ == self) {
            Framework::current().violation(
                Violation::Deadlock, policy_.node_.device().handle(),
                "a power transition of the device was asked for from within a power callback of the same device",
                "WdfDeviceStopIdle with WaitForD0 = TRUE must not be called while the device powers down.");
        }
        while (policy_.in_transition_) {
            system.reset_event(policy_.unlocked_);
            system.wait(policy_.unlocked_);
        }
        policy_.in_transition_ = true;
        policy_.owner_ = self;
    }
    ~Transition() {
        policy_.in_transition_ = false;
        policy_.owner_ = nullptr;
        Framework::current().system().set_event(policy_.unlocked_);
    }
    Transition(const Transition &) = delete;
    Transition &operator=(const Transition &) = delete;

private:
    PowerPolicy &policy_;
};

PowerPolicy::PowerPolicy(DeviceNode &node) : node_(node) {}
PowerPolicy::~PowerPolicy() = default;

// --- references -----------------------------------------------------------------------------------------------------

bool PowerPolicy::reference() {
    ++references_;
    if (timer_ != nullptr) timer_->cancel();
    if (wanted_up() && !up_) bring_up_later();
    return up_;
}

void PowerPolicy::dereference() {
    if (references_ == 0) {
        Framework::current().violation(Violation::OutOfOrder, node_.device().handle(),
                                       "WdfDeviceResumeIdle was called more often than WdfDeviceStopIdle");
    }
    if (--references_ == 0) consider_idle();
}

std::uint32_t PowerPolicy::reference_and_wait() {
    kernel::System &system = Framework::current().system();
    ++references_;
    if (timer_ != nullptr) timer_->cancel();
    const bool own = in_transition_ && owner_ == &system.current_thread();
    if (own && going_down_) {
        Framework::current().violation(
            Violation::Deadlock, node_.device().handle(),
            "WdfDeviceStopIdle(Device, TRUE) was called while the device powers down, on the thread that powers it "
            "down: it would wait for itself",
            "Call it with WaitForD0 = FALSE, or before the power-down.");
    }
    ++waiters_;
    while (!up_ && !own && !failed_ && !draining_) {
        if (!on_ && !in_transition_) break; // not started, or removed
        if (wanted_up()) bring_up_later();
        system.reset_event(settled_);
        system.wait(settled_);
    }
    --waiters_;
    const bool granted = up_ || own;
    if (!granted) dereference();
    if (draining_) system.set_event(settled_); // the last waiter lets the node go
    return code_of(granted ? STATUS_SUCCESS : STATUS_POWER_STATE_INVALID);
}

void PowerPolicy::bring_up_later() {
    if (up_queued_) return;
    up_queued_ = true;
    Framework::current().workers().queue([this] {
        {
            const Transition transition(*this);
            if (wanted_up() && !up_ && !go_up().ok()) DeviceTree::current().device_failed(node_.device(), false);
            consider_idle();
        }
        up_queued_ = false;
        Framework::current().system().set_event(settled_);
        if (wanted_up() && !up_) bring_up_later();
    });
}

void PowerPolicy::drain() {
    kernel::System &system = Framework::current().system();
    draining_ = true;
    if (waiters_ > 0) system.set_event(settled_);
    while (up_queued_ || idle_queued_ || waiters_ > 0) {
        system.reset_event(settled_);
        system.wait(settled_);
    }
}

void PowerPolicy::signal_wake() {
    if (armed_ == DeviceLife::Wake::None || wake_signalled_) return;
    wake_signalled_ = true;
    if (wanted_up() && !up_) bring_up_later();
}

// --- idle -----------------------------------------------------------------------------------------------------------

bool PowerPolicy::idle_enabled() const { return idle_ != nullptr && idle_->Enabled != WdfFalse && user_allows_idle_; }

core::Duration PowerPolicy::idle_timeout() const {
    const bool ignored = idle_->IdleTimeoutType == SystemManagedIdleTimeout;
    const ULONG timeout_ms =
        ignored || idle_->IdleTimeout == IdleTimeoutDefaultValue ? default_timeout_ms : idle_->IdleTimeout;
    return core::from_milliseconds(timeout_ms);
}

DevicePower PowerPolicy::idle_state() const {
    switch (idle_->DxState) {
    case PowerDeviceD1:
        return DevicePower::D1;
    case PowerDeviceD2:
        return DevicePower::D2;
    case PowerDeviceD3:
        return DevicePower::D3;
    default: // PowerDeviceMaximum: what the bus driver said
        break;
    }
    const Device *bus = node_.physical();
    const DEVICE_POWER_STATE wake =
        bus != nullptr && bus->power_capabilities != nullptr ? bus->power_capabilities->DeviceWake : PowerDeviceMaximum;
    if (wake == PowerDeviceD1) return DevicePower::D1;
    if (wake == PowerDeviceD2) return DevicePower::D2;
    return DevicePower::D3;
}

void PowerPolicy::consider_idle() {
    if (!up_ || !on_ || !awake_ || references_ > 0 || !idle_enabled()) return;
    kernel::System &system = Framework::current().system();
    if (timer_ == nullptr) {
        dpc_ = std::make_unique<kernel::Dpc>(system, "idle timeout", [this] { idle_elapsed(); });
        timer_ = std::make_unique<kernel::Timer>(system, "idle timeout", nullptr);
    }
    timer_->set(system.now() + idle_timeout(), {}, false, dpc_.get());
}

void PowerPolicy::idle_elapsed() {
    if (references_ > 0 || idle_queued_) return;
    idle_queued_ = true;
    Framework::current().workers().queue([this] {
        {
            const Transition transition(*this);
            if (up_ && on_ && awake_ && references_ == 0 && idle_enabled()) {
                const bool can_wake = idle_->IdleCaps != IdleCannotWakeFromS0;
                go_down(idle_state(), can_wake ? DeviceLife::Wake::FromS0 : DeviceLife::Wake::None);
            }
        }
        idle_queued_ = false;
        Framework::current().system().set_event(settled_);
        if (wanted_up() && !up_) bring_up_later(); // asked for meanwhile
    });
}

std::uint32_t PowerPolicy::check_idle(const WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS &settings, const Device *bus) {
    if (settings.IdleCaps < IdleCannotWakeFromS0 || settings.IdleCaps > IdleUsbSelectiveSuspend)
        return code_of(STATUS_INVALID_PARAMETER);
    if (settings.DxState < PowerDeviceD1 || settings.DxState > PowerDeviceMaximum)
        return code_of(settings.DxState == PowerDeviceD0 ? STATUS_POWER_STATE_INVALID : STATUS_INVALID_PARAMETER);
    if (settings.UserControlOfIdleSettings != IdleDoNotAllowUserControl &&
        settings.UserControlOfIdleSettings != IdleAllowUserControl)
        return code_of(STATUS_INVALID_PARAMETER);
    if (settings.Enabled < WdfFalse || settings.Enabled > WdfUseDefault ||
        settings.PowerUpIdleDeviceOnSystemWake < WdfFalse || settings.PowerUpIdleDeviceOnSystemWake > WdfUseDefault ||
        settings.IdleTimeoutType < DriverManagedIdleTimeout ||
        settings.IdleTimeoutType > SystemManagedIdleTimeoutWithHint)
        return code_of(STATUS_INVALID_PARAMETER);
    if (settings.PowerUpIdleDeviceOnSystemWake == WdfTrue && settings.IdleCaps != IdleCannotWakeFromS0)
        return code_of(STATUS_INVALID_PARAMETER); // valid only for devices that cannot wake
    if (settings.IdleCaps != IdleCannotWakeFromS0) {
        // The bus driver may say that the device cannot wake.
        const auto *bus_says = bus == nullptr ? nullptr : bus->power_capabilities.get();
        if (bus_says != nullptr && bus_says->DeviceWake != PowerDeviceMaximum &&
            settings.DxState != PowerDeviceMaximum && settings.DxState > bus_says->DeviceWake)
            return code_of(STATUS_POWER_STATE_INVALID);
    }
    return code_of(STATUS_SUCCESS);
}

std::uint32_t PowerPolicy::assign_idle(const WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS &settings) {
    const std::uint32_t status = check_idle(settings, node_.physical());
    if (status != code_of(STATUS_SUCCESS)) return status;
    if (idle_ == nullptr) {
        idle_ = std::make_unique<WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS>(settings);
        const bool ask = settings.UserControlOfIdleSettings == IdleAllowUserControl && settings.Enabled != WdfFalse;
        user_allows_idle_ = !ask || user_default(u"WdfDefaultIdleInWorkingState", true);
    } else { // later calls change these, and whether the device can wake
        idle_->DxState = settings.DxState;
        idle_->IdleTimeout = settings.IdleTimeout;
        idle_->Enabled = settings.Enabled;
        idle_->IdleCaps = settings.IdleCaps;
    }
    if (timer_ != nullptr) timer_->cancel();
    if (wanted_up() && !up_) bring_up_later();
    consider_idle();
    return code_of(STATUS_SUCCESS);
}

std::uint32_t PowerPolicy::check_sx_wake(const WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS &settings) {
    if (settings.Enabled < WdfFalse || settings.Enabled > WdfUseDefault) return code_of(STATUS_INVALID_PARAMETER);
    if (settings.UserControlOfWakeSettings != WakeDoNotAllowUserControl &&
        settings.UserControlOfWakeSettings != WakeAllowUserControl)
        return code_of(STATUS_INVALID_PARAMETER);
    if (settings.DxState < PowerDeviceD1 || settings.DxState > PowerDeviceMaximum)
        return code_of(STATUS_POWER_STATE_INVALID);
    return code_of(STATUS_SUCCESS);
}

std::uint32_t PowerPolicy::assign_sx_wake(const WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS &settings) {
    const std::uint32_t status = check_sx_wake(settings);
    if (status != code_of(STATUS_SUCCESS)) return status;
    const bool first = sx_wake_ == nullptr;
    sx_wake_ = std::make_unique<WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS>(settings);
    if (first && settings.UserControlOfWakeSettings == WakeAllowUserControl && settings.Enabled != WdfFalse &&
        !user_default(u"WdfDefaultWakeFromSleepState", true)) {
        sx_wake_->Enabled = WdfFalse;
    }
    return code_of(STATUS_SUCCESS);
}

// --- transitions ----------------------------------------------------------------------------------------------------

void PowerPolicy::take_parent() {
    if (holds_parent_ || !node_.depends_on_parent_power()) return;
    holds_parent_ = true;
    if (node_.parent()->policy().reference_and_wait() != code_of(STATUS_SUCCESS)) {
        holds_parent_ = false;
    }
}

void PowerPolicy::give_parent() {
    if (!holds_parent_) return;
    holds_parent_ = false;
    node_.parent()->policy().dereference();
}

Status PowerPolicy::start(Device &device) {
    const Transition transition(*this);
    failed_ = false;
    take_parent();
    if (node_.depends_on_parent_power() && !holds_parent_)
        return {code_of(STATUS_POWER_STATE_INVALID), "the parent device is not in D0"};
    Status status = device.life().enter_d0(DevicePower::D3Final);
    if (!status.ok()) {
        give_parent();
        Framework::current().system().set_event(settled_);
    }
    return status;
}

void PowerPolicy::turn_on() {
    on_ = true;
    up_ = true;
    Framework::current().system().set_event(settled_);
    consider_idle();
}

void PowerPolicy::turn_off() {
    const Transition transition(*this);
    on_ = false;
    up_ = false;
    if (timer_ != nullptr) timer_->cancel();
    Framework::current().system().set_event(settled_);
}

Status PowerPolicy::keep_awake() {
    ++references_;
    if (timer_ != nullptr) timer_->cancel();
    const Transition transition(*this);
    if (!wanted_up() || up_) return {};
    Status status = go_up();
    if (!status.ok()) --references_;
    return status;
}

void PowerPolicy::stop(Device &device) {
    const Transition transition(*this);
    going_down_ = true;
    if (device.life().in_d0()) device.life().leave_d0(DevicePower::D3Final);
    going_down_ = false;
    if (&device == node_.stack().front()) give_parent();
}

Status PowerPolicy::go_up() {
    take_parent();
    Status status;
    if (node_.depends_on_parent_power() && !holds_parent_)
        status = {code_of(STATUS_POWER_STATE_INVALID), "the parent device is not in D0"};
    const bool triggered = wake_signalled_;
    wake_signalled_ = false;
    for (Device *device : node_.stack()) {
        if (!status.ok() || device->life().in_d0()) continue;
        const bool owner = device->owns_power_policy();
        status = device->life().enter_d0(device->power, owner ? armed_ : DeviceLife::Wake::None, owner && triggered);
    }
    armed_ = DeviceLife::Wake::None;
    if (status.ok()) {
        up_ = true;
    } else {
        failed_ = true;
        give_parent();
    }
    Framework::current().system().set_event(settled_);
    return status;
}

void PowerPolicy::go_down(DevicePower target, DeviceLife::Wake arm) {
    up_ = false;
    going_down_ = true;
    const std::vector<Device *> stack = node_.stack();
    for (auto device = stack.rbegin(); device != stack.rend(); ++device) {
        if (!(*device)->life().in_d0()) continue;
        const bool owner = (*device)->owns_power_policy();
        const bool armed = (*device)->life().leave_d0(target, owner ? arm : DeviceLife::Wake::None);
        if (owner) armed_ = armed ? arm : DeviceLife::Wake::None;
    }
    going_down_ = false;
    give_parent();
}

void PowerPolicy::system_sleeps(DevicePower target) {
    const Transition transition(*this);
    awake_ = false;
    if (timer_ != nullptr) timer_->cancel();
    const bool wake = sx_wake_ != nullptr && sx_wake_->Enabled != WdfFalse;
    if (on_ && up_) go_down(target, wake ? DeviceLife::Wake::FromSx : DeviceLife::Wake::None);
}

Status PowerPolicy::system_wakes() {
    const Transition transition(*this);
    awake_ = true;
    Framework::current().system().set_event(settled_); // those who wait look again
    if (!on_ || up_) return {};
    // An idle device that cannot wake stays where it is unless its driver wants otherwise.
    const bool stays = idle_enabled() && references_ == 0 && idle_->IdleCaps == IdleCannotWakeFromS0 &&
                       idle_->PowerUpIdleDeviceOnSystemWake != WdfTrue;
    if (stays) return {};
    Status status = go_up();
    consider_idle();
    return status;
}

std::uint32_t PowerPolicy::state() const {
    if (!on_) return WdfDevStatePwrPolObjectCreated;
    if (!awake_) return WdfDevStatePwrPolSystemAsleepNoWake;
    const bool wakes = idle_ != nullptr && idle_->IdleCaps != IdleCannotWakeFromS0;
    if (up_)
        return idle_enabled() ? (wakes ? WdfDevStatePwrPolStartedWakeCapable : WdfDevStatePwrPolStartedIdleCapable)
                              : WdfDevStatePwrPolStartingSucceeded;
    return wakes ? WdfDevStatePwrPolWaitingArmed : WdfDevStatePwrPolWaitingUnarmed;
}

} // namespace acxsim::wdf
