// SPDX-License-Identifier: MIT
//
// The controller: register file, reset, interrupt dispatch, and its stream engines.

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

    // For Engine. EnableStreamInterrupt under the interrupt lock.
    void EnableStreamInterrupt(ULONG index, bool enable);
    hda::DmaPosition *DmaPositionOf(ULONG index) const;
    WDFDMAENABLER DmaEnabler() const { return dmaEnabler_; }
    WDFINTERRUPT Interrupt() const { return interrupt_; }
    ULONG PowerCycle() const { return powerCycle_; }

    UCHAR Read8(ULONG offset) const { return READ_REGISTER_UCHAR(registers_ + offset); }
    USHORT Read16(ULONG offset) const
    {
        return READ_REGISTER_USHORT(reinterpret_cast<volatile USHORT *>(registers_ + offset));
    }
    ULONG Read32(ULONG offset) const
    {
        return READ_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset));
    }
    void Write8(ULONG offset, UCHAR value) const { WRITE_REGISTER_UCHAR(registers_ + offset, value); }
    void Write16(ULONG offset, USHORT value) const
    {
        WRITE_REGISTER_USHORT(reinterpret_cast<volatile USHORT *>(registers_ + offset), value);
    }
    void Write32(ULONG offset, ULONG value) const
    {
        WRITE_REGISTER_ULONG(reinterpret_cast<volatile ULONG *>(registers_ + offset), value);
    }

private:
    bool PollReset(ULONG expected) const;

    volatile UCHAR *registers_;
    WDFINTERRUPT interrupt_;
    WDFDMAENABLER dmaEnabler_;
    WDFCOMMONBUFFER dmaPositions_;
    Engine engines_[hda::EnginesMax];
    ULONG inputEngines_;
    ULONG outputEngines_;
    ULONG powerCycle_;    // counts PowerUp
    LONG claimedEngines_; // one bit each
    LONG pendingEngines_;
    ULONG enabledEngines_; // SIE bits, under the interrupt lock
};
