// SPDX-License-Identifier: MIT
//
// One open stream. Its callbacks stand in three files:
//   stream.c      creation, state (Prepare, Run, Pause, Release), completion of packets
//   packets.c     the packet memory
//   signalling.c  what the client asks and announces while the stream runs
//
// Locking. State and packet-memory callbacks of one stream never overlap one another; the signalling callbacks and the
// DPC overlap with everything. So what the latter two touch stands under Lock. The lock is never held across a call to
// ACX. Order: Lock, a side's ControlLock, the interrupt lock.

#ifndef I2S_CODEC_STREAM_H
#define I2S_CODEC_STREAM_H

#include "device.h"

typedef struct _STREAM_CONTEXT {
    // Constant after creation.
    ACXSTREAM Stream;
    I2S_BLOCK *Block;
    BOOLEAN IsCapture;
    ULONG BlocksPerSecond; // sample rate
    ULONG BytesPerBlock;
    USHORT Channels;
    USHORT ContainerBytes; // of a sample in memory
    USHORT ValidBits;

    // Constant between AllocateRtPackets and FreeRtPackets.
    PACX_RTPACKET Packets;
    ULONG PacketCount;
    ULONG PacketSize; // bytes
    PUCHAR PacketAddress[PACKETS_MAX];

    I2S_SIDE *Side; // claimed between PrepareHardware and ReleaseHardware

    volatile LONG Delivering; // somebody is in StreamDeliverCompletions

    KSPIN_LOCK Lock; // guards all that follows
    ACX_STREAM_STATE State;
    ULONGLONG LinkBytes;           // the largest position that has been reported
    BOOLEAN HasRun;                // since PrepareHardware
    BOOLEAN EndOfStream;           // the client has announced its last packet
    ULONGLONG CurrentPacket;       // in transfer now = number of packets completed
    ULONGLONG CurrentPacketStart;  // counter value at its first block
    ULONGLONG PreviousPacketStart; // the same of the packet completed last
    ULONGLONG CapturedReported;    // packets that GetCapturePacket has handed out
} STREAM_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(STREAM_CONTEXT, StreamGetContext)

// stream.c
EVT_ACX_CIRCUIT_CREATE_STREAM EvtCircuitCreateStream;
// Tells ACX of the packets that the side has completed. IRQL <= DISPATCH_LEVEL, no lock held.
void StreamDeliverCompletions(STREAM_CONTEXT *Stream);
// Where the link is now, and the counter value at which that was true. Caller holds Lock.
ULONGLONG StreamSampleLinkBytes(STREAM_CONTEXT *Stream, ULONGLONG *Qpc);

// packets.c
EVT_ACX_STREAM_ALLOCATE_RTPACKETS EvtStreamAllocateRtPackets;
EVT_ACX_STREAM_FREE_RTPACKETS EvtStreamFreeRtPackets;
void StreamSilencePacket(STREAM_CONTEXT *Stream, ULONGLONG Packet, ULONG FromByte);

// signalling.c
EVT_ACX_STREAM_GET_HW_LATENCY EvtStreamGetHwLatency;
EVT_ACX_STREAM_SET_RENDER_PACKET EvtStreamSetRenderPacket;
EVT_ACX_STREAM_GET_CURRENT_PACKET EvtStreamGetCurrentPacket;
EVT_ACX_STREAM_GET_CAPTURE_PACKET EvtStreamGetCapturePacket;
EVT_ACX_STREAM_GET_PRESENTATION_POSITION EvtStreamGetPresentationPosition;

#endif
