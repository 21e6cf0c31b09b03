// SPDX-License-Identifier: MIT
//
// CHK-065: position and packets count from the same origin (RT-CB-73).
// Defect: the position lags by three packets.
// Leads to: PresentationPositionRead three packets behind what PacketNotified says.
// Consequences: CHK-063 (the slope is 0 for the first three packets)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    const NTSTATUS status = EvtStreamGetPresentationPosition(Stream, PositionInBlocks, QPCPosition);

    const STREAM_CONTEXT *stream = StreamGetContext(Stream);
    const ULONGLONG lag = 3 * (ULONGLONG)stream->PacketSize / stream->BytesPerBlock;
    *PositionInBlocks -= *PositionInBlocks < lag ? *PositionInBlocks : lag;
    return status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetPresentationPosition = ZooGetPresentationPosition;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
