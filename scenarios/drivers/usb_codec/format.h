// SPDX-License-Identifier: MIT
//
// The formats of this codec: which there are, how ACX hears of them, and what the endpoint's format register makes of
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

    // EPFORMAT.
    ULONG RegisterValue() const;
};

// The format that ACX negotiated for a stream.
Format FormatOf(ACXDATAFORMAT format);

// Adds all formats to the list; 48 kHz, 16-bit, stereo becomes the default. Whether the bus has room for one shows when
// the interface is selected. Owner is the object with which the formats shall be deleted. PASSIVE_LEVEL.
NTSTATUS FormatListFill(WDFDEVICE Device, WDFOBJECT Owner, ACXDATAFORMATLIST List);
