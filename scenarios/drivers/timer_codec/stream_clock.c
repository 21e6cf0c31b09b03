// SPDX-License-Identifier: MIT
//
// Exact conversion between counter ticks and blocks; see stream_clock.h.

#include "stream_clock.h"

#define HNS_PER_SECOND 10000000ULL // units of 100 ns

// floor(Value * To / From). Value / From whole seconds scale exactly; the remainder is below From, so that its product
// stays below 2^64 for every counter frequency and sample rate there is (2^32 each).
static ULONGLONG ScaleDown(ULONGLONG Value, ULONGLONG From, ULONGLONG To)
{
    return (Value / From) * To + (Value % From) * To / From;
}

// ceil(Value * To / From).
static ULONGLONG ScaleUp(ULONGLONG Value, ULONGLONG From, ULONGLONG To)
{
    return (Value / From) * To + ((Value % From) * To + From - 1) / From;
}

static ULONGLONG ClockTicks(const STREAM_CLOCK *Clock, ULONGLONG Qpc)
{
    return Clock->Running ? Clock->StartTicks + (Qpc - Clock->StartQpc) : Clock->StoppedTicks;
}

void StreamClockReset(STREAM_CLOCK *Clock, ULONG BlocksPerSecond)
{
    LARGE_INTEGER frequency;
    (void)KeQueryPerformanceCounter(&frequency);

    RtlZeroMemory(Clock, sizeof(*Clock));
    Clock->TicksPerSecond = (ULONGLONG)frequency.QuadPart;
    Clock->BlocksPerSecond = BlocksPerSecond;
}

void StreamClockStart(STREAM_CLOCK *Clock, ULONGLONG Qpc)
{
    Clock->StartTicks = Clock->StoppedTicks;
    Clock->StartQpc = Qpc;
    Clock->Running = TRUE;
}

void StreamClockStop(STREAM_CLOCK *Clock, ULONGLONG Qpc)
{
    const ULONGLONG blocks = StreamClockBlocks(Clock, Qpc);
    Clock->StoppedTicks = ScaleUp(blocks, Clock->BlocksPerSecond, Clock->TicksPerSecond);
    Clock->Running = FALSE;
}

ULONGLONG StreamClockBlocks(const STREAM_CLOCK *Clock, ULONGLONG Qpc)
{
    return ScaleDown(ClockTicks(Clock, Qpc), Clock->TicksPerSecond, Clock->BlocksPerSecond);
}

ULONGLONG StreamClockQpcOfBlock(const STREAM_CLOCK *Clock, ULONGLONG Block)
{
    return Clock->StartQpc + ScaleUp(Block, Clock->BlocksPerSecond, Clock->TicksPerSecond) - Clock->StartTicks;
}

LONGLONG StreamClockDueTime(const STREAM_CLOCK *Clock, ULONGLONG NowQpc, ULONGLONG Qpc)
{
    const ULONGLONG ticks = Qpc > NowQpc ? Qpc - NowQpc : 0;
    const ULONGLONG hns = ScaleUp(ticks, Clock->TicksPerSecond, HNS_PER_SECOND);
    return hns != 0 ? -(LONGLONG)hns : -1;
}

ULONGLONG StreamClockNow(void)
{
    return (ULONGLONG)KeQueryPerformanceCounter(NULL).QuadPart;
}
