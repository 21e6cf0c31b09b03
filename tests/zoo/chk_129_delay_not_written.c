// SPDX-License-Identifier: MIT
//
// CHK-129: a successful callback writes all its outputs.
// Defect: EvtAcxStreamGetHwLatency does not write Delay.
// Leads to: OutputNotWritten, parameter 3.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    UNREFERENCED_PARAMETER(Stream);
    UNREFERENCED_PARAMETER(Delay);

    *FifoSize = 0;
    return STATUS_SUCCESS;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetHwLatency = ZooGetHwLatency;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
