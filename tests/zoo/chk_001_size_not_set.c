// SPDX-License-Identifier: MIT
//
// CHK-001: every structure passed to ACX is initialised by its _INIT (RT-TYP-01).
// Defect: ACX_RT_STREAM_CALLBACKS is zeroed by hand and its Size stays 0.
// Leads to: StructureSizeWrong when the callbacks are assigned; the framework refuses the stream, so nothing plays.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

#define ACX_RT_STREAM_CALLBACKS_INIT(Callbacks) RtlZeroMemory((Callbacks), sizeof(*(Callbacks)))
#include "../../scenarios/drivers/timer_codec/stream.c"
