// SPDX-License-Identifier: MIT
//
// Circuits: construction, callbacks, composition of pins and elements; circuit factories.
#ifndef ACXSIM_DDK_ACXCIRCUIT_H
#define ACXSIM_DDK_ACXCIRCUIT_H

#include "acxelements.h"
#include "acxmisc.h"
#include "acxpin.h"

typedef enum _ACX_CIRCUIT_TYPE {
    AcxCircuitTypeOther = 0,
    AcxCircuitTypeRender,
    AcxCircuitTypeCapture,
    AcxCircuitTypeMaximum
} ACX_CIRCUIT_TYPE,
    *PACX_CIRCUIT_TYPE;

typedef NTSTATUS EVT_ACX_CIRCUIT_CREATE_STREAM(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin,
                                               PACXSTREAM_INIT StreamInit, ACXDATAFORMAT StreamFormat,
                                               const GUID *SignalProcessingMode, ACXOBJECTBAG VarArguments);
typedef EVT_ACX_CIRCUIT_CREATE_STREAM *PFN_ACX_CIRCUIT_CREATE_STREAM;
typedef NTSTATUS EVT_ACX_CIRCUIT_PREPARE_HARDWARE(WDFDEVICE Device, ACXCIRCUIT Circuit, WDFCMRESLIST ResourcesRaw,
                                                  WDFCMRESLIST ResourcesTranslated);
typedef EVT_ACX_CIRCUIT_PREPARE_HARDWARE *PFN_ACX_CIRCUIT_PREPARE_HARDWARE;
typedef NTSTATUS EVT_ACX_CIRCUIT_RELEASE_HARDWARE(WDFDEVICE Device, ACXCIRCUIT Circuit,
                                                  WDFCMRESLIST ResourcesTranslated);
typedef EVT_ACX_CIRCUIT_RELEASE_HARDWARE *PFN_ACX_CIRCUIT_RELEASE_HARDWARE;
typedef NTSTATUS EVT_ACX_CIRCUIT_POWER_UP(WDFDEVICE Device, ACXCIRCUIT Circuit, WDF_POWER_DEVICE_STATE PreviousState);
typedef EVT_ACX_CIRCUIT_POWER_UP *PFN_ACX_CIRCUIT_POWER_UP;
typedef NTSTATUS EVT_ACX_CIRCUIT_POWER_DOWN(WDFDEVICE Device, ACXCIRCUIT Circuit, WDF_POWER_DEVICE_STATE TargetState);
typedef EVT_ACX_CIRCUIT_POWER_DOWN *PFN_ACX_CIRCUIT_POWER_DOWN;
typedef NTSTATUS EVT_ACX_CIRCUIT_COMPOSITE_CIRCUIT_INITIALIZE(WDFDEVICE Device, ACXCIRCUIT Circuit,
                                                              ACXOBJECTBAG CircuitProperties);
typedef EVT_ACX_CIRCUIT_COMPOSITE_CIRCUIT_INITIALIZE *PFN_ACX_CIRCUIT_COMPOSITE_CIRCUIT_INITIALIZE;
typedef NTSTATUS EVT_ACX_CIRCUIT_COMPOSITE_INITIALIZE(WDFDEVICE Device, ACXCIRCUIT Circuit,
                                                      ACXOBJECTBAG CompositeProperties);
typedef EVT_ACX_CIRCUIT_COMPOSITE_INITIALIZE *PFN_ACX_CIRCUIT_COMPOSITE_INITIALIZE;
typedef VOID EVT_ACX_CIRCUIT_COMPOSITE_DEINITIALIZE(WDFDEVICE Device, ACXCIRCUIT Circuit,
                                                    ACXOBJECTBAG CompositeProperties);
typedef EVT_ACX_CIRCUIT_COMPOSITE_DEINITIALIZE *PFN_ACX_CIRCUIT_COMPOSITE_DEINITIALIZE;

typedef struct _ACX_CIRCUIT_PNPPOWER_CALLBACKS {
    ULONG Size;
    PFN_ACX_CIRCUIT_PREPARE_HARDWARE EvtAcxCircuitPrepareHardware;
    PFN_ACX_CIRCUIT_RELEASE_HARDWARE EvtAcxCircuitReleaseHardware;
    PFN_ACX_CIRCUIT_POWER_UP EvtAcxCircuitPowerUp;
    PFN_ACX_CIRCUIT_POWER_DOWN EvtAcxCircuitPowerDown;
} ACX_CIRCUIT_PNPPOWER_CALLBACKS, *PACX_CIRCUIT_PNPPOWER_CALLBACKS;

DDKINLINE VOID ACX_CIRCUIT_PNPPOWER_CALLBACKS_INIT(PACX_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks) {
    memset(PnpPowerCallbacks, 0, sizeof(*PnpPowerCallbacks));
    PnpPowerCallbacks->Size = sizeof(*PnpPowerCallbacks);
}

typedef struct _ACX_CIRCUIT_COMPOSITE_CALLBACKS {
    ULONG Size;
    PFN_ACX_CIRCUIT_COMPOSITE_CIRCUIT_INITIALIZE EvtAcxCircuitCompositeCircuitInitialize;
    PFN_ACX_CIRCUIT_COMPOSITE_INITIALIZE EvtAcxCircuitCompositeInitialize;
    PFN_ACX_CIRCUIT_COMPOSITE_DEINITIALIZE EvtAcxCircuitCompositeDeinitialize;
} ACX_CIRCUIT_COMPOSITE_CALLBACKS, *PACX_CIRCUIT_COMPOSITE_CALLBACKS;

DDKINLINE VOID ACX_CIRCUIT_COMPOSITE_CALLBACKS_INIT(PACX_CIRCUIT_COMPOSITE_CALLBACKS CompositeCallbacks) {
    memset(CompositeCallbacks, 0, sizeof(*CompositeCallbacks));
    CompositeCallbacks->Size = sizeof(*CompositeCallbacks);
}

EXTERN_C_START

ACXAPI PACXCIRCUIT_INIT AcxCircuitInitAllocate(WDFDEVICE Device);
ACXAPI VOID AcxCircuitInitFree(PACXCIRCUIT_INIT CircuitInit);
ACXAPI VOID AcxCircuitInitSetComponentId(PACXCIRCUIT_INIT CircuitInit, const GUID *ComponentId);
ACXAPI VOID AcxCircuitInitSetCircuitType(PACXCIRCUIT_INIT CircuitInit, ACX_CIRCUIT_TYPE CircuitType);
ACXAPI VOID AcxCircuitInitDisableDefaultStreamBridgeHandling(PACXCIRCUIT_INIT CircuitInit);
ACXAPI NTSTATUS AcxCircuitInitAssignName(PACXCIRCUIT_INIT CircuitInit, PCUNICODE_STRING CircuitName);
ACXAPI NTSTATUS AcxCircuitInitAssignComponentUri(PACXCIRCUIT_INIT CircuitInit, PCUNICODE_STRING ComponentUri);
ACXAPI NTSTATUS AcxCircuitInitAssignCategories(PACXCIRCUIT_INIT CircuitInit, const GUID *Categories,
                                               ULONG CategoriesCount);
ACXAPI NTSTATUS AcxCircuitInitAssignProperties(PACXCIRCUIT_INIT CircuitInit, PACX_PROPERTY_ITEM Properties,
                                               ULONG PropertiesCount);
ACXAPI NTSTATUS AcxCircuitInitAssignMethods(PACXCIRCUIT_INIT CircuitInit, PACX_METHOD_ITEM Methods, ULONG MethodsCount);
ACXAPI NTSTATUS AcxCircuitInitAssignAcxCreateStreamCallback(PACXCIRCUIT_INIT CircuitInit,
                                                            PFN_ACX_CIRCUIT_CREATE_STREAM EvtAcxCircuitCreateStream);
ACXAPI NTSTATUS AcxCircuitInitAssignAcxRequestPreprocessCallback(
    PACXCIRCUIT_INIT CircuitInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id);
ACXAPI VOID AcxCircuitInitSetAcxCircuitPnpPowerCallbacks(PACXCIRCUIT_INIT CircuitInit,
                                                         PACX_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks);
ACXAPI VOID AcxCircuitInitSetAcxCircuitCompositeCallbacks(PACXCIRCUIT_INIT CircuitInit,
                                                          PACX_CIRCUIT_COMPOSITE_CALLBACKS CompositeCallbacks);
ACXAPI NTSTATUS AcxCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes, PACXCIRCUIT_INIT *Config,
                                 ACXCIRCUIT *Circuit);
ACXAPI NTSTATUS AcxCircuitAddElements(ACXCIRCUIT Circuit, ACXELEMENT *Elements, ULONG ElementsCount);
ACXAPI NTSTATUS AcxCircuitAddPins(ACXCIRCUIT Circuit, ACXPIN *Pins, ULONG PinsCount);
ACXAPI NTSTATUS AcxCircuitAddConnections(ACXCIRCUIT Circuit, PACX_CONNECTION Connections, ULONG ConnectionsCount);
ACXAPI NTSTATUS AcxCircuitAddPhysicalConnections(ACXCIRCUIT Circuit, PACX_PHYSICAL_CONNECTION Connections,
                                                 ULONG ConnectionsCount);
ACXAPI NTSTATUS AcxCircuitAddEvents(ACXCIRCUIT Circuit, ACXEVENT *Events, ULONG EventsCount);
ACXAPI NTSTATUS AcxCircuitDispatchAcxRequest(ACXCIRCUIT Circuit, WDFREQUEST Request);
ACXAPI ACXPIN AcxCircuitGetPinById(ACXCIRCUIT Circuit, ULONG Id);
ACXAPI ULONG AcxCircuitGetPinsCount(ACXCIRCUIT Circuit);
ACXAPI ACXELEMENT AcxCircuitGetElementById(ACXCIRCUIT Circuit, ULONG Id);
ACXAPI ULONG AcxCircuitGetElementsCount(ACXCIRCUIT Circuit);
ACXAPI WDFDEVICE AcxCircuitGetWdfDevice(ACXCIRCUIT Circuit);
ACXAPI GUID AcxCircuitGetNotificationId(ACXCIRCUIT Circuit);
ACXAPI WDFSTRING AcxCircuitGetSymbolicLinkName(ACXCIRCUIT Circuit);
ACXAPI NTSTATUS AcxCircuitStopIoActual(ACXCIRCUIT Circuit, ULONG Flags, PVOID Tag, LONG Line, PCCH File);
ACXAPI VOID AcxCircuitResumeIoActual(ACXCIRCUIT Circuit, PVOID Tag, LONG Line, PCCH File);

EXTERN_C_END

#define AcxCircuitStopIo(Circuit, Flags) AcxCircuitStopIoActual((Circuit), (Flags), NULL, __LINE__, __FILE__)
#define AcxCircuitStopIoWithTag(Circuit, Flags, Tag)                                                                   \
    AcxCircuitStopIoActual((Circuit), (Flags), (Tag), __LINE__, __FILE__)
#define AcxCircuitResumeIo(Circuit) AcxCircuitResumeIoActual((Circuit), NULL, __LINE__, __FILE__)
#define AcxCircuitResumeIoWithTag(Circuit, Tag) AcxCircuitResumeIoActual((Circuit), (Tag), __LINE__, __FILE__)

// --- circuit factories ---

typedef enum _ACX_FACTORY_CIRCUIT_ADD_CIRCUIT_FLAGS {
    AcxFactoryCircitAddCircuitConfigNoFlags = 0,
    AcxFactoryCircitAddCircuitConfigValidFlags = 0
} ACX_FACTORY_CIRCUIT_ADD_CIRCUIT_FLAGS,
    *PACX_FACTORY_CIRCUIT_ADD_CIRCUIT_FLAGS;

typedef enum _ACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT_FLAGS {
    AcxFactoryCircitRemoveCircuitConfigNoFlags = 0,
    AcxFactoryCircitRemoveCircuitConfigValidFlags = 0
} ACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT_FLAGS,
    *PACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT_FLAGS;

typedef struct _ACX_FACTORY_CIRCUIT_ADD_CIRCUIT {
    ULONG Size;
    ULONG Flags;
    GUID CircuitUniqueId;
    ACXOBJECTBAG CompositeProperties;
    ACXOBJECTBAG FactoryProperties;
    ACXOBJECTBAG CircuitProperties;
    PCUNICODE_STRING TargetSymbolicLinkName;
} ACX_FACTORY_CIRCUIT_ADD_CIRCUIT, *PACX_FACTORY_CIRCUIT_ADD_CIRCUIT;

DDKINLINE VOID ACX_FACTORY_CIRCUIT_ADD_CIRCUIT_INIT(PACX_FACTORY_CIRCUIT_ADD_CIRCUIT Parameters) {
    memset(Parameters, 0, sizeof(*Parameters));
    Parameters->Size = sizeof(*Parameters);
}

typedef struct _ACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT {
    ULONG Size;
    ULONG Flags;
    GUID CircuitUniqueId;
} ACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT, *PACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT;

DDKINLINE VOID ACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT_INIT(PACX_FACTORY_CIRCUIT_REMOVE_CIRCUIT Parameters) {
    memset(Parameters, 0, sizeof(*Parameters));
    Parameters->Size = sizeof(*Parameters);
}

typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_CREATE_CIRCUITDEVICE(WDFDEVICE Parent, ACXFACTORYCIRCUIT Factory,
                                                              PACX_FACTORY_CIRCUIT_ADD_CIRCUIT Config,
                                                              WDFDEVICE *Device);
typedef EVT_ACX_FACTORY_CIRCUIT_CREATE_CIRCUITDEVICE *PFN_ACX_FACTORY_CIRCUIT_CREATE_CIRCUITDEVICE;
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_DELETE_CIRCUITDEVICE(WDFDEVICE Parent, ACXFACTORYCIRCUIT Factory,
                                                              WDFDEVICE Device);
typedef EVT_ACX_FACTORY_CIRCUIT_DELETE_CIRCUITDEVICE *PFN_ACX_FACTORY_CIRCUIT_DELETE_CIRCUITDEVICE;
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_CREATE_CIRCUIT(WDFDEVICE Parent, WDFDEVICE Device, ACXFACTORYCIRCUIT Factory,
                                                        PACX_FACTORY_CIRCUIT_ADD_CIRCUIT Config,
                                                        PACXCIRCUIT_INIT CircuitInit);
typedef EVT_ACX_FACTORY_CIRCUIT_CREATE_CIRCUIT *PFN_ACX_FACTORY_CIRCUIT_CREATE_CIRCUIT;

typedef struct _ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS {
    ULONG Size;
    PFN_ACX_FACTORY_CIRCUIT_CREATE_CIRCUITDEVICE EvtAcxFactoryCircuitCreateCircuitDevice;
    PFN_ACX_FACTORY_CIRCUIT_DELETE_CIRCUITDEVICE EvtAcxFactoryCircuitDeleteCircuitDevice;
    PFN_ACX_FACTORY_CIRCUIT_CREATE_CIRCUIT EvtAcxFactoryCircuitCreateCircuit;
} ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS, *PACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS;

DDKINLINE VOID ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS_INIT(PACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS Config) {
    memset(Config, 0, sizeof(*Config));
    Config->Size = sizeof(*Config);
}

// The pages describe these callbacks, and say of the function that assigns them: not supported (AMB-17).
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_PREPARE_HARDWARE(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory,
                                                          WDFCMRESLIST ResourcesRaw, WDFCMRESLIST ResourcesTranslated);
typedef EVT_ACX_FACTORY_CIRCUIT_PREPARE_HARDWARE *PFN_ACX_FACTORY_CIRCUIT_PREPARE_HARDWARE;
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_RELEASE_HARDWARE(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory,
                                                          WDFCMRESLIST ResourcesTranslated);
typedef EVT_ACX_FACTORY_CIRCUIT_RELEASE_HARDWARE *PFN_ACX_FACTORY_CIRCUIT_RELEASE_HARDWARE;
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_POWER_UP(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory,
                                                  WDF_POWER_DEVICE_STATE PreviousState);
typedef EVT_ACX_FACTORY_CIRCUIT_POWER_UP *PFN_ACX_FACTORY_CIRCUIT_POWER_UP;
typedef NTSTATUS EVT_ACX_FACTORY_CIRCUIT_POWER_DOWN(WDFDEVICE Device, ACXFACTORYCIRCUIT Factory,
                                                    WDF_POWER_DEVICE_STATE TargetState);
typedef EVT_ACX_FACTORY_CIRCUIT_POWER_DOWN *PFN_ACX_FACTORY_CIRCUIT_POWER_DOWN;

typedef struct _ACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS {
    ULONG Size;
    PFN_ACX_FACTORY_CIRCUIT_PREPARE_HARDWARE EvtAcxFactoryCircuitPrepareHardware;
    PFN_ACX_FACTORY_CIRCUIT_RELEASE_HARDWARE EvtAcxFactoryCircuitReleaseHardware;
    PFN_ACX_FACTORY_CIRCUIT_POWER_UP EvtAcxFactoryCircuitPowerUp;
    PFN_ACX_FACTORY_CIRCUIT_POWER_DOWN EvtAcxFactoryCircuitPowerDown;
} ACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS, *PACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS;

DDKINLINE VOID ACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS_INIT(PACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks) {
    memset(PnpPowerCallbacks, 0, sizeof(*PnpPowerCallbacks));
    PnpPowerCallbacks->Size = sizeof(*PnpPowerCallbacks);
}

EXTERN_C_START

ACXAPI PACXFACTORYCIRCUIT_INIT AcxFactoryCircuitInitAllocate(WDFDEVICE Device);
ACXAPI VOID AcxFactoryCircuitInitFree(PACXFACTORYCIRCUIT_INIT FactoryInit);
ACXAPI VOID AcxFactoryCircuitInitSetComponentId(PACXFACTORYCIRCUIT_INIT FactoryInit, const GUID *ComponentId);
ACXAPI VOID AcxFactoryCircuitInitSetOperationCallbacks(PACXFACTORYCIRCUIT_INIT FactoryInit,
                                                       PACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS OperationCallbacks);
ACXAPI VOID AcxFactoryCircuitInitSetAcxCircuitPnpPowerCallbacks(
    PACXFACTORYCIRCUIT_INIT FactoryInit, PACX_FACTORY_CIRCUIT_PNPPOWER_CALLBACKS PnpPowerCallbacks);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignName(PACXFACTORYCIRCUIT_INIT FactoryInit, PCUNICODE_STRING FactoryName);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignComponentUri(PACXFACTORYCIRCUIT_INIT FactoryInit,
                                                        PCUNICODE_STRING ComponentUri);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignCategories(PACXFACTORYCIRCUIT_INIT FactoryInit, const GUID *Categories,
                                                      ULONG CategoriesCount);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignProperties(PACXFACTORYCIRCUIT_INIT FactoryInit,
                                                      PACX_PROPERTY_ITEM Properties, ULONG PropertiesCount);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignMethods(PACXFACTORYCIRCUIT_INIT FactoryInit, PACX_METHOD_ITEM Methods,
                                                   ULONG MethodsCount);
ACXAPI NTSTATUS AcxFactoryCircuitInitAssignAcxRequestPreprocessCallback(
    PACXFACTORYCIRCUIT_INIT FactoryInit, PFN_ACX_OBJECT_PREPROCESS_REQUEST EvtObjectAcxRequestPreprocess,
    ACXCONTEXT DriverContext, ACX_REQUEST_TYPE RequestType, const GUID *Set, ULONG Id);
ACXAPI NTSTATUS AcxFactoryCircuitCreate(WDFDEVICE Device, PWDF_OBJECT_ATTRIBUTES Attributes,
                                        PACXFACTORYCIRCUIT_INIT *Config, ACXFACTORYCIRCUIT *Factory);
ACXAPI NTSTATUS AcxFactoryCircuitAddElements(ACXFACTORYCIRCUIT Factory, ACXELEMENT *Elements, ULONG ElementsCount);
ACXAPI WDFSTRING AcxFactoryCircuitGetSymbolicLinkName(ACXFACTORYCIRCUIT Factory);

EXTERN_C_END

#endif // ACXSIM_DDK_ACXCIRCUIT_H
