// SPDX-License-Identifier: MIT
//
// See codec.h.
#include "codec.h"

static const ULONG SampleRates[] = {48000, 44100};

NTSTATUS CodecDriverCreate(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath, EVT_WDF_DRIVER_DEVICE_ADD *DeviceAdd,
                           EVT_WDF_DRIVER_UNLOAD *Unload)
{
    WDF_DRIVER_CONFIG config;
    ACX_DRIVER_CONFIG acxConfig;
    WDFDRIVER driver;
    NTSTATUS status;

    WDF_DRIVER_CONFIG_INIT(&config, DeviceAdd);
    config.EvtDriverUnload = Unload;
    status = WdfDriverCreate(DriverObject, RegistryPath, WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ACX_DRIVER_CONFIG_INIT(&acxConfig);
    return AcxDriverInitialize(driver, &acxConfig);
}

NTSTATUS CodecDeviceCreate(PWDFDEVICE_INIT *DeviceInit, PWDF_OBJECT_ATTRIBUTES Attributes,
                           EVT_WDF_DEVICE_PREPARE_HARDWARE *Prepare, EVT_WDF_DEVICE_RELEASE_HARDWARE *Release,
                           WDFDEVICE *Device)
{
    ACX_DEVICEINIT_CONFIG initConfig;
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    ACX_DEVICE_CONFIG deviceConfig;
    NTSTATUS status;

    PAGED_CODE();
    ACX_DEVICEINIT_CONFIG_INIT(&initConfig);
    status = AcxDeviceInitInitialize(*DeviceInit, &initConfig);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = Prepare;
    power.EvtDeviceReleaseHardware = Release;
    WdfDeviceInitSetPnpPowerEventCallbacks(*DeviceInit, &power);
    status = WdfDeviceCreate(DeviceInit, Attributes, Device);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    ACX_DEVICE_CONFIG_INIT(&deviceConfig);
    return AcxDeviceInitialize(*Device, &deviceConfig);
}

static NTSTATUS AddFormat(WDFDEVICE Device, ACXCIRCUIT Circuit, ACXDATAFORMATLIST List, ULONG Rate)
{
    KSDATAFORMAT_WAVEFORMATEXTENSIBLE pcm;
    ACX_DATAFORMAT_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;
    ACXDATAFORMAT format;
    NTSTATUS status;

    RtlZeroMemory(&pcm, sizeof(pcm));
    pcm.DataFormat.FormatSize = sizeof(pcm);
    pcm.DataFormat.MajorFormat = KSDATAFORMAT_TYPE_AUDIO;
    pcm.DataFormat.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    pcm.DataFormat.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX;
    pcm.WaveFormatExt.Format.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    pcm.WaveFormatExt.Format.nChannels = 2;
    pcm.WaveFormatExt.Format.nSamplesPerSec = Rate;
    pcm.WaveFormatExt.Format.wBitsPerSample = 16;
    pcm.WaveFormatExt.Format.nBlockAlign = 4;
    pcm.WaveFormatExt.Format.nAvgBytesPerSec = Rate * 4;
    pcm.WaveFormatExt.Format.cbSize = sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
    pcm.WaveFormatExt.Samples.wValidBitsPerSample = 16;
    pcm.WaveFormatExt.dwChannelMask = KSAUDIO_SPEAKER_STEREO;
    pcm.WaveFormatExt.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;

    ACX_DATAFORMAT_CONFIG_INIT_KS(&config, (PKSDATAFORMAT)&pcm);
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit;
    status = AcxDataFormatCreate(Device, &attributes, &config, &format);
    return NT_SUCCESS(status) ? AcxDataFormatListAddDataFormat(List, format) : status;
}

static NTSTATUS CreatePin(ACXCIRCUIT Circuit, ACX_PIN_TYPE Type, ACX_PIN_COMMUNICATION Communication,
                          const GUID *Category, ACXPIN *Pin)
{
    ACX_PIN_CONFIG config;
    WDF_OBJECT_ATTRIBUTES attributes;

    ACX_PIN_CONFIG_INIT(&config);
    config.Type = Type;
    config.Communication = Communication;
    config.Category = Category;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = Circuit;
    return AcxPinCreate(Circuit, &attributes, &config, Pin);
}

static NTSTATUS AddPins(WDFDEVICE Device, ACXCIRCUIT Circuit, BOOLEAN IsCapture)
{
    ACXPIN pins[2];
    NTSTATUS status = CreatePin(Circuit, IsCapture ? AcxPinTypeSource : AcxPinTypeSink, AcxPinCommunicationSink,
                                &KSCATEGORY_AUDIO, &pins[0]);

    for (ULONG i = 0; NT_SUCCESS(status) && i < ARRAYSIZE(SampleRates); ++i) {
        status = AddFormat(Device, Circuit, AcxPinGetRawDataFormatList(pins[0]), SampleRates[i]);
    }
    if (NT_SUCCESS(status)) {
        status = CreatePin(Circuit, IsCapture ? AcxPinTypeSink : AcxPinTypeSource, AcxPinCommunicationNone,
                           IsCapture ? &KSNODETYPE_MICROPHONE : &KSNODETYPE_SPEAKER, &pins[1]);
    }
    return NT_SUCCESS(status) ? AcxCircuitAddPins(Circuit, pins, ARRAYSIZE(pins)) : status;
}

NTSTATUS CodecCircuitCreate(WDFDEVICE Device, const CODEC_CIRCUIT *Description, ACXCIRCUIT *Circuit)
{
    WDF_OBJECT_ATTRIBUTES attributes;
    PACXCIRCUIT_INIT init = AcxCircuitInitAllocate(Device);
    NTSTATUS status;

    PAGED_CODE();
    if (init == NULL) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    AcxCircuitInitSetComponentId(init, Description->ComponentId);
    AcxCircuitInitSetCircuitType(init, Description->Type);
    status = AcxCircuitInitAssignName(init, Description->Name);
    if (NT_SUCCESS(status)) {
        status = AcxCircuitInitAssignAcxCreateStreamCallback(init, Description->CreateStream);
    }
    if (NT_SUCCESS(status) && Description->Describe != NULL) {
        status = Description->Describe(init);
    }
    if (NT_SUCCESS(status)) {
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = Device;
        status = AcxCircuitCreate(Device, &attributes, &init, Circuit);
    }
    if (!NT_SUCCESS(status)) {
        AcxCircuitInitFree(init);
        return status;
    }
    if (Description->Furnish != NULL) {
        status = Description->Furnish(Device, *Circuit);
    }
    if (NT_SUCCESS(status)) {
        status = AddPins(Device, *Circuit, Description->Type == AcxCircuitTypeCapture);
    }
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(*Circuit);
        *Circuit = NULL;
    }
    return status;
}

NTSTATUS CodecCircuitAdd(WDFDEVICE Device, const CODEC_CIRCUIT *Description, ACXCIRCUIT *Circuit)
{
    NTSTATUS status = CodecCircuitCreate(Device, Description, Circuit);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = AcxDeviceAddCircuit(Device, *Circuit);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(*Circuit);
        *Circuit = NULL;
    }
    return status;
}

VOID CodecCircuitRemove(WDFDEVICE Device, ACXCIRCUIT *Circuit)
{
    if (*Circuit != NULL) {
        (VOID)AcxDeviceRemoveCircuit(Device, *Circuit);
        *Circuit = NULL;
    }
}
