// SPDX-License-Identifier: MIT
//
// Code as drivers write it, in the common subset of C and C++: prototypes from function types, context types, _INIT
// calls, initialisers, interlocked operations, pragmas. It is compiled, never run.
#ifndef ACXSIM_TESTS_DDK_DRIVER_IDIOMS_H
#define ACXSIM_TESTS_DDK_DRIVER_IDIOMS_H

#define DRIVER_TAG 'gATX'

typedef struct _DEVICE_CONTEXT {
    ACXCIRCUIT Render;
    KSPIN_LOCK Lock;
    KEVENT Stopped;
    LIST_ENTRY Streams;
} DEVICE_CONTEXT, *PDEVICE_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(DEVICE_CONTEXT, GetDeviceContext)

typedef struct _STREAM_CONTEXT {
    LONG Position;
} STREAM_CONTEXT;
WDF_DECLARE_CONTEXT_TYPE(STREAM_CONTEXT)

EXTERN_C_START
DRIVER_INITIALIZE DriverEntry;
EVT_WDF_DRIVER_DEVICE_ADD IdiomDeviceAdd;
EVT_WDF_TIMER IdiomTimer;
EVT_ACX_STREAM_ALLOCATE_RTPACKETS IdiomAllocateRtPackets;
EVT_ACX_CIRCUIT_CREATE_STREAM IdiomCreateStream;
EXTERN_C_END

DECLARE_CONST_UNICODE_STRING(IdiomCircuitName, L"Speaker0");

static KSDATAFORMAT_WAVEFORMATEXTENSIBLE IdiomPcm48000c2 = {
    {{sizeof(KSDATAFORMAT_WAVEFORMATEXTENSIBLE), 0, 0, 0, ACXSIM_GUID_BRACES(STATICGUIDOF(KSDATAFORMAT_TYPE_AUDIO)),
      ACXSIM_GUID_BRACES(STATICGUIDOF(KSDATAFORMAT_SUBTYPE_PCM)),
      ACXSIM_GUID_BRACES(STATICGUIDOF(KSDATAFORMAT_SPECIFIER_WAVEFORMATEX))}},
    {{WAVE_FORMAT_EXTENSIBLE, 2, 48000, 192000, 4, 16, sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX)},
     {16},
     KSAUDIO_SPEAKER_STEREO,
     ACXSIM_GUID_BRACES(STATICGUIDOF(KSDATAFORMAT_SUBTYPE_PCM))}};

#pragma code_seg("PAGE")

__declspec(code_seg("PAGE")) _Use_decl_annotations_ NTSTATUS
    IdiomDeviceAdd(WDFDRIVER Driver, PWDFDEVICE_INIT DeviceInit) {
    NTSTATUS status;
    WDFDEVICE device = NULL;
    WDFTIMER timer = NULL;
    PACXCIRCUIT_INIT circuitInit = NULL;
    ACXCIRCUIT circuit = NULL;
    ACXPIN pin = NULL;
    ACXVOLUME volume = NULL;
    ACXDATAFORMAT format = NULL;
    ACXELEMENT elements[1];
    ACX_DEVICEINIT_CONFIG initConfig;
    ACX_DEVICE_CONFIG deviceConfig;
    ACX_PIN_CONFIG pinConfig;
    ACX_VOLUME_CONFIG volumeConfig;
    ACX_CONNECTION connection;
    ACX_DATAFORMAT_CONFIG formatConfig;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_TIMER_CONFIG timerConfig;
    WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS idle;
    PDEVICE_CONTEXT context;
    KIRQL irql;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(Driver);

    ACX_DEVICEINIT_CONFIG_INIT(&initConfig);
    status = AcxDeviceInitInitialize(DeviceInit, &initConfig);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    WdfDeviceInitSetPnpPowerEventCallbacks(DeviceInit, &power);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, DEVICE_CONTEXT);
    status = WdfDeviceCreate(&DeviceInit, &attributes, &device);
    context = GetDeviceContext(device);
    ASSERT(context != NULL);
    KeInitializeSpinLock(&context->Lock);
    InitializeListHead(&context->Streams);
    KeAcquireSpinLock(&context->Lock, &irql);
    KeReleaseSpinLock(&context->Lock, irql);
    ACX_DEVICE_CONFIG_INIT(&deviceConfig);
    status = AcxDeviceInitialize(device, &deviceConfig);
    WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&idle, IdleCannotWakeFromS0);
    idle.IdleTimeoutType = SystemManagedIdleTimeoutWithHint;
    idle.ExcludeD3Cold = WdfTrue;
    status = WdfDeviceAssignS0IdleSettings(device, &idle);

    circuitInit = AcxCircuitInitAllocate(device);
    AcxCircuitInitSetCircuitType(circuitInit, AcxCircuitTypeRender);
    status = AcxCircuitInitAssignName(circuitInit, &IdiomCircuitName);
    status = AcxCircuitInitAssignAcxCreateStreamCallback(circuitInit, IdiomCreateStream);
    status = AcxCircuitCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &circuitInit, &circuit);
    ACX_VOLUME_CONFIG_INIT(&volumeConfig);
    volumeConfig.Name = &KSAUDFNAME_VOLUME_CONTROL;
    status = AcxVolumeCreate(circuit, WDF_NO_OBJECT_ATTRIBUTES, &volumeConfig, &volume);
    elements[0] = (ACXELEMENT)volume;
    status = AcxCircuitAddElements(circuit, elements, ARRAYSIZE(elements));
    ACX_PIN_CONFIG_INIT(&pinConfig);
    pinConfig.Type = AcxPinTypeSink;
    pinConfig.Communication = AcxPinCommunicationSink;
    pinConfig.Category = &KSCATEGORY_AUDIO;
    status = AcxPinCreate(circuit, WDF_NO_OBJECT_ATTRIBUTES, &pinConfig, &pin);
    ACX_CONNECTION_INIT(&connection, circuit, elements[0]);
    ACX_DATAFORMAT_CONFIG_INIT_KS(&formatConfig, &IdiomPcm48000c2);
    status = AcxDataFormatCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &formatConfig, &format);
    status = AcxDataFormatListAddDataFormat(AcxPinGetRawDataFormatList(pin), format);

    WDF_TIMER_CONFIG_INIT(&timerConfig, IdiomTimer);
    timerConfig.UseHighResolutionTimer = WdfTrue;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = device;
    status = WdfTimerCreate(&timerConfig, &attributes, &timer);
    WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(10));
    return AcxDeviceAddCircuit(device, circuit);
}

#pragma code_seg()

VOID IdiomTimer(WDFTIMER Timer) {
    ACXSTREAM stream = (ACXSTREAM)WdfTimerGetParentObject(Timer);
    LARGE_INTEGER frequency;
    LARGE_INTEGER now = KeQueryPerformanceCounter(&frequency);
    const ULONGLONG hns = KSCONVERT_PERFORMANCE_TIME(frequency.QuadPart, now);
    STREAM_CONTEXT *context = WdfObjectGet_STREAM_CONTEXT(stream);
    const LONG completed = InterlockedIncrement(&context->Position) - 1;
    UNREFERENCED_LOCAL_VARIABLE(hns);
    KdPrint(("at %llu\n", hns));
    (void)AcxRtStreamNotifyPacketComplete(stream, (ULONGLONG)completed, (ULONGLONG)now.QuadPart);
}

NTSTATUS IdiomAllocateRtPackets(ACXSTREAM Stream, ULONG PacketCount, ULONG PacketSize, PACX_RTPACKET *Packets) {
    size_t bytes = 0;
    ULONG rounded = 0;
    PACX_RTPACKET packets;
    PMDL mdl;
    PVOID buffer;
    UNREFERENCED_PARAMETER(Stream);
    if (!NT_SUCCESS(RtlSizeTMult(PacketCount, sizeof(ACX_RTPACKET), &bytes)) ||
        !NT_SUCCESS(RtlULongAdd(PacketSize, PAGE_SIZE - 1, &rounded))) {
        return STATUS_INTEGER_OVERFLOW;
    }
    packets = (PACX_RTPACKET)ExAllocatePool2(POOL_FLAG_NON_PAGED, bytes, DRIVER_TAG);
    buffer = ExAllocatePool2(POOL_FLAG_NON_PAGED, rounded, DRIVER_TAG);
    mdl = IoAllocateMdl(buffer, rounded, FALSE, TRUE, NULL);
    MmBuildMdlForNonPagedPool(mdl);
    ACX_RTPACKET_INIT(&packets[0]);
    WDF_MEMORY_DESCRIPTOR_INIT_MDL(&packets[0].RtPacketBuffer, mdl, rounded);
    RtlZeroMemory(MmGetMdlVirtualAddress(mdl), MmGetMdlByteCount(mdl));
    *Packets = packets;
    return STATUS_SUCCESS;
}

NTSTATUS IdiomCreateStream(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXPIN Pin, PACXSTREAM_INIT StreamInit,
                           ACXDATAFORMAT StreamFormat, const GUID *SignalProcessingMode, ACXOBJECTBAG VarArguments) {
    ACXSTREAM stream = NULL;
    WDF_OBJECT_ATTRIBUTES attributes;
    ACX_STREAM_CALLBACKS callbacks;
    ACX_RT_STREAM_CALLBACKS rtCallbacks;
    UNREFERENCED_PARAMETER(Pin);
    UNREFERENCED_PARAMETER(StreamFormat);
    UNREFERENCED_PARAMETER(VarArguments);
    UNREFERENCED_PARAMETER(SignalProcessingMode);
    ACX_STREAM_CALLBACKS_INIT(&callbacks);
    (void)AcxStreamInitAssignAcxStreamCallbacks(StreamInit, &callbacks);
    ACX_RT_STREAM_CALLBACKS_INIT(&rtCallbacks);
    rtCallbacks.EvtAcxStreamAllocateRtPackets = IdiomAllocateRtPackets;
    (void)AcxStreamInitAssignAcxRtStreamCallbacks(StreamInit, &rtCallbacks);
    AcxStreamInitSetAcxRtStreamSupportsNotifications(StreamInit);
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, STREAM_CONTEXT);
    return AcxRtStreamCreate(Device, Circuit, &attributes, &StreamInit, &stream);
}

#endif // ACXSIM_TESTS_DDK_DRIVER_IDIOMS_H
