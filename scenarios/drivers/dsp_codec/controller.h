// SPDX-License-Identifier: MIT
//
// The DSP: register file, firmware, interrupt dispatch, and its streams' engines.

#pragma once

#include "engine.h"
#include "registers.h"
#include "wdk.h"

class Controller {
public:
    // Device life. Construction is zeroed context memory.
    NTSTATUS CreateDmaObjects(WDFDEVICE device); // EvtDriverDeviceAdd
    void SetInterrupt(WDFINTERRUPT interrupt) { interrupt_ = interrupt; }
    NTSTATUS MapRegisters(WDFCMRESLIST translated); // EvtDevicePrepareHardware
    void UnmapRegisters();                          // EvtDeviceReleaseHardware
    NTSTATUS PowerUp();                             // EvtDeviceD0Entry
    void PowerDown();                               // EvtDeviceD0Exit
    void EnableInterrupt(bool enable);              // EvtInterruptEnable and Disable, DIRQL

    // Gives a stream an engine of its direction, or nullptr if all are taken.
    Engine *ClaimEngine(StreamContext *stream, bool isCapture);
    void UnclaimEngine(Engine *engine);

    // ISR: false if the interrupt is another device's. DIRQL.
    bool OnInterrupt();
    // DPC: engines that OnInterrupt has seen since the last call, one bit each.
    ULONG TakePendingEngines() { return static_cast<ULONG>(InterlockedExchange(&pendingEngines_, 0)); }
    Engine &EngineAt(ULONG index) { return engines_[index]; }

    // For Engine.
    dsp::PostedPosition *PostedPositionOf(ULONG index) const;
    ULONG Position() const { return position_; } // a dsp::PositionSource
    WDFDMAENABLER DmaEnabler() const { return dmaEnabler_; }
    WDFINTERRUPT Interrupt() const { return interrupt_; }
    ULONG PowerCycle() const { return powerCycle_; }

    ULONG Read(ULONG offset) const
    {
        return READ_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset));
    }
    void Write(ULONG offset, ULONG value) const
    {
        WRITE_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset), value);
    }

private:
    bool PollFirmware(ULONG expected) const;

    volatile UCHAR *registers_;
    WDFINTERRUPT interrupt_;
    WDFDMAENABLER dmaEnabler_;
    WDFCOMMONBUFFER positions_;
    Engine engines_[dsp::StreamsMax];
    ULONG captureEngines_;
    ULONG renderEngines_;
    ULONG position_;
    ULONG powerCycle_;    // counts PowerUp
    LONG claimedEngines_; // one bit each
    LONG pendingEngines_;
};
