// SPDX-License-Identifier: MIT
//
// Corpus driver: WPP with inflight recorder; trace macros that carry control flow, declared in comments only; two .tmh
// files, one spelled in another case than its source.
#include "driver.h"

#include "Driver.tmh"

RECORDER_LOG g_FlowLog{nullptr};

struct FLOW_DEVICE_CONTEXT {
    ACXCIRCUIT Circuit;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(FLOW_DEVICE_CONTEXT, GetFlowDevice)

extern "C" DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_UNLOAD EvtUnload;

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    PAGED_CODE();
    FlowEnter(g_FlowLog);
    GIVE_UP_IF_FAILED(FlowCircuit::Add(Device, &GetFlowDevice(Device)->Circuit));
    return STATUS_SUCCESS;
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    PAGED_CODE();
    CodecCircuitRemove(Device, &GetFlowDevice(Device)->Circuit);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device = nullptr;
    UNREFERENCED_PARAMETER(Driver);
    PAGED_CODE();
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, FLOW_DEVICE_CONTEXT);
    GIVE_UP_IF_FAILED(CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device));
    FlowInfo(g_FlowLog, FLOW_DEVICE, "device %p, circuit %p", device, GetFlowDevice(device)->Circuit);
    return STATUS_SUCCESS;
}

static VOID EvtUnload(WDFDRIVER Driver)
{
    FlowInfo(g_FlowLog, FLOW_DEVICE, "unloading");
    WPP_CLEANUP(WdfDriverWdmGetDriverObject(Driver));
}

// Fails on purpose, to see the way out.
static NTSTATUS Probe(ULONG Revision)
{
    GIVE_UP_IF_TRUE_MSG(Revision == 0, STATUS_REVISION_MISMATCH, "revision %u of %!FUNC!", Revision);
    GIVE_UP_IF_FAILED(Revision == 1 ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS);
    return STATUS_SUCCESS;
}

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    RECORDER_CONFIGURE_PARAMS configure;
    RECORDER_LOG_CREATE_PARAMS create;
    NTSTATUS status = STATUS_SUCCESS;

    PAGED_CODE();
    WPP_INIT_TRACING(DriverObject, RegistryPath);
    RECORDER_CONFIGURE_PARAMS_INIT(&configure);
    configure.CreateDefaultLog = FALSE;
    WppRecorderConfigure(&configure);
    RECORDER_LOG_CREATE_PARAMS_INIT(&create, "flow");
    create.TotalBufferSize = PAGE_SIZE;
    create.ErrorPartitionSize = PAGE_SIZE / 4;
    if (!NT_SUCCESS(WppRecorderLogCreate(&create, &g_FlowLog)))
        g_FlowLog = nullptr;

    FlowInfo(g_FlowLog, FLOW_DEVICE, "%!FUNC! of %wZ", RegistryPath);
    if (Probe(0) != STATUS_REVISION_MISMATCH || Probe(1) != STATUS_NOT_SUPPORTED || !NT_SUCCESS(Probe(2)))
        FlowError(g_FlowLog, FLOW_DEVICE, "the macros do not return what they should");
    else
        FlowInfo(g_FlowLog, FLOW_DEVICE, "probes are as they should be");

    status = CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, EvtUnload);
    if (!NT_SUCCESS(status))
        WPP_CLEANUP(DriverObject);
    return status;
}
