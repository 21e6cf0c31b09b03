// SPDX-License-Identifier: MIT
//
// Corpus driver: a render and a capture circuit on one device, each made and
// added at PrepareHardware, so that a stop and restart of the device finds fresh ones.
#include <initguid.h>

#include "codec.h"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A04}
DEFINE_GUID(DuplexSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x04);
// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A05}
DEFINE_GUID(DuplexMicrophoneId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x05);
DECLARE_CONST_UNICODE_STRING(DuplexSpeakerName, L"DuplexSpeaker");
DECLARE_CONST_UNICODE_STRING(DuplexMicrophoneName, L"DuplexMicrophone");

typedef struct _DUPLEX_DEVICE {
    ACXCIRCUIT Speaker;
    ACXCIRCUIT Microphone;
} DUPLEX_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DUPLEX_DEVICE, GetDuplexDevice)

DRIVER_INITIALIZE DriverEntry;
static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateRenderStream;
static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateCaptureStream;

static const CODEC_CIRCUIT Circuits[] = {
    {AcxCircuitTypeRender, &DuplexSpeakerId, &DuplexSpeakerName, EvtCreateRenderStream, NULL, NULL},
    {AcxCircuitTypeCapture, &DuplexMicrophoneId, &DuplexMicrophoneName, EvtCreateCaptureStream, NULL, NULL},
};

static NTSTATUS EvtCreateRenderStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                      ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, NULL, NULL, &stream);
}

static NTSTATUS EvtCreateCaptureStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                       ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, TRUE, NULL, NULL, &stream);
}

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    NTSTATUS status = CodecCircuitAdd(Device, &Circuits[0], &GetDuplexDevice(Device)->Speaker);
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return NT_SUCCESS(status) ? CodecCircuitAdd(Device, &Circuits[1], &GetDuplexDevice(Device)->Microphone) : status;
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetDuplexDevice(Device)->Microphone);
    CodecCircuitRemove(Device, &GetDuplexDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DUPLEX_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
