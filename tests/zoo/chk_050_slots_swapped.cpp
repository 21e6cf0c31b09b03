// SPDX-License-Identifier: MIT
//
// CHK-050: packet n lies in slot n mod 2 (RT-PKT-02).
// Defect: the descriptor list names the two packets in the wrong order.
// Leads to: BurstIssued for packet n in the slot of packet n + 1.
// Consequences: none.

#include "../../scenarios/drivers/hda_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/hda_codec/stream.cpp"
#undef AcxStreamInitAssignAcxStreamCallbacks

static void SwapPackets(StreamContext *stream)
{
    PUCHAR first = stream->PacketAddress[0];
    stream->PacketAddress[0] = stream->PacketAddress[1];
    stream->PacketAddress[1] = first;
}

static NTSTATUS ZooPrepareHardware(ACXSTREAM Stream)
{
    SwapPackets(StreamGetContext(Stream));
    const NTSTATUS status = EvtStreamPrepareHardware(Stream);
    SwapPackets(StreamGetContext(Stream));
    return status;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamPrepareHardware = ZooPrepareHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
