// SPDX-License-Identifier: MIT
//
// Corpus driver: a C driver with WPP as the templates of Visual Studio have it: Trace and TraceEvents from a comment,
// one more function from the project's options, DoTraceMessage; beside them TraceLogging and KdPrint.
#include <initguid.h>

#include "codec.h"

#include <TraceLoggingProvider.h>

#include "trace.h"

#include "plain.tmh"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A32}
DEFINE_GUID(PlainSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x32);
DECLARE_CONST_UNICODE_STRING(PlainSpeakerName, L"PlainSpeaker");

TRACELOGGING_DEFINE_PROVIDER(PlainEvents, "Corpus.Plain", (0x7a1f3c55, 0x2b0d, 0x4d7e, 0x91, 0x3a, 0x5e, 0x0c, 0x6f, 0x2d, 0x8b, 0x44));

typedef struct _PLAIN_DEVICE {
    ACXCIRCUIT Speaker;
} PLAIN_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(PLAIN_DEVICE, GetPlainDevice)

DRIVER_INITIALIZE DriverEntry;
static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static EVT_WDF_DRIVER_UNLOAD EvtUnload;

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &PlainSpeakerId, &PlainSpeakerName, EvtCreateStream, NULL, NULL};

static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream = NULL;
    NTSTATUS status;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Arguments);

    status = PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, NULL, NULL, &stream);
    TraceEvents(TRACE_LEVEL_INFORMATION, PLAIN_STREAM, "stream %p: %!STATUS!, state %!plain_state!", stream, status, 1);
    TraceLoggingWrite(PlainEvents, "StreamCreated", TraceLoggingLevel(TRACE_LEVEL_INFORMATION),
                      TraceLoggingUInt32(AcxDataFormatGetSampleRate(StreamFormat), "rate"),
                      TraceLoggingGuid(*Mode, "mode"), TraceLoggingNTStatus(status, "status"));
    return status;
}

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    Trace(TRACE_LEVEL_VERBOSE, "%!FUNC! at %!irql!", KeGetCurrentIrql());
    return CodecCircuitAdd(Device, &Speaker, &GetPlainDevice(Device)->Speaker);
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetPlainDevice(Device)->Speaker);
    TraceLevelLine(TRACE_LEVEL_WARNING, PLAIN_INIT, "hardware of %p released", Device);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, PLAIN_DEVICE);
    KdPrint(("wpp_plain: device add, %s\n", "printed"));
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

static VOID EvtUnload(WDFDRIVER Driver)
{
    DoTraceMessage(PLAIN_INIT, "good-bye from %s", "wpp_plain");
    TraceLoggingUnregister(PlainEvents);
    WPP_CLEANUP(WdfDriverWdmGetDriverObject(Driver));
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WPP_INIT_TRACING(DriverObject, RegistryPath);
    (void)TraceLoggingRegister(PlainEvents);
    Trace(TRACE_LEVEL_INFORMATION, "0x%08I64x in %wZ", 0xC0FFEEULL, RegistryPath);
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, EvtUnload);
}
