// SPDX-License-Identifier: MIT
//
// Corpus driver: the Microsoft dialect. Structured exceptions, annotations on IRQL and locks, pragmas, packed and aligned
// layouts, 16-bit characters, STATIC_ initialisers, names that other systems' headers take.
#include <initguid.h>
#include <NTDDK.h>
#include <Wdf.h>
#include <limits.h>
#include <math.h>
#include <NtStrSafe.h>
#include "inc\hardware.H"
#include "codec.h"

#pragma warning(push)
#pragma warning(disable : 4201)
#pragma prefast(disable : 28719, "not applicable")
__pragma(warning(disable : 4127))

#define DIALECT_TAG 'tlaD'

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A11}
DEFINE_GUID(DialectSpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x11);
DECLARE_CONST_UNICODE_STRING(DialectSpeakerName, L"DialectSpeaker");

static const GUID PcmSubFormat = {STATIC_KSDATAFORMAT_SUBTYPE_PCM};

#pragma code_seg("PAGE")

typedef struct _DIALECT_DEVICE {
    ACXCIRCUIT Speaker;
    _Guarded_by_(Lock) ULONG Lookups;
    KSPIN_LOCK Lock;
} DIALECT_DEVICE, *PDIALECT_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DIALECT_DEVICE, GetDialectDevice)

// A name that is a keyword elsewhere.
struct endpoint {
    int interface;
    ULONG channels;
};

// Raises for an index beyond the table, as a parser of untrusted data would.
_IRQL_requires_max_(PASSIVE_LEVEL)
static ULONG LookUp(_In_reads_(Count) const ULONG *Table, _In_ ULONG Count, _In_ ULONG Index)
{
    if (Index >= Count) {
        ExRaiseStatus(STATUS_ARRAY_BOUNDS_EXCEEDED);
    }
    return Table[Index];
}

_IRQL_requires_max_(PASSIVE_LEVEL)
_Must_inspect_result_
static NTSTATUS GuardedLookUp(_In_ ULONG Index, _Out_ PULONG Value)
{
    static const ULONG table[] = {8000, 16000, 32000};
    NTSTATUS status = STATUS_SUCCESS;

    *Value = 0;
    __try {
        *Value = LookUp(table, ARRAYSIZE(table), Index);
    } __except (EXCEPTION_EXECUTE_HANDLER) {
        status = GetExceptionCode();
    }
    return status;
}

#pragma code_seg()

_Requires_lock_not_held_(Device->Lock)
static VOID CountLookUp(_Inout_ PDIALECT_DEVICE Device)
{
    KIRQL irql;
    KeAcquireSpinLock(&Device->Lock, &irql);
    Device->Lookups += 1;
    KeReleaseSpinLock(&Device->Lock, irql);
}

static NTSTATUS CheckDialect(PDIALECT_DEVICE Device)
{
    const ULONG narrow = 7;
    const LONG64 wide = 9;
    endpoint host = {0, 2};
    WCHAR name[16];
    UNICODE_STRING text;
    ULONG value = 0;

    if (max(narrow, wide) != 9 || min(narrow, wide) != 7) return STATUS_UNSUCCESSFUL;
    if (host.interface != 0 || host.channels != 2) return STATUS_UNSUCCESSFUL;
    if (fabs(sin(M_PI / 6) - 0.5) > 1e-9) return STATUS_UNSUCCESSFUL;
    if (!IsEqualGUID(PcmSubFormat, KSDATAFORMAT_SUBTYPE_PCM)) return STATUS_UNSUCCESSFUL;

    NTSTATUS status = RtlStringCchPrintfW(name, ARRAYSIZE(name), L"%ws-%u", L"Line", 3u);
    if (!NT_SUCCESS(status)) return status;
    RtlInitUnicodeString(&text, name);
    if (wcslen(name) != 6 || text.Length != 12) return STATUS_UNSUCCESSFUL;

    CountLookUp(Device);
    status = GuardedLookUp(1, &value);
    if (!NT_SUCCESS(status) || value != 16000) return STATUS_UNSUCCESSFUL;
    CountLookUp(Device);
    status = GuardedLookUp(3, &value);
    if (status != STATUS_ARRAY_BOUNDS_EXCEEDED) return STATUS_UNSUCCESSFUL;

    DbgPrint("msvc_dialect: %wZ, %u look-ups, outcome %08x\n", &text, Device->Lookups, status);
    return STATUS_SUCCESS;
}

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
_Use_decl_annotations_
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    PAGED_CODE();
    DBG_UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    ACXSTREAM stream;
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, NULL, NULL, &stream);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &DialectSpeakerId, &DialectSpeakerName, EvtCreateStream,
                                      NULL, NULL};

static EVT_WDF_DEVICE_PREPARE_HARDWARE EvtPrepareHardware;
static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    const PDIALECT_DEVICE context = GetDialectDevice(Device);
    KeInitializeSpinLock(&context->Lock);
    const NTSTATUS status = CheckDialect(context);
    NT_ASSERT(NT_SUCCESS(status));
    return NT_SUCCESS(status) ? CodecCircuitAdd(Device, &Speaker, &context->Speaker) : status;
}

static EVT_WDF_DEVICE_RELEASE_HARDWARE EvtReleaseHardware;
static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetDialectDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static EVT_WDF_DRIVER_DEVICE_ADD EvtDeviceAdd;
static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DIALECT_DEVICE);
    WDFDEVICE device;
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

extern "C" {
DRIVER_INITIALIZE DriverEntry;

#ifdef ALLOC_PRAGMA
#pragma alloc_text(INIT, DriverEntry)
#endif

NTSTATUS __stdcall DriverEntry(_In_ PDRIVER_OBJECT DriverObject, _In_ PUNICODE_STRING RegistryPath)
{
    return CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, nullptr);
}
}

#pragma warning(pop)
