// SPDX-License-Identifier: MIT
//
// WdfDevice...: power policy, and the states that a device is in. Page: wdfdevice.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_life.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceAssignS0IdleSettings(WDFDEVICE Device, PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS Settings) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceAssignS0IdleSettings");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(Settings, "WdfDeviceAssignS0IdleSettings", "Settings");
    if (Settings->Size != sizeof *Settings) return STATUS_INFO_LENGTH_MISMATCH;
    if (!device.owns_power_policy()) return STATUS_INVALID_DEVICE_REQUEST;
    if (device.node != nullptr) return static_cast<NTSTATUS>(device.power_policy().assign_idle(*Settings));
    const auto status = static_cast<NTSTATUS>(PowerPolicy::check_idle(*Settings, &device));
    if (NT_SUCCESS(status))
        device.early_policy.idle = std::make_unique<WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS>(*Settings);
    return status;
}

NTSTATUS WdfDeviceAssignSxWakeSettings(WDFDEVICE Device, PWDF_DEVICE_POWER_POLICY_WAKE_SETTINGS Settings) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAssignSxWakeSettings");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(Settings, "WdfDeviceAssignSxWakeSettings", "Settings");
    if (Settings->Size != sizeof *Settings) return STATUS_INFO_LENGTH_MISMATCH;
    if (!device.owns_power_policy()) return STATUS_INVALID_DEVICE_REQUEST;
    if (device.node != nullptr) return static_cast<NTSTATUS>(device.power_policy().assign_sx_wake(*Settings));
    const auto status = static_cast<NTSTATUS>(PowerPolicy::check_sx_wake(*Settings));
    if (NT_SUCCESS(status))
        device.early_policy.sx_wake = std::make_unique<WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS>(*Settings);
    return status;
}

NTSTATUS WdfDeviceStopIdleActual(WDFDEVICE Device, BOOLEAN WaitForD0, PVOID, LONG, PCCH) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceStopIdle");
    auto &device = from_handle<wdf::Device>(Device);
    if (!device.owns_power_policy()) return STATUS_INVALID_DEVICE_STATE;
    const bool wait =
        WaitForD0 != FALSE && Framework::current().require_irql("WdfDeviceStopIdle", kernel::passive_level);
    if (device.node == nullptr) { // not started yet; the device will come to D0
        ++device.idle_stops;
        ++device.early_policy.references;
        return STATUS_PENDING;
    }
    if (!wait) {
        ++device.idle_stops;
        return device.power_policy().reference() ? STATUS_SUCCESS : STATUS_PENDING;
    }
    const auto status = static_cast<NTSTATUS>(device.power_policy().reference_and_wait());
    if (NT_SUCCESS(status)) ++device.idle_stops;
    return status;
}

VOID WdfDeviceResumeIdleActual(WDFDEVICE Device, PVOID, LONG, PCCH) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceResumeIdle");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.idle_stops == 0) {
        Framework::current().violation(Violation::OutOfOrder, Device,
                                       "WdfDeviceResumeIdle was called more often than WdfDeviceStopIdle");
    }
    --device.idle_stops;
    if (device.node != nullptr) return device.power_policy().dereference();
    if (device.early_policy.references > 0) --device.early_policy.references;
}

VOID WdfDeviceIndicateWakeStatus(WDFDEVICE Device, NTSTATUS WaitWakeStatus) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceIndicateWakeStatus");
    auto &device = from_handle<wdf::Device>(Device);
    if (NT_SUCCESS(WaitWakeStatus) && device.node != nullptr) device.node->policy().signal_wake();
}

VOID WdfDeviceSetFailed(WDFDEVICE Device, WDF_DEVICE_FAILED_ACTION FailedAction) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetFailed");
    auto &device = from_handle<wdf::Device>(Device);
    device.failed = true;
    DeviceTree::current().device_failed(device, FailedAction == WdfDeviceFailedAttemptRestart);
}

POWER_ACTION WdfDeviceGetSystemPowerAction(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetSystemPowerAction");
    return static_cast<POWER_ACTION>(from_handle<wdf::Device>(Device).system_power_action);
}

VOID WdfDeviceSetStaticStopRemove(WDFDEVICE Device, BOOLEAN Stoppable) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetStaticStopRemove");
    from_handle<wdf::Device>(Device).stoppable = Stoppable != FALSE;
}

VOID WdfDeviceSetSpecialFileSupport(WDFDEVICE Device, WDF_SPECIAL_FILE_TYPE FileType, BOOLEAN FileTypeIsSupported) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetSpecialFileSupport");
    auto &device = from_handle<wdf::Device>(Device); // no special file ever lies on an audio device
    const auto bit = std::uint32_t{1} << FileType;
    device.special_files = FileTypeIsSupported ? device.special_files | bit : device.special_files & ~bit;
}

WDF_DEVICE_PNP_STATE WdfDeviceGetDevicePnpState(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceGetDevicePnpState");
    return static_cast<WDF_DEVICE_PNP_STATE>(from_handle<wdf::Device>(Device).life().pnp_state());
}

WDF_DEVICE_POWER_STATE WdfDeviceGetDevicePowerState(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceGetDevicePowerState");
    return static_cast<WDF_DEVICE_POWER_STATE>(static_cast<int>(from_handle<wdf::Device>(Device).life().power_state()));
}

WDF_DEVICE_POWER_POLICY_STATE WdfDeviceGetDevicePowerPolicyState(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceGetDevicePowerPolicyState");
    const auto &device = from_handle<wdf::Device>(Device);
    if (!device.owns_power_policy() || device.node == nullptr) return WdfDevStatePwrPolObjectCreated;
    return static_cast<WDF_DEVICE_POWER_POLICY_STATE>(device.node->policy().state());
}

VOID WdfDeviceSetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetDeviceState");
    auto &device = from_handle<wdf::Device>(Device);
    Framework &framework = Framework::current();
    framework.require_parameter(DeviceState, "WdfDeviceSetDeviceState", "DeviceState");
    if (DeviceState->Size != sizeof *DeviceState) {
        framework.violation(Violation::NullParameter, DeviceState,
                            "WdfDeviceSetDeviceState was called with a structure whose Size is wrong",
                            "Initialise the structure with its _INIT function.");
    }
    device.pnp_device_state = std::make_unique<WDF_DEVICE_STATE>(*DeviceState);
    if (device.node == nullptr) return;
    if (DeviceState->Removed == WdfTrue && device.kind() == DeviceKind::Physical) {
        DeviceTree::current().report_missing(device);
    } else if (DeviceState->Failed == WdfTrue || DeviceState->Removed == WdfTrue) {
        DeviceTree::current().device_failed(device, false);
    } else if (DeviceState->ResourcesChanged == WdfTrue) {
        DeviceTree::current().request_rebalance(device);
    }
}

VOID WdfDeviceGetDeviceState(WDFDEVICE Device, PWDF_DEVICE_STATE DeviceState) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceGetDeviceState");
    const auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(DeviceState, "WdfDeviceGetDeviceState", "DeviceState");
    if (device.pnp_device_state != nullptr) {
        *DeviceState = *device.pnp_device_state;
    } else {
        WDF_DEVICE_STATE_INIT(DeviceState);
    }
}
