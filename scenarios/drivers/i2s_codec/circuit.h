// SPDX-License-Identifier: MIT
//
// A circuit is one endpoint of the codec: a host pin where clients open streams, and a bridge pin for the loudspeaker
// or the microphone. Contract: RT-CIR-01..04.

#ifndef I2S_CODEC_CIRCUIT_H
#define I2S_CODEC_CIRCUIT_H

#include "device.h"

typedef struct _CIRCUIT_DESCRIPTION {
    ACX_CIRCUIT_TYPE Type;
    const GUID *ComponentId;
    PCUNICODE_STRING Name;
    const GUID *BridgeCategory;
} CIRCUIT_DESCRIPTION;

extern const CIRCUIT_DESCRIPTION RenderCircuitDescription;
extern const CIRCUIT_DESCRIPTION CaptureCircuitDescription;

// Direction of the streams of a circuit, kept with the circuit so that its create-stream callback need not guess.
typedef struct _CIRCUIT_CONTEXT {
    BOOLEAN IsCapture;
} CIRCUIT_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CIRCUIT_CONTEXT, CircuitGetContext)

// Creates a complete circuit that is not yet added to the device. On failure nothing is left over. PASSIVE_LEVEL.
NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CIRCUIT_DESCRIPTION *Description, ACXCIRCUIT *Circuit);

#endif
