// SPDX-License-Identifier: MIT
//
// Corpus driver: C++ as it is written with one exit per function, jumping over initialisations; two device interfaces of
// that style (macro and plain).
#pragma once

#include "Codec.h"

#define PAGED_CODE_SEG __declspec(code_seg("PAGE"))
#define INIT_CODE_SEG __declspec(code_seg("INIT"))

#define JUMP_IF_FAILED(status, label) \
    do { \
        if (!NT_SUCCESS(status)) { \
            goto label; \
        } \
    } while (0)

typedef struct _GOTO_DEVICE {
    ACXCIRCUIT Speaker;
    ULONG StreamsOpened;
} GOTO_DEVICE, *PGOTO_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(GOTO_DEVICE, GetGotoDevice)

EXTERN_C_START
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD Goto_EvtDeviceAdd;
EVT_WDF_DRIVER_UNLOAD Goto_EvtUnload;
EVT_WDF_DEVICE_PREPARE_HARDWARE Goto_EvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE Goto_EvtReleaseHardware;
EVT_ACX_CIRCUIT_CREATE_STREAM Goto_EvtCreateStream;
EXTERN_C_END
