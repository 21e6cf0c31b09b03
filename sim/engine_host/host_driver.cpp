// SPDX-License-Identifier: MIT
#include "sim/engine_host/host_driver.hpp"

#include "wdf.h"

#include "ksmedia.h"

namespace acxsim::engine_host {

namespace {

const HostedDriver *hosted;
ACXCIRCUIT circuits[2];

struct ObjectContext {
    void *object;
    void (*destroy)(void *);
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(ObjectContext, object_context)

struct CircuitContext {
    BOOLEAN capture;
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(CircuitContext, circuit_context)

DECLARE_CONST_UNICODE_STRING(render_name, L"EngineRender0");
DECLARE_CONST_UNICODE_STRING(capture_name, L"EngineCapture0");
constexpr GUID render_id{0x3f0c2a71, 0x6f0e, 0x4b86, {0x9c, 0x41, 0x52, 0x1d, 0x77, 0x0e, 0x2a, 0x01}};
constexpr GUID capture_id{0x3f0c2a71, 0x6f0e, 0x4b86, {0x9c, 0x41, 0x52, 0x1d, 0x77, 0x0e, 0x2a, 0x02}};

ULONG speakers(std::uint16_t channels) {
    switch (channels) {
    case 1:
        return KSAUDIO_SPEAKER_MONO;
    case 4:
        return KSAUDIO_SPEAKER_QUAD;
    case 6:
        return KSAUDIO_SPEAKER_5POINT1_SURROUND;
    case 8:
        return KSAUDIO_SPEAKER_7POINT1_SURROUND;
    default:
        return channels == 2 ? KSAUDIO_SPEAKER_STEREO : KSAUDIO_SPEAKER_DIRECTOUT;
    }
}

NTSTATUS add_format(WDFDEVICE device, ACXCIRCUIT circuit, ACXDATAFORMATLIST list, const acx::AudioFormat &format) {
    KSDATAFORMAT_WAVEFORMATEXTENSIBLE pcm{};
    pcm.DataFormat.FormatSize = sizeof(pcm);
    pcm.DataFormat.MajorFormat = KSDATAFORMAT_TYPE_AUDIO;
    pcm.DataFormat.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    pcm.DataFormat.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX;
    WAVEFORMATEX &wave = pcm.WaveFormatExt.Format;
    wave.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    wave.nChannels = format.channels;
    wave.nSamplesPerSec = format.rate_hz;
    wave.wBitsPerSample = format.container_bits;
    wave.nBlockAlign = static_cast<WORD>(format.block_bytes());
    wave.nAvgBytesPerSec = format.rate_hz * wave.nBlockAlign;
    wave.cbSize = sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
    pcm.WaveFormatExt.Samples.wValidBitsPerSample = format.valid_bits;
    pcm.WaveFormatExt.dwChannelMask = speakers(format.channels);
    pcm.WaveFormatExt.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;

    ACX_DATAFORMAT_CONFIG config;
    ACX_DATAFORMAT_CONFIG_INIT_KS(&config, reinterpret_cast<PKSDATAFORMAT>(&pcm));
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = circuit;
    ACXDATAFORMAT made = nullptr;
    const NTSTATUS status = AcxDataFormatCreate(device, &attributes, &config, &made);
    return NT_SUCCESS(status) ? AcxDataFormatListAddDataFormat(list, made) : status;
}

NTSTATUS add_pins(WDFDEVICE device, ACXCIRCUIT circuit, bool capture) {
    ACXPIN pins[2] = {};
    for (int i = 0; i < 2; ++i) {
        const bool host_side = i == 0;
        ACX_PIN_CONFIG config;
        ACX_PIN_CONFIG_INIT(&config);
        config.Type = host_side == capture ? AcxPinTypeSource : AcxPinTypeSink;
        config.Communication = host_side ? AcxPinCommunicationSink : AcxPinCommunicationNone;
        config.Category = host_side ? &KSCATEGORY_AUDIO : capture ? &KSNODETYPE_MICROPHONE : &KSNODETYPE_SPEAKER;
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = circuit;
        const NTSTATUS status = AcxPinCreate(circuit, &attributes, &config, &pins[i]);
        if (!NT_SUCCESS(status)) return status;
    }
    for (const HostedStream &stream : hosted->streams) {
        if ((stream.direction == acx::Direction::Capture) != capture) continue;
        const NTSTATUS status = add_format(device, circuit, AcxPinGetRawDataFormatList(pins[0]), stream.format);
        if (!NT_SUCCESS(status) && status != STATUS_OBJECT_NAME_COLLISION) return status;
    }
    return AcxCircuitAddPins(circuit, pins, ARRAYSIZE(pins));
}

NTSTATUS create_stream(WDFDEVICE device, ACXCIRCUIT circuit, ACXPIN, PACXSTREAM_INIT init, ACXDATAFORMAT format,
                       const GUID *, ACXOBJECTBAG) {
    const Engine &engine = hosted->engine;
    ACX_STREAM_CALLBACKS stream_callbacks = engine.stream;
    NTSTATUS status = AcxStreamInitAssignAcxStreamCallbacks(init, &stream_callbacks);
    if (!NT_SUCCESS(status)) return status;
    ACX_RT_STREAM_CALLBACKS rt_callbacks = engine.rt;
    if (circuit_context(circuit)->capture) {
        rt_callbacks.EvtAcxStreamSetRenderPacket = nullptr;
    } else {
        rt_callbacks.EvtAcxStreamGetCapturePacket = nullptr;
    }
    status = AcxStreamInitAssignAcxRtStreamCallbacks(init, &rt_callbacks);
    if (!NT_SUCCESS(status)) return status;
    if (engine.notifications) AcxStreamInitSetAcxRtStreamSupportsNotifications(init);
    WDF_OBJECT_ATTRIBUTES attributes = engine.attributes;
    ACXSTREAM stream = nullptr;
    status = AcxRtStreamCreate(device, circuit, &attributes, &init, &stream);
    if (!NT_SUCCESS(status)) return status;
    status = engine.created ? engine.created(stream, format) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) WdfObjectDelete(stream);
    return status;
}

NTSTATUS create_circuit(WDFDEVICE device, bool capture, ACXCIRCUIT *circuit) {
    PACXCIRCUIT_INIT init = AcxCircuitInitAllocate(device);
    if (init == nullptr) return STATUS_INSUFFICIENT_RESOURCES;
    AcxCircuitInitSetComponentId(init, capture ? &capture_id : &render_id);
    AcxCircuitInitSetCircuitType(init, capture ? AcxCircuitTypeCapture : AcxCircuitTypeRender);
    NTSTATUS status = AcxCircuitInitAssignName(init, capture ? &capture_name : &render_name);
    if (NT_SUCCESS(status)) status = AcxCircuitInitAssignAcxCreateStreamCallback(init, create_stream);
    ACXCIRCUIT made = nullptr;
    if (NT_SUCCESS(status)) {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, CircuitContext);
        status = AcxCircuitCreate(device, &attributes, &init, &made);
    }
    if (!NT_SUCCESS(status)) {
        AcxCircuitInitFree(init);
        return status;
    }
    circuit_context(made)->capture = capture;
    status = add_pins(device, made, capture);
    if (NT_SUCCESS(status)) status = AcxDeviceAddCircuit(device, made);
    if (!NT_SUCCESS(status)) {
        WdfObjectDelete(made);
        return status;
    }
    *circuit = made;
    return STATUS_SUCCESS;
}

NTSTATUS prepare_hardware(WDFDEVICE device, WDFCMRESLIST raw, WDFCMRESLIST translated) {
    if (hosted->engine.prepare_hardware) {
        const NTSTATUS status = hosted->engine.prepare_hardware(device, raw, translated);
        if (!NT_SUCCESS(status)) return status;
    }
    for (const bool capture : {false, true}) {
        bool wanted = false;
        for (const HostedStream &stream : hosted->streams)
            wanted = wanted || (stream.direction == acx::Direction::Capture) == capture;
        if (!wanted) continue;
        const NTSTATUS status = create_circuit(device, capture, &circuits[capture]);
        if (!NT_SUCCESS(status)) return status;
    }
    return STATUS_SUCCESS;
}

NTSTATUS release_hardware(WDFDEVICE device, WDFCMRESLIST translated) {
    for (ACXCIRCUIT &circuit : circuits) {
        if (circuit != nullptr) (void)AcxDeviceRemoveCircuit(device, circuit);
        circuit = nullptr;
    }
    return hosted->engine.release_hardware ? hosted->engine.release_hardware(device, translated) : STATUS_SUCCESS;
}

NTSTATUS add_device(WDFDRIVER, PWDFDEVICE_INIT init) {
    ACX_DEVICEINIT_CONFIG init_config;
    ACX_DEVICEINIT_CONFIG_INIT(&init_config);
    NTSTATUS status = AcxDeviceInitInitialize(init, &init_config);
    if (!NT_SUCCESS(status)) return status;
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = prepare_hardware;
    power.EvtDeviceReleaseHardware = release_hardware;
    WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
    WDFDEVICE device = nullptr;
    status = WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES, &device);
    if (!NT_SUCCESS(status)) return status;
    ACX_DEVICE_CONFIG config;
    ACX_DEVICE_CONFIG_INIT(&config);
    return AcxDeviceInitialize(device, &config);
}

NTSTATUS driver_entry(PDRIVER_OBJECT object, PUNICODE_STRING path) {
    circuits[0] = circuits[1] = nullptr;
    WDF_DRIVER_CONFIG config;
    WDF_DRIVER_CONFIG_INIT(&config, add_device);
    WDFDRIVER driver = nullptr;
    const NTSTATUS status = WdfDriverCreate(object, path, WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
    if (!NT_SUCCESS(status)) return status;
    ACX_DRIVER_CONFIG acx_config;
    ACX_DRIVER_CONFIG_INIT(&acx_config);
    return AcxDriverInitialize(driver, &acx_config);
}

VOID destroy_object(WDFOBJECT stream) {
    const ObjectContext *context = object_context(stream);
    if (context->object != nullptr) context->destroy(context->object);
}

} // namespace

void set_hosted_driver(const HostedDriver *driver) { hosted = driver; }
void *host_driver_entry() { return reinterpret_cast<void *>(&driver_entry); }

void *object_of(ACXSTREAM stream) { return object_context(reinterpret_cast<WDFOBJECT>(stream))->object; }

NTSTATUS hang_on(ACXSTREAM stream, void *object, void (*destroy)(void *)) {
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, ObjectContext);
    attributes.EvtDestroyCallback = destroy_object;
    PVOID memory = nullptr;
    const NTSTATUS status = WdfObjectAllocateContext(reinterpret_cast<WDFOBJECT>(stream), &attributes, &memory);
    if (!NT_SUCCESS(status)) {
        destroy(object);
        return status;
    }
    *static_cast<ObjectContext *>(memory) = {object, destroy};
    return STATUS_SUCCESS;
}

} // namespace acxsim::engine_host
