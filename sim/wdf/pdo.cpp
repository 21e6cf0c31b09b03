// SPDX-License-Identifier: MIT
//
// WdfPdo...: physical devices that a bus driver makes. Page: wdfpdo. Leaves out: the callbacks about resources, locks
// and bus wake are kept; a simulated child has no hardware resources of its own and wakes nobody.
#include "sim/wdf/pdo.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

PdoDescription::PdoDescription() = default;
PdoDescription::PdoDescription(PdoDescription &&) noexcept = default;
PdoDescription::~PdoDescription() = default;

const PdoDescription::Text *PdoDescription::text() const {
    for (const Text &text : texts) {
        if (default_locale_set && text.locale == default_locale) return &text;
    }
    return texts.empty() ? nullptr : &texts.front();
}

namespace {

/// nullptr if the driver initialises something else than a physical device.
PdoDescription *pdo_of(PWDFDEVICE_INIT init, std::string_view ddi) {
    WDFDEVICE_INIT &checked = check_device_init(init, ddi);
    return checked.kind == DeviceKind::Physical ? &checked.pdo : nullptr;
}

NTSTATUS set_text(PWDFDEVICE_INIT init, PCUNICODE_STRING text, std::u16string PdoDescription::*member,
                  std::string_view ddi, std::string_view parameter) {
    PdoDescription *pdo = pdo_of(init, ddi);
    Framework::current().require_parameter(text, ddi, parameter);
    if (pdo == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    pdo->*member = to_u16string(text);
    return STATUS_SUCCESS;
}

NTSTATUS add_text(PWDFDEVICE_INIT init, PCUNICODE_STRING text, std::vector<std::u16string> PdoDescription::*member,
                  std::string_view ddi, std::string_view parameter) {
    PdoDescription *pdo = pdo_of(init, ddi);
    Framework::current().require_parameter(text, ddi, parameter);
    if (pdo == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    (pdo->*member).push_back(to_u16string(text));
    return STATUS_SUCCESS;
}

/// For functions without status: the wrong kind of init structure stops the machine.
PdoDescription &required_pdo(PWDFDEVICE_INIT init, std::string_view ddi) {
    PdoDescription *pdo = pdo_of(init, ddi);
    if (pdo == nullptr) {
        Framework::current().violation(Violation::OutOfOrder, init,
                                       fmt::format("{} was called for a device that is no physical device", ddi),
                                       "WdfPdoInitAllocate and EvtChildListCreateDevice give the right structure.");
    }
    return *pdo;
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

PWDFDEVICE_INIT WdfPdoInitAllocate(WDFDEVICE ParentDevice) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAllocate");
    auto &parent = from_handle<wdf::Device>(ParentDevice);
    if (parent.kind() == DeviceKind::Control) {
        Framework::current().violation(
            Violation::WrongHandle, ParentDevice,
            "WdfPdoInitAllocate was called for a control device, which can have no children");
    }
    return &DeviceTree::current().make_child_init(parent, true);
}

VOID WdfPdoInitSetEventCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PDO_EVENT_CALLBACKS DispatchTable) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitSetEventCallbacks");
    PdoDescription &pdo = required_pdo(DeviceInit, "WdfPdoInitSetEventCallbacks");
    Framework::current().require_parameter(DispatchTable, "WdfPdoInitSetEventCallbacks", "DispatchTable");
    if (DispatchTable->Size != sizeof *DispatchTable) {
        Framework::current().violation(Violation::NullParameter, DispatchTable,
                                       "WdfPdoInitSetEventCallbacks was called with a structure whose Size is wrong",
                                       "Initialise the structure with its _INIT function.");
    }
    pdo.callbacks = std::make_unique<WDF_PDO_EVENT_CALLBACKS>(*DispatchTable);
}

NTSTATUS WdfPdoInitAssignDeviceID(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING DeviceID) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAssignDeviceID");
    return set_text(DeviceInit, DeviceID, &PdoDescription::device_id, "WdfPdoInitAssignDeviceID", "DeviceID");
}

NTSTATUS WdfPdoInitAssignInstanceID(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING InstanceID) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAssignInstanceID");
    return set_text(DeviceInit, InstanceID, &PdoDescription::instance_id, "WdfPdoInitAssignInstanceID", "InstanceID");
}

NTSTATUS WdfPdoInitAssignContainerID(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING ContainerID) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAssignContainerID");
    return set_text(DeviceInit, ContainerID, &PdoDescription::container_id, "WdfPdoInitAssignContainerID",
                    "ContainerID");
}

NTSTATUS WdfPdoInitAddHardwareID(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING HardwareID) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAddHardwareID");
    return add_text(DeviceInit, HardwareID, &PdoDescription::hardware_ids, "WdfPdoInitAddHardwareID", "HardwareID");
}

NTSTATUS WdfPdoInitAddCompatibleID(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING CompatibleID) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAddCompatibleID");
    return add_text(DeviceInit, CompatibleID, &PdoDescription::compatible_ids, "WdfPdoInitAddCompatibleID",
                    "CompatibleID");
}

NTSTATUS WdfPdoInitAddDeviceText(PWDFDEVICE_INIT DeviceInit, PCUNICODE_STRING DeviceDescription,
                                 PCUNICODE_STRING DeviceLocation, LCID LocaleId) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAddDeviceText");
    PdoDescription *pdo = pdo_of(DeviceInit, "WdfPdoInitAddDeviceText");
    Framework::current().require_parameter(DeviceDescription, "WdfPdoInitAddDeviceText", "DeviceDescription");
    Framework::current().require_parameter(DeviceLocation, "WdfPdoInitAddDeviceText", "DeviceLocation");
    if (pdo == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    pdo->texts.push_back({to_u16string(DeviceDescription), to_u16string(DeviceLocation), LocaleId});
    return STATUS_SUCCESS;
}

VOID WdfPdoInitSetDefaultLocale(PWDFDEVICE_INIT DeviceInit, LCID LocaleId) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitSetDefaultLocale");
    PdoDescription &pdo = required_pdo(DeviceInit, "WdfPdoInitSetDefaultLocale");
    pdo.default_locale = LocaleId;
    pdo.default_locale_set = true;
}

NTSTATUS WdfPdoInitAssignRawDevice(PWDFDEVICE_INIT DeviceInit, const GUID *DeviceClassGuid) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAssignRawDevice");
    PdoDescription *pdo = pdo_of(DeviceInit, "WdfPdoInitAssignRawDevice");
    if (pdo == nullptr || DeviceClassGuid == nullptr) return STATUS_INVALID_PARAMETER;
    pdo->raw = true;
    std::memcpy(pdo->raw_class.data(), DeviceClassGuid, sizeof *DeviceClassGuid);
    return STATUS_SUCCESS;
}

VOID WdfPdoInitAllowForwardingRequestToParent(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitAllowForwardingRequestToParent");
    required_pdo(DeviceInit, "WdfPdoInitAllowForwardingRequestToParent").forwards_requests_to_parent = true;
}

VOID WdfPdoInitRemovePowerDependencyOnParent(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoInitRemovePowerDependencyOnParent");
    required_pdo(DeviceInit, "WdfPdoInitRemovePowerDependencyOnParent").depends_on_parent_power = false;
}

WDFDEVICE WdfPdoGetParent(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoGetParent");
    const wdf::Device *parent = from_handle<wdf::Device>(Device).bus_device();
    return parent == nullptr ? nullptr : parent->handle_as<WDFDEVICE>();
}

NTSTATUS WdfPdoMarkMissing(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoMarkMissing");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Physical) return STATUS_INVALID_PARAMETER;
    const wdf::Device *bus = device.bus_device();
    const bool listed = device.child_list != nullptr ||
                        (bus != nullptr && std::find(bus->static_children.begin(), bus->static_children.end(),
                                                     &device) != bus->static_children.end());
    if (!listed || device.reported_missing) return STATUS_NO_SUCH_DEVICE;
    DeviceTree::current().report_missing(device);
    return STATUS_SUCCESS;
}

VOID WdfPdoRequestEject(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoRequestEject");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() == DeviceKind::Physical) DeviceTree::current().request_eject(device);
}

NTSTATUS
WdfPdoRetrieveIdentificationDescription(WDFDEVICE Device,
                                        PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER IdentificationDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoRetrieveIdentificationDescription");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Physical || IdentificationDescription == nullptr) return STATUS_INVALID_PARAMETER;
    ChildList *list = device.child_list;
    if (list == nullptr || !list->identification_fits(IdentificationDescription)) return STATUS_INVALID_DEVICE_REQUEST;
    const ChildList::Child *child = list->child_of(device);
    if (child == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    list->copy_identification(*child, IdentificationDescription);
    return STATUS_SUCCESS;
}

NTSTATUS WdfPdoRetrieveAddressDescription(WDFDEVICE Device, PWDF_CHILD_ADDRESS_DESCRIPTION_HEADER AddressDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoRetrieveAddressDescription");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Physical || AddressDescription == nullptr) return STATUS_INVALID_PARAMETER;
    ChildList *list = device.child_list;
    if (list == nullptr || !list->address_fits(AddressDescription)) return STATUS_INVALID_DEVICE_REQUEST;
    const ChildList::Child *child = list->child_of(device);
    if (child == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    list->copy_address(*child, AddressDescription);
    return STATUS_SUCCESS;
}

NTSTATUS WdfPdoUpdateAddressDescription(WDFDEVICE Device, PWDF_CHILD_ADDRESS_DESCRIPTION_HEADER AddressDescription) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoUpdateAddressDescription");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Physical || AddressDescription == nullptr) return STATUS_INVALID_PARAMETER;
    ChildList *list = device.child_list;
    if (list == nullptr || !list->address_fits(AddressDescription)) return STATUS_INVALID_DEVICE_REQUEST;
    ChildList::Child *child = list->child_of(device);
    if (child == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    list->set_address(*child, AddressDescription);
    return STATUS_SUCCESS;
}

NTSTATUS WdfPdoAddEjectionRelationsPhysicalDevice(WDFDEVICE Device, PDEVICE_OBJECT PhysicalDevice) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoAddEjectionRelationsPhysicalDevice");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Physical || PhysicalDevice == nullptr) return STATUS_INVALID_PARAMETER;
    device.ejection_relations.push_back(PhysicalDevice);
    return STATUS_SUCCESS;
}

VOID WdfPdoRemoveEjectionRelationsPhysicalDevice(WDFDEVICE Device, PDEVICE_OBJECT PhysicalDevice) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoRemoveEjectionRelationsPhysicalDevice");
    std::erase(from_handle<wdf::Device>(Device).ejection_relations, PhysicalDevice);
}

VOID WdfPdoClearEjectionRelationsDevices(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfPdoClearEjectionRelationsDevices");
    from_handle<wdf::Device>(Device).ejection_relations.clear();
}
