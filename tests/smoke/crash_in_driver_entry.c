// SPDX-License-Identifier: MIT
//
// A driver whose DriverEntry writes through a null pointer.

#include "../../scenarios/drivers/timer_codec/device.h"

#define DriverEntry SampleDriverEntry
#include "../../scenarios/drivers/timer_codec/driver.c"
#undef DriverEntry

static volatile int *Nowhere;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath) {
    *Nowhere = 1; // the crash
    return SampleDriverEntry(DriverObject, RegistryPath);
}
