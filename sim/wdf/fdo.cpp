// SPDX-License-Identifier: MIT
//
// WdfFdo...: function devices, the lists of their children. Page: wdffdo. Properties before creation:
// device_property.cpp; interfaces of drivers below: query_interface.cpp.
#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/child_list.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

WDFDEVICE_INIT &function_init(PWDFDEVICE_INIT init, std::string_view ddi) {
    WDFDEVICE_INIT &checked = check_device_init(init, ddi);
    if (checked.kind != DeviceKind::Function) {
        Framework::current().violation(Violation::OutOfOrder, init,
                                       fmt::format("{} was called for a device that is no function device", ddi));
    }
    return checked;
}

wdf::Device &function_device(WDFDEVICE handle, std::string_view ddi) {
    auto &device = from_handle<wdf::Device>(handle);
    if (device.kind() != DeviceKind::Function) {
        Framework::current().violation(Violation::WrongHandle, handle,
                                       fmt::format("{} was called for a device that is no function device", ddi));
    }
    return device;
}

} // namespace

VOID WdfFdoInitSetFilter(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitSetFilter");
    function_init(DeviceInit, "WdfFdoInitSetFilter").filter = true;
}

VOID WdfFdoInitSetDefaultChildListConfig(PWDFDEVICE_INIT DeviceInit, PWDF_CHILD_LIST_CONFIG Config,
                                         PWDF_OBJECT_ATTRIBUTES DefaultChildListAttributes) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitSetDefaultChildListConfig");
    WDFDEVICE_INIT &init = function_init(DeviceInit, "WdfFdoInitSetDefaultChildListConfig");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfFdoInitSetDefaultChildListConfig", "Config");
    const bool good = Config->Size == sizeof *Config && Config->EvtChildListCreateDevice != nullptr &&
                      Config->IdentificationDescriptionSize >= sizeof(WDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER);
    const auto status = static_cast<NTSTATUS>(
        read_attributes(DefaultChildListAttributes, ParentRule::Forbidden, init.default_children_attributes));
    if (!good || !NT_SUCCESS(status)) {
        framework.violation(
            Violation::NullParameter, Config,
            "WdfFdoInitSetDefaultChildListConfig was called with a configuration or attributes that are not valid",
            "WDF_CHILD_LIST_CONFIG_INIT sets the size, the description's size and EvtChildListCreateDevice.");
    }
    init.default_children = std::make_unique<WDF_CHILD_LIST_CONFIG>(*Config);
}

PDEVICE_OBJECT WdfFdoInitWdmGetPhysicalDevice(PWDFDEVICE_INIT DeviceInit) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoInitWdmGetPhysicalDevice");
    const WDFDEVICE_INIT &init = function_init(DeviceInit, "WdfFdoInitWdmGetPhysicalDevice");
    const wdf::Device *physical = init.node == nullptr ? nullptr : init.node->physical();
    return physical == nullptr ? nullptr : physical->device_object();
}

WDFCHILDLIST WdfFdoGetDefaultChildList(WDFDEVICE Fdo) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoGetDefaultChildList");
    return function_device(Fdo, "WdfFdoGetDefaultChildList").make_default_child_list().handle_as<WDFCHILDLIST>();
}

NTSTATUS WdfFdoAddStaticChild(WDFDEVICE Fdo, WDFDEVICE Child) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoAddStaticChild");
    return static_cast<NTSTATUS>(
        DeviceTree::current().add_static_child(from_handle<wdf::Device>(Fdo), from_handle<wdf::Device>(Child)));
}

VOID WdfFdoLockStaticChildListForIteration(WDFDEVICE Fdo) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoLockStaticChildListForIteration");
    ++function_device(Fdo, "WdfFdoLockStaticChildListForIteration").static_list_locks;
}

WDFDEVICE WdfFdoRetrieveNextStaticChild(WDFDEVICE Fdo, WDFDEVICE PreviousChild, ULONG Flags) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoRetrieveNextStaticChild");
    const wdf::Device &device = function_device(Fdo, "WdfFdoRetrieveNextStaticChild");
    const wdf::Device *previous = PreviousChild == nullptr ? nullptr : &from_handle<wdf::Device>(PreviousChild);
    bool after = previous == nullptr;
    for (const wdf::Device *child : device.static_children) {
        const ULONG kind = child->reported_missing  ? WdfRetrieveMissingChildren
                           : child->node == nullptr ? WdfRetrievePendingChildren
                                                    : WdfRetrievePresentChildren;
        if (after && (Flags & kind) != 0) return child->handle_as<WDFDEVICE>();
        after = after || child == previous;
    }
    return nullptr;
}

VOID WdfFdoUnlockStaticChildListFromIteration(WDFDEVICE Fdo) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoUnlockStaticChildListFromIteration");
    wdf::Device &device = function_device(Fdo, "WdfFdoUnlockStaticChildListFromIteration");
    if (device.static_list_locks == 0) {
        Framework::current().violation(Violation::OutOfOrder, Fdo,
                                       "WdfFdoUnlockStaticChildListFromIteration was called without the lock");
    }
    if (--device.static_list_locks == 0) DeviceTree::current().relations_changed(device);
}
