// SPDX-License-Identifier: MIT
//
// CHK-055: QPCPacketStart is when the packet began (RT-CB-61, RT-PKT-65).
// Defect: GetCapturePacket returns the completion time of the packet.
// Leads to: CapturePacketRead with qpc_start equal to the qpc of PacketNotified.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                    PBOOLEAN MoreData)
{
    const NTSTATUS status = EvtStreamGetCapturePacket(Stream, LastCapturePacket, QPCPacketStart, MoreData);

    if (NT_SUCCESS(status)) {
        *QPCPacketStart = StreamGetContext(Stream)->CurrentPacketStart;
    }
    return status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    if (Callbacks->EvtAcxStreamGetCapturePacket != NULL) {
        Callbacks->EvtAcxStreamGetCapturePacket = ZooGetCapturePacket;
    }
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
