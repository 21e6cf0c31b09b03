// SPDX-License-Identifier: MIT
//
// CHK-025: Pause and ReleaseHardware always succeed (RT-LIF-15).
// Defect: EvtAcxStreamPause does its work and returns STATUS_UNSUCCESSFUL.
// Leads to: StreamStateChanged Run to Pause with a failure status.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooPause(ACXSTREAM Stream)
{
    (void)EvtStreamPause(Stream);
    return STATUS_UNSUCCESSFUL;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamPause = ZooPause;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
