// SPDX-License-Identifier: MIT
//
// usb_codec: an ACX driver for a USB audio device with isochronous endpoints and asynchronous feedback. Nothing works
// on the RtPackets themselves: a few milliseconds of transfers are always in flight, and the driver copies between them
// and the packets. Read driver.cpp, circuit.cpp, stream.cpp in this order, then pipe.cpp for the transfers.
//
// This file: driver and device life. Contract: RT-DRV-01..10. The transfers go to a small host interface of registers
// and rings (registers.h) where a real driver would send isochronous URBs to a WDFUSBPIPE. Left out: descriptors and
// control requests, idle power, volume and mute elements.

#include "circuit.h"
#include "device.h"

extern "C" DRIVER_INITIALIZE DriverEntry;

namespace {

EVT_WDF_DRIVER_DEVICE_ADD EvtDriverDeviceAdd;
EVT_WDF_DEVICE_PREPARE_HARDWARE EvtDevicePrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE EvtDeviceReleaseHardware;
EVT_WDF_DEVICE_D0_ENTRY EvtDeviceD0Entry;
EVT_WDF_DEVICE_D0_EXIT EvtDeviceD0Exit;

NTSTATUS DeviceCreateInterrupt(WDFDEVICE Device)
{
    WDF_INTERRUPT_CONFIG config;
    WDF_INTERRUPT_CONFIG_INIT(&config, EvtInterruptIsr, EvtInterruptDpc);
    config.EvtInterruptEnable = EvtInterruptEnable;
    config.EvtInterruptDisable = EvtInterruptDisable;

    WDFINTERRUPT interrupt;
    const NTSTATUS status = WdfInterruptCreate(Device, &config, WDF_NO_OBJECT_ATTRIBUTES, &interrupt);
    if (NT_SUCCESS(status)) {
        DeviceGetContext(Device)->Hardware.SetInterrupt(interrupt);
    }
    return status;
}

NTSTATUS EvtDriverDeviceAdd(WDFDRIVER, PWDFDEVICE_INIT DeviceInit)
{
    PAGED_CODE();

    // ACX hooks the device twice: its request preprocessing before the device exists, its own context afterwards.
    ACX_DEVICEINIT_CONFIG deviceInitConfig;
    ACX_DEVICEINIT_CONFIG_INIT(&deviceInitConfig);
    NTSTATUS status = AcxDeviceInitInitialize(DeviceInit, &deviceInitConfig);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = EvtDevicePrepareHardware;
    power.EvtDeviceReleaseHardware = EvtDeviceReleaseHardware;
    power.EvtDeviceD0Entry = EvtDeviceD0Entry;
    power.EvtDeviceD0Exit = EvtDeviceD0Exit;
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);

    WDFDEVICE device;
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    ACX_DEVICE_CONFIG deviceConfig;
    ACX_DEVICE_CONFIG_INIT(&deviceConfig);
    status = AcxDeviceInitialize(device, &deviceConfig);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = DeviceCreateInterrupt(device);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return DeviceGetContext(device)->Hardware.CreateDmaObjects(device);
}

// Creates one circuit and hands it to ACX. *Slot holds it from then on; on failure it stays null and nothing is left
// over.
NTSTATUS DeviceAddCircuit(WDFDEVICE Device, const CircuitDescription &Description, ACXCIRCUIT *Slot)
{
    ACXCIRCUIT circuit;
    NTSTATUS status = CodecCircuitCreate(Device, Description, &circuit);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = AcxDeviceAddCircuit(Device, circuit);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(circuit);
        return status;
    }

    *Slot = circuit;
    return STATUS_SUCCESS;
}

// Circuits are made here and not in EvtDriverDeviceAdd, because AcxDeviceRemoveCircuit deletes them: after a stop and
// restart of the device this callback runs again and must find no deleted circuit to add a second time.
NTSTATUS EvtDevicePrepareHardware(WDFDEVICE Device, WDFCMRESLIST, WDFCMRESLIST Translated)
{
    PAGED_CODE();

    DEVICE_CONTEXT *device = DeviceGetContext(Device);

    NTSTATUS status = device->Hardware.MapRegisters(Translated);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = DeviceAddCircuit(Device, RenderCircuitDescription, &device->RenderCircuit);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return DeviceAddCircuit(Device, CaptureCircuitDescription, &device->CaptureCircuit);
}

// Also called when EvtDevicePrepareHardware failed half-way, hence the null checks. A circuit that cannot be removed is
// no reason to keep the rest.
NTSTATUS EvtDeviceReleaseHardware(WDFDEVICE Device, WDFCMRESLIST)
{
    PAGED_CODE();

    DEVICE_CONTEXT *device = DeviceGetContext(Device);

    ACXCIRCUIT *const circuits[] = {&device->RenderCircuit, &device->CaptureCircuit};
    for (ACXCIRCUIT *circuit : circuits) {
        if (*circuit != nullptr) {
            (void)AcxDeviceRemoveCircuit(Device, *circuit);
            *circuit = nullptr;
        }
    }

    device->Hardware.UnmapRegisters();
    return STATUS_SUCCESS;
}

NTSTATUS EvtDeviceD0Entry(WDFDEVICE Device, WDF_POWER_DEVICE_STATE)
{
    return DeviceGetContext(Device)->Hardware.PowerUp();
}

NTSTATUS EvtDeviceD0Exit(WDFDEVICE Device, WDF_POWER_DEVICE_STATE)
{
    DeviceGetContext(Device)->Hardware.PowerDown();
    return STATUS_SUCCESS;
}

} // namespace

extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG wdfConfig;
    WDF_DRIVER_CONFIG_INIT(&wdfConfig, EvtDriverDeviceAdd);

    WDFDRIVER driver;
    const NTSTATUS status = WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &wdfConfig, &driver);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    ACX_DRIVER_CONFIG acxConfig;
    ACX_DRIVER_CONFIG_INIT(&acxConfig);
    return AcxDriverInitialize(driver, &acxConfig);
}
