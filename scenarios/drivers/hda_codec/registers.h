// SPDX-License-Identifier: MIT
//
// Registers of a High Definition Audio controller, as far as this driver uses them. Section numbers are those of the
// High Definition Audio Specification 1.0a. Offsets count from the start of the memory BAR, those of a stream
// descriptor from the start of the descriptor.

#pragma once

#include "wdk.h"

namespace hda {

inline constexpr ULONG RegisterSpaceSize = 0x4000; // 16 KiB

enum GlobalRegister : ULONG {
    GlobalCapabilities = 0x00,    // GCAP, 3.3.2, 16 bits
    GlobalControl = 0x08,         // GCTL, 3.3.7
    WakeEnable = 0x0C,            // WAKEEN, 3.3.8, 16 bits
    StateChangeStatus = 0x0E,     // STATESTS, 3.3.9, 16 bits, write 1 to clear
    InterruptControl = 0x20,      // INTCTL, 3.3.14
    InterruptStatus = 0x24,       // INTSTS, 3.3.15
    DmaPositionLowerBase = 0x70,  // DPLBASE, 3.3.32
    DmaPositionUpperBase = 0x74,  // DPUBASE, 3.3.33
    StreamDescriptorFirst = 0x80, // 3.3.35
    StreamDescriptorSpacing = 0x20,
};

enum GlobalControlBits : ULONG {
    ControllerReset = 1u << 0, // CRST: 0 holds the controller in reset; reads back what has been reached
};

enum InterruptControlBits : ULONG {
    GlobalInterruptEnable = 1u << 31, // GIE
    // Bits 29:0: SIE, one per stream engine. The same bits of INTSTS: SIS.
    StreamInterruptMask = 0x3FFFFFFF,
};

enum DmaPositionBits : ULONG {
    DmaPositionEnable = 1u << 0,
};

enum StreamRegister : ULONG {
    StreamControl = 0x00,        // SDnCTL, 3.3.35, 24 bits
    StreamStatus = 0x03,         // SDnSTS, 3.3.36, 8 bits, write 1 to clear
    LinkPositionInBuffer = 0x04, // SDnLPIB, 3.3.37
    CyclicBufferLength = 0x08,   // SDnCBL, 3.3.38
    LastValidIndex = 0x0C,       // SDnLVI, 3.3.39, 16 bits
    FifoSize = 0x10,             // SDnFIFOS, 3.3.40, 16 bits, bytes minus one
    StreamFormat = 0x12,         // SDnFMT, 3.3.41, 16 bits
    BufferListLowerBase = 0x18,  // SDnBDPL, 3.3.42
    BufferListUpperBase = 0x1C,  // SDnBDPU, 3.3.43
};

enum StreamControlBits : ULONG {
    StreamReset = 1u << 0,                    // SRST
    StreamRun = 1u << 1,                      // RUN
    InterruptOnCompletionEnable = 1u << 2,    // IOCE
    FifoErrorInterruptEnable = 1u << 3,       // FEIE
    DescriptorErrorInterruptEnable = 1u << 4, // DEIE
    StreamInterruptEnables = InterruptOnCompletionEnable | FifoErrorInterruptEnable | DescriptorErrorInterruptEnable,
    StreamTagShift = 20, // STRM: the tag that travels on the link; 0 means unused
    StreamTagMask = 0xFu << StreamTagShift,
    StreamControlMask = 0x00FFFFFF, // the top byte of the dword is SDnSTS
};

enum StreamStatusBits : UCHAR {
    BufferCompletion = 1u << 2, // BCIS
    FifoError = 1u << 3,        // FIFOE: output underrun or input overrun
    DescriptorError = 1u << 4,  // DESE: the engine has stopped itself
    StreamStatusMask = BufferCompletion | FifoError | DescriptorError,
};

// Buffer descriptor list entry, 3.6.3. The list is 128-byte aligned and has 2 to 256 entries.
struct BufferDescriptor {
    ULONGLONG Address;
    ULONG Length; // bytes
    ULONG Flags;
};
static_assert(sizeof(BufferDescriptor) == 16, "as the controller reads it");

enum BufferDescriptorBits : ULONG {
    InterruptOnCompletion = 1u << 0, // IOC
};

inline constexpr ULONG BufferDescriptorsMax = 256;
inline constexpr ULONG BufferDescriptorsMin = 2;

// DMA position in buffer, 3.6.1: one per stream engine, written by the controller about once per frame.
struct DmaPosition {
    volatile ULONG Bytes;
    ULONG Reserved;
};

inline constexpr ULONG EnginesMax = 30;

} // namespace hda
