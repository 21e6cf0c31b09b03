// SPDX-License-Identifier: MIT
//
// PowerListener: what follows a device's power and removal inside the framework, such as its power-managed queues.
// Device::add_power_listener() registers one. All calls come at PASSIVE_LEVEL on the thread that leads the transition
// and may wait. Order in the sequences: pages "Power-Up Sequence", "Power-Down and Removal Sequence", "Surprise-Removal
// Sequence" of KMDF.
#pragma once

namespace acxsim::wdf {

enum class DevicePower : unsigned;

class PowerListener {
public:
    virtual ~PowerListener() = default;
    /// The device is in D0, the class extension has powered up; self-managed I/O starts after this (EvtIoResume).
    virtual void device_powered_up() {}
    /// Self-managed I/O is suspended; wake is armed and D0 is left after this (EvtIoStop, wait for acknowledgement).
    virtual void device_powering_down(DevicePower /*target*/) {}
    /// Removal, EvtDeviceReleaseHardware has returned: power-managed queues are purged; no request will come again.
    virtual void device_removed_purge_power_managed() {}
    /// Removal, EvtDeviceSelfManagedIoFlush has returned: the other queues are purged.
    virtual void device_removed_purge_others() {}
};

} // namespace acxsim::wdf
