// SPDX-License-Identifier: MIT
//
// CHK-031: notified ordinals are consecutive (RT-PKT-23, RT-PKT-32).
// Defect: the completion of packet 20 is not notified; packet 21 is, in time.
// Leads to: PacketNotified 19, then 21.
// Consequences: CHK-050 (the client is woken a packet late)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    if (Packet == 20) {
        return STATUS_SUCCESS;
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
