// SPDX-License-Identifier: MIT
//
// Targets: one circuit seen from another. Each is a WDF I/O target; a request is formatted for it and sent with
// WdfRequestSend. Specification: contract section 6.7, RT-TGT-01.
#ifndef ACXSIM_DDK_ACXTARGETS_H
#define ACXSIM_DDK_ACXTARGETS_H

#include "acxdataformat.h"
#include "acxmisc.h"
#include "acxrequest.h"
#include "acxstreams.h"

typedef enum _ACX_TARGET_CIRCUIT_CONFIG_FLAGS {
    AcxTargetCircuitConfigNoFlags = 0,
    AcxTargetCircuitConfigLazyDataLoad = 0x1, // pins and elements are asked for at first use
    AcxTargetCircuitConfigValidFlags = AcxTargetCircuitConfigLazyDataLoad
} ACX_TARGET_CIRCUIT_CONFIG_FLAGS,
    *PACX_TARGET_CIRCUIT_CONFIG_FLAGS;

typedef enum _ACX_TARGET_FACTORY_CIRCUIT_CONFIG_FLAGS {
    AcxTargetFactoryCircuitConfigNoFlags = 0,
    AcxTargetFactoryCircuitConfigValidFlags = AcxTargetFactoryCircuitConfigNoFlags
} ACX_TARGET_FACTORY_CIRCUIT_CONFIG_FLAGS,
    *PACX_TARGET_FACTORY_CIRCUIT_CONFIG_FLAGS;

typedef enum _ACX_TARGET_STREAM_CONFIG_FLAGS {
    AcxTargetStreamConfigNoFlags = 0,
    AcxTargetStreamConfigValidFlags = AcxTargetStreamConfigNoFlags
} ACX_TARGET_STREAM_CONFIG_FLAGS,
    *PACX_TARGET_STREAM_CONFIG_FLAGS;

typedef struct _ACX_TARGET_CIRCUIT_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_TARGET_CIRCUIT_CONFIG_FLAGS
    PCUNICODE_STRING SymbolicLinkName;
} ACX_TARGET_CIRCUIT_CONFIG, *PACX_TARGET_CIRCUIT_CONFIG;

DDKINLINE VOID ACX_TARGET_CIRCUIT_CONFIG_INIT(PACX_TARGET_CIRCUIT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_TARGET_FACTORY_CIRCUIT_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_TARGET_FACTORY_CIRCUIT_CONFIG_FLAGS
    WDFIOTARGET IoTarget;
    PCUNICODE_STRING SymbolicLinkName;
} ACX_TARGET_FACTORY_CIRCUIT_CONFIG, *PACX_TARGET_FACTORY_CIRCUIT_CONFIG;

DDKINLINE VOID ACX_TARGET_FACTORY_CIRCUIT_CONFIG_INIT(PACX_TARGET_FACTORY_CIRCUIT_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

typedef struct _ACX_TARGET_STREAM_CONFIG {
    ULONG Size;
    ULONG Flags; // ACX_TARGET_STREAM_CONFIG_FLAGS
    ACXTARGETCIRCUIT TargetCircuit;
    ULONG PinId;
    ACXDATAFORMAT DataFormat;
    const GUID *SignalProcessingMode;
    ACXOBJECTBAG OptionalParameters;
} ACX_TARGET_STREAM_CONFIG, *PACX_TARGET_STREAM_CONFIG;

DDKINLINE VOID ACX_TARGET_STREAM_CONFIG_INIT(PACX_TARGET_STREAM_CONFIG Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

EXTERN_C_START

ACXAPI NTSTATUS AcxTargetCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                       PACX_TARGET_CIRCUIT_CONFIG Config, ACXTARGETCIRCUIT *TargetCircuit);
ACXAPI NTSTATUS AcxTargetCircuitFormatRequestForProperty(ACXTARGETCIRCUIT TargetCircuit, WDFREQUEST Request,
                                                         PACX_REQUEST_PARAMETERS Params);
ACXAPI NTSTATUS AcxTargetCircuitFormatRequestForMethod(ACXTARGETCIRCUIT TargetCircuit, WDFREQUEST Request,
                                                       PACX_REQUEST_PARAMETERS Params);
ACXAPI ULONG AcxTargetCircuitGetElementsCount(ACXTARGETCIRCUIT TargetCircuit);
ACXAPI ULONG AcxTargetCircuitGetPinsCount(ACXTARGETCIRCUIT TargetCircuit);
ACXAPI WDFSTRING AcxTargetCircuitGetSymbolicLinkName(ACXTARGETCIRCUIT TargetCircuit);
ACXAPI ACXTARGETELEMENT AcxTargetCircuitGetTargetElement(ACXTARGETCIRCUIT TargetCircuit, ULONG ElementIndex);
ACXAPI ACXTARGETPIN AcxTargetCircuitGetTargetPin(ACXTARGETCIRCUIT TargetCircuit, ULONG PinIndex);
ACXAPI WDFIOTARGET AcxTargetCircuitGetWdfIoTarget(ACXTARGETCIRCUIT TargetCircuit);

ACXAPI NTSTATUS AcxTargetElementFormatRequestForProperty(ACXTARGETELEMENT TargetElement, WDFREQUEST Request,
                                                         PACX_REQUEST_PARAMETERS Params);
ACXAPI NTSTATUS AcxTargetElementFormatRequestForMethod(ACXTARGETELEMENT TargetElement, WDFREQUEST Request,
                                                       PACX_REQUEST_PARAMETERS Params);
ACXAPI ULONG AcxTargetElementGetId(ACXTARGETELEMENT TargetElement);
ACXAPI GUID AcxTargetElementGetNameTag(ACXTARGETELEMENT TargetElement);
ACXAPI GUID AcxTargetElementGetType(ACXTARGETELEMENT TargetElement);
ACXAPI WDFIOTARGET AcxTargetElementGetWdfIoTarget(ACXTARGETELEMENT TargetElement);

ACXAPI NTSTATUS AcxTargetPinFormatRequestForProperty(ACXTARGETPIN TargetPin, WDFREQUEST Request,
                                                     PACX_REQUEST_PARAMETERS Params);
ACXAPI NTSTATUS AcxTargetPinFormatRequestForMethod(ACXTARGETPIN TargetPin, WDFREQUEST Request,
                                                   PACX_REQUEST_PARAMETERS Params);
ACXAPI ULONG AcxTargetPinGetId(ACXTARGETPIN TargetPin);
ACXAPI WDFIOTARGET AcxTargetPinGetWdfIoTarget(ACXTARGETPIN TargetPin);
ACXAPI NTSTATUS AcxTargetPinRetrieveModeDataFormatList(ACXTARGETPIN TargetPin, const GUID *SignalProcessingMode,
                                                       ACXDATAFORMATLIST *DataFormatList);
ACXAPI NTSTATUS AcxTargetPinFlushModeDataFormatListCache(ACXTARGETPIN TargetPin, const GUID *SignalProcessingMode);

ACXAPI NTSTATUS AcxTargetFactoryCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                              PACX_TARGET_FACTORY_CIRCUIT_CONFIG Config,
                                              ACXTARGETFACTORYCIRCUIT *TargetFactoryCircuit);
ACXAPI NTSTATUS AcxTargetFactoryCircuitFormatRequestForProperty(ACXTARGETFACTORYCIRCUIT TargetFactoryCircuit,
                                                                WDFREQUEST Request, PACX_REQUEST_PARAMETERS Params);
ACXAPI NTSTATUS AcxTargetFactoryCircuitFormatRequestForMethod(ACXTARGETFACTORYCIRCUIT TargetFactoryCircuit,
                                                              WDFREQUEST Request, PACX_REQUEST_PARAMETERS Params);
ACXAPI WDFIOTARGET AcxTargetFactoryCircuitGetWdfIoTarget(ACXTARGETFACTORYCIRCUIT TargetFactoryCircuit);

ACXAPI NTSTATUS AcxTargetStreamCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                      PACX_TARGET_STREAM_CONFIG Config, ACXTARGETSTREAM *TargetStream);
ACXAPI NTSTATUS AcxTargetStreamAssignDrmContentId(ACXTARGETSTREAM TargetStream, ULONG ContentId,
                                                  PACXDRMRIGHTS DrmRights);
ACXAPI NTSTATUS AcxTargetStreamFormatRequestForProperty(ACXTARGETSTREAM TargetStream, WDFREQUEST Request,
                                                        PACX_REQUEST_PARAMETERS Params);
ACXAPI NTSTATUS AcxTargetStreamFormatRequestForMethod(ACXTARGETSTREAM TargetStream, WDFREQUEST Request,
                                                      PACX_REQUEST_PARAMETERS Params);
ACXAPI ULONG AcxTargetStreamGetElementsCount(ACXTARGETSTREAM TargetStream);
ACXAPI ACXTARGETELEMENT AcxTargetStreamGetTargetElement(ACXTARGETSTREAM TargetStream, ULONG ElementIndex);
ACXAPI WDFIOTARGET AcxTargetStreamGetWdfIoTarget(ACXTARGETSTREAM TargetStream);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXTARGETS_H
