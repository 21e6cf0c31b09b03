// SPDX-License-Identifier: MIT
//
// CHK-200: every function that the driver calls is modelled.
// Defect: EvtAcxStreamGetHwLatency calls a kernel function that the simulator does not have, and ignores its status.
// Leads to: UnmodelledCalled for IoWMIQuerySingleInstance.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

NTSTATUS IoWMIQuerySingleInstance(PVOID DataBlockObject, PUNICODE_STRING InstanceName, PULONG InOutBufferSize,
                                  PVOID OutBuffer);

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetHwLatency(ACXSTREAM Stream, ULONG *FifoSize, ULONG *Delay)
{
    ULONG size = 0;

    (void)IoWMIQuerySingleInstance(NULL, NULL, &size, NULL);
    return EvtStreamGetHwLatency(Stream, FifoSize, Delay);
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamGetHwLatency = ZooGetHwLatency;
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
