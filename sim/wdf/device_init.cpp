// SPDX-License-Identifier: MIT
#include "sim/wdf/device_init.hpp"

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/unicode.hpp"

WDFDEVICE_INIT::WDFDEVICE_INIT() = default;
WDFDEVICE_INIT::~WDFDEVICE_INIT() = default;

namespace acxsim::wdf {

WDFDEVICE_INIT &check_device_init(WDFDEVICE_INIT *init, std::string_view ddi) {
    Framework &framework = Framework::current();
    framework.require_parameter(init, ddi, "DeviceInit");
    if (init->consumed) {
        framework.violation(Violation::OutOfOrder, init,
                            fmt::format("{} was called with a WDFDEVICE_INIT that WdfDeviceCreate has consumed", ddi),
                            "Everything that describes the device is set before WdfDeviceCreate.");
    }
    return *init;
}

namespace {

template <class Callbacks>
void copy_callbacks(std::unique_ptr<Callbacks> &to, const Callbacks *from, std::string_view ddi,
                    std::string_view parameter) {
    Framework &framework = Framework::current();
    framework.require_parameter(from, ddi, parameter);
    if (from->Size != sizeof(Callbacks)) {
        framework.violation(Violation::NullParameter, from,
                            fmt::format("{} was called with a structure of {} bytes, {} are expected", ddi, from->Size,
                                        sizeof(Callbacks)),
                            "Initialise the structure with its _INIT function.");
    }
    to = std::make_unique<Callbacks>(*from);
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

VOID WdfDeviceInitFree(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitFree");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitFree");
    if (init.owned_by_driver) return DeviceTree::current().drop_init(init);
    Framework::current().violation(
        Violation::OutOfOrder, DeviceInit,
        "WdfDeviceInitFree was called for the WDFDEVICE_INIT of EvtDriverDeviceAdd, which the "
        "framework owns",
        "Only an init structure that the driver allocated itself is the driver's to free.");
}

VOID WdfDeviceInitSetPnpPowerEventCallbacks(PWDFDEVICE_INIT DeviceInit,
                                            PWDF_PNPPOWER_EVENT_CALLBACKS PnpPowerEventCallbacks) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPnpPowerEventCallbacks");
    copy_callbacks(check_device_init(DeviceInit, "WdfDeviceInitSetPnpPowerEventCallbacks").pnp_power,
                   PnpPowerEventCallbacks, "WdfDeviceInitSetPnpPowerEventCallbacks", "PnpPowerEventCallbacks");
}

VOID WdfDeviceInitSetPowerPolicyEventCallbacks(PWDFDEVICE_INIT DeviceInit,
                                               PWDF_POWER_POLICY_EVENT_CALLBACKS PowerPolicyEventCallbacks) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPowerPolicyEventCallbacks");
    copy_callbacks(check_device_init(DeviceInit, "WdfDeviceInitSetPowerPolicyEventCallbacks").power_policy,
                   PowerPolicyEventCallbacks, "WdfDeviceInitSetPowerPolicyEventCallbacks", "PowerPolicyEventCallbacks");
}

VOID WdfDeviceInitSetPowerPolicyOwnership(PWDFDEVICE_INIT DeviceInit, BOOLEAN IsPowerPolicyOwner) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPowerPolicyOwnership");
    check_device_init(DeviceInit, "WdfDeviceInitSetPowerPolicyOwnership").power_policy_owner =
        IsPowerPolicyOwner != FALSE;
    DeviceInit->power_policy_owner_set = true;
}

VOID WdfDeviceInitSetIoType(PWDFDEVICE_INIT DeviceInit, WDF_DEVICE_IO_TYPE IoType) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetIoType");
    check_device_init(DeviceInit, "WdfDeviceInitSetIoType").io_type = static_cast<std::uint32_t>(IoType);
}

VOID WdfDeviceInitSetDeviceType(PWDFDEVICE_INIT DeviceInit, DEVICE_TYPE DeviceType) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetDeviceType");
    check_device_init(DeviceInit, "WdfDeviceInitSetDeviceType").device_type = DeviceType;
}

VOID WdfDeviceInitSetExclusive(PWDFDEVICE_INIT DeviceInit, BOOLEAN IsExclusive) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetExclusive");
    check_device_init(DeviceInit, "WdfDeviceInitSetExclusive").exclusive = IsExclusive != FALSE;
}

VOID WdfDeviceInitSetCharacteristics(PWDFDEVICE_INIT DeviceInit, ULONG DeviceCharacteristics, BOOLEAN OrInValues) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetCharacteristics");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetCharacteristics");
    init.characteristics = (OrInValues != FALSE ? init.characteristics : 0) | DeviceCharacteristics;
}

VOID WdfDeviceInitSetPowerNotPageable(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPowerNotPageable");
    check_device_init(DeviceInit, "WdfDeviceInitSetPowerNotPageable").power_pageable = false;
}

VOID WdfDeviceInitSetPowerPageable(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPowerPageable");
    check_device_init(DeviceInit, "WdfDeviceInitSetPowerPageable").power_pageable = true;
}

VOID WdfDeviceInitSetPowerInrush(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetPowerInrush");
    check_device_init(DeviceInit, "WdfDeviceInitSetPowerInrush").power_inrush = true;
}

VOID WdfDeviceInitSetRequestAttributes(PWDFDEVICE_INIT DeviceInit, PWDF_OBJECT_ATTRIBUTES RequestAttributes) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetRequestAttributes");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetRequestAttributes");
    Framework &framework = Framework::current();
    framework.require_parameter(RequestAttributes, "WdfDeviceInitSetRequestAttributes", "RequestAttributes");
    const auto status =
        static_cast<NTSTATUS>(read_attributes(RequestAttributes, ParentRule::Forbidden, init.request_attributes));
    if (!NT_SUCCESS(status)) {
        framework.violation(Violation::NullParameter, RequestAttributes,
                            fmt::format("WdfDeviceInitSetRequestAttributes was called with bad attributes: {:#x}",
                                        static_cast<std::uint32_t>(status)));
    }
}

VOID WdfDeviceInitSetFileObjectConfig(PWDFDEVICE_INIT DeviceInit, PWDF_FILEOBJECT_CONFIG FileObjectConfig,
                                      PWDF_OBJECT_ATTRIBUTES FileObjectAttributes) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetFileObjectConfig");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetFileObjectConfig");
    copy_callbacks(init.file_object, FileObjectConfig, "WdfDeviceInitSetFileObjectConfig", "FileObjectConfig");
    const auto status = static_cast<NTSTATUS>(
        read_attributes(FileObjectAttributes, ParentRule::Forbidden, init.file_object_attributes));
    if (!NT_SUCCESS(status)) {
        Framework::current().violation(
            Violation::NullParameter, FileObjectAttributes,
            fmt::format("WdfDeviceInitSetFileObjectConfig was called with bad attributes: {:#x}",
                        static_cast<std::uint32_t>(status)));
    }
}

VOID WdfDeviceInitSetReleaseHardwareOrderOnFailure(
    PWDFDEVICE_INIT DeviceInit, WDF_RELEASE_HARDWARE_ORDER_ON_FAILURE ReleaseHardwareOrderOnFailure) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitSetReleaseHardwareOrderOnFailure");
    check_device_init(DeviceInit, "WdfDeviceInitSetReleaseHardwareOrderOnFailure").release_hardware_early =
        ReleaseHardwareOrderOnFailure == WdfReleaseHardwareOrderOnFailureEarly;
}

NTSTATUS WdfDeviceInitAssignName(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING DeviceName) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceInitAssignName");
    check_device_init(DeviceInit, "WdfDeviceInitAssignName").name = to_u16string(DeviceName);
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceInitAssignSDDLString(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING SDDLString) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceInitAssignSDDLString");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitAssignSDDLString");
    const std::u16string text = to_u16string(SDDLString);
    // A security descriptor begins with one of its parts: owner, group, discretionary or system access list.
    if (!text.empty() &&
        (text.size() < 2 || text[1] != u':' || std::u16string_view(u"OGDS").find(text[0]) == std::u16string_view::npos))
        return STATUS_INVALID_PARAMETER;
    init.sddl = text;
    return STATUS_SUCCESS;
}

VOID WdfDeviceInitSetDeviceClass(PWDFDEVICE_INIT DeviceInit, const GUID *DeviceClassGuid) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceInitSetDeviceClass");
    WDFDEVICE_INIT &init = check_device_init(DeviceInit, "WdfDeviceInitSetDeviceClass");
    Framework::current().require_parameter(DeviceClassGuid, "WdfDeviceInitSetDeviceClass", "DeviceClassGuid");
    init.device_class_set = true;
}
