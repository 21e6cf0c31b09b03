// SPDX-License-Identifier: MIT
//
// A circuit is one endpoint of the codec: a host pin where clients open streams, and a bridge pin for the loudspeaker
// or the microphone. Contract: RT-CIR-01..04.

#pragma once

#include "wdk.h"

struct CircuitDescription {
    ACX_CIRCUIT_TYPE Type;
    const GUID *ComponentId;
    PCUNICODE_STRING Name;
    const GUID *BridgeCategory;
    ACX_JACK_GEO_LOCATION JackLocation;
    ULONG JackColor;

    bool IsCapture() const { return Type == AcxCircuitTypeCapture; }
};

extern const CircuitDescription RenderCircuitDescription;
extern const CircuitDescription CaptureCircuitDescription;

// Creates a complete circuit that is not yet added to the device. On failure nothing is left over. PASSIVE_LEVEL.
NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CircuitDescription &Description, ACXCIRCUIT *Circuit);
