// SPDX-License-Identifier: MIT
//
// The driver of mychip: one render circuit; packets are played by the chip (chip.c). Packets of up to one page.
#include <initguid.h>

#include "chip.h"
#include "codec.h"

// {3B1D40A7-5C0B-4F4E-9E7E-6B7D6D1C0C11}
DEFINE_GUID(MyChipSpeakerId, 0x3b1d40a7, 0x5c0b, 0x4f4e, 0x9e, 0x7e, 0x6b, 0x7d, 0x6d, 0x1c, 0x0c, 0x11);
DECLARE_CONST_UNICODE_STRING(MyChipSpeakerName, L"MyChipSpeaker");

typedef struct _MYCHIP_CIRCUIT {
    ACXCIRCUIT Speaker;
} MYCHIP_CIRCUIT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(MYCHIP_CIRCUIT, MyChipCircuitGet)

DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_DEVICE_ADD EvtDeviceAdd;
static EVT_WDF_DEVICE_PREPARE_HARDWARE EvtPrepareHardware;
static EVT_WDF_DEVICE_RELEASE_HARDWARE EvtReleaseHardware;
static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &MyChipSpeakerId, &MyChipSpeakerName, EvtCreateStream, NULL,
                                      NULL};

static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, &ChipHooks, ChipGet(Device), &stream);
}

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    const NTSTATUS status = ChipMap(Device, Translated);
    UNREFERENCED_PARAMETER(Raw);
    return NT_SUCCESS(status) ? CodecCircuitAdd(Device, &Speaker, &MyChipCircuitGet(Device)->Speaker) : status;
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &MyChipCircuitGet(Device)->Speaker);
    ChipUnmap(Device);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;
    NTSTATUS status;
    UNREFERENCED_PARAMETER(Driver);

    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CHIP);
    status = CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, MYCHIP_CIRCUIT);
    status = WdfObjectAllocateContext(device, &attributes, NULL);
    return NT_SUCCESS(status) ? ChipCreateInterrupt(device) : status;
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
