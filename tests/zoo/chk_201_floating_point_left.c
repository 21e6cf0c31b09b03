// SPDX-License-Identifier: MIT
//
// CHK-201: floating-point state that a callback saves is restored before it returns.
// Defect: EvtAcxStreamGetHwLatency saves the state and returns without restoring it.
// Leads to: FloatingPointStateLeft.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    KFLOATING_SAVE save;

    if (!NT_SUCCESS(KeSaveFloatingPointState(&save))) {
        return STATUS_UNSUCCESSFUL;
    }
    return EvtStreamGetHwLatency(Stream, FifoSize, Delay);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetHwLatency = ZooGetHwLatency;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
