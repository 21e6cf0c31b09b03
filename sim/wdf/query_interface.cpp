// SPDX-License-Identifier: MIT
//
// The query passes every driver of the stack, top first; each may fill in or change the table. A physical device may
// send it on to its parent's stack. Judgement: a wrong size or version is refused with STATUS_INVALID_PARAMETER, as the
// pages name no status for it.
#include "sim/wdf/query_interface.hpp"

#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/pnp_ddi_table.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
bool failed(std::uint32_t status) { return static_cast<std::int32_t>(status) < 0; }
constexpr auto not_supported = static_cast<std::uint32_t>(STATUS_NOT_SUPPORTED);

/// What one device says: STATUS_NOT_SUPPORTED lets the next one answer.
std::uint32_t ask(Device &device, const OfferedInterface &offer, const InterfaceQuery &query) {
    const auto *known = reinterpret_cast<const INTERFACE *>(offer.interface.data());
    if (!offer.interface.empty()) {
        const bool fits = offer.import ? query.size_bytes >= known->Size && query.version >= known->Version
                                       : query.size_bytes >= known->Size && query.version == known->Version;
        if (!fits) return code_of(STATUS_INVALID_PARAMETER);
        if (!offer.import) std::memcpy(query.interface, known, known->Size);
    } else if (offer.process == nullptr) {
        return not_supported; // only to be sent on
    }
    if (offer.process != nullptr) {
        const auto process = reinterpret_cast<PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST>(offer.process);
        GUID type = *query.type;
        kernel::CallbackScope scope("EvtDeviceProcessQueryInterfaceRequest", device.id(), offer.process);
        const NTSTATUS status = process(device.handle_as<WDFDEVICE>(), &type, query.interface, query.specific);
        scope.returned(code_of(status));
        if (!NT_SUCCESS(status)) return code_of(status);
    }
    if (query.interface->InterfaceReference != nullptr) query.interface->InterfaceReference(query.interface->Context);
    return code_of(STATUS_SUCCESS);
}

} // namespace

std::uint32_t query_interface(Device &top, const InterfaceQuery &query) {
    if (top.node == nullptr) return not_supported;
    const std::vector<Device *> stack = top.node->stack();
    std::uint32_t result = not_supported;
    bool to_parent = false;
    for (auto device = stack.rbegin(); device != stack.rend(); ++device) {
        for (const OfferedInterface &offer : (*device)->offered_interfaces) {
            if (std::memcmp(offer.type.data(), query.type, sizeof(GUID)) != 0) continue;
            const std::uint32_t status = ask(**device, offer, query);
            if (status != not_supported) result = status;
            if (failed(result) && result != not_supported) return result;
            to_parent = to_parent || offer.send_to_parent_stack;
        }
    }
    const DeviceNode *parent = top.node->parent();
    if (to_parent && parent != nullptr) {
        const std::uint32_t status = query_interface(parent->device(), query);
        return status == not_supported ? result : status;
    }
    const DeviceTree &tree = DeviceTree::current();
    if (parent == nullptr && result == not_supported && tree.bus_interfaces) return tree.bus_interfaces(query);
    return result;
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfDeviceAddQueryInterface(WDFDEVICE Device, PWDF_QUERY_INTERFACE_CONFIG InterfaceConfig) {
    ACXSIM_DDI(pnp_ddis, "WdfDeviceAddQueryInterface");
    auto &device = from_handle<wdf::Device>(Device);
    Framework &framework = Framework::current();
    framework.require_parameter(InterfaceConfig, "WdfDeviceAddQueryInterface", "InterfaceConfig");
    if (device.kind() == DeviceKind::Control) {
        framework.violation(Violation::WrongHandle, Device,
                            "WdfDeviceAddQueryInterface was called for a control device, which stands in no stack");
    }
    if (InterfaceConfig->Size != sizeof *InterfaceConfig) return STATUS_INFO_LENGTH_MISMATCH;
    const INTERFACE *interface = InterfaceConfig->Interface;
    if (InterfaceConfig->InterfaceType == nullptr) return STATUS_INVALID_PARAMETER;
    if (InterfaceConfig->ImportInterface && InterfaceConfig->EvtDeviceProcessQueryInterfaceRequest == nullptr)
        return STATUS_INVALID_PARAMETER;
    if (!InterfaceConfig->ImportInterface && interface == nullptr && !InterfaceConfig->SendQueryToParentStack)
        return STATUS_INVALID_PARAMETER;
    if (interface != nullptr && interface->Size < sizeof(INTERFACE)) return STATUS_INVALID_PARAMETER;
    if (interface != nullptr && !InterfaceConfig->ImportInterface &&
        (interface->InterfaceReference == nullptr || interface->InterfaceDereference == nullptr))
        return STATUS_INVALID_PARAMETER;
    OfferedInterface offer;
    std::memcpy(offer.type.data(), InterfaceConfig->InterfaceType, sizeof(GUID));
    for (const OfferedInterface &known : device.offered_interfaces) {
        if (known.type == offer.type) return STATUS_INVALID_PARAMETER; // one version of an interface for each GUID
    }
    if (interface != nullptr) {
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(interface);
        offer.interface.assign(bytes, bytes + interface->Size);
    }
    offer.send_to_parent_stack =
        InterfaceConfig->SendQueryToParentStack != FALSE && device.kind() == DeviceKind::Physical;
    offer.import = InterfaceConfig->ImportInterface != FALSE;
    offer.process = reinterpret_cast<void *>(InterfaceConfig->EvtDeviceProcessQueryInterfaceRequest);
    device.offered_interfaces.push_back(std::move(offer));
    return STATUS_SUCCESS;
}

VOID WdfDeviceInterfaceReferenceNoOp(PVOID) { ACXSIM_DDI(pnp_ddis, "WdfDeviceInterfaceReferenceNoOp"); }

VOID WdfDeviceInterfaceDereferenceNoOp(PVOID) { ACXSIM_DDI(pnp_ddis, "WdfDeviceInterfaceDereferenceNoOp"); }

NTSTATUS WdfFdoQueryForInterface(WDFDEVICE Fdo, LPCGUID InterfaceType, PINTERFACE Interface, USHORT Size,
                                 USHORT Version, PVOID InterfaceSpecificData) {
    ACXSIM_DDI(pnp_ddis, "WdfFdoQueryForInterface");
    auto &device = from_handle<wdf::Device>(Fdo);
    if (InterfaceType == nullptr || Interface == nullptr || device.kind() != DeviceKind::Function ||
        device.node == nullptr)
        return STATUS_INVALID_PARAMETER;
    return static_cast<NTSTATUS>(
        query_interface(device.node->device(), {InterfaceType, Interface, Size, Version, InterfaceSpecificData}));
}
