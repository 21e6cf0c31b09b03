// SPDX-License-Identifier: MIT
//
// Registers of the DSP's host DMA, as far as this driver uses them. Offsets count from the start of the memory
// resource, those of a stream from the start of its bank. Format register and descriptor list are those of HD Audio
// (HDA 1.0a, sections 3.7.1 and 3.6.3).

#pragma once

#include "wdk.h"

namespace dsp {

inline constexpr ULONG RegisterSpaceSize = 0x1000;

enum GlobalRegister : ULONG {
    Identity = 0x00, // 3:0 capture streams, 11:8 render streams, 13:12 which position is alive, 31:16 whose block it is
    Control = 0x04,  // 1: boot the firmware; reads back what has been reached
    InterruptControl = 0x08,
    InterruptStatus = 0x0C,
    PositionLowerBase = 0x10,
    PositionUpperBase = 0x14,
    StreamBankFirst = 0x40,
    StreamBankSpacing = 0x40,
};

enum IdentityFields : ULONG {
    BlockShift = 16,
    Block = 0x4453,
};

enum PositionSource : ULONG {
    LinkCounterAlive = 0,
    PositionRegisterAlive = 1,
    PositionMemoryAlive = 2,
};

enum GlobalBits : ULONG {
    FirmwareEnable = 1u << 0,
    GlobalInterruptEnable = 1u << 31,
    StreamInterruptMask = 0xF,
    PositionEnable = 1u << 0,
};

enum StreamRegister : ULONG {
    StreamControl = 0x00,
    StreamStatus = 0x04, // write 1 to clear
    StreamInterrupts = 0x08,
    StreamFormat = 0x0C,
    ListLowerBase = 0x10,
    ListUpperBase = 0x14,
    LastValidIndex = 0x18,
    PrefillBytes = 0x1C, // what the DSP keeps ahead of the link, in the present format
    PositionInBuffer = 0x20,
    LinkCounterLow = 0x24,
    LinkCounterHigh = 0x28,
};

enum StreamControlBits : ULONG {
    StreamRun = 1u << 0,
    StreamReset = 1u << 1,
    StreamTagShift = 20,
};

enum StreamStatusBits : ULONG {
    BufferCompletion = 1u << 0,
    Xrun = 1u << 1,
    TransferError = 1u << 2, // the stream has stopped itself
    StreamStatusMask = BufferCompletion | Xrun | TransferError,
};

struct BufferDescriptor {
    ULONGLONG Address;
    ULONG Length; // bytes
    ULONG Flags;
};
static_assert(sizeof(BufferDescriptor) == 16, "as the DSP reads it");

enum BufferDescriptorBits : ULONG {
    InterruptOnCompletion = 1u << 0,
};

inline constexpr ULONG BufferDescriptorsMax = 256;

// One per stream, written by the DSP with every chunk when positions in memory are alive.
struct PostedPosition {
    volatile ULONG Bytes;
    ULONG Reserved;
};

inline constexpr ULONG StreamsMax = 16;

} // namespace dsp
