// SPDX-License-Identifier: MIT
//
// The device context, and the one place where this driver includes the WDK headers.

#ifndef I2S_CODEC_DEVICE_H
#define I2S_CODEC_DEVICE_H

#include <ntddk.h>
#include <ntintsafe.h>
#include <wdf.h>

#include <ks.h>
#include <ksmedia.h>

#include <acx.h>

#include "block.h"

// Tag of every pool allocation of this driver, "I2Cd" in a debugger.
#define I2S_CODEC_TAG ((ULONG)'dC2I')

typedef struct _DEVICE_CONTEXT {
    ACXCIRCUIT RenderCircuit;
    ACXCIRCUIT CaptureCircuit;
    I2S_BLOCK Block;
} DEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, DeviceGetContext)

#endif
