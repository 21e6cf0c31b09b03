// SPDX-License-Identifier: MIT
//
// Corpus driver: one MDL describes both packets; the second entry has no descriptor of its own.
#include <initguid.h>

#include "codec.h"

#define ONE_MDL_TAG ((ULONG)'ldMO')

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A01}
DEFINE_GUID(OneMdlSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x01);
DECLARE_CONST_UNICODE_STRING(SpeakerName, L"OneMdlSpeaker");

typedef struct _ONE_MDL_DEVICE {
    ACXCIRCUIT Speaker;
} ONE_MDL_DEVICE, *PONE_MDL_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(ONE_MDL_DEVICE, GetOneMdlDevice)

DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD OneMdl_EvtDeviceAdd;
EVT_WDF_DEVICE_PREPARE_HARDWARE OneMdl_EvtPrepareHardware;
EVT_WDF_DEVICE_RELEASE_HARDWARE OneMdl_EvtReleaseHardware;
EVT_ACX_CIRCUIT_CREATE_STREAM OneMdl_EvtCreateStream;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#pragma alloc_text(PAGE, OneMdl_EvtDeviceAdd)
#pragma alloc_text(PAGE, OneMdl_EvtPrepareHardware)
#endif

static NTSTATUS AllocateShared(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets,
                               PUCHAR *Address)
{
    PACX_RTPACKET packets;
    PVOID buffer;
    PMDL mdl;
    ULONG bytes;
    ULONG index;

    UNREFERENCED_PARAMETER(Stream);

    bytes = (ULONG)ROUND_TO_PAGES(PacketCount * PacketSize);
    packets = (PACX_RTPACKET)ExAllocatePool2(POOL_FLAG_NON_PAGED, PacketCount * sizeof(ACX_RTPACKET), ONE_MDL_TAG);
    if (packets == NULL) {
        return STATUS_NO_MEMORY;
    }
    buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, bytes, ONE_MDL_TAG);
    if (buffer == NULL) {
        ExFreePoolWithTag(packets, ONE_MDL_TAG);
        return STATUS_NO_MEMORY;
    }
    mdl = IoAllocateMdl(buffer, bytes, FALSE, FALSE, NULL);
    if (mdl == NULL) {
        ExFreePoolWithTag(buffer, ONE_MDL_TAG);
        ExFreePoolWithTag(packets, ONE_MDL_TAG);
        return STATUS_NO_MEMORY;
    }
    MmBuildMdlForNonPagedPool(mdl);

    for (index = 0; index < PacketCount; ++index) {
        ACX_RTPACKET_INIT(&packets[index]);
        if (index == 0) {
            WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packets[index].RtPacketBuffer, mdl, bytes);
        } else {
            RtlZeroMemory(&packets[index].RtPacketBuffer, sizeof(packets[index].RtPacketBuffer));
            packets[index].RtPacketBuffer.Type = WdfMemoryDescriptorTypeInvalid;
        }
        packets[index].RtPacketSize = PacketSize;
        packets[index].RtPacketOffset = index * PacketSize;
        Address[index] = (PUCHAR)buffer + index * PacketSize;
    }
    *Packets = packets;
    return STATUS_SUCCESS;
}

static VOID FreeShared(ACXSTREAM Stream, PACX_RTPACKET Packets, ULONG PacketCount)
{
    ULONG index;

    UNREFERENCED_PARAMETER(Stream);

    for (index = 0; index < PacketCount; ++index) {
        if (Packets[index].RtPacketBuffer.Type == WdfMemoryDescriptorTypeMdl) {
            PMDL mdl = Packets[index].RtPacketBuffer.u.MdlType.Mdl;
            PVOID buffer = MmGetMdlVirtualAddress(mdl);
            IoFreeMdl(mdl);
            ExFreePoolWithTag(buffer, ONE_MDL_TAG);
        }
    }
    ExFreePoolWithTag(Packets, ONE_MDL_TAG);
}

static const PACKET_STREAM_HOOKS StreamHooks = {AllocateShared, FreeShared, NULL, NULL, NULL, NULL, NULL, NULL, NULL};

_Use_decl_annotations_
NTSTATUS OneMdl_EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *SignalProcessingMode, ACXOBJECTBAG VarArguments)
{
    ACXSTREAM stream;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(SignalProcessingMode);
    UNREFERENCED_PARAMETER(VarArguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, &StreamHooks, NULL, &stream);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender,   &OneMdlSpeakerId, &SpeakerName,
                                      OneMdl_EvtCreateStream, NULL,             NULL};

_Use_decl_annotations_
NTSTATUS OneMdl_EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Speaker, &GetOneMdlDevice(Device)->Speaker);
}

_Use_decl_annotations_
NTSTATUS OneMdl_EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetOneMdlDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

_Use_decl_annotations_
NTSTATUS OneMdl_EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, ONE_MDL_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, OneMdl_EvtPrepareHardware, OneMdl_EvtReleaseHardware, &device);
}

_Use_decl_annotations_
NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, OneMdl_EvtDeviceAdd, NULL);
}
