// SPDX-License-Identifier: MIT
//
// CHK-026: no data move in Pause (RT-LIF-37).
// Defect: EvtAcxStreamPause leaves the engine running; ReleaseHardware stops it.
// Leads to: BurstIssued after StreamStateChanged to Pause, no EngineStopped.
// Consequences: CHK-030 (packets that end in Pause are missing after it); CHK-031 (the same, as ordinals); CHK-050
//     (slots are played out of turn); CHK-065 (laps that pass in Pause are missing in the position)

#include "../../scenarios/drivers/hda_codec/stream.h"

#include "../../scenarios/drivers/hda_codec/controller.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);
static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/hda_codec/stream.cpp"
#undef AcxStreamInitAssignAcxStreamCallbacks
#undef AcxRtStreamNotifyPacketComplete

// What ends in Pause is not told, so that the engine is the only thing that goes on.
static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    if (StreamGetContext(Stream)->State != AcxStreamStateRun) {
        return STATUS_SUCCESS;
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

static NTSTATUS ZooPause(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    SpinLockGuard guard(stream->Lock);
    ULONGLONG qpc;
    (void)stream->SampleLinkBytes(&qpc);
    stream->State = AcxStreamStatePause;
    return STATUS_SUCCESS;
}

static NTSTATUS ZooReleaseHardware(ACXSTREAM Stream)
{
    StreamContext *stream = StreamGetContext(Stream);

    (void)stream->Dma->BeginStop();
    stream->Dma->FinishStop();
    return EvtStreamReleaseHardware(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamPause = ZooPause;
    Callbacks->EvtAcxStreamReleaseHardware = ZooReleaseHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
