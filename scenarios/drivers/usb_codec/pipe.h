// SPDX-License-Identifier: MIT
//
// One isochronous pipe: a ring of transfers that are in flight, and the sizes of their packets. Knows registers and
// rings; knows nothing of ACX. A stream claims the pipe of its direction in PrepareHardware and gives it back in
// ReleaseHardware. Not locked: its stream's lock guards it.

#pragma once

#include "registers.h"
#include "wdk.h"

class Host;
struct StreamContext;

// What a pipe is to carry, and in which portions.
struct PipePlan {
    ULONG BlocksPerSecond;
    ULONG BytesPerBlock;
    ULONG FormatRegister;
    ULONG FramesPerTransfer; // of 1 ms
    ULONG TransfersInFlight;

    // Blocks of a transfer, at most: feedback may ask for a little more than the nominal rate.
    ULONG TransferBlocks() const { return FramesPerTransfer * BlocksPerSecond / 1000 + 2; }
};

// A transfer that has come back.
struct DoneTransfer {
    const UCHAR *Data;
    const usb::IsoPacket *Packets;
    ULONG PacketCount;
    ULONG PacketsDone; // fewer than PacketCount if it was cancelled
    ULONG EndFrame;    // FRAME when its last packet was done
};

class Pipe {
public:
    void Initialize(Host *host, ULONG index); // the host runs

    // Claim and its undoing. PASSIVE_LEVEL.
    NTSTATUS Claim(StreamContext *stream);
    void Unclaim();
    StreamContext *Stream() const { return stream_; }

    // Makes buffers and selects the interface with this format; returns when the device's converter has locked.
    // PASSIVE_LEVEL.
    NTSTATUS Open(const PipePlan &plan);
    void Close();
    // The same again after a power cycle, which has deselected the interface.
    NTSTATUS Reopen();
    bool IsOpen() const;

    // Lays out the next transfer and returns its bytes: output by feedback, input as much as may come. Data() is where
    // the bytes go; Commit() takes the transfer into the ring, Submit() tells the host of all that were committed.
    ULONG Next();
    PUCHAR Data() const;
    void Commit() { ++committed_; }
    void Submit();

    void Start();
    // Returns when the device has come to rest and all transfers are back. PASSIVE_LEVEL.
    void Stop();

    // Looks how far the host has come; then Take() gives the transfers that are back, oldest first.
    void Look();
    bool Take(DoneTransfer *done);

    ULONG DeviceBlocks() const { return deviceBlocks_; } // what the device keeps in its FIFO
    ULONG DeviceDelayHns() const { return deviceDelayHns_; }

private:
    NTSTATUS Select();
    ULONG Base() const { return usb::EndpointFirst + index_ * usb::EndpointSpacing; }
    bool IsOutput() const { return index_ == 0; }
    usb::Transfer *TransferAt(ULONG count) const;
    usb::IsoPacket *PacketsAt(ULONG count) const;
    PUCHAR DataAt(ULONG count) const;
    ULONG PacketBlocks();
    void ReadFeedback();

    static constexpr ULONG Slots = 16;
    static constexpr ULONG PacketsPerSlotMax = 4 * 8;

    Host *host_;
    ULONG index_;
    StreamContext *volatile stream_;
    PipePlan plan_;
    WDFCOMMONBUFFER ring_;
    WDFCOMMONBUFFER tables_;
    WDFCOMMONBUFFER data_;
    ULONG slotBytes_;
    ULONG powerCycle_; // of the host, when the interface was selected
    ULONG packetBlocksMax_;
    ULONG deviceBlocks_;
    ULONG deviceDelayHns_;
    ULONG committed_; // counts since selection, as the host's are
    ULONG completed_;
    ULONG taken_;
    ULONG blocksPerUnit_; // fixed point: what the device last asked for
    ULONGLONG rest_;      // of a block, fixed point
};
