// SPDX-License-Identifier: MIT
#include <INITGUID.H>
#include "device.h"

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A02}
DEFINE_GUID(GotoSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x02);
DECLARE_CONST_UNICODE_STRING(GotoSpeakerName, L"GotoSpeaker");

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &GotoSpeakerId, &GotoSpeakerName,
                                      Goto_EvtCreateStream, nullptr,        nullptr};

INIT_CODE_SEG
_Use_decl_annotations_
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (DriverObject == nullptr) {
        status = STATUS_INVALID_PARAMETER;
        goto exit;
    }

    ULONG attempts = 1;
    status = CodecDriverCreate(DriverObject, RegistryPath, Goto_EvtDeviceAdd, Goto_EvtUnload);
    JUMP_IF_FAILED(status, exit);
    attempts += 1;
    KdPrint(("goto_cleanup: driver created at attempt %u\n", attempts - 1));

exit:
    return status;
}

_Use_decl_annotations_
VOID Goto_EvtUnload(WDFDRIVER Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    DbgPrint("goto_cleanup: unloaded\n");
}

PAGED_CODE_SEG
_Use_decl_annotations_
NTSTATUS Goto_EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Driver);

    WDFDEVICE device = nullptr;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, GOTO_DEVICE);

    NTSTATUS status =
        CodecDeviceCreate(&DeviceInit, &attributes, Goto_EvtPrepareHardware, Goto_EvtReleaseHardware, &device);
    if (!NT_SUCCESS(status)) goto exit;

    const PGOTO_DEVICE context = GetGotoDevice(device);
    context->StreamsOpened = 0;

exit:
    return status;
}

PAGED_CODE_SEG
_Use_decl_annotations_
NTSTATUS Goto_EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Speaker, &GetGotoDevice(Device)->Speaker);
}

_Use_decl_annotations_
NTSTATUS Goto_EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetGotoDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG
_Use_decl_annotations_
NTSTATUS Goto_EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                              ACXDATAFORMAT StreamFormat, const GUID *SignalProcessingMode, ACXOBJECTBAG VarArguments)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(VarArguments);

    ACXSTREAM stream = nullptr;
    NTSTATUS status = STATUS_NOT_SUPPORTED;
    if (!IsEqualGUID(*SignalProcessingMode, AUDIO_SIGNALPROCESSINGMODE_RAW)) {
        goto exit;
    }

    // Three jumps over these: one plain, two out of macros.
    const ULONG bytesPerSecond = AcxDataFormatGetAverageBytesPerSec(StreamFormat);
    const ULONG blockAlign = AcxDataFormatGetBlockAlign(StreamFormat);
    status = blockAlign == 0 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    JUMP_IF_FAILED(status, exit);

    const ULONG blocksPerSecond = bytesPerSecond / blockAlign;
    status = PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, nullptr, nullptr, &stream);
    JUMP_IF_FAILED(status, exit);

    ULONG opened = ++GetGotoDevice(Device)->StreamsOpened;
    DbgPrintEx(DPFLTR_IHVAUDIO_ID, DPFLTR_INFO_LEVEL, "goto_cleanup: stream %u at %u blocks/s\n", opened,
               blocksPerSecond);

exit:
    return status;
}
