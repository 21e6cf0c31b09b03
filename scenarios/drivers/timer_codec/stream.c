// SPDX-License-Identifier: MIT
//
// Stream creation, state, and packet completion by a one-shot timer. Contract: RT-LIF-01..38, RT-CB-01..05,
// RT-PKT-20..32.
//
// The timer is only an alarm clock: each expiry completes the packets whose nominal end has passed, and the alarm is
// set to the end of the next one, computed from the start of the stream. A late expiry therefore delays one
// notification and nothing after it; an early one finds nothing to do. A 1-packet stream is the same: its packet is the
// buffer, completed once per lap.

#include "stream.h"

#include "circuit.h"

static EVT_ACX_STREAM_PREPARE_HARDWARE EvtStreamPrepareHardware;
static EVT_ACX_STREAM_RELEASE_HARDWARE EvtStreamReleaseHardware;
static EVT_ACX_STREAM_RUN EvtStreamRun;
static EVT_ACX_STREAM_PAUSE EvtStreamPause;
static EVT_WDF_TIMER EvtStreamTimer;

// ------------------------------------------------------------------------------------------ completion

typedef struct _COMPLETION {
    ULONGLONG Packet;
    ULONGLONG Qpc;      // nominal end of the packet
    BOOLEAN StreamEnds; // the client has announced its last packet: nobody writes this slot again
} COMPLETION;

// Takes the next packet whose end has passed. The counter moves here, before anybody is told, because the client may
// call back from another processor while it is being told.
static BOOLEAN StreamTakeCompletion(STREAM_CONTEXT *Stream, COMPLETION *Completion)
{
    BOOLEAN taken = FALSE;
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);

    const ULONGLONG blocksPerPacket = Stream->PacketSize / Stream->BytesPerBlock;
    const ULONGLONG blocks = StreamClockBlocks(&Stream->Clock, StreamClockNow());
    const ULONGLONG packetEnd = (Stream->CurrentPacket + 1) * blocksPerPacket;

    if (blocks >= packetEnd) {
        Completion->Packet = Stream->CurrentPacket;
        Completion->Qpc = StreamClockQpcOfBlock(&Stream->Clock, packetEnd);
        Completion->StreamEnds = Stream->EndOfStream;

        Stream->PreviousPacketStart = Stream->CurrentPacketStart;
        Stream->CurrentPacketStart = Completion->Qpc;
        Stream->CurrentPacket += 1;
        taken = TRUE;
    }

    KeReleaseSpinLock(&Stream->Lock, irql);
    return taken;
}

// Completes every packet that is due, one notification each, in order, holding no lock. IRQL <= DISPATCH_LEVEL.
static void StreamCompletePackets(STREAM_CONTEXT *Stream)
{
    COMPLETION completion;

    while (StreamTakeCompletion(Stream, &completion)) {
        if (completion.StreamEnds) {
            StreamSilencePacket(Stream, completion.Packet, 0); // its turn comes back
        }

        (void)AcxRtStreamNotifyPacketComplete(Stream->Stream, completion.Packet, completion.Qpc);
    }
}

// Sets the alarm to the end of the current packet.
static void StreamArmTimer(STREAM_CONTEXT *Stream)
{
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    const ULONGLONG blocksPerPacket = Stream->PacketSize / Stream->BytesPerBlock;
    const ULONGLONG packetEnd = StreamClockQpcOfBlock(&Stream->Clock, (Stream->CurrentPacket + 1) * blocksPerPacket);
    const LONGLONG dueTime = StreamClockDueTime(&Stream->Clock, StreamClockNow(), packetEnd);
    KeReleaseSpinLock(&Stream->Lock, irql);

    (void)WdfTimerStart(Stream->Timer, dueTime);
}

static VOID EvtStreamTimer(WDFTIMER Timer)
{
    STREAM_CONTEXT *stream = StreamGetContext(WdfTimerGetParentObject(Timer));

    StreamCompletePackets(stream);
    StreamArmTimer(stream);
}

// ----------------------------------------------------------------------------------------------- state

// Puts all counters to zero: packet numbers and position begin again with every PrepareHardware.
static void StreamRewind(STREAM_CONTEXT *Stream, ACX_STREAM_STATE State)
{
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    StreamClockReset(&Stream->Clock, Stream->BlocksPerSecond);
    Stream->State = State;
    Stream->HasRun = FALSE;
    Stream->EndOfStream = FALSE;
    Stream->CurrentPacket = 0;
    Stream->CurrentPacketStart = 0;
    Stream->PreviousPacketStart = 0;
    Stream->CapturedReported = 0;
    KeReleaseSpinLock(&Stream->Lock, irql);
}

static NTSTATUS EvtStreamPrepareHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    if (stream->Packets == NULL) {
        return STATUS_INVALID_DEVICE_STATE; // nothing to transfer
    }

    WDF_TIMER_CONFIG config;
    WDF_TIMER_CONFIG_INIT(&config, EvtStreamTimer);
    config.AutomaticSerialization = FALSE;   // the stream has a lock of its own
    config.UseHighResolutionTimer = WdfTrue; // else expiry waits for the system tick, up to 15.6 ms

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Stream;

    NTSTATUS status = WdfTimerCreate(&config, &attributes, &stream->Timer);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    StreamRewind(stream, AcxStreamStatePause);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamReleaseHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    WdfObjectDelete(stream->Timer); // stopped since Pause
    stream->Timer = NULL;

    StreamRewind(stream, AcxStreamStateStop);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamRun(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    const ULONGLONG now = StreamClockNow();
    StreamClockStart(&stream->Clock, now);
    if (!stream->HasRun) {
        stream->HasRun = TRUE;
        stream->CurrentPacketStart = now;
    }
    stream->State = AcxStreamStateRun;
    KeReleaseSpinLock(&stream->Lock, irql);

    StreamArmTimer(stream);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamPause(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;

    // Waits for a callback that is under way, and makes its attempt to set the alarm again fail. No lock may be held
    // here.
    (void)WdfTimerStop(stream->Timer, TRUE);

    KeAcquireSpinLock(&stream->Lock, &irql);
    StreamClockStop(&stream->Clock, StreamClockNow());
    stream->State = AcxStreamStatePause;
    KeReleaseSpinLock(&stream->Lock, irql);

    // A packet may have ended between the last expiry and this moment; after this callback it could not be told any
    // more.
    StreamCompletePackets(stream);
    return STATUS_SUCCESS;
}

// -------------------------------------------------------------------------------------------- creation

static NTSTATUS StreamInitAssignCallbacks(PACXSTREAM_INIT StreamInit, BOOLEAN IsCapture)
{
    ACX_STREAM_CALLBACKS stateCallbacks;
    ACX_STREAM_CALLBACKS_INIT(&stateCallbacks);
    stateCallbacks.EvtAcxStreamPrepareHardware = EvtStreamPrepareHardware;
    stateCallbacks.EvtAcxStreamReleaseHardware = EvtStreamReleaseHardware;
    stateCallbacks.EvtAcxStreamRun = EvtStreamRun;
    stateCallbacks.EvtAcxStreamPause = EvtStreamPause;

    NTSTATUS status = AcxStreamInitAssignAcxStreamCallbacks(StreamInit, &stateCallbacks);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    ACX_RT_STREAM_CALLBACKS rtCallbacks;
    ACX_RT_STREAM_CALLBACKS_INIT(&rtCallbacks);
    rtCallbacks.EvtAcxStreamGetHwLatency = EvtStreamGetHwLatency;
    rtCallbacks.EvtAcxStreamAllocateRtPackets = EvtStreamAllocateRtPackets;
    rtCallbacks.EvtAcxStreamFreeRtPackets = EvtStreamFreeRtPackets;
    rtCallbacks.EvtAcxStreamGetCurrentPacket = EvtStreamGetCurrentPacket;
    rtCallbacks.EvtAcxStreamGetPresentationPosition = EvtStreamGetPresentationPosition;
    if (IsCapture) {
        rtCallbacks.EvtAcxStreamGetCapturePacket = EvtStreamGetCapturePacket;
    } else {
        rtCallbacks.EvtAcxStreamSetRenderPacket = EvtStreamSetRenderPacket;
    }

    status = AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, &rtCallbacks);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    AcxStreamInitSetAcxRtStreamSupportsNotifications(StreamInit);
    return STATUS_SUCCESS;
}

NTSTATUS EvtCircuitCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *SignalProcessingMode, ACXOBJECTBAG VarArguments)
{
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(VarArguments);
    PAGED_CODE();

    if (!IsEqualGUID(SignalProcessingMode, &AUDIO_SIGNALPROCESSINGMODE_RAW)) {
        return STATUS_NOT_SUPPORTED; // only the RAW list of the pin has formats
    }

    const BOOLEAN isCapture = CircuitGetContext(Circuit)->IsCapture;
    NTSTATUS status = StreamInitAssignCallbacks(StreamInit, isCapture);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, STREAM_CONTEXT);

    ACXSTREAM stream;
    status = AcxRtStreamCreate(Device, Circuit, &attributes, &StreamInit, &stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    STREAM_CONTEXT *context = StreamGetContext(stream);
    context->Stream = stream;
    context->IsCapture = isCapture;
    context->BlocksPerSecond = AcxDataFormatGetSampleRate(StreamFormat);
    context->BytesPerBlock = AcxDataFormatGetBlockAlign(StreamFormat);
    KeInitializeSpinLock(&context->Lock);
    StreamRewind(context, AcxStreamStateStop);
    return STATUS_SUCCESS;
}
