// SPDX-License-Identifier: MIT
//
// CHK-053: every packet notified can be had by GetCapturePacket (RT-PKT-60).
// Defect: of every 16th packet GetCapturePacket says STATUS_DEVICE_NOT_READY.
// Leads to: CapturePacketRead with that status after PacketNotified of a packet not yet read.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxRtStreamCallbacks ZooAssignRtCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxRtStreamCallbacks

static NTSTATUS ZooGetCapturePacket(ACXSTREAM Stream, PULONG LastCapturePacket, PULONGLONG QPCPacketStart,
                                    PBOOLEAN MoreData)
{
    const NTSTATUS status = EvtStreamGetCapturePacket(Stream, LastCapturePacket, QPCPacketStart, MoreData);

    return NT_SUCCESS(status) && *LastCapturePacket % 16 == 15 ? STATUS_DEVICE_NOT_READY : status;
}

static NTSTATUS ZooAssignRtCallbacks(PACXSTREAM_INIT StreamInit, PACX_RT_STREAM_CALLBACKS Callbacks)
{
    if (Callbacks->EvtAcxStreamGetCapturePacket != NULL) {
        Callbacks->EvtAcxStreamGetCapturePacket = ZooGetCapturePacket;
    }
    return AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, Callbacks);
}
