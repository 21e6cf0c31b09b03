// SPDX-License-Identifier: MIT
//
// CHK-047: packet C + 1 is accepted (RT-CB-42).
// Defect: every 16th packet is called an overrun.
// Leads to: RenderPacketSet of C + 1 with STATUS_DATA_OVERRUN while C stands still.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooSetRenderPacket(ACXSTREAM Stream, ULONG Packet, ULONG Flags, ULONG EosPacketLength)
{
    const NTSTATUS status = EvtStreamSetRenderPacket(Stream, Packet, Flags, EosPacketLength);

    return NT_SUCCESS(status) && Packet % 16 == 15 ? STATUS_DATA_OVERRUN : status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamSetRenderPacket = ZooSetRenderPacket;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
