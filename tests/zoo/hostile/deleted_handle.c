// SPDX-License-Identifier: MIT
//
// Hostile driver: a function that EvtAcxStreamRun calls starts a timer that was deleted.
// Leads to: bug check WDF_VIOLATION with the stack ZooStartTimer, ZooRun; exit code 5.

#include "../../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

static DECLSPEC_NOINLINE VOID ZooStartTimer(WDFTIMER Timer)
{
    (VOID) WdfTimerStart(Timer, -10000);
}

static NTSTATUS ZooRun(ACXSTREAM Stream)
{
    WDF_TIMER_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFTIMER timer;

    WDF_TIMER_CONFIG_INIT(&config, EvtStreamTimer);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Stream;
    if (NT_SUCCESS(WdfTimerCreate(&config, &attributes, &timer))) {
        WdfObjectDelete(timer);
        ZooStartTimer(timer);
    }
    return EvtStreamRun(Stream);
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamRun = ZooRun;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
