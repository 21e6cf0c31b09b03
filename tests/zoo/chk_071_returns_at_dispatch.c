// SPDX-License-Identifier: MIT
//
// CHK-071: a callback returns at the IRQL it was called at (RT-IRQ-21).
// Defect: EvtAcxStreamGetHwLatency raises the IRQL and forgets to lower it.
// Leads to: CallbackReturned with irql_after other than irql_before.
// Consequences: CHK-069 (if the IRQL stays raised for what the thread does next)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    return EvtStreamGetHwLatency(Stream, FifoSize, Delay);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetHwLatency = ZooGetHwLatency;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
