// SPDX-License-Identifier: MIT
//
// What the driver registers for its streams. Its EvtAcxCircuitCreateStream would do what CodecStreamDescribe and
// CodecStreamCreated do here; the rest of the driver is not needed.
#pragma once

#include <ntddk.h>
#include <wdf.h>

#include <acx.h>

EXTERN_C_START
VOID CodecStreamDescribe(ACX_STREAM_CALLBACKS *StreamCallbacks, ACX_RT_STREAM_CALLBACKS *RtCallbacks,
                         WDF_OBJECT_ATTRIBUTES *Attributes);
NTSTATUS CodecStreamCreated(ACXSTREAM Stream, ACXDATAFORMAT Format);
EXTERN_C_END
