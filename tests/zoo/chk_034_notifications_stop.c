// SPDX-License-Identifier: MIT
//
// CHK-034: notifications keep nominal pace while in Run (RT-PKT-26).
// Defect: from packet 30 on nothing is notified, though packets go on completing.
// Leads to: Run goes on for more than 2 T after the last PacketNotified.
// Consequences: CHK-050 (the client is not woken and packets are played unannounced)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    if (Packet >= 30) {
        return STATUS_SUCCESS;
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
