// SPDX-License-Identifier: MIT
#pragma once

#include "codec.h"

#include "TRACE.h"

typedef enum _FLOW_DIRECTION {
    FlowToSpeaker,
    FlowFromMicrophone,
} FLOW_DIRECTION;

extern RECORDER_LOG g_FlowLog;

class FlowCircuit {
public:
    static NTSTATUS Add(WDFDEVICE Device, ACXCIRCUIT* Circuit);
    static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
};
