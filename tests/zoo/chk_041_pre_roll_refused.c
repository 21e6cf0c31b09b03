// SPDX-License-Identifier: MIT
//
// CHK-041: packet 0 is accepted before the first Run (AMB-01).
// Defect: packet <= C is always late, as in the Microsoft samples.
// Leads to: RenderPacketSet 0 in Pause with STATUS_DATA_LATE_ERROR.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    if ((LONG)(Packet - (ULONG)stream->CurrentPacket) <= 0) {
        return STATUS_DATA_LATE_ERROR;
    }
    return EvtStreamSetRenderPacket(Stream, Packet, Flags, EosPacketLength);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamSetRenderPacket = ZooSetRenderPacket;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
