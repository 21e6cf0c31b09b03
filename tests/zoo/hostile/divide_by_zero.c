// SPDX-License-Identifier: MIT
//
// Hostile driver: EvtAcxStreamRun divides by a frame size that nobody has set.
// Leads to: a crash at PASSIVE_LEVEL; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static volatile ULONG FrameSize;
static volatile ULONG Frames;

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    Frames = StreamGetContext(Stream)->PacketSize / FrameSize; // crashes here
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
