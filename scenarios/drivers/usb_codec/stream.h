// SPDX-License-Identifier: MIT
//
// One open stream. Its callbacks stand in four files:
//   stream.cpp      creation, state (Prepare, Run, Pause, Release)
//   transfers.cpp   copying between packets and transfers, completion of packets, position
//   packets.cpp     the packet memory
//   signalling.cpp  what the client asks and announces while the stream runs
//
// Locking. State and packet-memory callbacks of one stream never overlap one another; the signalling callbacks and the
// DPC overlap with everything. So what the latter two touch stands under Lock, the pipe included. The lock is never
// held across a call to ACX.

#pragma once

#include "format.h"
#include "pipe.h"
#include "wdk.h"

class Host;

inline constexpr ULONG PacketsMax = 2;

struct StreamContext {
    // Constant after creation.
    ACXSTREAM Stream;
    Host *Hardware;
    bool IsCapture;
    Format StreamFormat;
    ULONGLONG TicksPerSecond; // of the performance counter

    // Constant between AllocateRtPackets and FreeRtPackets.
    PACX_RTPACKET Packets;
    ULONG PacketCount;
    ULONG PacketSize; // bytes
    PUCHAR PacketAddress[PacketsMax];
    PipePlan Plan;

    // Constant between PrepareHardware and ReleaseHardware.
    Pipe *Transfers;
    PUCHAR Unsent; // what was copied and came back in Pause; room for all transfers in flight

    LONG Delivering; // somebody is in DeliverCompletions

    KSPIN_LOCK Lock; // guards all that follows
    ACX_STREAM_STATE State;
    ULONG UnsentBytes;
    ULONGLONG CopiedBytes;      // between packets and transfers
    ULONGLONG MovedBytes;       // in transfers that are done
    ULONGLONG DoneQpc;          // when the latest of them was done; 0: none since Run
    ULONGLONG Position;         // bytes: the largest that has been reported
    bool HasRun;                // since PrepareHardware
    bool EndOfStream;           // the client has announced its last packet
    ULONGLONG CurrentPacket;    // in transfer now = number of packets whose completion was told
    ULONGLONG CompletedPackets; // by copying
    ULONGLONG CompletionQpc[8]; // of those that have not been told yet
    ULONGLONG CaptureStartQpc;  // first block of the packet told last
    ULONGLONG CapturedReported; // packets that GetCapturePacket has handed out

    // transfers.cpp. Fill and Collect: caller holds Lock.
    void Fill();               // before Run: as many transfers as shall be in flight
    void Collect(bool refill); // transfers that are back; with refill, they go out again
    void OnTransfersDone();    // DPC
    void
    CompletePackets(ULONGLONG qpc); // counts packets that are copied; qpc: when the copied bytes end. Caller holds Lock
    void DeliverCompletions();      // tells ACX. IRQL <= DISPATCH_LEVEL, no lock held
    ULONGLONG SamplePosition(ULONGLONG *qpc); // bytes; caller holds Lock

    // packets.cpp
    ULONG PacketSizeMin(ULONG packetCount) const; // bytes
    void SilencePacket(ULONGLONG packet, ULONG fromByte);

    void Rewind(ACX_STREAM_STATE state);
    ULONGLONG TicksFor(ULONGLONG bytes) const { return bytes * TicksPerSecond / StreamFormat.BytesPerSecond(); }
    ULONG LatencyBytes() const; // between a packet and the end of the cable, at most

private:
    void CopyOut(PUCHAR to, ULONG bytes);
    void CopyIn(const DoneTransfer &done);
    void KeepUnsent(const DoneTransfer &done, ULONG *kept);
    void FillOne();
};

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(StreamContext, StreamGetContext)

// stream.cpp
EVT_ACX_CIRCUIT_CREATE_STREAM EvtCircuitCreateStream;

// packets.cpp
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
EVT_ACX_STREAM_FREE_RTPACKETS EvtStreamFreeRtPackets;

// signalling.cpp
EVT_ACX_STREAM_GET_HW_LATENCY EvtStreamGetHwLatency;
EVT_ACX_STREAM_SET_RENDER_PACKET EvtStreamSetRenderPacket;
EVT_ACX_STREAM_GET_CURRENT_PACKET EvtStreamGetCurrentPacket;
EVT_ACX_STREAM_GET_CAPTURE_PACKET EvtStreamGetCapturePacket;
EVT_ACX_STREAM_GET_PRESENTATION_POSITION EvtStreamGetPresentationPosition;
