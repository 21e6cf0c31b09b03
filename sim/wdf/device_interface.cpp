// SPDX-License-Identifier: MIT
//
// Device interfaces: how user mode finds a device. Kept by class and reference string; a link's text has the form that
// the configuration manager gives it. Pages: wdfdevice/nf-wdfdevice-wdfdevicecreatedeviceinterface and its neighbours.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

std::u16string guid_text(const GUID &guid) {
    const std::string text =
        fmt::format("{{{:08x}-{:04x}-{:04x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:02x}}}", guid.Data1,
                    guid.Data2, guid.Data3, guid.Data4[0], guid.Data4[1], guid.Data4[2], guid.Data4[3], guid.Data4[4],
                    guid.Data4[5], guid.Data4[6], guid.Data4[7]);
    return {text.begin(), text.end()};
}

DeviceInterface *find_interface(Device &device, const GUID &guid, PCUNICODE_STRING reference) {
    const std::u16string class_guid = guid_text(guid);
    const std::u16string wanted = to_u16string(reference);
    for (DeviceInterface &interface : device.interfaces) {
        if (interface.class_guid == class_guid && interface.reference == wanted) return &interface;
    }
    return nullptr;
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceCreateDeviceInterface(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                        PCUNICODE_STRING ReferenceString) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceCreateDeviceInterface");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceCreateDeviceInterface", "InterfaceClassGUID");
    if (find_interface(device, *InterfaceClassGUID, ReferenceString) != nullptr) return STATUS_SUCCESS;
    DeviceInterface added;
    added.class_guid = guid_text(*InterfaceClassGUID);
    added.reference = to_u16string(ReferenceString);
    added.symbolic_link = u"\\??\\ACXSIM#AudioDevice#0#" + added.class_guid;
    if (!added.reference.empty()) added.symbolic_link += u"\\" + added.reference;
    added.enabled = device.power == DevicePower::D0; // before start: the framework enables it when the device is in D0
    device.interfaces.push_back(std::move(added));
    return STATUS_SUCCESS;
}

VOID WdfDeviceSetDeviceInterfaceState(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                      PCUNICODE_STRING ReferenceString, BOOLEAN IsInterfaceEnabled) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetDeviceInterfaceState");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceSetDeviceInterfaceState",
                                           "InterfaceClassGUID");
    DeviceInterface *interface = find_interface(device, *InterfaceClassGUID, ReferenceString);
    if (interface != nullptr) interface->enabled = IsInterfaceEnabled != FALSE;
}

NTSTATUS WdfDeviceRetrieveDeviceInterfaceString(WDFDEVICE Device, const GUID *InterfaceClassGUID,
                                                PCUNICODE_STRING ReferenceString, WDFSTRING String) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceRetrieveDeviceInterfaceString");
    auto &device = from_handle<wdf::Device>(Device);
    Framework::current().require_parameter(InterfaceClassGUID, "WdfDeviceRetrieveDeviceInterfaceString",
                                           "InterfaceClassGUID");
    const DeviceInterface *interface = find_interface(device, *InterfaceClassGUID, ReferenceString);
    if (interface == nullptr) return STATUS_OBJECT_NAME_NOT_FOUND;
    from_handle<wdf::String>(String).set_text(interface->symbolic_link);
    return STATUS_SUCCESS;
}
