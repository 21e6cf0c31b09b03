// SPDX-License-Identifier: MIT
//
// One open stream. Its callbacks stand in three files:
//   stream.cpp      creation, state (Prepare, Run, Pause, Release), completion of packets
//   packets.cpp     the packet memory
//   signalling.cpp  what the client asks and announces while the stream runs
//
// Locking. State and packet-memory callbacks of one stream never overlap one another; the signalling callbacks and the
// DPC overlap with everything. So what the latter two touch stands under Lock. The lock is never held across a call to
// ACX.

#pragma once

#include "engine.h"
#include "format.h"
#include "wdk.h"

inline constexpr ULONG PacketsMax = 2;

struct StreamContext {
    // Constant after creation.
    ACXSTREAM Stream;
    Controller *Hardware;
    bool IsCapture;
    Format StreamFormat;

    // Constant between AllocateRtPackets and FreeRtPackets.
    PACX_RTPACKET Packets;
    ULONG PacketCount;
    ULONG PacketSize; // bytes
    PUCHAR PacketAddress[PacketsMax];

    Engine *Dma; // claimed between PrepareHardware and ReleaseHardware

    LONG Delivering; // somebody is in DeliverCompletions

    KSPIN_LOCK Lock; // guards all that follows
    ACX_STREAM_STATE State;
    ULONGLONG LinkBytes;           // the largest link position that has been reported
    bool HasRun;                   // since PrepareHardware
    bool EndOfStream;              // the client has announced its last packet
    ULONGLONG CurrentPacket;       // in transfer now = number of packets completed
    ULONGLONG CurrentPacketStart;  // counter value at its first block
    ULONGLONG PreviousPacketStart; // the same of the packet completed last
    ULONGLONG CapturedReported;    // packets that GetCapturePacket has handed out

    // Tells ACX of the packets that the engine has completed. IRQL <= DISPATCH_LEVEL, no lock held.
    void DeliverCompletions();

    // Where the link is now, and the counter value at which that was true. Caller holds Lock.
    ULONGLONG SampleLinkBytes(ULONGLONG *qpc);

    // Zeroes the slot of a packet from a byte on.
    void SilencePacket(ULONGLONG packet, ULONG fromByte);

    EngineBuffer Buffer() const;
    void Rewind(ACX_STREAM_STATE state);
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
