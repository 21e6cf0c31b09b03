// SPDX-License-Identifier: MIT
//
// One stream of the DSP's host DMA. Knows registers, descriptor list, positions and completion interrupts; knows
// nothing of ACX. A stream claims an engine in PrepareHardware and gives it back in ReleaseHardware.
//
// Two things set this hardware apart from a controller with a small FIFO. The DSP keeps milliseconds of audio ahead of
// the link: a packet is complete long before it has been heard. And the link position is a 64-bit counter in two
// registers that streams inherit from one another, and that firmware may set to 0 when a stream resumes.

#pragma once

#include "linear_counter.h"
#include "registers.h"
#include "wdk.h"

class Controller;
struct StreamContext;

// What an engine is to transfer.
struct EngineBuffer {
    PUCHAR PacketAddress[2];
    ULONG PacketCount;
    ULONG PacketSize;     // bytes
    ULONG BytesPerSecond; // on the link
    USHORT Format;
};

class Engine {
public:
    void Initialize(Controller *controller, ULONG index, ULONG tag, bool isCapture);

    // Claim and its undoing. PASSIVE_LEVEL. A claimed engine has a descriptor list, but is not programmed.
    NTSTATUS Claim(StreamContext *stream);
    void Unclaim();
    StreamContext *Stream() const { return stream_; }

    // Resets the engine and programs it so that its first transfer is packet `firstPacket`. PASSIVE_LEVEL.
    NTSTATUS Program(const EngineBuffer &buffer, ULONGLONG firstPacket);
    bool IsProgrammed() const;

    // Returns the counter value at which the hardware was told. IRQL <= DISPATCH_LEVEL.
    ULONGLONG Start();
    // Returns when the hardware has stopped and nothing more of this engine will come from ISR or DPC. PASSIVE_LEVEL.
    void Stop();
    void Reset();

    // Bytes that have crossed the link since packet 0, and when. IRQL <= DISPATCH_LEVEL.
    ULONGLONG LinkBytes(ULONGLONG *qpc);
    ULONG PrefillBytes() const { return prefillBytes_; }

    // ISR: takes and clears the status bits. DIRQL.
    void OnInterrupt();

    // Next completed packet that nobody has taken yet, in order. IRQL <= DISPATCH_LEVEL.
    bool TakeCompletion(ULONGLONG *packet, ULONGLONG *qpc);
    bool HasCompletion() const;

private:
    NTSTATUS BuildList(const EngineBuffer &buffer, ULONGLONG firstPacket, ULONG *lastIndex);
    ULONGLONG ReadLinkCounter() const;
    ULONGLONG LinkBytesNow();
    ULONGLONG MovedBytesAtLeast(ULONGLONG qpc);
    ULONG ReadPositionInBuffer() const;
    ULONG Read(ULONG offset) const;
    void Write(ULONG offset, ULONG value) const;

    static constexpr ULONG CompletionsRemembered = 8;

    Controller *controller_;
    ULONG index_;
    ULONG tag_;
    bool isCapture_;
    dsp::PostedPosition *posted_;
    StreamContext *volatile stream_;
    WDFCOMMONBUFFER list_;
    ULONG powerCycle_; // of the controller, when this engine was programmed
    ULONG lapBytes_;
    ULONG packetSize_;
    ULONG prefillBytes_;
    ULONG bytesPerSecond_;
    bool hasRun_; // since Program

    // Under the interrupt lock.
    ULONGLONG linkOrigin_;    // link counter at byte 0 of packet 0
    ULONGLONG lastLinkBytes_; // while the device answered
    LinearCounter moved_;     // between memory and DSP, if that position is alive
    ULONGLONG completed_;     // packets
    ULONGLONG taken_;         // by TakeCompletion
    ULONGLONG completionQpc_[CompletionsRemembered];
    ULONG xruns_;
    ULONG transferErrors_;
};
