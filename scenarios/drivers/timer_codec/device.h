// SPDX-License-Identifier: MIT
//
// The device context, and the one place where this driver includes the WDK headers.

#ifndef TIMER_CODEC_DEVICE_H
#define TIMER_CODEC_DEVICE_H

#include <ntddk.h>
#include <ntintsafe.h>
#include <wdf.h>

#include <ks.h>
#include <ksmedia.h>

#include <acx.h>

// Tag of every pool allocation of this driver, "TmCd" in a debugger.
#define TIMER_CODEC_TAG ((ULONG)'dCmT')

typedef struct _DEVICE_CONTEXT {
    ACXCIRCUIT RenderCircuit;
    ACXCIRCUIT CaptureCircuit;
} DEVICE_CONTEXT;

WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, DeviceGetContext)

#endif
