// SPDX-License-Identifier: MIT
//
// WdfIoTarget...: what drivers ask of and tell their I/O targets. Formatting and sending: io_target_send_ddi.cpp.
// Page: wdfiotarget.
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_target.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

/// The physical device object of the stack that the target leads to.
PDEVICE_OBJECT physical_device_of(const IoTarget &target) {
    if (target.local()) return target.device().physical_device_object();
    Device *device = DeviceIo::find_device(target.target_device());
    if (device == nullptr) return target.target_device();
    return device->kind() == DeviceKind::Control ? nullptr : device->physical_device_object();
}

/// A PDO that the framework made tells what its driver said of it; the others are the simulated bus's.
NTSTATUS target_property(PDEVICE_OBJECT physical, DEVICE_REGISTRY_PROPERTY property, ULONG length, PVOID buffer,
                         PULONG needed) {
    wdf::Device *device = DeviceIo::find_device(physical);
    if (device == nullptr) return IoGetDeviceProperty(physical, property, length, buffer, needed);
    return WdfDeviceQueryProperty(device->handle_as<WDFDEVICE>(), property, length, buffer, needed);
}

} // namespace

NTSTATUS WdfIoTargetCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES IoTargetAttributes, WDFIOTARGET *IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetCreate");
    Framework::current().require_parameter(IoTarget, "WdfIoTargetCreate", "IoTarget");
    *IoTarget = nullptr;
    auto &device = from_handle<wdf::Device>(Device);
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(IoTargetAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    Object &parent = attributes.parent == nullptr ? device : *attributes.parent;
    if (parent.ancestor<wdf::Device>() != &device) return STATUS_INVALID_DEVICE_REQUEST;
    *IoTarget = make_object<wdf::IoTarget>(attributes, parent, device).handle_as<WDFIOTARGET>();
    return STATUS_SUCCESS;
}

NTSTATUS WdfIoTargetOpen(WDFIOTARGET IoTarget, PWDF_IO_TARGET_OPEN_PARAMS OpenParams) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetOpen");
    Framework::current().require_parameter(OpenParams, "WdfIoTargetOpen", "OpenParams");
    return static_cast<NTSTATUS>(from_handle<wdf::IoTarget>(IoTarget).open(*OpenParams));
}

VOID WdfIoTargetClose(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetClose");
    auto &target = from_handle<wdf::IoTarget>(IoTarget);
    if (target.local()) {
        target.framework().violation(Violation::OutOfOrder, IoTarget,
                                     "WdfIoTargetClose was called for a device's local I/O target",
                                     "The framework opens and closes local targets; WdfIoTargetStop stops one.");
    }
    target.close(wdf::IoTarget::State::Closed);
}

VOID WdfIoTargetCloseForQueryRemove(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetCloseForQueryRemove");
    auto &target = from_handle<wdf::IoTarget>(IoTarget);
    if (!target.local()) target.close(wdf::IoTarget::State::ClosedForQueryRemove);
}

NTSTATUS WdfIoTargetStart(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetStart");
    return static_cast<NTSTATUS>(from_handle<wdf::IoTarget>(IoTarget).start());
}

VOID WdfIoTargetStop(WDFIOTARGET IoTarget, WDF_IO_TARGET_SENT_IO_ACTION Action) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetStop");
    from_handle<wdf::IoTarget>(IoTarget).stop(Action);
}

VOID WdfIoTargetPurge(WDFIOTARGET IoTarget, WDF_IO_TARGET_PURGE_IO_ACTION Action) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetPurge");
    from_handle<wdf::IoTarget>(IoTarget).purge(Action == WdfIoTargetPurgeIoAndWait);
}

WDF_IO_TARGET_STATE WdfIoTargetGetState(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetGetState");
    return static_cast<WDF_IO_TARGET_STATE>(from_handle<wdf::IoTarget>(IoTarget).state());
}

WDFDEVICE WdfIoTargetGetDevice(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetGetDevice");
    return from_handle<wdf::IoTarget>(IoTarget).device().handle_as<WDFDEVICE>();
}

NTSTATUS WdfIoTargetQueryTargetProperty(WDFIOTARGET IoTarget, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                        ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetQueryTargetProperty");
    Framework::current().require_parameter(ResultLength, "WdfIoTargetQueryTargetProperty", "ResultLength");
    const PDEVICE_OBJECT physical = physical_device_of(from_handle<wdf::IoTarget>(IoTarget));
    *ResultLength = 0;
    if (physical == nullptr) return STATUS_INVALID_DEVICE_STATE;
    return target_property(physical, DeviceProperty, BufferLength, PropertyBuffer, ResultLength);
}

NTSTATUS WdfIoTargetAllocAndQueryTargetProperty(WDFIOTARGET IoTarget, DEVICE_REGISTRY_PROPERTY DeviceProperty,
                                                POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                WDFMEMORY *PropertyMemory) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetAllocAndQueryTargetProperty");
    Framework::current().require_parameter(PropertyMemory, "WdfIoTargetAllocAndQueryTargetProperty", "PropertyMemory");
    *PropertyMemory = nullptr;
    const PDEVICE_OBJECT physical = physical_device_of(from_handle<wdf::IoTarget>(IoTarget));
    if (physical == nullptr) return STATUS_INVALID_DEVICE_STATE;
    ULONG length = 0;
    NTSTATUS status = target_property(physical, DeviceProperty, 0, nullptr, &length);
    if (status != STATUS_BUFFER_TOO_SMALL) return NT_SUCCESS(status) ? STATUS_OBJECT_NAME_NOT_FOUND : status;
    PVOID buffer = nullptr;
    status = WdfMemoryCreate(PropertyMemoryAttributes, PoolType, 'prop', length, PropertyMemory, &buffer);
    if (!NT_SUCCESS(status)) return status;
    return target_property(physical, DeviceProperty, length, buffer, &length);
}

PDEVICE_OBJECT WdfIoTargetWdmGetTargetDeviceObject(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetWdmGetTargetDeviceObject");
    return from_handle<wdf::IoTarget>(IoTarget).target_device();
}

PDEVICE_OBJECT WdfIoTargetWdmGetTargetPhysicalDevice(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetWdmGetTargetPhysicalDevice");
    return physical_device_of(from_handle<wdf::IoTarget>(IoTarget));
}

PFILE_OBJECT WdfIoTargetWdmGetTargetFileObject(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetWdmGetTargetFileObject");
    return from_handle<wdf::IoTarget>(IoTarget).target_file();
}

HANDLE WdfIoTargetWdmGetTargetFileHandle(WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetWdmGetTargetFileHandle");
    from_handle<wdf::IoTarget>(IoTarget);
    return nullptr; // a target holds its file by object: there is no entry in a handle table
}
