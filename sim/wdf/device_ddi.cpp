// SPDX-License-Identifier: MIT
//
// WdfDevice...: what drivers ask of and tell about their device. Page: wdfdevice.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

/// WDFIOTARGET of the device below. Nothing can be sent to it yet: it exists so that its handle can be kept.
class IoTarget final : public Object {
public:
    static constexpr ObjectType type{"WDFIOTARGET", &Object::type};
    explicit IoTarget(Device &device) : Object(type, {}, &device) { forbid_deletion_by_driver(); }
};

/// Copies a settings structure after checking its Size; a wrong one stops the machine where the page promises no
/// status.
template <class Settings>
bool copy_settings(std::unique_ptr<Settings> &to, const Settings *from, std::string_view ddi,
                   std::string_view parameter) {
    Framework::current().require_parameter(from, ddi, parameter);
    if (from->Size != sizeof(Settings)) return false;
    to = std::make_unique<Settings>(*from);
    return true;
}

[[noreturn]] void wrong_size(const void *structure, std::string_view ddi) {
    Framework::current().violation(Violation::NullParameter, structure,
                                   fmt::format("{} was called with a structure whose Size is wrong", ddi),
                                   "Initialise the structure with its _INIT function.");
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceCreate(PWDFDEVICE_INIT *DeviceInit, PWDF_OBJECT_ATTRIBUTES DeviceAttributes, WDFDEVICE *Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(DeviceInit, "WdfDeviceCreate", "DeviceInit");
    framework.require_parameter(Device, "WdfDeviceCreate", "Device");
    *Device = nullptr;
    WDFDEVICE_INIT &init = check_device_init(*DeviceInit, "WdfDeviceCreate");
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(DeviceAttributes, ParentRule::Forbidden, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &device = make_object<wdf::Device>(attributes, *framework.driver(), init);
    init.consumed = true;
    *DeviceInit = nullptr;
    *Device = device.handle_as<WDFDEVICE>();
    return STATUS_SUCCESS;
}

VOID WdfDeviceSetPnpCapabilities(WDFDEVICE Device, PWDF_DEVICE_PNP_CAPABILITIES PnpCapabilities) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetPnpCapabilities");
    if (!copy_settings(from_handle<wdf::Device>(Device).pnp_capabilities, PnpCapabilities,
                       "WdfDeviceSetPnpCapabilities", "PnpCapabilities")) {
        wrong_size(PnpCapabilities, "WdfDeviceSetPnpCapabilities");
    }
}

VOID WdfDeviceSetPowerCapabilities(WDFDEVICE Device, PWDF_DEVICE_POWER_CAPABILITIES PowerCapabilities) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetPowerCapabilities");
    if (!copy_settings(from_handle<wdf::Device>(Device).power_capabilities, PowerCapabilities,
                       "WdfDeviceSetPowerCapabilities", "PowerCapabilities")) {
        wrong_size(PowerCapabilities, "WdfDeviceSetPowerCapabilities");
    }
}

NTSTATUS WdfDeviceAssignS0IdleSettings(WDFDEVICE Device, PWDF_DEVICE_POWER_POLICY_IDLE_SETTINGS Settings) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceAssignS0IdleSettings");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(Settings, "WdfDeviceAssignS0IdleSettings", "Settings");
    if (Settings->IdleCaps < IdleCannotWakeFromS0 || Settings->IdleCaps > IdleUsbSelectiveSuspend) {
        return STATUS_INVALID_PARAMETER;
    }
    return copy_settings(device.idle_settings, Settings, "WdfDeviceAssignS0IdleSettings", "Settings")
               ? STATUS_SUCCESS
               : STATUS_INFO_LENGTH_MISMATCH;
}

NTSTATUS WdfDeviceStopIdle(WDFDEVICE Device, BOOLEAN WaitForD0) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceStopIdle");
    auto &device = from_handle<wdf::Device>(Device);
    if (WaitForD0 != FALSE) Framework::current().require_irql("WdfDeviceStopIdle", kernel::passive_level);
    ++device.idle_stops;
    return STATUS_SUCCESS;
}

VOID WdfDeviceResumeIdle(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceResumeIdle");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.idle_stops == 0) {
        Framework::current().violation(Violation::OutOfOrder, Device,
                                       "WdfDeviceResumeIdle was called more often than WdfDeviceStopIdle");
    }
    --device.idle_stops;
}

VOID WdfDeviceSetAlignmentRequirement(WDFDEVICE Device, ULONG AlignmentRequirement) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetAlignmentRequirement");
    from_handle<wdf::Device>(Device).alignment_requirement = AlignmentRequirement;
}

ULONG WdfDeviceGetAlignmentRequirement(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetAlignmentRequirement");
    return from_handle<wdf::Device>(Device).alignment_requirement;
}

VOID WdfDeviceSetFailed(WDFDEVICE Device, WDF_DEVICE_FAILED_ACTION) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetFailed");
    from_handle<wdf::Device>(Device).failed = true;
}

POWER_ACTION WdfDeviceGetSystemPowerAction(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetSystemPowerAction");
    return static_cast<POWER_ACTION>(from_handle<wdf::Device>(Device).system_power_action);
}

WDFDRIVER WdfDeviceGetDriver(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetDriver");
    return from_handle<wdf::Device>(Device).driver().handle_as<WDFDRIVER>();
}

WDFIOTARGET WdfDeviceGetIoTarget(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetIoTarget");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.io_target == nullptr) device.io_target = &make_object<IoTarget>(device);
    return device.io_target->handle_as<WDFIOTARGET>();
}

PDEVICE_OBJECT WdfDeviceWdmGetDeviceObject(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceWdmGetDeviceObject");
    return from_handle<wdf::Device>(Device).device_object();
}

PDEVICE_OBJECT WdfDeviceWdmGetPhysicalDevice(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceWdmGetPhysicalDevice");
    return from_handle<wdf::Device>(Device).physical_device_object();
}

PDEVICE_OBJECT WdfDeviceWdmGetAttachedDevice(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceWdmGetAttachedDevice");
    return from_handle<wdf::Device>(Device).physical_device_object(); // the bus driver is next below
}

WDFDEVICE WdfWdmDeviceGetWdfDeviceHandle(PDEVICE_OBJECT DeviceObject) {
    ACXSIM_DDI(wdf_ddis, "WdfWdmDeviceGetWdfDeviceHandle");
    for (const Object *object : Framework::current().live_objects()) {
        if (object->object_type().is(wdf::Device::type) &&
            static_cast<const wdf::Device *>(object)->device_object() == DeviceObject) {
            return object->handle_as<WDFDEVICE>();
        }
    }
    return nullptr;
}

NTSTATUS WdfDeviceCreateSymbolicLink(WDFDEVICE Device, PCUNICODE_STRING SymbolicLinkName) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceCreateSymbolicLink");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(SymbolicLinkName, "WdfDeviceCreateSymbolicLink", "SymbolicLinkName");
    if (!device.symbolic_link.empty()) return STATUS_OBJECT_NAME_COLLISION;
    device.symbolic_link = to_u16string(SymbolicLinkName);
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceAllocAndQueryProperty(WDFDEVICE Device, DEVICE_REGISTRY_PROPERTY DeviceProperty, POOL_TYPE PoolType,
                                        PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes, WDFMEMORY *PropertyMemory) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceAllocAndQueryProperty");
    from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(PropertyMemory, "WdfDeviceAllocAndQueryProperty", "PropertyMemory");
    static const std::u16string description = u"Simulated audio device";
    static const std::u16string hardware_id = u"ACXSIM\\AudioDevice";
    static const std::u16string enumerator = u"ACXSIM";
    const std::u16string *value = nullptr;
    switch (DeviceProperty) {
    case DevicePropertyDeviceDescription:
    case DevicePropertyFriendlyName:
        value = &description;
        break;
    case DevicePropertyHardwareID:
        value = &hardware_id;
        break;
    case DevicePropertyEnumeratorName:
        value = &enumerator;
        break;
    default:
        *PropertyMemory = nullptr;
        return STATUS_OBJECT_NAME_NOT_FOUND;
    }
    const UNICODE_STRING text = unicode_string_of(*value);
    const std::size_t size_bytes =
        text.MaximumLength + (DeviceProperty == DevicePropertyHardwareID ? sizeof(WCHAR) : 0);
    PVOID buffer = nullptr;
    const NTSTATUS status =
        WdfMemoryCreate(PropertyMemoryAttributes, PoolType, 'prop', size_bytes, PropertyMemory, &buffer);
    if (!NT_SUCCESS(status)) return status;
    memset(buffer, 0, size_bytes);
    memcpy(buffer, text.Buffer, text.Length);
    return STATUS_SUCCESS;
}
