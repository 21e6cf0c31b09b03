// SPDX-License-Identifier: MIT
//
// WdfDevice...: what drivers ask of and tell about their device. Page: wdfdevice.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/device_names.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/plug_and_play.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

namespace {

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

/// A control device needs a name to be found by; one that the driver did not give leads nowhere it could tell.
std::u16string generated_name() {
    const kernel::DeviceNames &names = kernel::Executive::current().device_names();
    for (unsigned number = 1;; ++number) {
        const std::string text = fmt::format("\\Device\\{:08x}", number);
        std::u16string name(text.begin(), text.end());
        if (names.device(name) == nullptr) return name;
    }
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
    if (init.device != nullptr) return STATUS_INVALID_DEVICE_STATE;
    const bool secured = !init.sddl.empty() || init.device_class_set;
    if (secured && init.name.empty() && init.kind == DeviceKind::Function) return STATUS_INVALID_SECURITY_DESCR;
    kernel::DeviceNames &names = kernel::Executive::current().device_names();
    if (init.kind == DeviceKind::Control && init.name.empty()) {
        init.name = generated_name();
        init.name_was_generated = true;
    }
    if (!init.name.empty() && names.device(init.name) != nullptr) return STATUS_OBJECT_NAME_COLLISION;
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

VOID WdfDeviceSetAlignmentRequirement(WDFDEVICE Device, ULONG AlignmentRequirement) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceSetAlignmentRequirement");
    from_handle<wdf::Device>(Device).alignment_requirement = AlignmentRequirement;
}

ULONG WdfDeviceGetAlignmentRequirement(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetAlignmentRequirement");
    return from_handle<wdf::Device>(Device).alignment_requirement;
}

WDFDRIVER WdfDeviceGetDriver(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetDriver");
    return from_handle<wdf::Device>(Device).driver().handle_as<WDFDRIVER>();
}

WDFIOTARGET WdfDeviceGetIoTarget(WDFDEVICE Device) {
    ACXSIM_DDI(wdf_ddis, "WdfDeviceGetIoTarget");
    auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Function) return nullptr; // nothing is below
    if (device.io_target == nullptr)
        device.io_target = &make_object<wdf::IoTarget>(device, device.physical_device_object());
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
    const auto &device = from_handle<wdf::Device>(Device);
    if (device.kind() != DeviceKind::Function) return nullptr; // nothing is below
    return device.physical_device_object();                    // the bus driver is next below
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
    if (device.name_was_generated()) return STATUS_INVALID_DEVICE_REQUEST; // such a control device cannot have a link
    const std::u16string link = to_u16string(SymbolicLinkName);
    std::u16string target = device.name();
    if (target.empty()) { // without a name of its own a link leads to the physical device's
        kernel::DeviceNames &names = kernel::Executive::current().device_names();
        target = names.name_of(device.physical_device_object());
        if (target.empty()) {
            target = generated_name();
            names.add_device(target, device.physical_device_object());
        }
    }
    if (!kernel::Executive::current().plug_and_play().add_symbolic_link(link, target))
        return STATUS_OBJECT_NAME_COLLISION;
    device.symbolic_link = link;
    return STATUS_SUCCESS;
}

NTSTATUS WdfDeviceRetrieveDeviceName(WDFDEVICE Device, WDFSTRING String) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceRetrieveDeviceName");
    const auto &device = from_handle<wdf::Device>(Device);
    if (device.name().empty()) return STATUS_INVALID_DEVICE_REQUEST; // the device has no name
    from_handle<wdf::String>(String).set_text(device.name());
    return STATUS_SUCCESS;
}

VOID WdfDeviceSetCharacteristics(WDFDEVICE Device, ULONG DeviceCharacteristics) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceSetCharacteristics");
    from_handle<wdf::Device>(Device).device_object()->Characteristics = DeviceCharacteristics;
}

ULONG WdfDeviceGetCharacteristics(WDFDEVICE Device) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceGetCharacteristics");
    return from_handle<wdf::Device>(Device).device_object()->Characteristics;
}
