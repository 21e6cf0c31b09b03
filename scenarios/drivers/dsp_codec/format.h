// SPDX-License-Identifier: MIT
//
// The formats of this codec: which there are, how ACX hears of them, and what the controller's format register makes of
// them.

#pragma once

#include "wdk.h"

struct Format {
    ULONG BlocksPerSecond; // sample rate
    USHORT Channels;
    USHORT ContainerBits; // of a sample in memory
    USHORT ValidBits;     // of a sample on the link

    ULONG BytesPerBlock() const { return Channels * ContainerBits / 8u; }
    ULONG BytesPerSecond() const { return BlocksPerSecond * BytesPerBlock(); }

    // SDnFMT, HDA 1.0a section 3.7.1.
    USHORT RegisterValue() const;

    // Bits of this format in one frame of the link, which passes 48,000 times a second.
    ULONG BitsPerFrame() const;
};

// The format that ACX negotiated for a stream.
Format FormatOf(ACXDATAFORMAT format);

// Adds all formats that the link can carry in this direction to the list; 48 kHz, 16-bit, stereo becomes the default.
// Owner is the object with which the formats shall be deleted. PASSIVE_LEVEL.
NTSTATUS FormatListFill(WDFDEVICE Device, WDFOBJECT Owner, bool IsCapture, ACXDATAFORMATLIST List);
