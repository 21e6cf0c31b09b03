// SPDX-License-Identifier: MIT
//
// CHK-004: an RT stream has both callback structures (RT-TYP-02).
// Defect: ACX_RT_STREAM_CALLBACKS is never assigned, yet the stream is created by AcxRtStreamCreate.
// Leads to: StreamCreateMisuse, NoRtCallbacks.
// Consequences: CHK-003 (without the table every mandatory RT callback is missing too)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNoRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    UNREFERENCED_PARAMETER(StreamInit);
    UNREFERENCED_PARAMETER(Callbacks);
    return STATUS_SUCCESS;
}

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooNoRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
