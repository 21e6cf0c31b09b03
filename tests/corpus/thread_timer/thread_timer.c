// SPDX-License-Identifier: MIT
//
// Corpus driver: packets are completed by a system thread of raised priority that waits for an EX_TIMER and for its own
// end; the timer's callback only counts. Notifications come at PASSIVE_LEVEL.
#include <initguid.h>

#include "codec.h"

#define THREAD_TIMER_TAG ((ULONG)'mTrT')

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A06}
DEFINE_GUID(ThreadSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x06);
DECLARE_CONST_UNICODE_STRING(ThreadSpeakerName, L"ThreadSpeaker");

typedef struct _ALARM {
    ACXSTREAM Stream;
    PEX_TIMER Timer;
    PKTHREAD Thread;
    KEVENT End;
    KMUTEX Ringing; // held while the thread serves the stream
    BOOLEAN Silent; // guarded by Ringing
    volatile LONG Expiries;
} ALARM, *PALARM;

typedef struct _THREAD_DEVICE {
    ACXCIRCUIT Speaker;
} THREAD_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(THREAD_DEVICE, GetThreadDevice)

DRIVER_INITIALIZE DriverEntry;
static KSTART_ROUTINE AlarmThread;
static EXT_CALLBACK AlarmExpired;

static PALARM AlarmOf(ACXSTREAM Stream)
{
    return (PALARM)PacketStreamGet(Stream)->Owner;
}

static VOID AlarmExpired(PEX_TIMER Timer, PVOID Context)
{
    UNREFERENCED_PARAMETER(Timer);
    InterlockedIncrement(&((PALARM)Context)->Expiries);
}

static VOID AlarmThread(PVOID Context)
{
    PALARM alarm = (PALARM)Context;
    PVOID objects[2];
    NTSTATUS status;

    KeSetPriorityThread(KeGetCurrentThread(), HIGH_PRIORITY);
    objects[0] = &alarm->End;
    objects[1] = alarm->Timer;

    for (;;) {
        status = KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
        if (status == STATUS_WAIT_0) {
            break;
        }
        KeWaitForSingleObject(&alarm->Ringing, Executive, KernelMode, FALSE, NULL);
        if (!alarm->Silent) {
            PacketStreamAlarm(alarm->Stream);
        }
        KeReleaseMutex(&alarm->Ringing, FALSE);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID AlarmDelete(ACXSTREAM Stream)
{
    PALARM alarm = AlarmOf(Stream);

    if (alarm == NULL) {
        return;
    }
    if (alarm->Thread != NULL) {
        KeSetEvent(&alarm->End, IO_NO_INCREMENT, FALSE);
        KeWaitForSingleObject(alarm->Thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(alarm->Thread);
    }
    ExDeleteTimer(alarm->Timer, TRUE, TRUE, NULL);
    ExFreePoolWithTag(alarm, THREAD_TIMER_TAG);
    PacketStreamGet(Stream)->Owner = NULL;
}

static NTSTATUS AlarmCreate(ACXSTREAM Stream)
{
    OBJECT_ATTRIBUTES attributes;
    HANDLE handle;
    NTSTATUS status;
    PALARM alarm = (PALARM)ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(ALARM), THREAD_TIMER_TAG);

    if (alarm == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    alarm->Stream = Stream;
    alarm->Silent = TRUE;
    KeInitializeEvent(&alarm->End, NotificationEvent, FALSE);
    KeInitializeMutex(&alarm->Ringing, 0);
    alarm->Timer = ExAllocateTimer(AlarmExpired, alarm, EX_TIMER_HIGH_RESOLUTION);
    if (alarm->Timer == NULL) {
        ExFreePoolWithTag(alarm, THREAD_TIMER_TAG);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    PacketStreamGet(Stream)->Owner = alarm;

    InitializeObjectAttributes(&attributes, NULL, OBJ_KERNEL_HANDLE, NULL, NULL);
    status = PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, &attributes, NULL, NULL, AlarmThread, alarm);
    if (NT_SUCCESS(status)) {
        status = ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode,
                                           (PVOID *)&alarm->Thread, NULL);
        ZwClose(handle);
    }
    if (!NT_SUCCESS(status)) {
        AlarmDelete(Stream);
    }
    return status;
}

static VOID AlarmSet(ACXSTREAM Stream, LONGLONG DueTime)
{
    PALARM alarm = AlarmOf(Stream);

    alarm->Silent = FALSE;
    ExSetTimer(alarm->Timer, DueTime, 0, NULL);
}

static VOID AlarmStop(ACXSTREAM Stream)
{
    PALARM alarm = AlarmOf(Stream);

    ExCancelTimer(alarm->Timer, NULL);
    KeWaitForSingleObject(&alarm->Ringing, Executive, KernelMode, FALSE, NULL);
    alarm->Silent = TRUE;
    KeReleaseMutex(&alarm->Ringing, FALSE);
    ExCancelTimer(alarm->Timer, NULL); // the thread may have set it once more
}

static const PACKET_STREAM_HOOKS StreamHooks = {
    .AlarmCreate = AlarmCreate, .AlarmSet = AlarmSet, .AlarmStop = AlarmStop, .AlarmDelete = AlarmDelete};

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;

    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, &StreamHooks, NULL, &stream);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &ThreadSpeakerId, &ThreadSpeakerName, EvtCreateStream,
                                      NULL, NULL};

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return CodecCircuitAdd(Device, &Speaker, &GetThreadDevice(Device)->Speaker);
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetThreadDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, THREAD_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, NULL);
}
