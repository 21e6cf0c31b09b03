// SPDX-License-Identifier: MIT
//
// Circuit construction and its questions. Follows contract.md 6.1 (circuit construction), 6.3; RT-CIR-01 to 04, -12.
#include "sim/acx/circuit.hpp"

#include <string>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/narrow.hpp"
#include "sim/acx/object_request.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/string.hpp"
#include "sim/wdf/unicode.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

/// The init structure a driver passed; the machine stops for one that is not (or no longer) its own.
CircuitInit &circuit_init(PACXCIRCUIT_INIT init, std::string_view ddi) {
    require(init, ddi, "CircuitInit");
    CircuitInit *found = FrameworkImplementation::current().find(init);
    if (found == nullptr) {
        wdf::Framework::current().violation(
            wdf::Violation::OutOfOrder, init,
            std::string(ddi) +
                " was called with a PACXCIRCUIT_INIT that was freed, or that AcxCircuitCreate has consumed",
            "After AcxCircuitCreate has succeeded the init structure belongs to ACX; AcxCircuitInitFree is for "
            "failures.");
    }
    return *found;
}

} // namespace

PACXCIRCUIT_INIT AcxCircuitInitAllocate(WDFDEVICE Device) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAllocate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    CircuitInit *init = FrameworkImplementation::current().new_circuit_init();
    init->device = &device;
    return reinterpret_cast<PACXCIRCUIT_INIT>(init);
}

VOID AcxCircuitInitFree(PACXCIRCUIT_INIT CircuitInit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitFree");
    FrameworkImplementation::current().forget(&circuit_init(CircuitInit, "AcxCircuitInitFree"));
}

VOID AcxCircuitInitSetComponentId(PACXCIRCUIT_INIT CircuitInit, const GUID *ComponentId) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitSetComponentId");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitSetComponentId");
    require(ComponentId, "AcxCircuitInitSetComponentId", "ComponentId");
    init.component_id = *ComponentId;
    init.component_id_set = true;
}

VOID AcxCircuitInitSetCircuitType(PACXCIRCUIT_INIT CircuitInit, ACX_CIRCUIT_TYPE CircuitType) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitSetCircuitType");
    circuit_init(CircuitInit, "AcxCircuitInitSetCircuitType").circuit_type = CircuitType;
}

VOID AcxCircuitInitDisableDefaultStreamBridgeHandling(PACXCIRCUIT_INIT CircuitInit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitDisableDefaultStreamBridgeHandling");
    circuit_init(CircuitInit, "AcxCircuitInitDisableDefaultStreamBridgeHandling").default_bridge_handling = false;
}

NTSTATUS AcxCircuitInitAssignName(PACXCIRCUIT_INIT CircuitInit, PCUNICODE_STRING CircuitName) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignName");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitAssignName");
    require(CircuitName, "AcxCircuitInitAssignName", "CircuitName");
    const NTSTATUS status = check_name(CircuitName);
    if (NT_SUCCESS(status)) init.name = narrow(CircuitName);
    return status;
}

NTSTATUS AcxCircuitInitAssignComponentUri(PACXCIRCUIT_INIT CircuitInit, PCUNICODE_STRING ComponentUri) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignComponentUri");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitAssignComponentUri");
    require(ComponentUri, "AcxCircuitInitAssignComponentUri", "ComponentUri");
    const NTSTATUS status = check_name(ComponentUri);
    if (NT_SUCCESS(status)) init.component_uri = narrow(ComponentUri);
    return status;
}

NTSTATUS AcxCircuitInitAssignCategories(PACXCIRCUIT_INIT CircuitInit, const GUID *Categories, ULONG CategoriesCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignCategories");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitAssignCategories");
    if (Categories == nullptr || CategoriesCount == 0) return STATUS_INVALID_PARAMETER;
    init.categories.assign(Categories, Categories + CategoriesCount);
    return STATUS_SUCCESS;
}

NTSTATUS AcxCircuitInitAssignProperties(PACXCIRCUIT_INIT CircuitInit, PACX_PROPERTY_ITEM Properties,
                                        ULONG PropertiesCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignProperties");
    return circuit_init(CircuitInit, "AcxCircuitInitAssignProperties")
        .items.add_properties(Properties, PropertiesCount);
}

NTSTATUS AcxCircuitInitAssignMethods(PACXCIRCUIT_INIT CircuitInit, PACX_METHOD_ITEM Methods, ULONG MethodsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignMethods");
    return circuit_init(CircuitInit, "AcxCircuitInitAssignMethods").items.add_methods(Methods, MethodsCount);
}

NTSTATUS AcxCircuitInitAssignAcxCreateStreamCallback(PACXCIRCUIT_INIT CircuitInit,
                                                     PFN_ACX_CIRCUIT_CREATE_STREAM EvtAcxCircuitCreateStream) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignAcxCreateStreamCallback");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitAssignAcxCreateStreamCallback");
    if (EvtAcxCircuitCreateStream == nullptr) return STATUS_INVALID_PARAMETER;
    init.create_stream = EvtAcxCircuitCreateStream;
    return STATUS_SUCCESS;
}

NTSTATUS AcxCircuitInitAssignAcxRequestPreprocessCallback(
    PACXCIRCUIT_INIT CircuitInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitAssignAcxRequestPreprocessCallback");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitAssignAcxRequestPreprocessCallback");
    return init.items.add_preprocess(EvtObjectAcxRequestPreprocess, DriverContext, RequestType, Set, Id);
}

VOID AcxCircuitInitSetAcxCircuitPnpPowerCallbacks(PACXCIRCUIT_INIT CircuitInit,
                                                  PACX_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitSetAcxCircuitPnpPowerCallbacks");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitSetAcxCircuitPnpPowerCallbacks");
    require(PnpPowerCallbacks, "AcxCircuitInitSetAcxCircuitPnpPowerCallbacks", "PnpPowerCallbacks");
    if (structure_ok(0, "ACX_CIRCUIT_PNPPOWER_CALLBACKS", *PnpPowerCallbacks)) init.pnp_power = *PnpPowerCallbacks;
}

VOID AcxCircuitInitSetAcxCircuitCompositeCallbacks(PACXCIRCUIT_INIT CircuitInit,
                                                   PACX_CIRCUIT_COMPOSITE_CALLBACKS CompositeCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitInitSetAcxCircuitCompositeCallbacks");
    auto &init = circuit_init(CircuitInit, "AcxCircuitInitSetAcxCircuitCompositeCallbacks");
    require(CompositeCallbacks, "AcxCircuitInitSetAcxCircuitCompositeCallbacks", "CompositeCallbacks");
    if (structure_ok(0, "ACX_CIRCUIT_COMPOSITE_CALLBACKS", *CompositeCallbacks)) init.composite = *CompositeCallbacks;
}

NTSTATUS AcxCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACXCIRCUIT_INIT *Config,
                          ACXCIRCUIT *Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxCircuitCreate", "Config");
    require(Circuit, "AcxCircuitCreate", "Circuit");
    *Circuit = nullptr;
    auto &init = circuit_init(*Config, "AcxCircuitCreate");
    auto &framework = FrameworkImplementation::current();
    if (init.device != &device) return STATUS_INVALID_PARAMETER;
    if (device.extension == nullptr) return STATUS_INVALID_DEVICE_STATE; // AcxDeviceInitialize comes first
    const bool identified = !init.name.empty() || init.component_id_set || !init.component_uri.empty();
    if (!identified || init.create_stream == nullptr) return STATUS_INVALID_PARAMETER; // RT-CIR-04, CHK-102
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;

    auto &circuit = wdf::make_object<acx::Circuit>(attributes, device, framework, std::move(init));
    framework.forget(&init);
    framework.circuit_made = &circuit;
    *Config = nullptr; // RT-CIR-01: consumed
    *Circuit = circuit.handle_as<ACXCIRCUIT>();
    return STATUS_SUCCESS;
}

// --- content
// --------------------------------------------------------------------------------------------------------------

NTSTATUS AcxCircuitAddElements(ACXCIRCUIT Circuit, ACXELEMENT *Elements, ULONG ElementsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitAddElements");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    return add_elements(circuit, circuit.elements(), Elements, ElementsCount);
}

NTSTATUS AcxCircuitAddPins(ACXCIRCUIT Circuit, ACXPIN *Pins, ULONG PinsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitAddPins");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    if (Pins == nullptr || PinsCount == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < PinsCount; ++i) {
        const auto &pin = wdf::from_handle<Pin>(Pins[i]);
        if (&pin.circuit() != &circuit || pin.added()) return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < PinsCount; ++i) { // RT-PIN-02
        auto &pin = wdf::from_handle<Pin>(Pins[i]);
        if (pin.added()) continue; // the same handle twice in one array
        pin.take_id(static_cast<std::uint32_t>(circuit.pins().size()));
        circuit.pins().push_back(&pin);
    }
    return STATUS_SUCCESS;
}

NTSTATUS AcxCircuitAddConnections(ACXCIRCUIT Circuit, PACX_CONNECTION Connections, ULONG ConnectionsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitAddConnections");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    return add_connections(circuit, circuit.connections(), Connections, ConnectionsCount);
}

NTSTATUS AcxCircuitAddPhysicalConnections(ACXCIRCUIT Circuit, PACX_PHYSICAL_CONNECTION Connections,
                                          ULONG ConnectionsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitAddPhysicalConnections");
    const auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    if (Connections == nullptr || ConnectionsCount == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < ConnectionsCount; ++i) {
        if (!structure_ok(circuit.id(), "ACX_PHYSICAL_CONNECTION", Connections[i])) return STATUS_INFO_LENGTH_MISMATCH;
    }
    return STATUS_NOT_SUPPORTED; // the page says reserved
}

NTSTATUS AcxCircuitAddEvents(ACXCIRCUIT Circuit, ACXEVENT *Events, ULONG EventsCount) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitAddEvents");
    return add_events(wdf::from_handle<acx::Circuit>(Circuit), Events, EventsCount);
}

NTSTATUS AcxCircuitDispatchAcxRequest(ACXCIRCUIT Circuit, WDFREQUEST Request) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitDispatchAcxRequest");
    // There is no function of that kind for circuit factories: their preprocess callbacks use this one.
    auto *factory = wdf::find_handle<FactoryCircuit>(Circuit);
    if (factory != nullptr) return dispatch_request(*factory, Request);
    return dispatch_request(wdf::from_handle<acx::Circuit>(Circuit), Request);
}

// --- questions
// ------------------------------------------------------------------------------------------------------------

ACXPIN AcxCircuitGetPinById(ACXCIRCUIT Circuit, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetPinById");
    auto &pins = wdf::from_handle<acx::Circuit>(Circuit).pins();
    return Id < pins.size() ? pins[Id]->handle_as<ACXPIN>() : nullptr;
}

ULONG AcxCircuitGetPinsCount(ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetPinsCount");
    return static_cast<ULONG>(wdf::from_handle<acx::Circuit>(Circuit).pins().size());
}

ACXELEMENT AcxCircuitGetElementById(ACXCIRCUIT Circuit, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetElementById");
    auto &elements = wdf::from_handle<acx::Circuit>(Circuit).elements();
    return Id < elements.size() ? elements[Id]->handle_as<ACXELEMENT>() : nullptr;
}

ULONG AcxCircuitGetElementsCount(ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetElementsCount");
    return static_cast<ULONG>(wdf::from_handle<acx::Circuit>(Circuit).elements().size());
}

WDFDEVICE AcxCircuitGetWdfDevice(ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetWdfDevice");
    return wdf::from_handle<acx::Circuit>(Circuit).device().handle_as<WDFDEVICE>();
}

GUID AcxCircuitGetNotificationId(ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetNotificationId");
    return wdf::from_handle<acx::Circuit>(Circuit).notification_id();
}

WDFSTRING AcxCircuitGetSymbolicLinkName(ACXCIRCUIT Circuit) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitGetSymbolicLinkName");
    auto *name = wdf::from_handle<acx::Circuit>(Circuit).symbolic_link_name();
    return name == nullptr ? nullptr : name->handle_as<WDFSTRING>();
}

NTSTATUS AcxCircuitStopIoActual(ACXCIRCUIT Circuit, ULONG Flags, PVOID, LONG, PCCH) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitStopIoActual");
    auto &circuit = wdf::from_handle<acx::Circuit>(Circuit);
    if ((Flags & ~AcxStopIoValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    circuit.queue().stop();
    return STATUS_SUCCESS;
}

VOID AcxCircuitResumeIoActual(ACXCIRCUIT Circuit, PVOID, LONG, PCCH) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitResumeIoActual");
    if (wdf::from_handle<acx::Circuit>(Circuit).queue().start()) return;
    wdf::Framework::current().violation(wdf::Violation::OutOfOrder, Circuit,
                                        "AcxCircuitResumeIo was called for a circuit whose I/O is not stopped",
                                        "StopIo and ResumeIo come in pairs.");
}
