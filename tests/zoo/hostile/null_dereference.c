// SPDX-License-Identifier: MIT
//
// Hostile driver: the timer callback writes through a null pointer at packet 10.
// Leads to: a crash at DISPATCH_LEVEL, with this file and line in the stack; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static volatile ULONGLONG *volatile Nowhere;

static NTSTATUS ZooNotify(ACXSTREAM Stream, ULONGLONG Packet, ULONGLONG Qpc)
{
    if (Packet == 10) {
        *Nowhere = Packet; // crashes here
    }
    return AcxRtStreamNotifyPacketComplete(Stream, Packet, Qpc);
}

#define AcxRtStreamNotifyPacketComplete ZooNotify
#include "../../../scenarios/drivers/timer_codec/stream.c"
