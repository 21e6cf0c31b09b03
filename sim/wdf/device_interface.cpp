// SPDX-License-Identifier: MIT
//
// Interfaces made before the start are enabled when the device has started, unless WdfDeviceSetDeviceInterfaceStateEx
// said otherwise; later ones stay disabled until the driver enables them. Their links lead to the physical device.
#include "sim/wdf/device_interface.hpp"

#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/plug_and_play.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device_life.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

using Interface = kernel::PlugAndPlay::Interface;

kernel::PlugAndPlay &plug_and_play() { return kernel::Executive::current().plug_and_play(); }

kernel::GuidBytes bytes_of(const GUID &guid) {
    kernel::GuidBytes bytes;
    std::memcpy(bytes.data(), &guid, sizeof guid);
    return bytes;
}

std::u16string guid_text(const GUID &guid) {
    const std::string text =
        fmt::format("{{{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}}}", guid.Data1,
                    guid.Data2, guid.Data3, guid.Data4[0], guid.Data4[1], guid.Data4[2], guid.Data4[3], guid.Data4[4],
                    guid.Data4[5], guid.Data4[6], guid.Data4[7]);
    return {text.begin(), text.end()};
}

Interface *find_interface(const Device &device, const GUID &guid, PCUNICODE_STRING reference) {
    return plug_and_play().find_interface(device.physical_device_object(), bytes_of(guid), to_u16string(reference));
}

/// The device of a DDI about interfaces; control devices have none.
Device &interface_device(WDFDEVICE handle, std::string_view ddi) {
    auto &device = from_handle<Device>(handle);
    if (device.kind() == DeviceKind::Control) {
        device.framework().violation(
            Violation::WrongHandle, handle,
            fmt::format("{} was called for a control device, which can have no device interfaces", ddi),
            "Give it a name and a symbolic link instead.");
    }
    return device;
}

void set_state(Device &device, const GUID &guid, PCUNICODE_STRING reference, bool enabled) {
    Interface *interface = find_interface(device, guid, reference);
    if (interface != nullptr) kernel::set_interface_enabled(*interface, enabled);
}

using Key = std::pair<kernel::PropertyKeyBytes, std::uint32_t>;

/// nullptr with `status` set if the structure is no good or the interface is not there.
Interface *property_interface(WDFDEVICE handle, PWDF_DEVICE_INTERFACE_PROPERTY_DATA data, std::string_view ddi,
                              Key &key, NTSTATUS &status) {
    Device &device = interface_device(handle, ddi);
    Framework::current().require_parameter(data, ddi, "PropertyData");
    status = STATUS_INFO_LENGTH_MISMATCH;
    if (data->Size != sizeof *data) return nullptr;
    status = STATUS_INVALID_PARAMETER;
    if (data->PropertyKey == nullptr || data->InterfaceClassGUID == nullptr) return nullptr;
    std::memcpy(key.first.data(), data->PropertyKey, key.first.size());
    key.second = data->Lcid;
    status = STATUS_OBJECT_NAME_NOT_FOUND;
    Interface *interface = find_interface(device, *data->InterfaceClassGUID, data->ReferenceString);
    if (interface != nullptr) status = STATUS_SUCCESS;
    return interface;
}

} // namespace

void enable_interfaces(Device &device, bool enabled) {
    for (Device::RegisteredInterface &registered : device.interfaces) {
        if (enabled && !registered.follows_start) continue;
        Interface *interface = plug_and_play().find_interface(registered.link);
        if (interface != nullptr) kernel::set_interface_enabled(*interface, enabled);
    }
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceCreateDeviceInterface(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                        PCUNICODE_STRING ReferenceString) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceCreateDeviceInterface");
    auto &device = interface_device(Device, "WdfDeviceCreateDeviceInterface");
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceCreateDeviceInterface", "InterfaceClassGUID");
    const std::u16string reference = to_u16string(ReferenceString);
    if (reference.find_first_of(u"/\\") != std::u16string::npos) return STATUS_INVALID_PARAMETER;
    const kernel::DeviceNames &names = kernel::Executive::current().device_names();
    std::u16string link =
        u"\\??\\" + names.link_prefix(device.physical_device_object()) + guid_text(*InterfaceClassGUID);
    if (!reference.empty()) link += u"\\" + reference;
    const bool known = find_interface(device, *InterfaceClassGUID, ReferenceString) != nullptr;
    const Interface &made =
        plug_and_play().add_interface(device.physical_device_object(), bytes_of(*InterfaceClassGUID), reference, link);
    if (!known) device.interfaces.push_back({made.link, !device.life().in_d0() && !device.life().prepared()});
    return STATUS_SUCCESS;
}

VOID WdfDeviceSetDeviceInterfaceState(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                      PCUNICODE_STRING ReferenceString, BOOLEAN IsInterfaceEnabled) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetDeviceInterfaceState");
    auto &device = interface_device(Device, "WdfDeviceSetDeviceInterfaceState");
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceSetDeviceInterfaceState",
                                           "InterfaceClassGUID");
    set_state(device, *InterfaceClassGUID, ReferenceString, IsInterfaceEnabled != FALSE);
}

VOID WdfDeviceSetDeviceInterfaceStateEx(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                        PCUNICODE_STRING ReferenceString, BOOLEAN IsInterfaceEnabled) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetDeviceInterfaceStateEx");
    auto &device = interface_device(Device, "WdfDeviceSetDeviceInterfaceStateEx");
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceSetDeviceInterfaceStateEx",
                                           "InterfaceClassGUID");
    const Interface *interface = find_interface(device, *InterfaceClassGUID, ReferenceString);
    for (wdf::Device::RegisteredInterface &registered : device.interfaces) {
        if (interface != nullptr && registered.link == interface->link)
            registered.follows_start = IsInterfaceEnabled != FALSE;
    }
    if (device.life().prepared()) set_state(device, *InterfaceClassGUID, ReferenceString, IsInterfaceEnabled != FALSE);
}

NTSTATUS WdfDeviceRetrieveDeviceInterfaceString(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                                PCUNICODE_STRING ReferenceString, WDFSTRING String) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceRetrieveDeviceInterfaceString");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() == DeviceKind::Control) return STATUS_INVALID_DEVICE_REQUEST;
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceRetrieveDeviceInterfaceString",
                                           "InterfaceClassGUID");
    const Interface *interface = find_interface(device, *InterfaceClassGUID, ReferenceString);
    if (interface == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    from_handle<wdf::String>(String).set_text(interface->link);
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceAssignInterfaceProperty(WDFDEVICE Device, PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                          DEVPROPTYPE Type, ULONG BufferLength, PVOID PropertyBuffer) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAssignInterfaceProperty");
    Key key;
    NTSTATUS status = STATUS_SUCCESS;
    Interface *interface = property_interface(Device, PropertyData, "WdfDeviceAssignInterfaceProperty", key, status);
    if (interface == nullptr) return status;
    if (PropertyBuffer == nullptr) {
        interface->properties.erase(key);
        return STATUS_SUCCESS;
    }
    const auto *bytes = static_cast<const std::uint8_t *>(PropertyBuffer);
    interface->properties[key] = {Type, {bytes, bytes + BufferLength}};
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceQueryInterfaceProperty(WDFDEVICE Device, PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                         ULONG BufferLength, PVOID PropertyBuffer, PULONG ResultLength,
                                         PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceQueryInterfaceProperty");
    Framework::current().require_parameter(ResultLength, "WdfDeviceQueryInterfaceProperty", "ResultLength");
    Framework::current().require_parameter(Type, "WdfDeviceQueryInterfaceProperty", "Type");
    *ResultLength = 0;
    Key key;
    NTSTATUS status = STATUS_SUCCESS;
    const Interface *interface =
        property_interface(Device, PropertyData, "WdfDeviceQueryInterfaceProperty", key, status);
    if (interface == nullptr) return status;
    const auto found = interface->properties.find(key);
    if (found == interface->properties.end()) return STATUS_OBJECT_NAME_NOT_FOUND;
    *ResultLength = static_cast<ULONG>(found->second.data.size());
    if (BufferLength < found->second.data.size()) return STATUS_BUFFER_TOO_SMALL;
    *Type = found->second.type;
    std::memcpy(PropertyBuffer, found->second.data.data(), found->second.data.size());
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceAllocAndQueryInterfaceProperty(WDFDEVICE Device, PWDF_DEVICE_INTERFACE_PROPERTY_DATA PropertyData,
                                                 POOL_TYPE PoolType, PWDF_OBJECT_ATTRIBUTES PropertyMemoryAttributes,
                                                 WDFMEMORY *PropertyMemory, PDEVPROPTYPE Type) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAllocAndQueryInterfaceProperty");
    Framework::current().require_parameter(PropertyMemory, "WdfDeviceAllocAndQueryInterfaceProperty", "PropertyMemory");
    Framework::current().require_parameter(Type, "WdfDeviceAllocAndQueryInterfaceProperty", "Type");
    *PropertyMemory = nullptr;
    Key key;
    NTSTATUS status = STATUS_SUCCESS;
    const Interface *interface =
        property_interface(Device, PropertyData, "WdfDeviceAllocAndQueryInterfaceProperty", key, status);
    if (interface == nullptr) return status;
    const auto found = interface->properties.find(key);
    if (found == interface->properties.end()) return STATUS_OBJECT_NAME_NOT_FOUND;
    PVOID buffer = nullptr;
    status = WdfMemoryCreate(PropertyMemoryAttributes, PoolType, 'prop',
                             std::max<std::size_t>(found->second.data.size(), 1), PropertyMemory, &buffer);
    if (!NT_SUCCESS(status)) return status;
    *Type = found->second.type;
    std::memcpy(buffer, found->second.data.data(), found->second.data.size());
    return STATUS_SUCCESS;
}
