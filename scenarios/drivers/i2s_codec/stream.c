// SPDX-License-Identifier: MIT
//
// Stream creation, state, and packet completion. Contract: RT-LIF-01..38, RT-CB-01..05, RT-PKT-20..32.

#include "stream.h"

#include "circuit.h"

static EVT_ACX_STREAM_PREPARE_HARDWARE EvtStreamPrepareHardware;
static EVT_ACX_STREAM_RELEASE_HARDWARE EvtStreamReleaseHardware;
static EVT_ACX_STREAM_RUN EvtStreamRun;
static EVT_ACX_STREAM_PAUSE EvtStreamPause;

// ------------------------------------------------------------------------------------------ completion

// One notification per packet, in order, holding no lock. Two of these can meet - a DPC runs on whichever processor
// took the interrupt, and Pause comes at PASSIVE_LEVEL - so the one that comes second leaves its packets to the first.
void StreamDeliverCompletions(STREAM_CONTEXT *Stream)
{
    do {
        if (InterlockedCompareExchange(&Stream->Delivering, 1, 0) != 0) {
            return;
        }

        ULONGLONG packet;
        ULONGLONG qpc;
        while (SideTakeCompletion(Stream->Side, &packet, &qpc)) {
            KIRQL irql;

            // The counter moves before anybody is told, because the client may call back from another processor while
            // it is being told.
            KeAcquireSpinLock(&Stream->Lock, &irql);
            Stream->PreviousPacketStart = Stream->CurrentPacketStart;
            Stream->CurrentPacketStart = qpc;
            Stream->CurrentPacket = packet + 1;
            const BOOLEAN streamEnds = Stream->EndOfStream;
            KeReleaseSpinLock(&Stream->Lock, irql);

            if (streamEnds) {
                StreamSilencePacket(Stream, packet, 0); // nobody writes this slot again, and its turn comes back
            }

            (void)AcxRtStreamNotifyPacketComplete(Stream->Stream, packet, qpc);
        }

        InterlockedExchange(&Stream->Delivering, 0);
    } while (SideHasCompletion(Stream->Side)); // left to us by somebody who came just before we let go
}

// The position never goes back, not even when an interrupt came later than the one before it.
ULONGLONG StreamSampleLinkBytes(STREAM_CONTEXT *Stream, ULONGLONG *Qpc)
{
    if (Stream->State != AcxStreamStateRun) {
        *Qpc = (ULONGLONG)KeQueryPerformanceCounter(NULL).QuadPart;
        return Stream->LinkBytes;
    }

    const ULONGLONG bytes = SideLinkBytes(Stream->Side, Qpc);
    if (bytes > Stream->LinkBytes) {
        Stream->LinkBytes = bytes;
    }
    return Stream->LinkBytes;
}

// ----------------------------------------------------------------------------------------------- state

// Puts all counters to zero: packet numbers and position begin again with every PrepareHardware.
static void StreamRewind(STREAM_CONTEXT *Stream, ACX_STREAM_STATE State)
{
    KIRQL irql;

    KeAcquireSpinLock(&Stream->Lock, &irql);
    Stream->State = State;
    Stream->LinkBytes = 0;
    Stream->HasRun = FALSE;
    Stream->EndOfStream = FALSE;
    Stream->CurrentPacket = 0;
    Stream->CurrentPacketStart = 0;
    Stream->PreviousPacketStart = 0;
    Stream->CapturedReported = 0;
    KeReleaseSpinLock(&Stream->Lock, irql);
}

static NTSTATUS StreamProgramSide(STREAM_CONTEXT *Stream, I2S_SIDE *Side, ULONGLONG FirstPacket)
{
    SIDE_BUFFER buffer;

    RtlCopyMemory(buffer.PacketAddress, Stream->PacketAddress, sizeof(buffer.PacketAddress));
    buffer.PacketCount = Stream->PacketCount;
    buffer.PacketSize = Stream->PacketSize;
    buffer.BlocksPerSecond = Stream->BlocksPerSecond;
    buffer.Channels = Stream->Channels;
    buffer.ContainerBytes = Stream->ContainerBytes;
    buffer.ValidBits = Stream->ValidBits;
    return SideProgram(Side, &buffer, FirstPacket);
}

static NTSTATUS EvtStreamPrepareHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    I2S_SIDE *side = &stream->Block->Sides[stream->IsCapture ? 1 : 0];

    if (stream->Packets == NULL) {
        return STATUS_INVALID_DEVICE_STATE; // nothing to transfer
    }

    NTSTATUS status = SideClaim(side, stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = StreamProgramSide(stream, side, 0);
    if (!NT_SUCCESS(status)) {
        SideUnclaim(side);
        return status;
    }

    stream->Side = side;
    StreamRewind(stream, AcxStreamStatePause);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamReleaseHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    StreamRewind(stream, AcxStreamStateStop);
    SideReset(stream->Side);
    SideUnclaim(stream->Side);
    stream->Side = NULL;
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamRun(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;

    // After a power cycle in Pause the side is blank: it starts anew, with the packet that was interrupted.
    if (!SideIsProgrammed(stream->Side)) {
        const NTSTATUS status = StreamProgramSide(stream, stream->Side, stream->CurrentPacket);
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }

    // Under the lock, so that the first completion finds the start of its packet.
    KeAcquireSpinLock(&stream->Lock, &irql);
    const ULONGLONG now = SideStart(stream->Side);
    if (!stream->HasRun) {
        stream->HasRun = TRUE;
        stream->CurrentPacketStart = now;
    }
    stream->State = AcxStreamStateRun;
    KeReleaseSpinLock(&stream->Lock, irql);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtStreamPause(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;
    ULONGLONG qpc;

    SideStop(stream->Side);

    KeAcquireSpinLock(&stream->Lock, &irql);
    (void)StreamSampleLinkBytes(stream, &qpc); // the link stands still: this is the position until it runs again
    stream->State = AcxStreamStatePause;
    KeReleaseSpinLock(&stream->Lock, irql);

    // A packet that ended on the way could not be told any more after this callback.
    StreamDeliverCompletions(stream);
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
    context->Block = &DeviceGetContext(Device)->Block;
    context->IsCapture = isCapture;
    context->BlocksPerSecond = AcxDataFormatGetSampleRate(StreamFormat);
    context->BytesPerBlock = AcxDataFormatGetBlockAlign(StreamFormat);
    context->Channels = (USHORT)AcxDataFormatGetChannelsCount(StreamFormat);
    context->ContainerBytes = (USHORT)(AcxDataFormatGetBitsPerSample(StreamFormat) / 8);
    context->ValidBits = (USHORT)AcxDataFormatGetValidBitsPerSample(StreamFormat);
    KeInitializeSpinLock(&context->Lock);
    StreamRewind(context, AcxStreamStateStop);
    return STATUS_SUCCESS;
}
