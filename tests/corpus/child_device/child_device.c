// SPDX-License-Identifier: MIT
//
// Corpus driver: each circuit has a device of its own, a raw child of the driver's FDO. The parent announces it in
// EvtDevicePrepareHardware; the child brings its circuit along in its own.
#include <initguid.h>
#include <ntddk.h>
#include <devguid.h>

#include "codec.h"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0E}
DEFINE_GUID(ChildSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0e);
// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A0F}
DEFINE_GUID(ChildMicrophoneId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x0f);
DECLARE_CONST_UNICODE_STRING(ChildSpeakerName, L"ChildSpeaker");
DECLARE_CONST_UNICODE_STRING(ChildMicrophoneName, L"ChildMicrophone");
DECLARE_CONST_UNICODE_STRING(CircuitDeviceId, L"{0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A10}\\CorpusCircuit");
DECLARE_CONST_UNICODE_STRING(CircuitDescription, L"Corpus circuit device");
DECLARE_CONST_UNICODE_STRING(CircuitLocation, L"Corpus codec");

#define US_ENGLISH 0x409

typedef struct _PARENT_DEVICE {
    BOOLEAN ChildrenAdded;
} PARENT_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(PARENT_DEVICE, GetParentDevice)

typedef struct _CIRCUIT_DEVICE {
    const CODEC_CIRCUIT *Description;
    ACXCIRCUIT Circuit;
} CIRCUIT_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CIRCUIT_DEVICE, GetCircuitDevice)

DRIVER_INITIALIZE DriverEntry;
static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;

static const CODEC_CIRCUIT Circuits[] = {
    {AcxCircuitTypeRender, &ChildSpeakerId, &ChildSpeakerName, EvtCreateStream, NULL, NULL},
    {AcxCircuitTypeCapture, &ChildMicrophoneId, &ChildMicrophoneName, EvtCreateStream, NULL, NULL},
};

static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;

    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat,
                              GetCircuitDevice(Device)->Description->Type == AcxCircuitTypeCapture, NULL, NULL, &stream);
}

static NTSTATUS EvtCircuitDevicePrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    CIRCUIT_DEVICE *context = GetCircuitDevice(Device);

    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, context->Description, &context->Circuit);
}

static NTSTATUS EvtCircuitDeviceReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetCircuitDevice(Device)->Circuit);
    return STATUS_SUCCESS;
}

static NTSTATUS DescribePdo(PWDFDEVICE_INIT DeviceInit, ULONG Index)
{
    DECLARE_UNICODE_STRING_SIZE(instance, 8);
    NTSTATUS status = RtlIntegerToUnicodeString(Index, 10, &instance);

    if (NT_SUCCESS(status)) status = WdfPdoInitAssignRawDevice(DeviceInit, &GUID_DEVCLASS_SYSTEM);
    if (NT_SUCCESS(status)) status = WdfPdoInitAssignDeviceID(DeviceInit, &CircuitDeviceId);
    if (NT_SUCCESS(status)) status = WdfPdoInitAddHardwareID(DeviceInit, &CircuitDeviceId);
    if (NT_SUCCESS(status)) status = WdfPdoInitAssignInstanceID(DeviceInit, &instance);
    if (NT_SUCCESS(status)) {
        status = WdfPdoInitAddDeviceText(DeviceInit, &CircuitDescription, &CircuitLocation, US_ENGLISH);
    }
    WdfPdoInitSetDefaultLocale(DeviceInit, US_ENGLISH);
    return status;
}

static NTSTATUS AddCircuitDevice(WDFDEVICE Parent, ULONG Index)
{
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    ACX_DEVICEINIT_CONFIG initConfig;
    ACX_DEVICE_CONFIG deviceConfig;
    WDF_OBJECT_ATTRIBUTES attributes;
    PWDFDEVICE_INIT init = WdfPdoInitAllocate(Parent);
    WDFDEVICE child = NULL;
    NTSTATUS status;

    if (init == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    ACX_DEVICEINIT_CONFIG_INIT(&initConfig);
    initConfig.Flags |= AcxDeviceInitConfigRawDevice;
    status = AcxDeviceInitInitialize(init, &initConfig);
    if (NT_SUCCESS(status)) {
        status = DescribePdo(init, Index);
    }
    if (NT_SUCCESS(status)) {
        WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
        power.EvtDevicePrepareHardware = EvtCircuitDevicePrepareHardware;
        power.EvtDeviceReleaseHardware = EvtCircuitDeviceReleaseHardware;
        WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CIRCUIT_DEVICE);
        status = WdfDeviceCreate(&init, &attributes, &child);
    }
    if (!NT_SUCCESS(status)) {
        if (init != NULL) {
            WdfDeviceInitFree(init);
        }
        return status;
    }

    GetCircuitDevice(child)->Description = &Circuits[Index];
    ACX_DEVICE_CONFIG_INIT(&deviceConfig);
    status = AcxDeviceInitialize(child, &deviceConfig);
    if (NT_SUCCESS(status)) {
        status = AcxDeviceAddCircuitDevice(Parent, child);
    }
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(child);
    }
    return status;
}

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    NTSTATUS status = STATUS_SUCCESS;
    ULONG index;

    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    PAGED_CODE();
    if (GetParentDevice(Device)->ChildrenAdded) {
        return STATUS_SUCCESS; // a restart: the children are still there
    }
    for (index = 0; NT_SUCCESS(status) && index < ARRAYSIZE(Circuits); ++index) {
        status = AddCircuitDevice(Device, index);
    }
    GetParentDevice(Device)->ChildrenAdded = NT_SUCCESS(status);
    return status;
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Device);
    UNREFERENCED_PARAMETER(Translated);
    return STATUS_SUCCESS; // the children's own
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, PARENT_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
