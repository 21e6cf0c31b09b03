// SPDX-License-Identifier: MIT
//
// CHK-032: notifications come in Run only (RT-PKT-27).
// Defect: ReleaseHardware reports the unfinished packet as complete, so that the client "does not wait for ever".
// Leads to: PacketNotified in state Pause.
// Consequences: CHK-035 (the packet comes before its nominal end)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooReleaseHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);

    (void)AcxRtStreamNotifyPacketComplete(Stream, stream->CurrentPacket, StreamClockNow());
    return EvtStreamReleaseHardware(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamReleaseHardware = ZooReleaseHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
