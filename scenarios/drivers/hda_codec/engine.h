// SPDX-License-Identifier: MIT
//
// One stream engine (DMA channel) of the controller. Knows registers, descriptor list and completion interrupts; knows
// nothing of ACX. A stream claims an engine in PrepareHardware and gives it back in ReleaseHardware.

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
    USHORT Format;        // SDnFMT
};

class Engine {
public:
    void Initialize(Controller *controller, ULONG index, ULONG tag);

    // Claim and its undoing. PASSIVE_LEVEL. A claimed engine has a descriptor list, but is not programmed.
    NTSTATUS Claim(StreamContext *stream);
    void Unclaim();
    bool IsClaimed() const { return stream_ != nullptr; }
    StreamContext *Stream() const { return stream_; }

    // Resets the engine and programs it so that its first transfer is packet `firstPacket`. PASSIVE_LEVEL.
    NTSTATUS Program(const EngineBuffer &buffer, ULONGLONG firstPacket);
    bool IsProgrammed() const;

    // Both return the counter value at which the hardware was told. IRQL <= DISPATCH_LEVEL.
    ULONGLONG Start();
    ULONGLONG BeginStop();
    // Returns when the hardware has stopped and nothing more of this engine will come from ISR or DPC. PASSIVE_LEVEL.
    void FinishStop();

    // SRST handshake: all registers of the engine at their defaults.
    void Reset();

    // Bytes that have crossed the link, modulo the buffer (LPIB).
    ULONG LinkPosition() const;
    ULONG FifoBytes() const { return fifoBytes_; }

    // ISR: takes and clears the status bits. DIRQL.
    void OnInterrupt();

    // Next completed packet that nobody has taken yet, in order. IRQL <= DISPATCH_LEVEL.
    bool TakeCompletion(ULONGLONG *packet, ULONGLONG *qpc);
    bool HasCompletion() const;

private:
    NTSTATUS BuildList(const EngineBuffer &buffer, ULONGLONG firstPacket, USHORT *lastIndex);
    void CountCompletions(ULONG dmaPosition, ULONGLONG qpc);
    bool PollControl(ULONG bits, ULONG expected) const;
    ULONG Base() const; // offset of the stream descriptor
    ULONG ReadControl() const;
    void WriteControl(ULONG value) const;

    static constexpr ULONG CompletionsRemembered = 8;

    Controller *controller_;
    ULONG index_;
    ULONG tag_;
    StreamContext *volatile stream_;
    WDFCOMMONBUFFER list_;
    hda::DmaPosition *dmaPosition_;
    ULONG powerCycle_; // of the controller, when this engine was programmed
    ULONG lapBytes_;
    ULONG packetSize_;
    ULONG fifoBytes_;

    // Under the interrupt lock.
    LinearCounter fetched_; // what the engine has moved between memory and FIFO
    ULONGLONG completed_;   // packets
    ULONGLONG taken_;       // by TakeCompletion
    ULONGLONG completionQpc_[CompletionsRemembered];
    ULONG fifoErrors_;
    ULONG descriptorErrors_;
};
