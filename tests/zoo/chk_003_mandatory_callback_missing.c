// SPDX-License-Identifier: MIT
//
// CHK-003: an RT stream provides the callbacks of RT-TYP-04.
// Defect: EvtAcxStreamGetCurrentPacket stays NULL.
// Leads to: StreamCreateMisuse, MissingCallback, at AcxRtStreamCreate.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetCurrentPacket = NULL;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
