// SPDX-License-Identifier: MIT
//
// Stream creation, state, and packet completion. Contract: RT-LIF-01..38, RT-CB-01..05, RT-PKT-20..32.

#include "stream.h"

#include "controller.h"
#include "device.h"

// ------------------------------------------------------------------------------------------ completion

// One notification per packet, in order, holding no lock. Two of these can meet - a DPC runs on whichever processor
// took the interrupt, and Pause comes at PASSIVE_LEVEL - so the one that comes second leaves its packets to the first.
void StreamContext::DeliverCompletions()
{
    do {
        if (InterlockedCompareExchange(&Delivering, 1, 0) != 0) {
            return;
        }

        ULONGLONG packet;
        ULONGLONG qpc;
        while (Dma->TakeCompletion(&packet, &qpc)) {
            bool streamEnds;
            {
                // The counter moves before anybody is told, because the client may call back from another processor
                // while it is being told.
                SpinLockGuard guard(Lock);
                PreviousPacketStart = CurrentPacketStart;
                CurrentPacketStart = qpc;
                CurrentPacket = packet + 1;
                streamEnds = EndOfStream;
            }

            if (streamEnds) {
                SilencePacket(packet, 0); // nobody writes this slot again, and its turn comes back
            }

            (void)AcxRtStreamNotifyPacketComplete(Stream, packet, qpc);
        }

        InterlockedExchange(&Delivering, 0);
    } while (Dma->HasCompletion()); // left to us by somebody who came just before we let go
}

// ----------------------------------------------------------------------------------------------- state

namespace {

EVT_ACX_STREAM_PREPARE_HARDWARE EvtStreamPrepareHardware;
EVT_ACX_STREAM_RELEASE_HARDWARE EvtStreamReleaseHardware;
EVT_ACX_STREAM_RUN EvtStreamRun;
EVT_ACX_STREAM_PAUSE EvtStreamPause;

NTSTATUS EvtStreamPrepareHardware(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    if (stream->Packets == nullptr) {
        return STATUS_INVALID_DEVICE_STATE; // nothing to transfer
    }

    Engine *engine = stream->Hardware->ClaimEngine(stream, stream->IsCapture);
    if (engine == nullptr) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    const NTSTATUS status = engine->Program(stream->Buffer(), 0);
    if (!NT_SUCCESS(status)) {
        stream->Hardware->UnclaimEngine(engine);
        return status;
    }

    stream->Dma = engine;
    stream->Rewind(AcxStreamStatePause);
    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamReleaseHardware(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    stream->Rewind(AcxStreamStateStop);
    stream->Dma->Reset();
    stream->Hardware->UnclaimEngine(stream->Dma);
    stream->Dma = nullptr;
    return STATUS_SUCCESS;
}

// After a power cycle in Pause the engine is blank: it starts anew, with the packet that was interrupted.
NTSTATUS StreamRestoreEngine(StreamContext *stream)
{
    if (stream->Dma->IsProgrammed()) {
        return STATUS_SUCCESS;
    }

    return stream->Dma->Program(stream->Buffer(), stream->CurrentPacket);
}

NTSTATUS EvtStreamRun(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    const NTSTATUS status = StreamRestoreEngine(stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    {
        SpinLockGuard guard(stream->Lock);
        const ULONGLONG now = stream->Dma->Start();
        if (!stream->HasRun) {
            stream->HasRun = true;
            stream->CurrentPacketStart = now;
        }
        stream->State = AcxStreamStateRun;
    }

    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamPause(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    stream->Dma->Stop();

    {
        SpinLockGuard guard(stream->Lock);
        ULONGLONG qpc;
        (void)stream->SampleLinkBytes(&qpc); // the link stands still; from here on the position is what was seen last
        stream->State = AcxStreamStatePause;
    }

    // A packet that ended on the way could not be told any more after this callback.
    stream->DeliverCompletions();
    return STATUS_SUCCESS;
}

} // namespace

// Puts all counters to zero: packet numbers and position begin again with every PrepareHardware.
void StreamContext::Rewind(ACX_STREAM_STATE state)
{
    SpinLockGuard guard(Lock);
    State = state;
    LinkBytes = 0;
    HasRun = false;
    EndOfStream = false;
    CurrentPacket = 0;
    CurrentPacketStart = 0;
    PreviousPacketStart = 0;
    CapturedReported = 0;
}

EngineBuffer StreamContext::Buffer() const
{
    EngineBuffer buffer;
    buffer.PacketAddress[0] = PacketAddress[0];
    buffer.PacketAddress[1] = PacketAddress[1];
    buffer.PacketCount = PacketCount;
    buffer.PacketSize = PacketSize;
    buffer.BytesPerSecond = StreamFormat.BytesPerSecond();
    buffer.Format = StreamFormat.RegisterValue();
    return buffer;
}

// The position never goes back, not even when a power cycle made the engine repeat part of a packet.
ULONGLONG StreamContext::SampleLinkBytes(ULONGLONG *qpc)
{
    if (State != AcxStreamStateRun) {
        *qpc = CounterNow();
        return LinkBytes;
    }

    const ULONGLONG bytes = Dma->LinkBytes(qpc);
    if (bytes > LinkBytes) {
        LinkBytes = bytes;
    }
    return LinkBytes;
}

// -------------------------------------------------------------------------------------------- creation

namespace {

NTSTATUS StreamInitAssignCallbacks(PACXSTREAM_INIT streamInit, bool isCapture)
{
    ACX_STREAM_CALLBACKS stateCallbacks;
    ACX_STREAM_CALLBACKS_INIT(&stateCallbacks);
    stateCallbacks.EvtAcxStreamPrepareHardware = EvtStreamPrepareHardware;
    stateCallbacks.EvtAcxStreamReleaseHardware = EvtStreamReleaseHardware;
    stateCallbacks.EvtAcxStreamRun = EvtStreamRun;
    stateCallbacks.EvtAcxStreamPause = EvtStreamPause;

    NTSTATUS status = AcxStreamInitAssignAcxStreamCallbacks(streamInit, &stateCallbacks);
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
    if (isCapture) {
        rtCallbacks.EvtAcxStreamGetCapturePacket = EvtStreamGetCapturePacket;
    } else {
        rtCallbacks.EvtAcxStreamSetRenderPacket = EvtStreamSetRenderPacket;
    }

    status = AcxStreamInitAssignAcxRtStreamCallbacks(streamInit, &rtCallbacks);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    AcxStreamInitSetAcxRtStreamSupportsNotifications(streamInit);
    return STATUS_SUCCESS;
}

} // namespace

NTSTATUS EvtCircuitCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT DataFormat, const GUID *SignalProcessingMode, ACXOBJECTBAG)
{
    PAGED_CODE();

    if (!IsEqualGUID(*SignalProcessingMode, AUDIO_SIGNALPROCESSINGMODE_RAW)) {
        return STATUS_NOT_SUPPORTED; // only the RAW list of the pin has formats
    }

    const bool isCapture = CircuitGetContext(Circuit)->IsCapture;
    NTSTATUS status = StreamInitAssignCallbacks(StreamInit, isCapture);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, StreamContext);

    ACXSTREAM stream;
    status = AcxRtStreamCreate(Device, Circuit, &attributes, &StreamInit, &stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    StreamContext *context = StreamGetContext(stream);
    context->Stream = stream;
    context->Hardware = &DeviceGetContext(Device)->Hardware;
    context->IsCapture = isCapture;
    context->StreamFormat = FormatOf(DataFormat);
    KeInitializeSpinLock(&context->Lock);
    return STATUS_SUCCESS;
}
