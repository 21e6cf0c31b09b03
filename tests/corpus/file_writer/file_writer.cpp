// SPDX-License-Identifier: MIT
//
// Corpus driver: what a render stream played is written to a file, C:\corpus_render_N.raw. Completed packets are copied at
// the alarm's IRQL into a ring of frames; a work item writes the frame at PASSIVE_LEVEL. A frame whose work item is still
// under way when its turn comes again is dropped and counted.
#include <initguid.h>

#include "codec.h"
#include <ntstrsafe.h>

#define WRITER_TAG ((ULONG)'rtWF')

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A08}
DEFINE_GUID(WriterSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x08);
DECLARE_CONST_UNICODE_STRING(WriterSpeakerName, L"WriterSpeaker");

constexpr ULONG FrameCount = 8;

class FileWriter;

struct FRAME {
    FileWriter *Writer;
    PIO_WORKITEM WorkItem;
    PUCHAR Data;
    ULONG Size;
    KEVENT Idle; // set while no work item of this frame is queued
};

class FileWriter {
public:
    NTSTATUS Initialize(PDEVICE_OBJECT DeviceObject, ULONG StreamNumber);
    void Add(PUCHAR Packet, ULONG Size); // IRQL <= DISPATCH_LEVEL
    void Close();

private:
    static IO_WORKITEM_ROUTINE s_WriteFrame;
    NTSTATUS Write(const FRAME &Frame);

    FRAME m_Frames[FrameCount];
    ULONG m_FrameSizeMax;
    ULONG m_Next;
    ULONG m_Dropped;
    KMUTEX m_FileLock;
    LARGE_INTEGER m_Offset; // guarded by m_FileLock
    UNICODE_STRING m_Name;
    WCHAR m_NameBuffer[64];
};

typedef struct _WRITER_STREAM {
    FileWriter *Writer;
} WRITER_STREAM;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(WRITER_STREAM, GetWriterStream)

typedef struct _WRITER_DEVICE {
    ACXCIRCUIT Speaker;
    ULONG StreamsOpened;
} WRITER_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(WRITER_DEVICE, GetWriterDevice)

NTSTATUS FileWriter::Initialize(PDEVICE_OBJECT DeviceObject, ULONG StreamNumber)
{
    m_FrameSizeMax = 64 * 1024;
    KeInitializeMutex(&m_FileLock, 0);
    RtlInitEmptyUnicodeString(&m_Name, m_NameBuffer, sizeof(m_NameBuffer));
    NTSTATUS status =
        RtlUnicodeStringPrintf(&m_Name, L"\\DosDevices\\C:\\corpus_render_%u.raw", StreamNumber);
    for (ULONG i = 0; NT_SUCCESS(status) && i < FrameCount; ++i) {
        FRAME &frame = m_Frames[i];
        frame.Writer = this;
        KeInitializeEvent(&frame.Idle, NotificationEvent, TRUE);
        frame.Data = static_cast<PUCHAR>(ExAllocatePool2(POOL_FLAG_NON_PAGED, m_FrameSizeMax, WRITER_TAG));
        frame.WorkItem = IoAllocateWorkItem(DeviceObject);
        if (frame.Data == nullptr || frame.WorkItem == nullptr) {
            status = STATUS_INSUFFICIENT_RESOURCES;
        }
    }
    return status;
}

void FileWriter::Add(PUCHAR Packet, ULONG Size)
{
    FRAME &frame = m_Frames[m_Next++ % FrameCount];
    if (KeReadStateEvent(&frame.Idle) == 0) {
        m_Dropped += 1;
        return;
    }
    KeClearEvent(&frame.Idle);
    frame.Size = Size < m_FrameSizeMax ? Size : m_FrameSizeMax;
    RtlCopyMemory(frame.Data, Packet, frame.Size);
    IoQueueWorkItem(frame.WorkItem, s_WriteFrame, CriticalWorkQueue, &frame);
}

VOID FileWriter::s_WriteFrame(PDEVICE_OBJECT DeviceObject, PVOID Context)
{
    UNREFERENCED_PARAMETER(DeviceObject);
    FRAME *frame = static_cast<FRAME *>(Context);
    const NTSTATUS status = frame->Writer->Write(*frame);
    if (!NT_SUCCESS(status)) {
        DbgPrint("file_writer: writing failed, %08x\n", status);
    }
    KeSetEvent(&frame->Idle, IO_NO_INCREMENT, FALSE);
}

NTSTATUS FileWriter::Write(const FRAME &Frame)
{
    PAGED_CODE();

    OBJECT_ATTRIBUTES attributes;
    IO_STATUS_BLOCK io;
    HANDLE file = nullptr;

    KeWaitForSingleObject(&m_FileLock, Executive, KernelMode, FALSE, nullptr);
    InitializeObjectAttributes(&attributes, &m_Name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, nullptr, nullptr);
    NTSTATUS status =
        ZwCreateFile(&file, GENERIC_WRITE | SYNCHRONIZE, &attributes, &io, nullptr, FILE_ATTRIBUTE_NORMAL, 0,
                     m_Offset.QuadPart == 0 ? FILE_OVERWRITE_IF : FILE_OPEN_IF, FILE_SYNCHRONOUS_IO_NONALERT, nullptr, 0);
    if (NT_SUCCESS(status)) {
        status = ZwWriteFile(file, nullptr, nullptr, nullptr, &io, Frame.Data, Frame.Size, &m_Offset, nullptr);
        if (NT_SUCCESS(status)) {
            m_Offset.QuadPart += static_cast<LONGLONG>(io.Information);
        }
        ZwClose(file);
    }
    KeReleaseMutex(&m_FileLock, FALSE);
    return status;
}

void FileWriter::Close()
{
    for (FRAME &frame : m_Frames) {
        if (frame.WorkItem != nullptr) {
            KeWaitForSingleObject(&frame.Idle, Executive, KernelMode, FALSE, nullptr);
            IoFreeWorkItem(frame.WorkItem);
        }
        if (frame.Data != nullptr) {
            ExFreePoolWithTag(frame.Data, WRITER_TAG);
        }
    }
    DbgPrint("file_writer: %wZ holds %I64d bytes, %u packets dropped\n", &m_Name, m_Offset.QuadPart, m_Dropped);
    ExFreePoolWithTag(this, WRITER_TAG);
}

static VOID StreamCompleted(ACXSTREAM Stream, PUCHAR Packet, ULONG Size)
{
    GetWriterStream(Stream)->Writer->Add(Packet, Size);
}

static const PACKET_STREAM_HOOKS StreamHooks = {nullptr, nullptr, StreamCompleted, nullptr, nullptr,
                                                nullptr, nullptr, nullptr,         nullptr};

static EVT_WDF_OBJECT_CONTEXT_CLEANUP EvtStreamCleanup;
static VOID EvtStreamCleanup(WDFOBJECT Stream)
{
    WRITER_STREAM *context = GetWriterStream(Stream);
    if (context->Writer != nullptr) {
        context->Writer->Close();
        context->Writer = nullptr;
    }
}

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);

    ACXSTREAM stream = nullptr;
    NTSTATUS status =
        PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, &StreamHooks, nullptr, &stream);
    if (!NT_SUCCESS(status)) {
        return status;
    }

    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WRITER_STREAM);
    attributes.EvtCleanupCallback = EvtStreamCleanup;
    WRITER_STREAM *context = nullptr;
    status = WdfObjectAllocateContext(stream, &attributes, reinterpret_cast<PVOID *>(&context));
    if (!NT_SUCCESS(status)) {
        return status;
    }
    context->Writer = static_cast<FileWriter *>(ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(FileWriter), WRITER_TAG));
    if (context->Writer == nullptr) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    return context->Writer->Initialize(WdfDeviceWdmGetDeviceObject(Device), ++GetWriterDevice(Device)->StreamsOpened);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &WriterSpeakerId, &WriterSpeakerName, EvtCreateStream,
                                      nullptr, nullptr};

static EVT_WDF_DEVICE_PREPARE_HARDWARE EvtPrepareHardware;
static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Speaker, &GetWriterDevice(Device)->Speaker);
}

static EVT_WDF_DEVICE_RELEASE_HARDWARE EvtReleaseHardware;
static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetWriterDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static EVT_WDF_DRIVER_DEVICE_ADD EvtDeviceAdd;
static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, WRITER_DEVICE);
    WDFDEVICE device = nullptr;
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

extern "C" DRIVER_INITIALIZE DriverEntry;
extern "C" NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, nullptr);
}
