// SPDX-License-Identifier: MIT
//
// What the client announces and asks while the stream lives. Contract: RT-CB-30..82, RT-PKT-40..69.
//
// ACX brings these requests past the stream's queue: they overlap the state callbacks and the DPC. Each takes one
// consistent snapshot under the stream's lock and calls nobody while it holds it.

#include "stream.h"

#define CODEC_DELAY_HNS 5000  // 0.5 ms from the link to the jack: filters and converter
#define FIFO_WORDS_TYPICAL 8u // what blocks of this kind have

// ACX asks before there is a side as well.
NTSTATUS EvtStreamGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    const STREAM_CONTEXT *stream = StreamGetContext(Stream);

    *FifoSize = stream->Side != NULL ? stream->Side->FifoBytes : FIFO_WORDS_TYPICAL * stream->ContainerBytes;
    *Delay = CODEC_DELAY_HNS;
    return STATUS_SUCCESS;
}

// Which packet may be announced now? In transfer is C, so C + 1; and before the first Run nothing is in transfer yet,
// so C (the pre-roll) as well. The difference is taken modulo 2^32, as packet numbers wrap there.
static NTSTATUS StreamCheckRenderPacket(const STREAM_CONTEXT *Stream, ULONG Packet)
{
    const LONG ahead = (LONG)(Packet - (ULONG)Stream->CurrentPacket);
    const LONG aheadMin = Stream->HasRun ? 1 : 0;

    if (Stream->State == AcxStreamStateStop || Stream->EndOfStream) {
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

// The driver's own count never follows Packet: the codec plays on whether or not the client keeps up.
NTSTATUS EvtStreamSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    const BOOLEAN isLast = (Flags & KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM) != 0;
    KIRQL irql;

    if ((Flags & ~(ULONG)KSSTREAM_HEADER_OPTIONSF_ENDOFSTREAM) != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (isLast && EosPacketLength > stream->PacketSize) {
        return STATUS_INVALID_PARAMETER;
    }
    if (stream->PacketCount == 1) {
        return STATUS_NOT_SUPPORTED; // a timer-driven client writes ahead of the position and announces nothing
    }

    KeAcquireSpinLock(&stream->Lock, &irql);
    const NTSTATUS status = StreamCheckRenderPacket(stream, Packet);
    const BOOLEAN endsHere = NT_SUCCESS(status) && isLast;
    const BOOLEAN endsInPreRoll = endsHere && Packet == (ULONG)stream->CurrentPacket;
    if (endsHere) {
        stream->EndOfStream = TRUE;
    }
    KeReleaseSpinLock(&stream->Lock, irql);

    if (endsHere) {
        StreamSilencePacket(stream, Packet, EosPacketLength);
    }
    if (endsInPreRoll) {
        StreamSilencePacket(stream, (ULONGLONG)Packet + 1, 0);
    }
    return status;
}

NTSTATUS EvtStreamGetCurrentPacket(ACXSTREAM Stream, PULONG CurrentPacket)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    *CurrentPacket = (ULONG)stream->CurrentPacket;
    KeReleaseSpinLock(&stream->Lock, irql);
    return STATUS_SUCCESS;
}

// Packet number and start belong together, so both are read in one go. Nothing new is STATUS_DEVICE_NOT_READY (AMB-03).
NTSTATUS EvtStreamGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                   PBOOLEAN MoreData)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    NTSTATUS status = STATUS_DEVICE_NOT_READY;
    KIRQL irql;

    *LastCapturePacket = 0;
    *QPCPacketStart = 0;
    *MoreData = FALSE; // capture is at real time

    KeAcquireSpinLock(&stream->Lock, &irql);
    if (stream->CurrentPacket > stream->CapturedReported) {
        *LastCapturePacket = (ULONG)(stream->CurrentPacket - 1);
        *QPCPacketStart = stream->PreviousPacketStart;
        stream->CapturedReported = stream->CurrentPacket;
        status = STATUS_SUCCESS;
    }
    KeReleaseSpinLock(&stream->Lock, irql);
    return status;
}

// Blocks that have crossed the link since the first one of packet 0. In Pause they stand still, in Stop they are zero.
NTSTATUS EvtStreamGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    KIRQL irql;

    KeAcquireSpinLock(&stream->Lock, &irql);
    *PositionInBlocks = StreamSampleLinkBytes(stream, QPCPosition) / stream->BytesPerBlock;
    KeReleaseSpinLock(&stream->Lock, irql);
    return STATUS_SUCCESS;
}
