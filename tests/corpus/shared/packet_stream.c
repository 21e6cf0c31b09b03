// SPDX-License-Identifier: MIT
//
// See packet_stream.h. The alarm only wakes the stream: what is due is computed from the performance counter at Run, so
// that a late alarm delays one notification and none after it. Positions count blocks while the stream runs.
#include "packet_stream.h"

#include <ntintsafe.h>

#define HNS_PER_SECOND 10000000LL

static EVT_ACX_STREAM_PREPARE_HARDWARE EvtPrepareHardware;
static EVT_ACX_STREAM_RELEASE_HARDWARE EvtReleaseHardware;
static EVT_ACX_STREAM_RUN EvtRun;
static EVT_ACX_STREAM_PAUSE EvtPause;
static EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtAllocateRtPackets;
static EVT_ACX_STREAM_FREE_RTPACKETS EvtFreeRtPackets;
static EVT_ACX_STREAM_GET_HW_LATENCY EvtGetHwLatency;
static EVT_ACX_STREAM_SET_RENDER_PACKET EvtSetRenderPacket;
static EVT_ACX_STREAM_GET_CURRENT_PACKET EvtGetCurrentPacket;
static EVT_ACX_STREAM_GET_CAPTURE_PACKET EvtGetCapturePacket;
static EVT_ACX_STREAM_GET_PRESENTATION_POSITION EvtGetPresentationPosition;
static EVT_WDF_TIMER EvtTimer;

static ULONGLONG TicksPerSecond(VOID)
{
    LARGE_INTEGER frequency;
    (VOID)KeQueryPerformanceCounter(&frequency);
    return (ULONGLONG)frequency.QuadPart;
}

static ULONGLONG Now(VOID)
{
    return (ULONGLONG)KeQueryPerformanceCounter(NULL).QuadPart;
}

static ULONGLONG BlocksAt(const PACKET_STREAM *Stream, ULONGLONG Qpc)
{
    if (!Stream->Running) {
        return Stream->StartBlocks;
    }
    return Stream->StartBlocks + (Qpc - Stream->StartQpc) * Stream->BlocksPerSecond / TicksPerSecond();
}

// First counter value at which Block blocks have passed.
static ULONGLONG QpcOfBlock(const PACKET_STREAM *Stream, ULONGLONG Block)
{
    const ULONGLONG ticks = (Block - Stream->StartBlocks) * TicksPerSecond();
    return Stream->StartQpc + (ticks + Stream->BlocksPerSecond - 1) / Stream->BlocksPerSecond;
}

static ULONGLONG BlocksPerPacket(const PACKET_STREAM *Stream)
{
    return Stream->PacketSize / Stream->BytesPerBlock;
}

// ------------------------------------------------------------------------------------------ completion

static BOOLEAN TakeDuePacket(PACKET_STREAM *Stream, ULONGLONG *Packet, ULONGLONG *Qpc, BOOLEAN *Silence)
{
    BOOLEAN due = FALSE;
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    const ULONGLONG end = (Stream->Completed + 1) * BlocksPerPacket(Stream);
    if (BlocksAt(Stream, Now()) >= end) {
        *Packet = Stream->Completed;
        *Qpc = Stream->Running ? QpcOfBlock(Stream, end) : Now();
        *Silence = Stream->EndOfStream;
        Stream->PreviousStart = Stream->CurrentStart;
        Stream->CurrentStart = *Qpc;
        Stream->Completed += 1;
        due = TRUE;
    }
    KeReleaseSpinLock(&Stream->Lock, irql);
    return due;
}

static VOID CompleteDuePackets(PACKET_STREAM *Stream)
{
    ULONGLONG packet;
    ULONGLONG qpc;
    BOOLEAN silence;

    while (TakeDuePacket(Stream, &packet, &qpc, &silence)) {
        PUCHAR address = Stream->Address[packet % Stream->PacketCount];
        if (Stream->Hooks->Completed != NULL) {
            Stream->Hooks->Completed(Stream->Stream, address, Stream->PacketSize);
        }
        if (silence) {
            RtlZeroMemory(address, Stream->PacketSize);
        }
        (VOID)AcxRtStreamNotifyPacketComplete(Stream->Stream, packet, qpc);
    }
}

static VOID SetAlarm(PACKET_STREAM *Stream)
{
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    const ULONGLONG now = Now();
    const ULONGLONG end = QpcOfBlock(Stream, (Stream->Completed + 1) * BlocksPerPacket(Stream));
    KeReleaseSpinLock(&Stream->Lock, irql);

    LONGLONG dueTime = -1;
    if (end > now) {
        const ULONGLONG frequency = TicksPerSecond();
        dueTime = -(LONGLONG)(((end - now) * HNS_PER_SECOND + frequency - 1) / frequency);
    }
    if (Stream->Hooks->AlarmSet != NULL) {
        Stream->Hooks->AlarmSet(Stream->Stream, dueTime);
    } else {
        (VOID)WdfTimerStart(Stream->Timer, dueTime);
    }
}

VOID PacketStreamAlarm(ACXSTREAM Stream)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    CompleteDuePackets(stream);
    SetAlarm(stream);
}

static VOID EvtTimer(WDFTIMER Timer)
{
    PacketStreamAlarm((ACXSTREAM)WdfTimerGetParentObject(Timer));
}

// ----------------------------------------------------------------------------------------------- state

static VOID Rewind(PACKET_STREAM *Stream)
{
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    Stream->Running = FALSE;
    Stream->HasRun = FALSE;
    Stream->EndOfStream = FALSE;
    Stream->StartQpc = 0;
    Stream->StartBlocks = 0;
    Stream->Completed = 0;
    Stream->CurrentStart = 0;
    Stream->PreviousStart = 0;
    Stream->Reported = 0;
    KeReleaseSpinLock(&Stream->Lock, irql);
}

static NTSTATUS CreateTimer(PACKET_STREAM *Stream)
{
    WDF_TIMER_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;

    WDF_TIMER_CONFIG_INIT(&config, EvtTimer);
    config.AutomaticSerialization = FALSE;
    config.UseHighResolutionTimer = WdfTrue;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Stream->Stream;
    return WdfTimerCreate(&config, &attributes, &Stream->Timer);
}

static NTSTATUS EvtPrepareHardware(ACXSTREAM Stream)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);

    Rewind(stream);
    if (stream->Packets == NULL) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    return stream->Hooks->AlarmCreate != NULL ? stream->Hooks->AlarmCreate(Stream) : CreateTimer(stream);
}

static NTSTATUS EvtReleaseHardware(ACXSTREAM Stream)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);

    if (stream->Hooks->AlarmDelete != NULL) {
        stream->Hooks->AlarmDelete(Stream);
    } else {
        WdfObjectDelete(stream->Timer);
        stream->Timer = NULL;
    }
    Rewind(stream);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtRun(ACXSTREAM Stream)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    stream->StartQpc = Now();
    stream->Running = TRUE;
    if (!stream->HasRun) {
        stream->HasRun = TRUE;
        stream->CurrentStart = stream->StartQpc;
    }
    KeReleaseSpinLock(&stream->Lock, irql);

    SetAlarm(stream);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtPause(ACXSTREAM Stream)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    KIRQL irql;

    if (stream->Hooks->AlarmStop != NULL) {
        stream->Hooks->AlarmStop(Stream);
    } else {
        (VOID)WdfTimerStop(stream->Timer, TRUE);
    }

    KeAcquireSpinLock(&stream->Lock, &irql);
    stream->StartBlocks = BlocksAt(stream, Now());
    stream->Running = FALSE;
    KeReleaseSpinLock(&stream->Lock, irql);

    CompleteDuePackets(stream); // one may have ended since the last alarm
    return STATUS_SUCCESS;
}

// --------------------------------------------------------------------------------------------- packets

static VOID FreeOwnPackets(PACX_RTPACKET Packets, ULONG PacketCount)
{
    for (ULONG i = 0; i < PacketCount; ++i) {
        PMDL mdl = Packets[i].RtPacketBuffer.u.MdlType.Mdl;
        PVOID pages = MmGetMdlVirtualAddress(mdl);
        IoFreeMdl(mdl);
        ExFreePoolWithTag(pages, PACKET_STREAM_TAG);
    }
    ExFreePoolWithTag(Packets, PACKET_STREAM_TAG);
}

// Packet 0 ends where its pages end, packet 1 begins where its pages begin: contiguous in the client.
static NTSTATUS AllocateOwnPackets(ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets, PUCHAR *Address)
{
    const ULONG bytes = (ULONG)ROUND_TO_PAGES(PacketSize);
    PACX_RTPACKET packets =
        (PACX_RTPACKET)ExAllocatePool2(POOL_FLAG_NON_PAGED, PacketCount * sizeof(ACX_RTPACKET), PACKET_STREAM_TAG);
    if (packets == NULL) {
        return STATUS_NO_MEMORY;
    }

    for (ULONG i = 0; i < PacketCount; ++i) {
        PVOID pages = ExAllocatePool2(POOL_FLAG_NON_PAGED, bytes, PACKET_STREAM_TAG);
        PMDL mdl = pages != NULL ? IoAllocateMdl(pages, bytes, FALSE, FALSE, NULL) : NULL;
        if (mdl == NULL) {
            if (pages != NULL) {
                ExFreePoolWithTag(pages, PACKET_STREAM_TAG);
            }
            FreeOwnPackets(packets, i);
            return STATUS_NO_MEMORY;
        }
        MmBuildMdlForNonPagedPool(mdl);
        ACX_RTPACKET_INIT(&packets[i]);
        WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packets[i].RtPacketBuffer, mdl, bytes);
        packets[i].RtPacketSize = PacketSize;
        packets[i].RtPacketOffset = i == 0 ? bytes - PacketSize : 0;
        Address[i] = (PUCHAR)pages + packets[i].RtPacketOffset;
    }
    *Packets = packets;
    return STATUS_SUCCESS;
}

static NTSTATUS EvtAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    NTSTATUS status;

    PAGED_CODE();
    if (PacketCount < 1 || PacketCount > PACKET_STREAM_PACKETS_MAX || PacketSize % stream->BytesPerBlock != 0 ||
        (PacketCount == 1 && PacketSize % PAGE_SIZE != 0)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (stream->Hooks->Allocate != NULL) {
        status = stream->Hooks->Allocate(Stream, PacketCount, PacketSize, Packets, stream->Address);
    } else {
        status = AllocateOwnPackets(PacketCount, PacketSize, Packets, stream->Address);
    }
    if (NT_SUCCESS(status)) {
        stream->Packets = *Packets;
        stream->PacketCount = PacketCount;
        stream->PacketSize = PacketSize;
    }
    return status;
}

static VOID EvtFreeRtPackets(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);

    PAGED_CODE();
    stream->Packets = NULL;
    if (stream->Hooks->Free != NULL) {
        stream->Hooks->Free(Stream, Packets, PacketCount);
    } else {
        FreeOwnPackets(Packets, PacketCount);
    }
}

// ------------------------------------------------------------------------------------------ signalling

static NTSTATUS EvtGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    UNREFERENCED_PARAMETER(Stream);
    *FifoSize = 0;
    *Delay = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS EvtSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    const BOOLEAN last = (Flags & KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM) != 0;
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    if (last && EosPacketLength > stream->PacketSize) {
        return STATUS_INVALID_PARAMETER;
    }
    KeAcquireSpinLock(&stream->Lock, &irql);
    const LONG ahead = (LONG)(Packet - (ULONG)stream->Completed);
    if (stream->EndOfStream) {
        status = STATUS_INVALID_DEVICE_STATE;
    } else if (ahead < (stream->HasRun ? 1 : 0)) {
        status = STATUS_DATA_LATE_ERROR;
    } else if (ahead > 1) {
        status = STATUS_DATA_OVERRUN;
    } else if (last) {
        stream->EndOfStream = TRUE;
    }
    KeReleaseSpinLock(&stream->Lock, irql);

    if (NT_SUCCESS(status) && last) {
        RtlZeroMemory(stream->Address[Packet % stream->PacketCount] + EosPacketLength,
                      stream->PacketSize - EosPacketLength);
        if (ahead == 0) {
            RtlZeroMemory(stream->Address[(Packet + 1) % stream->PacketCount], stream->PacketSize);
        }
    }
    if (NT_SUCCESS(status) && stream->Hooks->Announced != NULL) {
        stream->Hooks->Announced(Stream, Packet);
    }
    return status;
}

static NTSTATUS EvtGetCurrentPacket(ACXSTREAM Stream, PULONG CurrentPacket)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    *CurrentPacket = (ULONG)stream->Completed;
    KeReleaseSpinLock(&stream->Lock, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                    PBOOLEAN MoreData)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    NTSTATUS status = STATUS_DEVICE_NOT_READY;
    KIRQL irql;

    *LastCapturePacket = 0;
    *QPCPacketStart = 0;
    *MoreData = FALSE;
    if (stream->Hooks->Captured != NULL) {
        return stream->Hooks->Captured(Stream, LastCapturePacket, QPCPacketStart, MoreData);
    }
    KeAcquireSpinLock(&stream->Lock, &irql);
    if (stream->Completed > stream->Reported) {
        *LastCapturePacket = (ULONG)(stream->Completed - 1);
        *QPCPacketStart = stream->PreviousStart;
        stream->Reported = stream->Completed;
        status = STATUS_SUCCESS;
    }
    KeReleaseSpinLock(&stream->Lock, irql);
    return status;
}

static NTSTATUS EvtGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    PACKET_STREAM *stream = PacketStreamGet(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    *QPCPosition = Now();
    *PositionInBlocks = BlocksAt(stream, *QPCPosition);
    KeReleaseSpinLock(&stream->Lock, irql);
    return STATUS_SUCCESS;
}

// -------------------------------------------------------------------------------------------- creation

NTSTATUS PacketStreamCreate(WDFDEVICE Device, ACXCIRCUIT Circuit, PACXSTREAM_INIT StreamInit, ACXDATAFORMAT Format,
                            BOOLEAN IsCapture, const PACKET_STREAM_HOOKS *Hooks, PVOID Owner, ACXSTREAM *Stream)
{
    ACX_STREAM_CALLBACKS state;
    ACX_RT_STREAM_CALLBACKS rt;
    WDF_OBJECT_ATTRIBUTES attributes;
    NTSTATUS status;

    PAGED_CODE();
    ACX_STREAM_CALLBACKS_INIT(&state);
    state.EvtAcxStreamPrepareHardware = EvtPrepareHardware;
    state.EvtAcxStreamReleaseHardware = EvtReleaseHardware;
    state.EvtAcxStreamRun = EvtRun;
    state.EvtAcxStreamPause = EvtPause;
    status = AcxStreamInitAssignAcxStreamCallbacks(StreamInit, &state);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    ACX_RT_STREAM_CALLBACKS_INIT(&rt);
    rt.EvtAcxStreamGetHwLatency = EvtGetHwLatency;
    rt.EvtAcxStreamAllocateRtPackets = EvtAllocateRtPackets;
    rt.EvtAcxStreamFreeRtPackets = EvtFreeRtPackets;
    rt.EvtAcxStreamGetCurrentPacket = EvtGetCurrentPacket;
    rt.EvtAcxStreamGetPresentationPosition = EvtGetPresentationPosition;
    if (IsCapture) {
        rt.EvtAcxStreamGetCapturePacket = EvtGetCapturePacket;
    } else {
        rt.EvtAcxStreamSetRenderPacket = EvtSetRenderPacket;
    }
    status = AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, &rt);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    AcxStreamInitSetAcxRtStreamSupportsNotifications(StreamInit);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, PACKET_STREAM);
    status = AcxRtStreamCreate(Device, Circuit, &attributes, &StreamInit, Stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    static const PACKET_STREAM_HOOKS ordinary;
    PACKET_STREAM *stream = PacketStreamGet(*Stream);
    stream->Stream = *Stream;
    stream->IsCapture = IsCapture;
    stream->BlocksPerSecond = AcxDataFormatGetSampleRate(Format);
    stream->BytesPerBlock = AcxDataFormatGetBlockAlign(Format);
    stream->Hooks = Hooks != NULL ? Hooks : &ordinary;
    stream->Owner = Owner;
    KeInitializeSpinLock(&stream->Lock);
    return STATUS_SUCCESS;
}
