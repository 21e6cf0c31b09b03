// SPDX-License-Identifier: MIT
//
// CHK-002: the circuit with the streaming pin creates its streams by AcxRtStreamCreate (RT-DDI-03).
// Defect: AcxStreamCreate is called instead, without RT callbacks.
// Leads to: StreamCreateMisuse, BasicOnStreamingCircuit; the framework refuses the stream, so nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNoRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    UNREFERENCED_PARAMETER(StreamInit);
    UNREFERENCED_PARAMETER(Callbacks);
    return STATUS_SUCCESS;
}

#define AcxRtStreamCreate AcxStreamCreate
#define AcxStreamInitAssignAcxRtStreamCallbacks ZooNoRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
