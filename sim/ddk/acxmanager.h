// SPDX-License-Identifier: MIT
//
// Composition: templates of the circuits that make up one audio endpoint, and the manager that puts them together. The
// reference pages name the members without their types; ids are pointers to GUID and names pointers to UNICODE_STRING,
// as public drivers assign them. Specification: contract section 6.7, RT-MGR-01.
#ifndef ACXSIM_DDK_ACXMANAGER_H
#define ACXSIM_DDK_ACXMANAGER_H

#include "acxmisc.h"

typedef enum _ACX_CIRCUIT_TEMPLATE_CONFIG_FLAGS {
    AcxCircuitTemplateConfigNoFlags = 0,
    AcxCircuitTemplateCircuitOnDemand = 0x1, // a circuit factory makes the circuit when the composite needs it
    AcxCircuitTemplateConfigValidFlags = AcxCircuitTemplateCircuitOnDemand
} ACX_CIRCUIT_TEMPLATE_CONFIG_FLAGS,
    *PACX_CIRCUIT_TEMPLATE_CONFIG_FLAGS;

typedef enum _ACX_COMPOSITE_TEMPLATE_CONFIG_FLAGS {
    AcxCompositeTemplateConfigNoFlags = 0,
    AcxCompositeTemplateConfigPrivate = 0x1,
    AcxCompositeTemplateConfigSingleton = 0x2, // at most one composite of this template at a time
    AcxCompositeTemplateConfigValidFlags = 0x3
} ACX_COMPOSITE_TEMPLATE_CONFIG_FLAGS,
    *PACX_COMPOSITE_TEMPLATE_CONFIG_FLAGS;

typedef struct _ACX_CIRCUIT_TEMPLATE_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_CIRCUIT_TEMPLATE_CONFIG_FLAGS
    const GUID *ContainerId;
    ACXOBJECTBAG FactoryProperties;
    const GUID *FactoryId;
    PCUNICODE_STRING FactoryUri;
    PCUNICODE_STRING FactoryName;
    ACXOBJECTBAG CircuitProperties;
    const GUID *CircuitId;
    PCUNICODE_STRING CircuitUri;
    PCUNICODE_STRING CircuitName;
} ACX_CIRCUIT_TEMPLATE_CONFIG, *PACX_CIRCUIT_TEMPLATE_CONFIG;

DDKINLINE VOID ACX_CIRCUIT_TEMPLATE_CONFIG_INIT(PACX_CIRCUIT_TEMPLATE_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_COMPOSITE_TEMPLATE_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_COMPOSITE_TEMPLATE_CONFIG_FLAGS
    ACXOBJECTBAG Properties;
} ACX_COMPOSITE_TEMPLATE_CONFIG, *PACX_COMPOSITE_TEMPLATE_CONFIG;

DDKINLINE VOID ACX_COMPOSITE_TEMPLATE_CONFIG_INIT(PACX_COMPOSITE_TEMPLATE_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

EXTERN_C_START

ACXAPI ACXMANAGER AcxGetManager(ACXCONTEXT Context);
ACXAPI NTSTATUS AcxManagerAddCompositeTemplate(ACXMANAGER Manager, ACXCOMPOSITETEMPLATE Template);
ACXAPI NTSTATUS AcxManagerRemoveCompositeTemplate(ACXMANAGER Manager, ACXCOMPOSITETEMPLATE Template);
ACXAPI NTSTATUS AcxCircuitTemplateCreate(WDFDRIVER Driver, PWDF_OBJECT_ATTRIBUTES Attributes,
                                         PACX_CIRCUIT_TEMPLATE_CONFIG Config, ACXCIRCUITTEMPLATE *Template);
ACXAPI NTSTATUS AcxCompositeTemplateCreate(WDFDRIVER Driver, PWDF_OBJECT_ATTRIBUTES Attributes,
                                           PACX_COMPOSITE_TEMPLATE_CONFIG Config, ACXCOMPOSITETEMPLATE *Template);
ACXAPI NTSTATUS AcxCompositeTemplateAssignCircuits(ACXCOMPOSITETEMPLATE CompositeTemplate,
                                                   ACXCIRCUITTEMPLATE *CircuitTemplates, ULONG CircuitTemplatesCount);
ACXAPI VOID AcxCompositeTemplateSetCoreCircuit(ACXCOMPOSITETEMPLATE CompositeTemplate,
                                               ACXCIRCUITTEMPLATE CircuitTemplate);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXMANAGER_H
