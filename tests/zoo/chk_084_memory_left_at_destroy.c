// SPDX-License-Identifier: MIT
//
// CHK-084: nothing of the stream is left when it is destroyed (RT-LIF-20).
// Defect: PrepareHardware allocates 64 bytes that nobody frees.
// Leads to: PoolAllocated in that callback without PoolFreed at StreamDestroyed.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static PVOID Scratch; // overwritten, never freed

static NTSTATUS ZooPrepareHardware(ACXSTREAM Stream)
{
    Scratch = ExAllocatePool2(POOL_FLAG_NON_PAGED, 64, TIMER_CODEC_TAG);
    return EvtStreamPrepareHardware(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamPrepareHardware = ZooPrepareHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
