// SPDX-License-Identifier: MIT
//
// CHK-066: the position is 0 in Stop (RT-LIF-12).
// Defect: ReleaseHardware keeps the stream's clock.
// Leads to: PresentationPositionRead in Stop with blocks other than 0.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooReleaseHardware(ACXSTREAM Stream)
{
    STREAM_CONTEXT *stream = StreamGetContext(Stream);
    const STREAM_CLOCK clock = stream->Clock;

    const NTSTATUS status = EvtStreamReleaseHardware(Stream);
    stream->Clock = clock;
    return status;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamReleaseHardware = ZooReleaseHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
