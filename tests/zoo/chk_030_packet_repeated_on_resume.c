// SPDX-License-Identifier: MIT
//
// CHK-030: a packet interrupted by Pause is reported once; numbering goes on (RT-PKT-06, RT-PKT-07).
// Defect: with the first completion after a pause the last packet before it is notified again.
// Leads to: PacketNotified of the same ordinal on both sides of a pause.
// Consequences: CHK-035 (from then on there is one notification more than packets)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

static BOOLEAN Resumed; // the only stream of the scenario

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    if (Resumed) {
        Resumed = FALSE;
        (void)AcxRtStreamNotifyPacketComplete(Stream, Packet - 1, Qpc);
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks
#undef AcxRtStreamNotifyPacketComplete

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    Resumed = StreamGetContext(Stream)->CurrentPacket != 0;
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
