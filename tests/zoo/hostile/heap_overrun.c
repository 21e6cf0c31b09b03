// SPDX-License-Identifier: MIT
//
// Hostile driver: EvtAcxStreamRun writes one byte past the end of a pool block.
// Leads to: the guard page behind the block, or its poison when it is freed; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    const SIZE_T size = 2 * PAGE_SIZE;
    volatile UCHAR *block = (volatile UCHAR *)ExAllocatePool2(POOL_FLAG_NON_PAGED, size, TIMER_CODEC_TAG);

    if (block != NULL) {
        block[size] = 0x5A; // beyond the end
        ExFreePoolWithTag((PVOID)block, TIMER_CODEC_TAG);
    }
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
