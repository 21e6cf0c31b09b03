// SPDX-License-Identifier: MIT
//
// Hostile driver: EvtAcxStreamRun recurses without end, one kilobyte at a time.
// Leads to: an access to the guard page of the thread's stack; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static volatile ULONG DepthMax = 0xFFFFFFFF;

static ULONG ZooRecurse(ULONG Depth)
{
    volatile UCHAR frame[1024];

    frame[Depth % sizeof(frame)] = (UCHAR)Depth;
    return Depth == DepthMax ? 0 : ZooRecurse(Depth + 1) + frame[Depth % sizeof(frame)]; // overflows here
}

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    (void)ZooRecurse(0);
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
