// SPDX-License-Identifier: MIT
//
// CHK-202: memory is freed with the tag it was allocated with.
// Defect: EvtAcxStreamGetHwLatency frees its scratch memory with another tag.
// Leads to: PoolFreed with another tag.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    PVOID scratch = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, 'hctS');

    if (scratch == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ExFreePoolWithTag(scratch, 'rehO');
    return EvtStreamGetHwLatency(Stream, FifoSize, Delay);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetHwLatency = ZooGetHwLatency;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
