// SPDX-License-Identifier: MIT
//
// The host controller as this driver sees it: register file, event ring, interrupt, and a pipe per endpoint.

#pragma once

#include "pipe.h"
#include "registers.h"
#include "wdk.h"

class Host {
public:
    // Device life. Construction is zeroed context memory.
    NTSTATUS CreateDmaObjects(WDFDEVICE device); // EvtDriverDeviceAdd
    void SetInterrupt(WDFINTERRUPT interrupt) { interrupt_ = interrupt; }
    NTSTATUS MapRegisters(WDFCMRESLIST translated); // EvtDevicePrepareHardware
    void UnmapRegisters();                          // EvtDeviceReleaseHardware
    NTSTATUS PowerUp();                             // EvtDeviceD0Entry
    void PowerDown();                               // EvtDeviceD0Exit
    void EnableInterrupt(bool enable);              // EvtInterruptEnable and Disable, DIRQL

    // Gives a stream the pipe of its direction, or nullptr if it is taken.
    Pipe *ClaimPipe(StreamContext *stream, bool isCapture);
    void UnclaimPipe(Pipe *pipe);

    // ISR: false if the interrupt is another device's. DIRQL.
    bool OnInterrupt();
    // DPC: takes the events that have come; one bit per pipe that they name.
    ULONG TakeEvents();
    Pipe &PipeAt(ULONG index) { return pipes_[index]; }

    WDFDMAENABLER DmaEnabler() const { return dmaEnabler_; }
    ULONG PowerCycle() const { return powerCycle_; }
    ULONG PacketsPerFrame() const { return packetsPerFrame_; }
    ULONG FeedbackFractionBits() const { return isFullSpeed_ ? 14u : 16u; }
    // Microframes (high speed) or frames (full speed) per packet.
    ULONG UnitsPerPacket() const { return isFullSpeed_ ? 1u : 8u / packetsPerFrame_; }
    // Microframes from one FRAME reading to a later one.
    ULONG MicroframesBetween(ULONG earlier, ULONG later) const { return (later - earlier) & frameMask_; }

    ULONG Read32(ULONG offset) const
    {
        return READ_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset));
    }
    void Write32(ULONG offset, ULONG value) const
    {
        WRITE_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset), value);
    }

private:
    static constexpr ULONG EventEntries = 256;
    static constexpr ULONG PipesMax = 2;

    volatile UCHAR *registers_;
    WDFINTERRUPT interrupt_;
    WDFDMAENABLER dmaEnabler_;
    WDFCOMMONBUFFER events_;
    Pipe pipes_[PipesMax]; // 0 output, 1 input
    ULONG packetsPerFrame_;
    ULONG frameMask_;
    bool isFullSpeed_;
    ULONG powerCycle_; // counts PowerUp
    LONG claimedPipes_;
    KSPIN_LOCK eventLock_; // guards eventsRead_
    ULONG eventsRead_;
};
