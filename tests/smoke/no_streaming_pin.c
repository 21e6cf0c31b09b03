// SPDX-License-Identifier: MIT
//
// A driver that adds no circuit: there is nothing to stream on, which is no error of its own.

#include "../../scenarios/drivers/timer_codec/circuit.h"
#include "../../scenarios/drivers/timer_codec/device.h"

static NTSTATUS AddNothing(WDFDEVICE Device, ACXCIRCUIT Circuit) {
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Circuit);
    return STATUS_SUCCESS;
}

static NTSTATUS RemoveNothing(WDFDEVICE Device, ACXCIRCUIT Circuit) {
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Circuit);
    return STATUS_SUCCESS;
}

#define AcxDeviceAddCircuit AddNothing
#define AcxDeviceRemoveCircuit RemoveNothing
#include "../../scenarios/drivers/timer_codec/driver.c"
