// SPDX-License-Identifier: MIT
//
// Hostile driver: EvtAcxStreamRun calls abort().
// Leads to: SIGABRT in the worker process, with this file and line in the stack; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

extern void abort(void); // of the C library: there is no such function in a kernel

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    if (StreamGetContext(Stream)->Packets != NULL) {
        abort(); // ends here
    }
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
