// SPDX-License-Identifier: MIT
//
// Hostile driver: the timer callback waits for a flag that nobody sets, without a call that would let time pass.
// Leads to: a hang that only the wall clock can see; exit code 4.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static volatile BOOLEAN Ready;

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    while (Packet == 10 && !Ready) { // never ends
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../../scenarios/drivers/timer_codec/stream.c"
