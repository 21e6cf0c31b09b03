// SPDX-License-Identifier: MIT
//
// CHK-064: QPCPosition is read when the position is (RT-CB-71, RT-CB-72).
// Defect: 5 ms are added to it, "to compensate for the codec".
// Leads to: PresentationPositionRead with qpc after qpc_exit.
// Consequences: CHK-065 (at that later time the position would be 5 ms further)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    const NTSTATUS status = EvtStreamGetPresentationPosition(Stream, PositionInBlocks, QPCPosition);

    LARGE_INTEGER frequency;
    (void)KeQueryPerformanceCounter(&frequency);
    *QPCPosition += (ULONGLONG)frequency.QuadPart / 200;
    return status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetPresentationPosition = ZooGetPresentationPosition;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
