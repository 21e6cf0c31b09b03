// SPDX-License-Identifier: MIT
//
// Extends a hardware position that wraps (modulo the cyclic buffer) to a 64-bit
// count of bytes. A reading alone tells the position only modulo one lap; the time since the previous reading tells the
// laps, so that readings may be as far apart as they happen to be - a delayed DPC loses nothing.

#pragma once

#include "wdk.h"

class LinearCounter {
public:
    // The hardware is at 0 and stands for `startBytes`.
    void Reset(ULONGLONG startBytes, ULONG lapBytes, ULONG bytesPerSecond)
    {
        LARGE_INTEGER frequency;
        KeQueryPerformanceCounter(&frequency);

        start_ = startBytes;
        moved_ = 0;
        lap_ = lapBytes;
        bytesPerSecond_ = bytesPerSecond;
        ticksPerSecond_ = static_cast<ULONGLONG>(frequency.QuadPart);
        qpc_ = 0;
        stopQpc_ = Never;
    }

    // The hardware starts (or goes on) moving at `qpc`.
    void Start(ULONGLONG qpc)
    {
        qpc_ = qpc;
        stopQpc_ = Never;
    }

    // The hardware was told to stop at `qpc`: time that passes after it moves nothing.
    void Stop(ULONGLONG qpc) { stopQpc_ = qpc; }

    // The hardware read `position` at `qpc`. Positions outside the buffer come from a device that has gone: no news.
    void Advance(ULONG position, ULONGLONG qpc)
    {
        if (position > lap_) {
            return;
        }

        qpc = qpc < stopQpc_ ? qpc : stopQpc_;
        const ULONG step = (position % lap_ + lap_ - static_cast<ULONG>(moved_ % lap_)) % lap_;
        const ULONGLONG expected = BytesIn(qpc > qpc_ ? qpc - qpc_ : 0);
        moved_ += step;
        if (expected > step) {
            moved_ += (expected - step + lap_ / 2) / lap_ * lap_;
        }
        qpc_ = qpc;
    }

    ULONGLONG Bytes() const { return start_ + moved_; }

    // Counter ticks in which `bytes` pass.
    ULONGLONG TicksFor(ULONGLONG bytes) const { return bytes * ticksPerSecond_ / bytesPerSecond_; }

private:
    ULONGLONG BytesIn(ULONGLONG ticks) const
    {
        return ticks / ticksPerSecond_ * bytesPerSecond_ + ticks % ticksPerSecond_ * bytesPerSecond_ / ticksPerSecond_;
    }

    static constexpr ULONGLONG Never = ~0ULL;

    ULONGLONG start_;
    ULONGLONG moved_;
    ULONG lap_;
    ULONG bytesPerSecond_;
    ULONGLONG ticksPerSecond_;
    ULONGLONG qpc_; // of the latest reading
    ULONGLONG stopQpc_;
};
