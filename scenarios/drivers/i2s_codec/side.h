// SPDX-License-Identifier: MIT
//
// One side of the block with its DMA channel. Knows registers, segments and completion interrupts; knows nothing of
// ACX. A stream claims a side in PrepareHardware and gives it back in ReleaseHardware.
//
// Three things set this hardware apart. Its channel may stop when a segment is not given back in time; then the side is
// restarted, in the right order, or the channels would swap. Its position may move a whole segment at a time; then it
// is interpolated from the last interrupt. Its clock is its own.

#ifndef I2S_CODEC_SIDE_H
#define I2S_CODEC_SIDE_H

#include "registers.h"

#define PACKETS_MAX 2
#define COMPLETIONS_REMEMBERED 8

struct _I2S_BLOCK;
struct _STREAM_CONTEXT;

// What a side is to transfer.
typedef struct _SIDE_BUFFER {
    PUCHAR PacketAddress[PACKETS_MAX];
    ULONG PacketCount;
    ULONG PacketSize; // bytes
    ULONG BlocksPerSecond;
    USHORT Channels;
    USHORT ContainerBytes;
    USHORT ValidBits;
} SIDE_BUFFER;

typedef struct _I2S_SIDE {
    struct _I2S_BLOCK *Block;
    ULONG Index;
    struct _STREAM_CONTEXT *volatile Stream;
    WDFCOMMONBUFFER List;
    KSPIN_LOCK ControlLock; // held while the side is started, stopped or restarted

    // Constant while the side is programmed.
    SIDE_BUFFER Buffer;
    ULONGLONG FirstPacket;
    ULONG PowerCycle;
    ULONG SegmentCount;
    ULONG SegmentOffset[I2S_SEGMENTS_MAX]; // bytes from the start of the ring
    ULONG PacketSegments[PACKETS_MAX];     // of the n-th packet of the ring, one bit each
    ULONG FifoBytes;
    ULONGLONG TicksPerSecond;

    BOOLEAN Running; // under ControlLock

    // Under the interrupt lock.
    ULONG LastPosition;    // register, when it was read last
    ULONGLONG Moved;       // bytes between memory and FIFO since packet 0, as far as known
    ULONGLONG Boundary;    // the last segment end that has been seen,
    ULONGLONG BoundaryQpc; // and when
    BOOLEAN Moving;        // the link is; else it stands since
    ULONGLONG StopQpc;
    ULONGLONG Completed; // packets
    ULONGLONG Taken;     // by SideTakeCompletion
    ULONGLONG CompletionQpc[COMPLETIONS_REMEMBERED];
    ULONG Faults;   // status bits that SideRecover has not dealt with
    ULONG Restarts; // for whoever looks with a debugger
} I2S_SIDE;

void SideInitialize(I2S_SIDE *Side, struct _I2S_BLOCK *Block, ULONG Index);

// Claim and its undoing. PASSIVE_LEVEL.
NTSTATUS SideClaim(I2S_SIDE *Side, struct _STREAM_CONTEXT *Stream);
void SideUnclaim(I2S_SIDE *Side);

// Resets the side and programs it so that its first transfer is packet FirstPacket. PASSIVE_LEVEL.
NTSTATUS SideProgram(I2S_SIDE *Side, const SIDE_BUFFER *Buffer, ULONGLONG FirstPacket);
BOOLEAN SideIsProgrammed(const I2S_SIDE *Side);

// Starts the side; returns the counter value at which its link was told to. IRQL <= DISPATCH_LEVEL.
ULONGLONG SideStart(I2S_SIDE *Side);
// Stops it. On return nothing more of it comes from ISR or DPC. PASSIVE_LEVEL.
void SideStop(I2S_SIDE *Side);
void SideReset(I2S_SIDE *Side);

// ISR: takes and clears the status bits. DIRQL.
void SideOnInterrupt(I2S_SIDE *Side);
// DPC: brings a side back that stopped, or whose channels may have swapped.
void SideRecover(I2S_SIDE *Side);

// Next completed packet that nobody has taken yet, in order; its segments go back to the channel. IRQL <=
// DISPATCH_LEVEL.
BOOLEAN SideTakeCompletion(I2S_SIDE *Side, ULONGLONG *Packet, ULONGLONG *Qpc);
BOOLEAN SideHasCompletion(I2S_SIDE *Side);

// Bytes that have crossed the link since packet 0, and when. IRQL <= DISPATCH_LEVEL.
ULONGLONG SideLinkBytes(I2S_SIDE *Side, ULONGLONG *Qpc);

#endif
