// SPDX-License-Identifier: MIT
//
// CHK-038: AcxRtStreamNotifyPacketComplete is called at DISPATCH_LEVEL or below (RT-PKT-21).
// Defect: the IRQL is raised to that of a device interrupt around the notification, as if it came from the ISR.
// Leads to: PacketNotified with caller_irql above 2.
// Consequences: CHK-069 (the same call, seen by the IRQL table)

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    KIRQL irql;

    KeRaiseIrql(DISPATCH_LEVEL + 3, &irql);
    const NTSTATUS status = AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
    KeLowerIrql(irql);
    return status;
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
