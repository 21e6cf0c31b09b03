// SPDX-License-Identifier: MIT
//
// Hostile driver: EvtAcxStreamRun calls exit(0), as a driver built from user-mode code might.
// Leads to: the worker process ends without a verdict; exit code 5, not 0.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

extern void exit(int Status); // of the C library: there is no such function in a kernel

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    if (StreamGetContext(Stream)->Packets != NULL) {
        exit(0);
    }
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
