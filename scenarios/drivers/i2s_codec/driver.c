// SPDX-License-Identifier: MIT
//
// i2s_codec: an ACX driver for an I2S/TDM block with cyclic DMA and a codec that needs no control. The DMA works on the
// RtPackets themselves; nothing is copied. Read driver.c, circuit.c, stream.c in this order, then block.c and side.c
// for the hardware.
//
// This file: driver and device life. Contract: RT-DRV-01..10. Left out: registry, idle power, volume and mute elements.

#include "device.h"

#include "circuit.h"

DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD EvtDriverDeviceAdd;
static EVT_WDF_DEVICE_PREPARE_HARDWARE EvtDevicePrepareHardware;
static EVT_WDF_DEVICE_RELEASE_HARDWARE EvtDeviceReleaseHardware;
static EVT_WDF_DEVICE_D0_ENTRY EvtDeviceD0Entry;
static EVT_WDF_DEVICE_D0_EXIT EvtDeviceD0Exit;

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    WDF_DRIVER_CONFIG wdfConfig;
    WDF_DRIVER_CONFIG_INIT(&wdfConfig, EvtDriverDeviceAdd);

    WDFDRIVER driver;
    NTSTATUS status = WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &wdfConfig, &driver);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    ACX_DRIVER_CONFIG acxConfig;
    ACX_DRIVER_CONFIG_INIT(&acxConfig);
    return AcxDriverInitialize(driver, &acxConfig);
}

static NTSTATUS EvtDriverDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    UNREFERENCED_PARAMETER(Driver);
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

    return BlockCreate(&DeviceGetContext(device)->Block, device);
}

// Creates one circuit and hands it to ACX. *Slot holds it from then on; on failure it stays NULL and nothing is left
// over.
static NTSTATUS DeviceAddCircuit(WDFDEVICE Device, const CIRCUIT_DESCRIPTION *Description, ACXCIRCUIT *Slot)
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
static NTSTATUS EvtDevicePrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    PAGED_CODE();

    DEVICE_CONTEXT *device = DeviceGetContext(Device);

    NTSTATUS status = BlockMap(&device->Block, Translated);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    status = DeviceAddCircuit(Device, &RenderCircuitDescription, &device->RenderCircuit);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    return DeviceAddCircuit(Device, &CaptureCircuitDescription, &device->CaptureCircuit);
}

// Also called when EvtDevicePrepareHardware failed half-way, hence the null checks. A circuit that cannot be removed is
// no reason to keep the rest.
static NTSTATUS EvtDeviceReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    PAGED_CODE();

    DEVICE_CONTEXT *device = DeviceGetContext(Device);

    if (device->RenderCircuit != NULL) {
        (void)AcxDeviceRemoveCircuit(Device, device->RenderCircuit);
        device->RenderCircuit = NULL;
    }

    if (device->CaptureCircuit != NULL) {
        (void)AcxDeviceRemoveCircuit(Device, device->CaptureCircuit);
        device->CaptureCircuit = NULL;
    }

    BlockUnmap(&device->Block);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceD0Entry(WDFDEVICE Device, WDF_POWER_DEVICE_STATE PreviousState)
{
    UNREFERENCED_PARAMETER(PreviousState);
    return BlockPowerUp(&DeviceGetContext(Device)->Block);
}

static NTSTATUS EvtDeviceD0Exit(WDFDEVICE Device, WDF_POWER_DEVICE_STATE TargetState)
{
    UNREFERENCED_PARAMETER(TargetState);
    BlockPowerDown(&DeviceGetContext(Device)->Block);
    return STATUS_SUCCESS;
}
