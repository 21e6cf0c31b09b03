// SPDX-License-Identifier: MIT
//
// The manager and its templates. Follows contract.md 6.7, RT-MGR-01; CHK-102.
#include <algorithm>

#include "sim/acx/composite.hpp"
#include "sim/acx/ddi_table.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/driver.hpp"

#include "sim/acx/ddk.hpp"

using namespace acxsim;
using namespace acxsim::acx;

namespace {

/// What both ...TemplateCreate do after their own checks.
template <class Template, class Config, class Handle>
NTSTATUS create(WDFDRIVER driver_handle, PWDF_OBJECT_ATTRIBUTES given, const Config &config, Handle *handle) {
    auto &driver = wdf::from_handle<wdf::Driver>(driver_handle);
    if (!FrameworkImplementation::current().driver_initialised) return STATUS_INVALID_DEVICE_STATE; // RT-DRV-01
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(given, wdf::ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    wdf::Object *parent = attributes.parent != nullptr ? attributes.parent : &driver;
    *handle = wdf::make_object<Template>(attributes, parent, config).template handle_as<Handle>();
    return STATUS_SUCCESS;
}

} // namespace

ACXMANAGER AcxGetManager(ACXCONTEXT) {
    ACXSIM_DDI(acx_ddis, "AcxGetManager");
    auto &framework = FrameworkImplementation::current();
    return framework.driver_initialised ? framework.composites().manager() : nullptr;
}

NTSTATUS AcxCircuitTemplateCreate(WDFDRIVER Driver, PWDF_OBJECT_ATTRIBUTES Attributes,
                                  PACX_CIRCUIT_TEMPLATE_CONFIG Config, ACXCIRCUITTEMPLATE *Template) {
    ACXSIM_DDI(acx_ddis, "AcxCircuitTemplateCreate");
    require(Config, "AcxCircuitTemplateCreate", "Config");
    require(Template, "AcxCircuitTemplateCreate", "Template");
    *Template = nullptr;
    if (!structure_ok(0, "ACX_CIRCUIT_TEMPLATE_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    // RT-CIR-04: id and URI exclude each other.
    const bool valid = (Config->Flags & ~AcxCircuitTemplateConfigValidFlags) == 0 &&
                       (Config->CircuitId == nullptr || Config->CircuitUri == nullptr) &&
                       (Config->FactoryId == nullptr || Config->FactoryUri == nullptr);
    if (!valid) return STATUS_INVALID_PARAMETER;
    return create<CircuitTemplate>(Driver, Attributes, *Config, Template);
}

NTSTATUS AcxCompositeTemplateCreate(WDFDRIVER Driver, PWDF_OBJECT_ATTRIBUTES Attributes,
                                    PACX_COMPOSITE_TEMPLATE_CONFIG Config, ACXCOMPOSITETEMPLATE *Template) {
    ACXSIM_DDI(acx_ddis, "AcxCompositeTemplateCreate");
    require(Config, "AcxCompositeTemplateCreate", "Config");
    require(Template, "AcxCompositeTemplateCreate", "Template");
    *Template = nullptr;
    if (!structure_ok(0, "ACX_COMPOSITE_TEMPLATE_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxCompositeTemplateConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    return create<CompositeTemplate>(Driver, Attributes, *Config, Template);
}

NTSTATUS AcxCompositeTemplateAssignCircuits(ACXCOMPOSITETEMPLATE CompositeTemplate,
                                            ACXCIRCUITTEMPLATE *CircuitTemplates, ULONG CircuitTemplatesCount) {
    ACXSIM_DDI(acx_ddis, "AcxCompositeTemplateAssignCircuits");
    auto &composite = wdf::from_handle<acx::CompositeTemplate>(CompositeTemplate);
    if (CircuitTemplates == nullptr || CircuitTemplatesCount == 0) return STATUS_INVALID_PARAMETER;
    if (composite.registered) return STATUS_INVALID_DEVICE_STATE;
    for (ULONG i = 0; i < CircuitTemplatesCount; ++i) {
        if (wdf::from_handle<CircuitTemplate>(CircuitTemplates[i]).composite != nullptr)
            return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < CircuitTemplatesCount; ++i) {
        auto &part = wdf::from_handle<CircuitTemplate>(CircuitTemplates[i]);
        if (part.composite != nullptr) continue; // the same handle twice in one array
        part.composite = &composite;
        composite.circuits.push_back(&part);
    }
    return STATUS_SUCCESS;
}

VOID AcxCompositeTemplateSetCoreCircuit(ACXCOMPOSITETEMPLATE CompositeTemplate, ACXCIRCUITTEMPLATE CircuitTemplate) {
    ACXSIM_DDI(acx_ddis, "AcxCompositeTemplateSetCoreCircuit");
    auto &composite = wdf::from_handle<acx::CompositeTemplate>(CompositeTemplate);
    auto &part = wdf::from_handle<acx::CircuitTemplate>(CircuitTemplate);
    if (part.composite == &composite) {
        composite.core = &part;
        return;
    }
    wdf::Framework::current().violation(wdf::Violation::OutOfOrder, CircuitTemplate,
                                        "AcxCompositeTemplateSetCoreCircuit names a circuit template that was not "
                                        "assigned to the composite template",
                                        "AcxCompositeTemplateAssignCircuits comes first.");
}

NTSTATUS AcxManagerAddCompositeTemplate(ACXMANAGER Manager, ACXCOMPOSITETEMPLATE Template) {
    ACXSIM_DDI(acx_ddis, "AcxManagerAddCompositeTemplate");
    static_cast<void>(wdf::from_handle<acx::Manager>(Manager));
    return FrameworkImplementation::current().composites().add(wdf::from_handle<acx::CompositeTemplate>(Template));
}

NTSTATUS AcxManagerRemoveCompositeTemplate(ACXMANAGER Manager, ACXCOMPOSITETEMPLATE Template) {
    ACXSIM_DDI(acx_ddis, "AcxManagerRemoveCompositeTemplate");
    static_cast<void>(wdf::from_handle<acx::Manager>(Manager));
    return FrameworkImplementation::current().composites().remove(wdf::from_handle<acx::CompositeTemplate>(Template));
}
