// SPDX-License-Identifier: MIT
//
// CHK-029: packet number and position are 0 after ReleaseHardware (RT-LIF-12).
// Defect: the packet counter keeps its value through ReleaseHardware; PrepareHardware resets it.
// Leads to: CurrentPacketRead in Stop with a packet other than 0.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooReleaseHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    const ULONGLONG packet = stream->CurrentPacket;

    const NTSTATUS status = EvtStreamReleaseHardware(Stream);
    stream->CurrentPacket = packet;
    return status;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamReleaseHardware = ZooReleaseHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
