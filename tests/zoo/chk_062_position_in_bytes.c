// SPDX-License-Identifier: MIT
//
// CHK-062: the position counts blocks (RT-CB-70).
// Defect: it counts bytes.
// Leads to: PresentationPositionRead at bytes-per-block times what is expected.
// Consequences: CHK-060 (bytes run ahead of blocks); CHK-063 (and are steeper); CHK-065 (and of another origin at each
//     packet)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    const NTSTATUS status = EvtStreamGetPresentationPosition(Stream, PositionInBlocks, QPCPosition);

    *PositionInBlocks *= StreamGetContext(Stream)->BytesPerBlock;
    return status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetPresentationPosition = ZooGetPresentationPosition;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
