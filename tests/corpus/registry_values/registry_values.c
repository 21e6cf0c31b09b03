// SPDX-License-Identifier: MIT
//
// Corpus driver: settings from the registry, read in DriverEntry through RtlQueryRegistryValues (with defaults and a
// query routine) and for the device through WdfRegistry*; one value is written back. A setting that is missing has its
// default, one of a wrong type is refused.
#include <initguid.h>

#include "codec.h"

#define REGISTRY_TAG ((ULONG)'geRR')

// {0E0B3A51-6E4C-4A0B-9E61-5C3C1F5D2A07}
DEFINE_GUID(RegistrySpeakerId, 0x0e0b3a51, 0x6e4c, 0x4a0b, 0x9e, 0x61, 0x5c, 0x3c, 0x1f, 0x5d, 0x2a, 0x07);
DECLARE_CONST_UNICODE_STRING(RegistrySpeakerName, L"RegistrySpeaker");

typedef struct _SETTINGS {
    ULONG TraceLevel;
    ULONG Loopback;
    UNICODE_STRING Endpoint;
    ULONG ValuesSeen;
} SETTINGS;

static SETTINGS g_Settings;

typedef struct _REGISTRY_DEVICE {
    ACXCIRCUIT Speaker;
    ULONG StartCount;
} REGISTRY_DEVICE;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(REGISTRY_DEVICE, GetRegistryDevice)

DRIVER_INITIALIZE DriverEntry;
static EVT_WDF_DRIVER_UNLOAD EvtUnload;
static RTL_QUERY_REGISTRY_ROUTINE CountValue;

static NTSTATUS CountValue(PWSTR ValueName, ULONG ValueType, PVOID ValueData, ULONG ValueLength, PVOID Context,
                           PVOID EntryContext)
{
    UNREFERENCED_PARAMETER(ValueName);
    UNREFERENCED_PARAMETER(ValueType);
    UNREFERENCED_PARAMETER(ValueData);
    UNREFERENCED_PARAMETER(ValueLength);
    UNREFERENCED_PARAMETER(Context);
    *(PULONG)EntryContext += 1;
    return STATUS_SUCCESS;
}

// Settings live in the driver's service key, below Parameters.
static NTSTATUS ReadSettings(PUNICODE_STRING RegistryPath)
{
    RTL_QUERY_REGISTRY_TABLE table[] = {
        {NULL, RTL_QUERY_REGISTRY_SUBKEY, (PWSTR)L"Parameters", NULL, REG_NONE, NULL, 0},
        {NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK, (PWSTR)L"TraceLevel", &g_Settings.TraceLevel,
         (REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT) | REG_DWORD, &g_Settings.TraceLevel, sizeof(ULONG)},
        {NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK, (PWSTR)L"Loopback", &g_Settings.Loopback,
         (REG_DWORD << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT) | REG_DWORD, &g_Settings.Loopback, sizeof(ULONG)},
        {NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_TYPECHECK, (PWSTR)L"Endpoint", &g_Settings.Endpoint,
         (REG_SZ << RTL_QUERY_REGISTRY_TYPECHECK_SHIFT) | REG_SZ, (PVOID)L"Speaker", sizeof(L"Speaker")},
        {CountValue, 0, NULL, &g_Settings.ValuesSeen, REG_NONE, NULL, 0},
        {NULL, 0, NULL, NULL, 0, NULL, 0},
    };
    PWSTR path;
    NTSTATUS status;

    // The path that DriverEntry gets need not end in a zero.
    path = (PWSTR)ExAllocatePool2(POOL_FLAG_PAGED, RegistryPath->Length + sizeof(WCHAR), REGISTRY_TAG);
    if (path == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    RtlCopyMemory(path, RegistryPath->Buffer, RegistryPath->Length);

    g_Settings.TraceLevel = 3;
    g_Settings.Loopback = 0;
    status = RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, path, table, NULL, NULL);
    ExFreePoolWithTag(path, REGISTRY_TAG);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        status = STATUS_SUCCESS; // no Parameters key: the defaults stand
    }
    DbgPrint("registry_values: TraceLevel %u, Loopback %u, Endpoint %wZ, %u values\n", g_Settings.TraceLevel,
             g_Settings.Loopback, &g_Settings.Endpoint, g_Settings.ValuesSeen);
    return status;
}

// Counts the starts of the device in its hardware key.
static NTSTATUS CountStart(WDFDEVICE Device)
{
    DECLARE_CONST_UNICODE_STRING(valueName, L"StartCount");
    WDFKEY key;
    ULONG count = 0;
    NTSTATUS status =
        WdfDeviceOpenRegistryKey(Device, PLUGPLAY_REGKEY_DEVICE, KEY_READ | KEY_WRITE, WDF_NO_OBJECT_ATTRIBUTES, &key);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = WdfRegistryQueryULong(key, &valueName, &count);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND) {
        status = STATUS_SUCCESS;
    }
    if (NT_SUCCESS(status)) {
        status = WdfRegistryAssignULong(key, &valueName, count + 1);
        GetRegistryDevice(Device)->StartCount = count + 1;
    }
    WdfRegistryClose(key);
    DbgPrint("registry_values: start %u\n", GetRegistryDevice(Device)->StartCount);
    return status;
}

static EVT_ACX_CIRCUIT_CREATE_STREAM EvtCreateStream;
static NTSTATUS EvtCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                                ACXDATAFORMAT StreamFormat, const GUID *Mode, ACXOBJECTBAG Arguments)
{
    ACXSTREAM stream;

    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(Mode);
    UNREFERENCED_PARAMETER(Arguments);
    return PacketStreamCreate(Device, Circuit, StreamInit, StreamFormat, FALSE, NULL, NULL, &stream);
}

static const CODEC_CIRCUIT Speaker = {AcxCircuitTypeRender, &RegistrySpeakerId, &RegistrySpeakerName, EvtCreateStream,
                                      NULL, NULL};

static NTSTATUS EvtPrepareHardware(WDFDEVICE Device, WDFCMRESLIST Raw, WDFCMRESLIST Translated)
{
    NTSTATUS status = CountStart(Device);

    UNREFERENCED_PARAMETER(Raw);
    UNREFERENCED_PARAMETER(Translated);
    return NT_SUCCESS(status) ? CodecCircuitAdd(Device, &Speaker, &GetRegistryDevice(Device)->Speaker) : status;
}

static NTSTATUS EvtReleaseHardware(WDFDEVICE Device, WDFCMRESLIST Translated)
{
    UNREFERENCED_PARAMETER(Translated);
    CodecCircuitRemove(Device, &GetRegistryDevice(Device)->Speaker);
    return STATUS_SUCCESS;
}

static NTSTATUS EvtDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    WDFDEVICE device;

    UNREFERENCED_PARAMETER(Driver);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, REGISTRY_DEVICE);
    return CodecDeviceCreate(&DeviceInit, &attributes, EvtPrepareHardware, EvtReleaseHardware, &device);
}

static VOID EvtUnload(WDFDRIVER Driver)
{
    UNREFERENCED_PARAMETER(Driver);
    RtlFreeUnicodeString(&g_Settings.Endpoint);
}

NTSTATUS DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    NTSTATUS status = ReadSettings(RegistryPath);

    if (NT_SUCCESS(status)) {
        status = CodecDriverCreate(DriverObject, RegistryPath, EvtDeviceAdd, EvtUnload);
    }
    if (!NT_SUCCESS(status)) {
        RtlFreeUnicodeString(&g_Settings.Endpoint);
    }
    return status;
}
