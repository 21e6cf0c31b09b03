// SPDX-License-Identifier: MIT
//
// CHK-081: no deferred code of the stream runs after ReleaseHardware has returned (RT-LIF-38).
// Defect: a second timer, made in PrepareHardware, expires every 200 us and is stopped by nobody.
// Leads to: CallbackEntered of the timer while the stream is in Stop.
// Consequences: none.

#include "../../scenarios/drivers/timer_codec/stream.h"

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks);

#define AcxStreamInitAssignAcxStreamCallbacks ZooAssignCallbacks
#include "../../scenarios/drivers/timer_codec/stream.c"
#undef AcxStreamInitAssignAcxStreamCallbacks

#define STATISTICS_DUE_TIME (-2000) // 200 us

static VOID ZooStatisticsTimer(WDFTIMER Timer)
{
    (void)WdfTimerStart(Timer, STATISTICS_DUE_TIME);
}

static NTSTATUS ZooPrepareHardware(ACXSTREAM Stream)
{
    NTSTATUS status = EvtStreamPrepareHardware(Stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_TIMER_CONFIG config;
    WDF_TIMER_CONFIG_INIT(&config, ZooStatisticsTimer);
    config.AutomaticSerialization = FALSE;
    config.UseHighResolutionTimer = WdfTrue;

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Stream; // which deletes it, much later

    WDFTIMER timer;
    status = WdfTimerCreate(&config, &attributes, &timer);
    if (NT_SUCCESS(status)) {
        (void)WdfTimerStart(timer, STATISTICS_DUE_TIME);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS ZooAssignCallbacks(PACXSTREAM_INIT StreamInit, PACX_STREAM_CALLBACKS Callbacks)
{
    Callbacks->EvtAcxStreamPrepareHardware = ZooPrepareHardware;
    return AcxStreamInitAssignAcxStreamCallbacks(StreamInit, Callbacks);
}
