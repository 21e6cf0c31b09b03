// SPDX-License-Identifier: MIT
//
// Stream creation and state. Contract: RT-LIF-01..38, RT-CB-01..05.

#include "stream.h"

#include "device.h"
#include "host.h"

// ----------------------------------------------------------------------------------------------- state

namespace {

EVT_ACX_STREAM_PREPARE_HARDWARE EvtStreamPrepareHardware;
EVT_ACX_STREAM_RELEASE_HARDWARE EvtStreamReleaseHardware;
EVT_ACX_STREAM_RUN EvtStreamRun;
EVT_ACX_STREAM_PAUSE EvtStreamPause;

// Selects the interface here and not in Run: the device's converter takes some milliseconds to lock.
NTSTATUS EvtStreamPrepareHardware(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    if (stream->Packets == nullptr) {
        return STATUS_INVALID_DEVICE_STATE; // nothing to transfer
    }

    // All that can be in flight, a packet of each transfer being one block larger than nominal.
    const PipePlan &plan = stream->Plan;
    const SIZE_T unsentSize = static_cast<SIZE_T>(plan.TransfersInFlight) *
                              (plan.TransferBlocks() + plan.FramesPerTransfer * stream->Hardware->PacketsPerFrame()) *
                              plan.BytesPerBlock;
    stream->Unsent = static_cast<PUCHAR>(ExAllocatePool2(POOL_FLAG_NON_PAGED, unsentSize, UsbCodecTag));
    if (stream->Unsent == nullptr) {
        return STATUS_NO_MEMORY;
    }

    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
    Pipe *pipe = stream->Hardware->ClaimPipe(stream, stream->IsCapture);
    if (pipe != nullptr) {
        status = pipe->Open(plan);
        if (!NT_SUCCESS(status)) {
            stream->Hardware->UnclaimPipe(pipe);
        }
    }
    if (!NT_SUCCESS(status)) {
        ExFreePoolWithTag(stream->Unsent, UsbCodecTag);
        stream->Unsent = nullptr;
        return status;
    }

    stream->Transfers = pipe;
    stream->Rewind(AcxStreamStatePause);
    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamReleaseHardware(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    stream->Rewind(AcxStreamStateStop);
    stream->Transfers->Close();
    stream->Hardware->UnclaimPipe(stream->Transfers);
    stream->Transfers = nullptr;
    ExFreePoolWithTag(stream->Unsent, UsbCodecTag);
    stream->Unsent = nullptr;
    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamRun(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    if (!stream->Transfers->IsOpen()) {
        const NTSTATUS status = stream->Transfers->Reopen(); // after a power cycle in Pause
        if (!NT_SUCCESS(status)) {
            return status;
        }
    }

    {
        SpinLockGuard guard(stream->Lock);
        stream->State = AcxStreamStateRun;
        stream->HasRun = true;
        stream->DoneQpc = 0;
        stream->Fill();
        stream->CompletePackets(CounterNow());
        stream->Transfers->Start();
        stream->Transfers->Submit();
    }

    stream->DeliverCompletions(); // if the first transfers took more than one packet
    return STATUS_SUCCESS;
}

NTSTATUS EvtStreamPause(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    {
        SpinLockGuard guard(stream->Lock);
        ULONGLONG qpc;
        (void)stream->SamplePosition(&qpc);
        stream->State = AcxStreamStatePause; // the DPC leaves the pipe alone from here on
    }

    stream->Transfers->Stop();

    {
        SpinLockGuard guard(stream->Lock);
        stream->Collect(false);
        if (stream->MovedBytes > stream->Position) {
            stream->Position = stream->MovedBytes; // the device has played out
        }
    }

    // A packet that ended on the way could not be told any more after this callback.
    stream->DeliverCompletions();
    KeFlushQueuedDpcs();
    return STATUS_SUCCESS;
}

} // namespace

// Puts all counters to zero: packet numbers and position begin again with every PrepareHardware.
void StreamContext::Rewind(ACX_STREAM_STATE state)
{
    SpinLockGuard guard(Lock);
    State = state;
    UnsentBytes = 0;
    CopiedBytes = 0;
    MovedBytes = 0;
    DoneQpc = 0;
    Position = 0;
    HasRun = false;
    EndOfStream = false;
    CurrentPacket = 0;
    CompletedPackets = 0;
    CaptureStartQpc = 0;
    CapturedReported = 0;
}

// Transfers and the device's FIFO, which holds a few service intervals. Output is on its way in all transfers in
// flight; of input only the transfer that comes next holds samples. To count the others too would send a timer-driven
// client, which reads so far behind the position, back to where the ring overtakes it.
ULONG StreamContext::LatencyBytes() const
{
    const ULONG transfers = IsCapture ? 1 : Plan.TransfersInFlight;
    const ULONG deviceFrames = Hardware->PacketsPerFrame() > 1 ? 1 : 3;
    return (transfers * Plan.TransferBlocks() + deviceFrames * Plan.BlocksPerSecond / 1000) * Plan.BytesPerBlock;
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
    LARGE_INTEGER frequency;
    KeQueryPerformanceCounter(&frequency);
    context->TicksPerSecond = static_cast<ULONGLONG>(frequency.QuadPart);
    KeInitializeSpinLock(&context->Lock);
    return STATUS_SUCCESS;
}
