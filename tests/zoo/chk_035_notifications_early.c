// SPDX-License-Identifier: MIT
//
// CHK-035: notifications are not faster than nominal (RT-PKT-26).
// Defect: each packet is declared complete 3 ms before its end, "to give the client more time".
// Leads to: PacketNotified 3 ms ahead of its nominal time.
// Consequences: CHK-050 (the client overwrites the end of what is still being played); CHK-065 (the position is 3 ms
//     behind the packets)

#include "../../scenarios/drivers/timer_codec/stream.h"

#define EARLY_PER_SECOND 333 // 3 ms

static ULONGLONG ZooBlocks(const STREAM_CLOCK *Clock, ULONGLONG Qpc)
{
    return StreamClockBlocks(Clock, Qpc + Clock->TicksPerSecond / EARLY_PER_SECOND);
}

static ULONGLONG ZooQpcOfBlock(const STREAM_CLOCK *Clock, ULONGLONG Block)
{
    return StreamClockQpcOfBlock(Clock, Block) - Clock->TicksPerSecond / EARLY_PER_SECOND;
}

#define StreamClockBlocks ZooBlocks
#define StreamClockQpcOfBlock ZooQpcOfBlock
#include "../../scenarios/drivers/timer_codec/stream.c"
