// SPDX-License-Identifier: MIT
//
// ClassExtension: how ACX takes part in a device's life, as the real class extension does between the framework and the
// driver. Order of the calls: contract.md 6.1. All at PASSIVE_LEVEL on the Plug and Play thread.
#pragma once

#include <cstdint>

#include "sim/wdf/device.hpp"

namespace acxsim::wdf {

class ClassExtension {
public:
    virtual ~ClassExtension() = default;

    /// The driver returned from EvtDriverDeviceAdd with success.
    virtual void device_added(Device &) {}
    /// Plug and Play asks whether the device may be removed, or stopped to get other resources. An NTSTATUS; a failure
    /// forbids it (RT-LIF-28). EvtDeviceQueryRemove and EvtDeviceQueryStop are asked only if this succeeds.
    virtual std::uint32_t device_query_remove(Device &) { return 0; }
    virtual std::uint32_t device_query_stop(Device &) { return 0; }
    /// EvtDevicePrepareHardware has succeeded (circuits' EvtAcxCircuitPrepareHardware). `raw` and `translated` are
    /// WDFCMRESLIST handles. An NTSTATUS; failure fails the start.
    virtual std::uint32_t device_prepared(Device &, void * /*raw*/, void * /*translated*/) { return 0; }
    /// EvtDeviceD0Entry has succeeded, interrupts are enabled, self-managed I/O has not begun (circuits' PowerUp, then
    /// streams back to the state they had). An NTSTATUS; failure fails the power-up.
    virtual std::uint32_t device_entered_d0(Device &, DevicePower /*previous*/) { return 0; }
    /// Self-managed I/O is suspended, interrupts are still enabled (streams are paused).
    virtual void device_suspending(Device &, DevicePower /*target*/) {}
    /// Interrupts are disabled, EvtDeviceD0Exit comes next (circuits' PowerDown).
    virtual void device_leaving_d0(Device &, DevicePower /*target*/) {}
    /// EvtDeviceReleaseHardware comes next (circuits' ReleaseHardware). `translated` is a WDFCMRESLIST handle.
    virtual void device_releasing(Device &, void * /*translated*/) {}
    /// EvtDeviceReleaseHardware has returned.
    virtual void device_released(Device &) {}
    /// The hardware has gone without asking; EvtDeviceSurpriseRemoval has returned.
    virtual void device_surprise_removed(Device &) {}
    /// All callbacks are over; the device object is about to be deleted.
    virtual void device_removed(Device &) {}
    /// EvtDriverUnload has returned; the driver object is about to be deleted.
    virtual void driver_unloading() {}
};

} // namespace acxsim::wdf
