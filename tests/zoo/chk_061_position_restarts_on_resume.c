// SPDX-License-Identifier: MIT
//
// CHK-061: the position does not decrease between Prepare and Release (RT-CB-75).
// Defect: after Pause and Run the position starts from 0 again.
// Leads to: PresentationPositionRead smaller than the one before the pause.
// Consequences: CHK-065 (the origin is no longer that of packet 0)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);
static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static ULONGLONG BlocksBeforeRun; // of the only stream of the scenario

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    ULONGLONG qpc;

    (void)EvtStreamGetPresentationPosition(Stream, &BlocksBeforeRun, &qpc);
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    const NTSTATUS status = EvtStreamGetPresentationPosition(Stream, PositionInBlocks, QPCPosition);

    *PositionInBlocks -= *PositionInBlocks >= BlocksBeforeRun ? BlocksBeforeRun : 0;
    return status;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetPresentationPosition = ZooGetPresentationPosition;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
