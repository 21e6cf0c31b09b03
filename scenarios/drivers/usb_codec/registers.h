// SPDX-License-Identifier: MIT
//
// The host interface of this device: registers, the ring of isochronous transfers of an endpoint, the ring of events.
// What a driver on Windows' USB stack says with an isochronous URB stands in a Transfer and its table of IsoPackets.
// Offsets count from the start of the memory BAR, those of an endpoint from the start of its block.

#pragma once

#include "wdk.h"

namespace usb {

inline constexpr ULONG RegisterSpaceSize = 0x1000;

enum HostRegister : ULONG {
    Capabilities = 0x00,
    HostControl = 0x04,
    FrameIndex = 0x08, // microframe 2:0, frame number above
    InterruptEnable = 0x0C,
    InterruptStatus = 0x10, // write 1 to clear
    EventRingLower = 0x18,
    EventRingUpper = 0x1C,
    EventRingEntries = 0x20,
    EventsWritten = 0x24, // count since reset
    EventsRead = 0x28,
    EndpointFirst = 0x100, // output, then input
    EndpointSpacing = 0x80,
};

enum CapabilityBits : ULONG {
    FullSpeed = 1u << 16,
    IntervalShift = 20, // 23:20 microframes per packet
    IntervalMask = 0xF,
    FrameBitsShift = 24, // 28:24 width of a frame number
    FrameBitsMask = 0x1F,
};

enum HostControlBits : ULONG { HostRun = 1u << 0 };
enum InterruptBits : ULONG { EventWritten = 1u << 0, EventLost = 1u << 1, InterruptMask = 3 };

enum EndpointRegister : ULONG {
    EndpointControl = 0x00,
    EndpointStatus = 0x04,
    RingLower = 0x08,
    RingUpper = 0x0C,
    RingEntries = 0x10,
    Submitted = 0x14, // count since selection
    Completed = 0x18, // count since selection
    SampleRate = 0x1C,
    SampleFormat = 0x20, // valid bits 7:0, channels 15:8
    Feedback = 0x24,     // blocks per microframe 16.16, or per frame 10.14; 0: none yet
    DeviceDelay = 0x2C,  // microseconds
    PacketBlocksMax = 0x30,
    DeviceBuffer = 0x34, // blocks that the device keeps
};

enum EndpointControlBits : ULONG { Select = 1u << 0, Run = 1u << 1 };
enum EndpointStatusBits : ULONG { Locked = 1u << 0, Active = 1u << 1 };

enum TransferFlags : ULONG { StartAsSoonAsPossible = 1u << 0, InterruptWhenDone = 1u << 1 };
enum TransferStatus : ULONG { TransferDone = 0, TransferPending = 1, TransferCancelled = 2 };

struct Transfer {
    ULONGLONG Buffer;      // bus address
    ULONGLONG PacketTable; // bus address
    ULONG PacketCount;
    ULONG Flags;
    ULONG StartFrame;
    ULONG Status;
    ULONG PacketsDone;
    ULONG Errors;
    ULONG Reserved[6];
};
C_ASSERT(sizeof(Transfer) == 64);

struct IsoPacket {
    ULONG Offset;
    ULONG Length;
    ULONG Actual;
    ULONG Status;
};
C_ASSERT(sizeof(IsoPacket) == 16);

struct Event {
    ULONG Endpoint;
    ULONG Transfer; // its count
    ULONG Status;
    ULONG Frame;
};
C_ASSERT(sizeof(Event) == 16);

} // namespace usb
