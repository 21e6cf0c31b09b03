// SPDX-License-Identifier: MIT
//
// The time of a stream: performance-counter ticks that pass only while the stream runs, and the blocks (frames) they
// amount to. Everything is computed from the absolute number of ticks or blocks, never by adding a rounded period, so a
// stream of days does not drift by a single block; quotient and remainder are scaled apart, so nothing overflows 64
// bits either.

#ifndef TIMER_CODEC_STREAM_CLOCK_H
#define TIMER_CODEC_STREAM_CLOCK_H

#include "device.h"

typedef struct _STREAM_CLOCK {
    ULONGLONG TicksPerSecond;
    ULONGLONG BlocksPerSecond;
    BOOLEAN Running;
    ULONGLONG StartQpc;     // counter value when the clock was last started
    ULONGLONG StartTicks;   // stream time at that moment
    ULONGLONG StoppedTicks; // stream time since it was last stopped
} STREAM_CLOCK;

// Sets the clock to zero, stopped.
void StreamClockReset(STREAM_CLOCK *Clock, ULONG BlocksPerSecond);

void StreamClockStart(STREAM_CLOCK *Clock, ULONGLONG Qpc);

// Stops after the last whole block, as codecs do: the one that was begun starts afresh when the stream goes on.
void StreamClockStop(STREAM_CLOCK *Clock, ULONGLONG Qpc);

// Whole blocks passed at counter value Qpc; a stopped clock stands still.
ULONGLONG StreamClockBlocks(const STREAM_CLOCK *Clock, ULONGLONG Qpc);

// First counter value at which StreamClockBlocks has reached Block, on the time line of the latest start.
ULONGLONG StreamClockQpcOfBlock(const STREAM_CLOCK *Clock, ULONGLONG Block);

// Ticks until Qpc as a relative due time of KTIMER and WDFTIMER: negative, in 100 ns, never zero, rounded away from
// now.
LONGLONG StreamClockDueTime(const STREAM_CLOCK *Clock, ULONGLONG NowQpc, ULONGLONG Qpc);

// The raw counter, in the unsigned form that ACX wants.
ULONGLONG StreamClockNow(void);

#endif
