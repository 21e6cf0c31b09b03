// SPDX-License-Identifier: MIT
//
// Circuit factories: construction and questions. Follows contract.md 6.4; RT-FAC-01 to 06, AMB-17; CHK-098, CHK-104.
#include <string>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/narrow.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/string.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

/// The init structure a driver passed; the machine stops for one that is not (or no longer) its own.
FactoryCircuitInit &factory_init(PACXFACTORYCIRCUIT_INIT init, std::string_view ddi) {
    require(init, ddi, "FactoryInit");
    FactoryCircuitInit *found = FrameworkImplementation::current().find(init);
    if (found == nullptr) {
        wdf::Framework::current().violation(
            wdf::Violation::OutOfOrder, init,
            std::string(ddi) + " was called with a PACXFACTORYCIRCUIT_INIT that was freed, or that "
                               "AcxFactoryCircuitCreate has consumed",
            "After AcxFactoryCircuitCreate has succeeded the init structure belongs to ACX.");
    }
    return *found;
}

} // namespace

PACXFACTORYCIRCUIT_INIT AcxFactoryCircuitInitAllocate(WDFDEVICE Device) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAllocate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    FactoryCircuitInit *init = FrameworkImplementation::current().new_factory_init();
    init->device = &device;
    return reinterpret_cast<PACXFACTORYCIRCUIT_INIT>(init);
}

VOID AcxFactoryCircuitInitFree(PACXFACTORYCIRCUIT_INIT FactoryInit) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitFree");
    FrameworkImplementation::current().forget(&factory_init(FactoryInit, "AcxFactoryCircuitInitFree"));
}

VOID AcxFactoryCircuitInitSetComponentId(PACXFACTORYCIRCUIT_INIT FactoryInit, const GUID *ComponentId) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitSetComponentId");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitSetComponentId");
    require(ComponentId, "AcxFactoryCircuitInitSetComponentId", "ComponentId");
    init.component_id = *ComponentId;
    init.component_id_set = true;
}

VOID AcxFactoryCircuitInitSetOperationCallbacks(PACXFACTORYCIRCUIT_INIT FactoryInit,
                                                PACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS OperationCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitSetOperationCallbacks");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitSetOperationCallbacks");
    require(OperationCallbacks, "AcxFactoryCircuitInitSetOperationCallbacks", "OperationCallbacks");
    if (structure_ok(0, "ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS", *OperationCallbacks)) {
        init.operations = *OperationCallbacks;
    }
}

VOID AcxFactoryCircuitInitSetAcxCircuitPnpPowerCallbacks(PACXFACTORYCIRCUIT_INIT FactoryInit,
                                                         PACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitSetAcxCircuitPnpPowerCallbacks");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitSetAcxCircuitPnpPowerCallbacks");
    require(PnpPowerCallbacks, "AcxFactoryCircuitInitSetAcxCircuitPnpPowerCallbacks", "PnpPowerCallbacks");
    // AMB-17: the page of this function says that it is not supported. Nothing is ever called.
    if (structure_ok(0, "ACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS", *PnpPowerCallbacks)) init.power_callbacks_set = true;
}

NTSTATUS AcxFactoryCircuitInitAssignName(PACXFACTORYCIRCUIT_INIT FactoryInit, PCUNICODE_STRING FactoryName) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignName");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitAssignName");
    require(FactoryName, "AcxFactoryCircuitInitAssignName", "FactoryName");
    const NTSTATUS status = check_name(FactoryName);
    if (NT_SUCCESS(status)) init.name = narrow(FactoryName);
    return status;
}

NTSTATUS AcxFactoryCircuitInitAssignComponentUri(PACXFACTORYCIRCUIT_INIT FactoryInit, PCUNICODE_STRING ComponentUri) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignComponentUri");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitAssignComponentUri");
    require(ComponentUri, "AcxFactoryCircuitInitAssignComponentUri", "ComponentUri");
    const NTSTATUS status = check_name(ComponentUri);
    if (NT_SUCCESS(status)) init.component_uri = narrow(ComponentUri);
    return status;
}

NTSTATUS AcxFactoryCircuitInitAssignCategories(PACXFACTORYCIRCUIT_INIT FactoryInit, const GUID *Categories,
                                               ULONG CategoriesCount) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignCategories");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitAssignCategories");
    if (Categories == nullptr || CategoriesCount == 0) return STATUS_INVALID_PARAMETER;
    init.categories.assign(Categories, Categories + CategoriesCount);
    return STATUS_SUCCESS;
}

NTSTATUS AcxFactoryCircuitInitAssignProperties(PACXFACTORYCIRCUIT_INIT FactoryInit, PACX_PROPERTY_ITEM Properties,
                                               ULONG PropertiesCount) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignProperties");
    return factory_init(FactoryInit, "AcxFactoryCircuitInitAssignProperties")
        .items.add_properties(Properties, PropertiesCount);
}

NTSTATUS AcxFactoryCircuitInitAssignMethods(PACXFACTORYCIRCUIT_INIT FactoryInit, PACX_METHOD_ITEM Methods,
                                            ULONG MethodsCount) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignMethods");
    return factory_init(FactoryInit, "AcxFactoryCircuitInitAssignMethods").items.add_methods(Methods, MethodsCount);
}

NTSTATUS AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback(
    PACXFACTORYCIRCUIT_INIT FactoryInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback");
    auto &init = factory_init(FactoryInit, "AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback");
    return init.items.add_preprocess(EvtObjectAcxRequestPreprocess, DriverContext, RequestType, Set, Id);
}

NTSTATUS AcxFactoryCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACXFACTORYCIRCUIT_INIT *Config,
                                 ACXFACTORYCIRCUIT *Factory) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitCreate");
    auto &device = wdf::from_handle<wdf::Device>(Device);
    require(Config, "AcxFactoryCircuitCreate", "Config");
    require(Factory, "AcxFactoryCircuitCreate", "Factory");
    *Factory = nullptr;
    auto &init = factory_init(*Config, "AcxFactoryCircuitCreate");
    auto &framework = FrameworkImplementation::current();
    if (init.device != &device) return STATUS_INVALID_PARAMETER;
    if (device.extension == nullptr) return STATUS_INVALID_DEVICE_STATE; // AcxDeviceInitialize comes first
    const bool identified = !init.name.empty() || init.component_id_set || !init.component_uri.empty();
    const bool complete = init.operations.EvtAcxFactoryCircuitCreateCircuitDevice != nullptr &&
                          init.operations.EvtAcxFactoryCircuitCreateCircuit != nullptr;
    if (!identified || !complete) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    auto &factory = wdf::make_object<FactoryCircuit>(attributes, framework, std::move(init));
    framework.forget(&init);
    *Config = nullptr; // consumed
    *Factory = factory.handle_as<ACXFACTORYCIRCUIT>();
    return STATUS_SUCCESS;
}

NTSTATUS AcxFactoryCircuitAddElements(ACXFACTORYCIRCUIT Factory, ACXELEMENT *Elements, ULONG ElementsCount) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitAddElements");
    auto &factory = wdf::from_handle<FactoryCircuit>(Factory);
    return add_elements(factory, factory.elements(), Elements, ElementsCount);
}

WDFSTRING AcxFactoryCircuitGetSymbolicLinkName(ACXFACTORYCIRCUIT Factory) {
    ACXSIM_DDI(acx_ddis, "AcxFactoryCircuitGetSymbolicLinkName");
    auto *name = wdf::from_handle<FactoryCircuit>(Factory).symbolic_link_name();
    return name == nullptr ? nullptr : name->handle_as<WDFSTRING>();
}
