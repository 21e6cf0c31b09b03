// SPDX-License-Identifier: MIT
//
// A driver that leaves things behind: pool, an MDL, a system thread and its handle, a KTIMER that is armed, an
// EX_TIMER, a work item, a framework object that is held by a reference. All are made in EvtDevicePrepareHardware and
// forgotten; each of the lines must be named by the report.

#include "../../scenarios/drivers/timer_codec/device.h"

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks);

#define WdfDeviceInitSetPnpPowerEventCallbacks SeedCallbacks
#include "../../scenarios/drivers/timer_codec/driver.c"
#undef WdfDeviceInitSetPnpPowerEventCallbacks

static KEVENT NeverSet;
static KTIMER Forgotten;
static PVOID Block;
static PMDL Mdl;
static PEX_TIMER HighResolution;
static PIO_WORKITEM WorkItem;

static VOID Waits(PVOID Context) {
    UNREFERENCED_PARAMETER(Context);
    KeWaitForSingleObject(&NeverSet, Executive, KernelMode, FALSE, NULL);
}

static VOID Expired(PEX_TIMER Timer, PVOID Context) {
    UNREFERENCED_PARAMETER(Timer);
    UNREFERENCED_PARAMETER(Context);
}

static NTSTATUS LeakyPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated) {
    HANDLE thread;
    WDFOBJECT object;
    LARGE_INTEGER due;

    KeInitializeEvent(&NeverSet, NotificationEvent, FALSE);
    Block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 128, 'kaeL');                                         // leak: pool
    Mdl = IoAllocateMdl(Block, 128, FALSE, FALSE, NULL);                                               // leak: MDL
    NTSTATUS status = PsCreateSystemThread(&thread, THREAD_ALL_ACCESS, NULL, NULL, NULL, Waits, NULL); // leak: thread
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = WdfObjectCreate(WDF_NO_OBJECT_ATTRIBUTES, &object); // leak: object
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WdfObjectReference(object);
    KeInitializeTimer(&Forgotten); // leak: timer
    due.QuadPart = -10LL * 1000 * 1000 * 60 * 60;
    KeSetTimer(&Forgotten, due, NULL);
    HighResolution = ExAllocateTimer(Expired, NULL, EX_TIMER_HIGH_RESOLUTION); // leak: EX_TIMER
    WorkItem = IoAllocateWorkItem(WdfDeviceWdmGetDeviceObject(Device));        // leak: work item
    if (HighResolution == NULL || WorkItem == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    return EvtDevicePrepareHardware(Device, Raw, Translated);
}

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks) {
    Callbacks->EvtDevicePrepareHardware = LeakyPrepareHardware;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, Callbacks);
}
