// SPDX-License-Identifier: MIT
//
// CHK-070: pageable code does not run at DISPATCH_LEVEL (RT-IRQ-21).
// Defect: the timer callback calls a function that says PAGED_CODE().
// Leads to: PagedCodeAtRaisedIrql at every completion.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static ULONGLONG LastLogged;

static void ZooLogPacket(ULONGLONG Packet)
{
    PAGED_CODE();
    LastLogged = Packet;
}

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    ZooLogPacket(Packet);
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
