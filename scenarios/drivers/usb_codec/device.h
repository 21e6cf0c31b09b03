// SPDX-License-Identifier: MIT
//
// Contexts of device and circuits.

#pragma once

#include "host.h"
#include "wdk.h"

struct DEVICE_CONTEXT {
    Host Hardware;
    ACXCIRCUIT RenderCircuit;
    ACXCIRCUIT CaptureCircuit;
};

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, DeviceGetContext)

// Direction of the streams of a circuit, kept with the circuit so that its create-stream callback need not guess.
struct CIRCUIT_CONTEXT {
    bool IsCapture;
};

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CIRCUIT_CONTEXT, CircuitGetContext)

// interrupt.cpp
EVT_WDF_INTERRUPT_ISR EvtInterruptIsr;
EVT_WDF_INTERRUPT_DPC EvtInterruptDpc;
EVT_WDF_INTERRUPT_ENABLE EvtInterruptEnable;
EVT_WDF_INTERRUPT_DISABLE EvtInterruptDisable;
