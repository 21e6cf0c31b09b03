// SPDX-License-Identifier: MIT
//
// Corpus driver: a microphone with a keyword spotter. Captured packets wait in an interlocked list until the client has
// had them, oldest first, so that a client that wakes late still gets each in order (MoreData). When the spotter is armed,
// a keyword is "heard" with every 32nd packet and told by a PnP event.
#include <initguid.h>

#include "codec.h"

#define FIFO_TAG ((ULONG)'fiFK')
#define FIFO_ENTRIES 64
#define PACKETS_PER_KEYWORD 32

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0B}
DEFINE_GUID(KeywordMicrophoneId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0b);
// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0C}
DEFINE_GUID(KeywordPattern, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0c);
// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0D}
DEFINE_GUID(KeywordHeard, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0d);
DECLARE_CONST_UNICODE_STRING(KeywordMicrophoneName, L"KeywordMicrophone");

typedef struct _FIFO_ENTRY {
    LIST_ENTRY Link;
    ULONGLONG Packet;
    ULONGLONG PacketStart;
} FIFO_ENTRY, *PFIFO_ENTRY;

typedef struct _FIFO {
    KSPIN_LOCK Lock;
    LIST_ENTRY Free;
    LIST_ENTRY Waiting;
    FIFO_ENTRY Entries[FIFO_ENTRIES];
} FIFO, *PFIFO;

typedef struct _KEYWORD_DEVICE {
    ACXCIRCUIT Microphone;
    ACXPNPEVENT Heard;
    BOOLEAN Armed;
} KEYWORD_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(KEYWORD_DEVICE, GetKeywordDevice)

typedef struct _KEYWORD_STREAM {
    WDFDEVICE Device;
    PFIFO Fifo;
} KEYWORD_STREAM;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(KEYWORD_STREAM, GetKeywordStream)

typedef struct _SPOTTER {
    WDFDEVICE Device;
} SPOTTER;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(SPOTTER, GetSpotter)

DRIVER_INITIALIZE DriverEntry;

// ------------------------------------------------------------------------------------------------ FIFO

static VOID StreamCompleted(ACXSTREAM Stream, PUCHAR Packet, ULONG Size)
{
    KEYWORD_STREAM *context = GetKeywordStream(Stream);
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    PLIST_ENTRY link;
    PFIFO_ENTRY entry;

    UNREFERENCED_PARAMETER(Packet);
    UNREFERENCED_PARAMETER(Size);

    link = ExInterlockedRemoveHeadList(&context->Fifo->Free, &context->Fifo->Lock);
    if (link == NULL) {
        // The client has not come for FIFO_ENTRIES packets: the oldest one is lost.
        link = ExInterlockedRemoveHeadList(&context->Fifo->Waiting, &context->Fifo->Lock);
    }
    entry = CONTAINING_RECORD(link, FIFO_ENTRY, Link);
    entry->Packet = stream->Completed - 1;
    entry->PacketStart = stream->PreviousStart;
    ExInterlockedInsertTailList(&context->Fifo->Waiting, &entry->Link, &context->Fifo->Lock);

    if (GetKeywordDevice(context->Device)->Armed && entry->Packet % PACKETS_PER_KEYWORD == PACKETS_PER_KEYWORD - 1) {
        ULONGLONG start = entry->PacketStart;
        (VOID)AcxPnpEventGenerateEvent(GetKeywordDevice(context->Device)->Heard, &start, sizeof(start));
    }
}

static NTSTATUS StreamCaptured(ACXSTREAM Stream, PULONG Packet, PULONGLONG PacketStart, PBOOLEAN MoreData)
{
    PFIFO fifo = GetKeywordStream(Stream)->Fifo;
    PLIST_ENTRY link = ExInterlockedRemoveHeadList(&fifo->Waiting, &fifo->Lock);
    PFIFO_ENTRY entry;
    KIRQL irql;

    if (link == NULL) {
        return STATUS_DEVICE_NOT_READY;
    }
    entry = CONTAINING_RECORD(link, FIFO_ENTRY, Link);
    *Packet = (ULONG)entry->Packet;
    *PacketStart = entry->PacketStart;

    KeAcquireSpinLock(&fifo->Lock, &irql);
    InsertTailList(&fifo->Free, &entry->Link);
    *MoreData = (BOOLEAN)!IsListEmpty(&fifo->Waiting);
    KeReleaseSpinLock(&fifo->Lock, irql);
    return STATUS_SUCCESS;
}

static const PACKET_STREAM_HOOKS StreamHooks = {.Completed = StreamCompleted, .Captured = StreamCaptured};

static EVT_WDF_OBJECT_CONTEXT_CLEANUP EvtStreamCleanup;
static VOID EvtStreamCleanup(WDFOBJECT Stream)
{
    KEYWORD_STREAM *context = GetKeywordStream(Stream);

    if (context->Fifo != NULL) {
        ExFreePoolWithTag(context->Fifo, FIFO_TAG);
        context->Fifo = NULL;
    }
}

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    KEYWORD_STREAM *context;
    ACXSTREAM stream;
    NTSTATUS status;
    ULONG i;

    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);

    status = PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, TRUE, &StreamHooks, NULL, &stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, KEYWORD_STREAM);
    attributes.EvtCleanupCallback = EvtStreamCleanup;
    status = WdfObjectAllocateContext(stream, &attributes, (PVOID *)&context);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context->Device = Device;
    context->Fifo = (PFIFO)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(FIFO), FIFO_TAG);
    if (context->Fifo == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeInitializeSpinLock(&context->Fifo->Lock);
    InitializeListHead(&context->Fifo->Free);
    InitializeListHead(&context->Fifo->Waiting);
    for (i = 0; i < FIFO_ENTRIES; ++i) {
        InsertTailList(&context->Fifo->Free, &context->Fifo->Entries[i].Link);
    }
    return STATUS_SUCCESS;
}

// --------------------------------------------------------------------------------------------- spotter

static NTSTATUS EvtRetrieveArm(ACXKEYWORDSPOTTER Spotter, GUID *EventId, BOOLEAN *Arm)
{
    UNREFERENCED_PARAMETER(EventId);
    *Arm = GetKeywordDevice(GetSpotter(Spotter)->Device)->Armed;
    return STATUS_SUCCESS;
}

static NTSTATUS EvtAssignArm(ACXKEYWORDSPOTTER Spotter, GUID *EventId, BOOLEAN Arm)
{
    UNREFERENCED_PARAMETER(EventId);
    GetKeywordDevice(GetSpotter(Spotter)->Device)->Armed = Arm;
    return STATUS_SUCCESS;
}

static NTSTATUS EvtAssignPatterns(ACXKEYWORDSPOTTER Spotter, GUID *EventId, PVOID Pattern, ULONG PatternSize)
{
    UNREFERENCED_PARAMETER(Spotter);
    UNREFERENCED_PARAMETER(EventId);
    return Pattern != NULL && PatternSize != 0 ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS EvtAssignReset(ACXKEYWORDSPOTTER Spotter, GUID *EventId)
{
    UNREFERENCED_PARAMETER(EventId);
    GetKeywordDevice(GetSpotter(Spotter)->Device)->Armed = FALSE;
    return STATUS_SUCCESS;
}

static NTSTATUS Furnish(WDFDEVICE Device, ACXCIRCUIT Circuit)
{
    ACX_KEYWORDSPOTTER_CALLBACKS callbacks;
    ACX_KEYWORDSPOTTER_CONFIG config;
    ACX_PNPEVENT_CONFIG eventConfig;
    WDF_OBJECT_ATTRIBUTES attributes;
    ACXELEMENT spotter;
    NTSTATUS status;

    ACX_KEYWORDSPOTTER_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxKeywordSpotterRetrieveArm = EvtRetrieveArm;
    callbacks.EvtAcxKeywordSpotterAssignArm = EvtAssignArm;
    callbacks.EvtAcxKeywordSpotterAssignPatterns = EvtAssignPatterns;
    callbacks.EvtAcxKeywordSpotterAssignReset = EvtAssignReset;
    ACX_KEYWORDSPOTTER_CONFIG_INIT(&config);
    config.Pattern = &KeywordPattern;
    config.Callbacks = &callbacks;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, SPOTTER);
    attributes.ParentObject = Circuit;
    status = AcxKeywordSpotterCreate(Circuit, &attributes, &config, (ACXKEYWORDSPOTTER *)&spotter);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    GetSpotter(spotter)->Device = Device;

    ACX_PNPEVENT_CONFIG_INIT(&eventConfig);
    eventConfig.Event = KeywordHeard;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit;
    status = AcxPnpEventCreate(Device, (ACXOBJECT)spotter, &attributes, &eventConfig, &GetKeywordDevice(Device)->Heard);
    return NT_SUCCESS(status) ? AcxCircuitAddElements(Circuit, &spotter, 1) : status;
}

// ---------------------------------------------------------------------------------------------- device

static const CODEC_CIRCUIT Microphone = {AcxCircuitTypeCapture, &KeywordMicrophoneId, &KeywordMicrophoneName,
                                         EvtCreateStream,       NULL,                 Furnish};

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Microphone, &GetKeywordDevice(Device)->Microphone);
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetKeywordDevice(Device)->Microphone);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, KEYWORD_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
