// SPDX-License-Identifier: MIT
//
// CHK-027: DMA and notifications go on within 2 T after Run (RT-CB-02).
// Defect: EvtAcxStreamRun succeeds without starting the engine.
// Leads to: StreamStateChanged to Run, then neither EngineStarted nor PacketNotified.
// Consequences: CHK-063 (the position stands still)

#include "../../scenarios/drivers/hda_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/hda_codec/stream.cpp"
#undef AcxStreamInitAssignAcxStreamCallbacks

static NTSTATUS ZooRun(ACXSTREAM)
{
    return STATUS_SUCCESS;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
