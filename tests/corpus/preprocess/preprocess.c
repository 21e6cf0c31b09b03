// SPDX-License-Identifier: MIT
//
// Corpus driver: sees the circuit's property requests before ACX does. A property of its own is answered on the spot;
// everything else is counted and dispatched to ACX.
#include <initguid.h>

#include "codec.h"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A09}
DEFINE_GUID(PreprocessSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x09);
// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0A}
DEFINE_GUID(KSPROPSETID_CorpusCounter, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0a);
DECLARE_CONST_UNICODE_STRING(PreprocessSpeakerName, L"PreprocessSpeaker");

#define KSPROPERTY_CORPUS_REQUESTS 1

typedef struct _PREPROCESS_DEVICE {
    ACXCIRCUIT Speaker;
} PREPROCESS_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(PREPROCESS_DEVICE, GetPreprocessDevice)

static volatile LONG g_Requests;

DRIVER_INITIALIZE DriverEntry;
static EVT_ACX_OBJECT_PREPROCESS_REQUEST EvtPreprocess;

static VOID EvtPreprocess(ACXOBJECT Object, ACXCONTEXT DriverContext, WDFREQUEST Request)
{
    ACX_REQUEST_PARAMETERS parameters;

    UNREFERENCED_PARAMETER(DriverContext);
    ACX_REQUEST_PARAMETERS_INIT(&parameters);
    AcxRequestGetParameters(Request, &parameters);

    if (parameters.Type == AcxRequestTypeProperty &&
        IsEqualGUID(&parameters.Parameters.Property.Set, &KSPROPSETID_CorpusCounter) &&
        parameters.Parameters.Property.Id == KSPROPERTY_CORPUS_REQUESTS) {
        if (parameters.Parameters.Property.Verb != AcxPropertyVerbGet) {
            WdfRequestCompleteWithInformation(Request, STATUS_INVALID_DEVICE_REQUEST, 0);
        } else if (parameters.Parameters.Property.ValueCb < sizeof(LONG)) {
            WdfRequestCompleteWithInformation(
                Request, parameters.Parameters.Property.ValueCb == 0 ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL,
                sizeof(LONG));
        } else {
            *(LONG *)parameters.Parameters.Property.Value = g_Requests;
            WdfRequestCompleteWithInformation(Request, STATUS_SUCCESS, sizeof(LONG));
        }
        return;
    }

    InterlockedIncrement(&g_Requests);
    (VOID)AcxCircuitDispatchAcxRequest((ACXCIRCUIT)Object, Request);
}

static NTSTATUS Describe(PACXCIRCUIT_INIT CircuitInit)
{
    return AcxCircuitInitAssignAcxRequestPreprocessCallback(CircuitInit, EvtPreprocess, (ACXCONTEXT)(ULONG_PTR)AcxRequestTypeAny,
                                                            AcxRequestTypeAny, NULL, AcxItemIdAny);
}

static NTSTATUS EvtMuteAssign(ACXMUTE Mute, ULONG Channel, ULONG State)
{
    UNREFERENCED_PARAMETER(Mute);
    UNREFERENCED_PARAMETER(Channel);
    return State > 1 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}

static NTSTATUS EvtMuteRetrieve(ACXMUTE Mute, ULONG Channel, ULONG *State)
{
    UNREFERENCED_PARAMETER(Mute);
    UNREFERENCED_PARAMETER(Channel);
    *State = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS Furnish(WDFDEVICE Device, ACXCIRCUIT Circuit)
{
    ACX_MUTE_CALLBACKS callbacks;
    ACX_MUTE_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;
    ACXELEMENT mute;
    NTSTATUS status;

    UNREFERENCED_PARAMETER(Device);
    ACX_MUTE_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxMuteAssignState = EvtMuteAssign;
    callbacks.EvtAcxMuteRetrieveState = EvtMuteRetrieve;
    ACX_MUTE_CONFIG_INIT(&config);
    config.ChannelsCount = 2;
    config.Name = &KSAUDFNAME_MASTER_MUTE;
    config.Callbacks = &callbacks;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit;
    status = AcxMuteCreate(Circuit, &attributes, &config, (ACXMUTE *)&mute);
    return NT_SUCCESS(status) ? AcxCircuitAddElements(Circuit, &mute, 1) : status;
}

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;

    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, NULL, NULL, &stream);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &PreprocessSpeakerId, &PreprocessSpeakerName,
                                      EvtCreateStream,      Describe,             Furnish};

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Speaker, &GetPreprocessDevice(Device)->Speaker);
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    DbgPrint("preprocess: %d requests dispatched\n", g_Requests);
    CodecCircuitRemove(Device, &GetPreprocessDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, PREPROCESS_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
