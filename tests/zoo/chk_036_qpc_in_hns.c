// SPDX-License-Identifier: MIT
//
// CHK-036: counter values are raw ticks (RT-PKT-24, RT-PKT-90).
// Defect: the completion time is converted to units of 100 ns before it is notified.
// Leads to: PacketNotified with a qpc far from qpc_now, unless the counter runs at 10 MHz.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    LARGE_INTEGER frequency;
    (void)KeQueryPerformanceCounter(&frequency);

    const ULONGLONG ticksPerSecond = (ULONGLONG)frequency.QuadPart;
    const ULONGLONG hns = Qpc / ticksPerSecond * 10000000ULL + Qpc % ticksPerSecond * 10000000ULL / ticksPerSecond;
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, hns);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../scenarios/drivers/timer_codec/stream.c"
