// SPDX-License-Identifier: MIT
//
// WdfControl...: control devices, outside the device tree and its power. Page: wdfcontrol, "Using Control Device
// Objects". The driver deletes them after its Plug and Play devices; DriverHost::unload() checks that.
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/unicode.hpp"

using namespace acxsim;
using namespace acxsim::wdf;

PWDFDEVICE_INIT WdfControlDeviceInitAllocate(WDFDRIVER Driver, PCUNICODE_STRING SDDLString) {
    ACXSIM_DDI(pnp_ddis, "WdfControlDeviceInitAllocate");
    from_handle<wdf::Driver>(Driver);
    Framework::current().require_parameter(SDDLString, "WdfControlDeviceInitAllocate", "SDDLString");
    WDFDEVICE_INIT &init = DeviceTree::current().make_control_init();
    init.sddl = to_u16string(SDDLString);
    return &init;
}

VOID WdfControlDeviceInitSetShutdownNotification(PWDFDEVICE_INIT DeviceInit,
                                                 PFN_WDF_DEVICE_SHUTDOWN_NOTIFICATION Notification, UCHAR Flags) {
    ACXSIM_DDI(pnp_ddis, "WdfControlDeviceInitSetShutdownNotification");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfControlDeviceInitSetShutdownNotification");
    Framework &framework = Framework::current();
    framework.require_parameter(reinterpret_cast<const void *>(Notification),
                                "WdfControlDeviceInitSetShutdownNotification", "Notification");
    constexpr UCHAR all = WdfDeviceShutdown | WdfDeviceLastChanceShutdown;
    if (init.kind != DeviceKind::Control || Flags == 0 || (Flags & ~all) != 0) {
        framework.violation(Violation::OutOfOrder, DeviceInit,
                            "WdfControlDeviceInitSetShutdownNotification was called for a device that is no control "
                            "device, or with flags that are not valid");
    }
    init.shutdown_notification = reinterpret_cast<void *>(Notification);
}

VOID WdfControlFinishInitializing(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfControlFinishInitializing");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Control) {
        Framework::current().violation(
            Violation::WrongHandle, Device,
            "WdfControlFinishInitializing was called for a device that is no control device");
    }
    device.finished_initializing = true;
    device.device_object()->Flags &= ~static_cast<ULONG>(DO_DEVICE_INITIALIZING);
}
