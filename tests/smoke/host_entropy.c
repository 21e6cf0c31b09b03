// SPDX-License-Identifier: MIT
//
// A driver that reads the host processor's time-stamp counter, which no simulator of user-mode code controls, and lets
// it decide how long it stalls: two runs differ.

#include "../../scenarios/drivers/timer_codec/device.h"

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks);

#define WdfDeviceInitSetPnpPowerEventCallbacks SeedCallbacks
#include "../../scenarios/drivers/timer_codec/driver.c"
#undef WdfDeviceInitSetPnpPowerEventCallbacks

static ULONG HostCounter(VOID) {
#if defined(__x86_64__)
    return (ULONG)__builtin_ia32_rdtsc();
#else
    ULONG64 counter;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(counter));
    return (ULONG)counter;
#endif
}

static NTSTATUS RestlessD0Entry(WDFDEVICE Device, WDF_POWER_DEVICE_STATE PreviousState) {
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(PreviousState);
    for (int i = 0; i < 8; ++i) {
        KeStallExecutionProcessor(1 + HostCounter() % 37);
    }
    return STATUS_SUCCESS;
}

static VOID SeedCallbacks(PWDFDEVICE_INIT DeviceInit, PWDF_PNPPOWER_EVENT_CALLBACKS Callbacks) {
    Callbacks->EvtDeviceD0Entry = RestlessD0Entry;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, Callbacks);
}
