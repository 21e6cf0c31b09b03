// SPDX-License-Identifier: MIT
//
// CHK-060: the presented position is not ahead of the data transferred (RT-CB-74).
// Defect: once the stream moves, one packet is added to the position.
// Leads to: PresentationPositionRead beyond what the engine has fetched.
// Consequences: CHK-065 (the origin is off by one packet)

#include "../../scenarios/drivers/hda_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/hda_codec/stream.cpp"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetPresentationPosition(ACXSTREAM Stream, PULONGLONG PositionInBlocks, PULONGLONG QPCPosition)
{
    const StreamContext *stream = StreamGetContext(Stream);
    const NTSTATUS status = EvtStreamGetPresentationPosition(Stream, PositionInBlocks, QPCPosition);

    if (*PositionInBlocks != 0) {
        *PositionInBlocks += stream->PacketSize / stream->StreamFormat.BytesPerBlock();
    }
    return status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetPresentationPosition = ZooGetPresentationPosition;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
