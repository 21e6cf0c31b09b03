// SPDX-License-Identifier: MIT
#include "sim/wdf/driver.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/unicode.hpp"

namespace acxsim::wdf {

Driver::Driver(const Attributes &attributes, const WDF_DRIVER_CONFIG &config, PDRIVER_OBJECT driver_object,
               std::u16string registry_path)
    : Object(type, attributes, nullptr, "driver"), config_(std::make_unique<WDF_DRIVER_CONFIG>(config)),
      driver_object_(driver_object), registry_path_(std::move(registry_path)) {
    require_passive_disposal();
    forbid_deletion_by_driver();
}

Driver::~Driver() = default;

void Driver::before_destroy() {
    if (framework().driver() == this) framework().set_driver(nullptr);
}

Object *parent_or_driver(const Attributes &attributes) {
    if (attributes.parent != nullptr) return attributes.parent;
    Driver *driver = Framework::current().driver();
    return driver != nullptr && driver->deleted() ? nullptr : driver;
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDriverCreate(PDRIVER_OBJECT DriverObject, PCUNICODE_STRING RegistryPath,
                         PWDF_OBJECT_ATTRIBUTES DriverAttributes, PWDF_DRIVER_CONFIG DriverConfig, WDFDRIVER *Driver) {
    ACXSIM_DDI(wdf_ddis, "WdfDriverCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(DriverObject, "WdfDriverCreate", "DriverObject");
    framework.require_parameter(RegistryPath, "WdfDriverCreate", "RegistryPath");
    framework.require_parameter(DriverConfig, "WdfDriverCreate", "DriverConfig");
    if (Driver != nullptr) *Driver = nullptr;
    if (DriverConfig->Size != sizeof(WDF_DRIVER_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (framework.driver() != nullptr) return STATUS_DRIVER_INTERNAL_ERROR; // once per driver
    const bool plug_and_play = (DriverConfig->DriverInitFlags & WdfDriverInitNonPnpDriver) == 0;
    if (plug_and_play && DriverConfig->EvtDriverDeviceAdd == nullptr) return STATUS_INVALID_PARAMETER;
    if (!plug_and_play && DriverConfig->EvtDriverDeviceAdd != nullptr) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(DriverAttributes, ParentRule::Forbidden, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &driver = make_object<wdf::Driver>(attributes, *DriverConfig, DriverObject, to_u16string(RegistryPath));
    framework.set_driver(&driver);
    DeviceIo::take_over(DriverObject);
    if (Driver != nullptr) *Driver = driver.handle_as<WDFDRIVER>();
    return STATUS_SUCCESS;
}

WDFDRIVER WdfGetDriver(void) {
    ACXSIM_DDI(wdf_ddis, "WdfGetDriver");
    const wdf::Driver *driver = Framework::current().driver();
    return driver == nullptr ? nullptr : driver->handle_as<WDFDRIVER>();
}

PDRIVER_OBJECT WdfDriverWdmGetDriverObject(WDFDRIVER Driver) {
    ACXSIM_DDI(wdf_ddis, "WdfDriverWdmGetDriverObject");
    return from_handle<wdf::Driver>(Driver).driver_object();
}

PWSTR WdfDriverGetRegistryPath(WDFDRIVER Driver) {
    ACXSIM_DDI(wdf_ddis, "WdfDriverGetRegistryPath");
    return unicode_string_of(from_handle<wdf::Driver>(Driver).registry_path()).Buffer;
}

BOOLEAN WdfDriverIsVersionAvailable(WDFDRIVER Driver, PWDF_DRIVER_VERSION_AVAILABLE_PARAMS VersionAvailableParams) {
    ACXSIM_DDI(wdf_ddis, "WdfDriverIsVersionAvailable");
    from_handle<wdf::Driver>(Driver);
    Framework::current().require_parameter(VersionAvailableParams, "WdfDriverIsVersionAvailable",
                                           "VersionAvailableParams");
    if (VersionAvailableParams->Size != sizeof(WDF_DRIVER_VERSION_AVAILABLE_PARAMS)) return FALSE;
    const bool available = VersionAvailableParams->MajorVersion == KMDF_VERSION_MAJOR &&
                           VersionAvailableParams->MinorVersion <= KMDF_VERSION_MINOR;
    return available ? TRUE : FALSE;
}
