// SPDX-License-Identifier: MIT
//
// A driver whose EvtDeviceD0Entry waits for an event that nobody sets.

#include "../../scenarios/drivers/timer_codec/device.h"

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks);

#define WdfDeviceInitSetPnpPowerEventCallbacks SeedCallbacks
#include "../../scenarios/drivers/timer_codec/driver.c"
#undef WdfDeviceInitSetPnpPowerEventCallbacks

static KEVENT NeverSet;

static NTSTATUS HangingD0Entry(WDFDEVICE Device, WDF_POWER_DEVICE_STATE PreviousState) {
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(PreviousState);
    KeInitializeEvent(&NeverSet, NotificationEvent, FALSE);
    KeWaitForSingleObject(&NeverSet, Executive, KernelMode, FALSE, NULL); // the hang
    return STATUS_SUCCESS;
}

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks) {
    Callbacks->EvtDeviceD0Entry = HangingD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, Callbacks);
}
