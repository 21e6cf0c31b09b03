// SPDX-License-Identifier: MIT
//
// What the client announces and asks while the stream lives. Contract: RT-CB-30..82, RT-PKT-40..69.
//
// ACX brings these requests past the stream's queue: they overlap the state callbacks and the DPC. Each takes one
// consistent snapshot under the stream's lock and calls nobody while it holds it.

#include "stream.h"

#include "host.h"

namespace {

// Which packet may be announced now? In transfer is C, so C + 1; and before the first Run nothing is in transfer yet,
// so C (the pre-roll) as well. The difference is taken modulo 2^32, as packet numbers wrap there.
NTSTATUS StreamCheckRenderPacket(const StreamContext &stream, ULONG packet)
{
    const LONG ahead = static_cast<LONG>(packet - static_cast<ULONG>(stream.CurrentPacket));
    const LONG aheadMin = stream.HasRun ? 1 : 0;

    if (stream.State == AcxStreamStateStop || stream.EndOfStream) {
        return STATUS_INVALID_DEVICE_STATE;
    }
    if (ahead < aheadMin) {
        return STATUS_DATA_LATE_ERROR;
    }
    if (ahead > 1) {
        return STATUS_DATA_OVERRUN;
    }
    return STATUS_SUCCESS;
}

} // namespace

// "FIFO" is what lies between a packet and the device's converter; the delay behind that is the device's own word.
NTSTATUS EvtStreamGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    const StreamContext *stream = StreamGetContext(Stream);

    *FifoSize = stream->Packets != nullptr ? stream->LatencyBytes() : 0u;
    *Delay = stream->Hardware->PipeAt(stream->IsCapture ? 1 : 0).DeviceDelayHns();
    return STATUS_SUCCESS;
}

// The driver's own count never follows Packet: the codec plays on whether or not the client keeps up.
NTSTATUS EvtStreamSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength)
{
    StreamContext *stream = StreamGetContext(Stream);
    const bool isLast = (Flags & KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM) != 0;

    if ((Flags & ~static_cast<ULONG>(KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM)) != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (isLast && EosPacketLength > stream->PacketSize) {
        return STATUS_INVALID_PARAMETER;
    }
    if (stream->PacketCount == 1) {
        return STATUS_NOT_SUPPORTED; // a timer-driven client writes ahead of the position and announces nothing
    }

    NTSTATUS status;
    bool endsInPreRoll;
    {
        SpinLockGuard guard(stream->Lock);
        status = StreamCheckRenderPacket(*stream, Packet);
        if (!NT_SUCCESS(status) || !isLast) {
            return status;
        }
        stream->EndOfStream = true;
        endsInPreRoll = Packet == static_cast<ULONG>(stream->CurrentPacket);
    }

    stream->SilencePacket(Packet, EosPacketLength);
    if (endsInPreRoll) {
        stream->SilencePacket(static_cast<ULONGLONG>(Packet) + 1, 0);
    }
    return status;
}

NTSTATUS EvtStreamGetCurrentPacket(ACXSTREAM Stream, PULONG CurrentPacket)
{
    StreamContext *stream = StreamGetContext(Stream);

    SpinLockGuard guard(stream->Lock);
    *CurrentPacket = static_cast<ULONG>(stream->CurrentPacket);
    return STATUS_SUCCESS;
}

// Packet number and start belong together, so both are read in one go. Nothing new is STATUS_DEVICE_NOT_READY (AMB-03).
NTSTATUS EvtStreamGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                   PBOOLEAN MoreData)
{
    StreamContext *stream = StreamGetContext(Stream);

    *LastCapturePacket = 0;
    *QPCPacketStart = 0;
    *MoreData = FALSE; // capture is at real time

    SpinLockGuard guard(stream->Lock);
    if (stream->CurrentPacket == stream->CapturedReported) {
        return STATUS_DEVICE_NOT_READY;
    }

    *LastCapturePacket = static_cast<ULONG>(stream->CurrentPacket - 1);
    *QPCPacketStart = stream->CaptureStartQpc;
    stream->CapturedReported = stream->CurrentPacket;
    return STATUS_SUCCESS;
}

// Blocks that were heard (or said) since the first one of packet 0. In Pause they stand still, in Stop they are zero.
NTSTATUS EvtStreamGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    StreamContext *stream = StreamGetContext(Stream);

    SpinLockGuard guard(stream->Lock);
    *PositionInBlocks = stream->SamplePosition(QPCPosition) / stream->StreamFormat.BytesPerBlock();
    return STATUS_SUCCESS;
}
