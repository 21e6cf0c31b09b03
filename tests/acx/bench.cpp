// SPDX-License-Identifier: MIT
#include "tests/acx/bench.hpp"

namespace acxsim::test {

namespace {

constexpr ULONG tag = 'tseT';

struct StreamContext {
    PACX_RTPACKET packets;
    PVOID buffers[2];
};
WDF_DECLARE_CONTEXT_TYPE_WITH_NAME(StreamContext, GetStreamContext)

NTSTATUS note(const char *name, NTSTATUS status) {
    journal.push_back(name);
    return status;
}

NTSTATUS prepare(ACXSTREAM) { return note("Prepare", behaviour.prepare); }
NTSTATUS release(ACXSTREAM) { return note("Release", behaviour.release); }
NTSTATUS run(ACXSTREAM stream) {
    if (behaviour.in_run) behaviour.in_run(stream);
    return note("Run", behaviour.run);
}
NTSTATUS pause(ACXSTREAM stream) {
    if (behaviour.in_pause) behaviour.in_pause(stream);
    return note("Pause", behaviour.pause);
}
NTSTATUS latency(ACXSTREAM, ULONG *fifo, ULONG *delay) {
    journal.push_back("GetHwLatency");
    if (behaviour.write_outputs) {
        *fifo = 128;
        *delay = 10;
    }
    return STATUS_SUCCESS;
}

NTSTATUS allocate(ACXSTREAM stream, ULONG count, ULONG size, PACX_RTPACKET *packets) {
    journal.push_back("Allocate " + std::to_string(count) + " " + std::to_string(size));
    if (!NT_SUCCESS(behaviour.allocate)) return behaviour.allocate;
    StreamContext *context = GetStreamContext(stream);
    const ULONG whole = (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
    auto array = static_cast<PACX_RTPACKET>(ExAllocatePool2(POOL_FLAG_NON_PAGED, count * sizeof(ACX_RTPACKET), tag));
    for (ULONG i = 0; i < count; ++i) {
        context->buffers[i] = ExAllocatePool2(POOL_FLAG_NON_PAGED, whole, tag);
        PMDL mdl = IoAllocateMdl(context->buffers[i], whole, FALSE, FALSE, nullptr);
        MmBuildMdlForNonPagedPool(mdl);
        ACX_RTPACKET_INIT(&array[i]);
        WDF_MEMORY_DESCRIPTOR_INIT_MDL(&array[i].RtPacketBuffer, mdl, whole);
        array[i].RtPacketOffset = i == 0 ? whole - size : 0;
        array[i].RtPacketSize = size;
    }
    context->packets = array;
    if (behaviour.bend_packets) behaviour.bend_packets(array, count);
    *packets = array;
    return STATUS_SUCCESS;
}

VOID free_packets(ACXSTREAM stream, PACX_RTPACKET packets, ULONG count) {
    journal.push_back("Free " + std::to_string(count));
    StreamContext *context = GetStreamContext(stream);
    CHECK(packets == context->packets);
    if (behaviour.leak_packets) return;
    for (ULONG i = 0; i < count; ++i) {
        if (packets[i].RtPacketBuffer.Type == WdfMemoryDescriptorTypeMdl)
            IoFreeMdl(packets[i].RtPacketBuffer.u.MdlType.Mdl);
        if (context->buffers[i] != nullptr) ExFreePoolWithTag(context->buffers[i], tag);
    }
    ExFreePoolWithTag(packets, tag);
}

NTSTATUS set_render_packet(ACXSTREAM stream, ULONG packet, ULONG, ULONG) {
    journal.push_back("SetRenderPacket " + std::to_string(packet));
    if (behaviour.in_set_render_packet) behaviour.in_set_render_packet(stream);
    return STATUS_SUCCESS;
}
NTSTATUS current_packet(ACXSTREAM, PULONG packet) {
    if (behaviour.write_outputs) *packet = 7;
    return STATUS_SUCCESS;
}
NTSTATUS capture_packet(ACXSTREAM, PULONG packet, PULONGLONG qpc, PBOOLEAN more) {
    *packet = 3;
    *qpc = 4;
    *more = TRUE;
    return STATUS_SUCCESS;
}
NTSTATUS position(ACXSTREAM, PULONGLONG blocks, PULONGLONG qpc) {
    *blocks = 480;
    if (behaviour.write_outputs) *qpc = static_cast<ULONGLONG>(KeQueryPerformanceCounter(nullptr).QuadPart);
    return STATUS_SUCCESS;
}

VOID cleanup(WDFOBJECT) { journal.push_back("stream cleanup"); }
VOID destroy(WDFOBJECT) { journal.push_back("stream destroy"); }

NTSTATUS create_stream(WDFDEVICE device, ACXCIRCUIT circuit, ACXPIN, PACXSTREAM_INIT init, ACXDATAFORMAT, const GUID *,
                       ACXOBJECTBAG) {
    journal.push_back("CreateStream");
    if (behaviour.create) return behaviour.create(device, circuit, init);
    ACX_STREAM_CALLBACKS callbacks;
    ACX_STREAM_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxStreamPrepareHardware = prepare;
    callbacks.EvtAcxStreamReleaseHardware = release;
    callbacks.EvtAcxStreamRun = run;
    callbacks.EvtAcxStreamPause = pause;
    ACX_RT_STREAM_CALLBACKS rt;
    ACX_RT_STREAM_CALLBACKS_INIT(&rt);
    rt.EvtAcxStreamGetHwLatency = latency;
    rt.EvtAcxStreamAllocateRtPackets = allocate;
    rt.EvtAcxStreamFreeRtPackets = free_packets;
    rt.EvtAcxStreamGetCurrentPacket = current_packet;
    rt.EvtAcxStreamGetPresentationPosition = position;
    if (behaviour.capture) {
        rt.EvtAcxStreamGetCapturePacket = capture_packet;
    } else {
        rt.EvtAcxStreamSetRenderPacket = set_render_packet;
    }
    if (behaviour.bend_callbacks) behaviour.bend_callbacks(callbacks, rt);
    NTSTATUS status = AcxStreamInitAssignAcxStreamCallbacks(init, &callbacks);
    if (!NT_SUCCESS(status)) return status;
    status = AcxStreamInitAssignAcxRtStreamCallbacks(init, &rt);
    if (!NT_SUCCESS(status)) return status;
    if (behaviour.bend_stream_init) behaviour.bend_stream_init(init);
    if (behaviour.notifications) AcxStreamInitSetAcxRtStreamSupportsNotifications(init);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT_CONTEXT_TYPE(&attributes, StreamContext);
    attributes.EvtCleanupCallback = cleanup;
    attributes.EvtDestroyCallback = destroy;
    return AcxRtStreamCreate(device, circuit, &attributes, &init, &Driver::stream);
}

LONG volume_level;
NTSTATUS volume_assign(ACXVOLUME, ULONG, LONG level) {
    volume_level = level;
    return STATUS_SUCCESS;
}
NTSTATUS volume_retrieve(ACXVOLUME, ULONG, LONG *level) {
    *level = volume_level;
    return STATUS_SUCCESS;
}

NTSTATUS circuit_prepare(WDFDEVICE, ACXCIRCUIT, WDFCMRESLIST, WDFCMRESLIST) {
    return note("circuit Prepare", behaviour.circuit_prepare);
}
NTSTATUS circuit_release(WDFDEVICE, ACXCIRCUIT, WDFCMRESLIST) { return note("circuit Release", STATUS_SUCCESS); }
NTSTATUS circuit_power_up(WDFDEVICE, ACXCIRCUIT, WDF_POWER_DEVICE_STATE) {
    return note("circuit PowerUp", behaviour.circuit_power_up);
}
NTSTATUS circuit_power_down(WDFDEVICE, ACXCIRCUIT, WDF_POWER_DEVICE_STATE) {
    return note("circuit PowerDown", STATUS_SUCCESS);
}

DECLARE_CONST_UNICODE_STRING(circuit_name, L"Speaker0");

NTSTATUS make_circuit(WDFDEVICE device) {
    PACXCIRCUIT_INIT init = AcxCircuitInitAllocate(device);
    AcxCircuitInitAssignName(init, &circuit_name);
    AcxCircuitInitSetCircuitType(init, behaviour.capture ? AcxCircuitTypeCapture : AcxCircuitTypeRender);
    ACX_CIRCUIT_PNPPOWER_CALLBACKS power;
    ACX_CIRCUIT_PNPPOWER_CALLBACKS_INIT(&power);
    power.EvtAcxCircuitPrepareHardware = circuit_prepare;
    power.EvtAcxCircuitReleaseHardware = circuit_release;
    power.EvtAcxCircuitPowerUp = circuit_power_up;
    power.EvtAcxCircuitPowerDown = circuit_power_down;
    AcxCircuitInitSetAcxCircuitPnpPowerCallbacks(init, &power);
    AcxCircuitInitAssignAcxCreateStreamCallback(init, create_stream);
    NTSTATUS status = AcxCircuitCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &init, &Driver::circuit);
    if (!NT_SUCCESS(status)) return status;

    ACX_VOLUME_CALLBACKS volume_callbacks;
    ACX_VOLUME_CALLBACKS_INIT(&volume_callbacks);
    volume_callbacks.EvtAcxVolumeAssignLevel = volume_assign;
    volume_callbacks.EvtAcxVolumeRetrieveLevel = volume_retrieve;
    ACX_VOLUME_CONFIG volume;
    ACX_VOLUME_CONFIG_INIT(&volume);
    volume.ChannelsCount = 2;
    volume.Maximum = 0;
    volume.Minimum = -96 * 0x10000;
    volume.SteppingDelta = 0x8000;
    volume.Callbacks = &volume_callbacks;
    status = AcxVolumeCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &volume, &Driver::volume);
    if (!NT_SUCCESS(status)) return status;
    ACXELEMENT elements[] = {reinterpret_cast<ACXELEMENT>(Driver::volume)};
    status = AcxCircuitAddElements(Driver::circuit, elements, 1);
    if (!NT_SUCCESS(status)) return status;

    ACX_PIN_CONFIG pin;
    ACX_PIN_CONFIG_INIT(&pin);
    pin.Type = behaviour.capture ? AcxPinTypeSource : AcxPinTypeSink;
    pin.Communication = AcxPinCommunicationSink;
    pin.MaxStreams = behaviour.streams_max;
    status = AcxPinCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &pin, &Driver::pin);
    if (!NT_SUCCESS(status)) return status;
    status = AcxDataFormatListAddDataFormat(AcxPinGetRawDataFormatList(Driver::pin), make_format(device, 48000, 16, 2));
    return NT_SUCCESS(status) ? AcxCircuitAddPins(Driver::circuit, &Driver::pin, 1) : status;
}

NTSTATUS device_prepare(WDFDEVICE device, WDFCMRESLIST, WDFCMRESLIST) {
    journal.push_back("device Prepare");
    const NTSTATUS status = make_circuit(device);
    return NT_SUCCESS(status) ? AcxDeviceAddCircuit(device, Driver::circuit) : status;
}
NTSTATUS device_release(WDFDEVICE device, WDFCMRESLIST) {
    journal.push_back("device Release");
    return AcxDeviceRemoveCircuit(device, Driver::circuit);
}
NTSTATUS d0_entry(WDFDEVICE, WDF_POWER_DEVICE_STATE) { return note("D0Entry", STATUS_SUCCESS); }
NTSTATUS d0_exit(WDFDEVICE, WDF_POWER_DEVICE_STATE) { return note("D0Exit", STATUS_SUCCESS); }

NTSTATUS add(WDFDRIVER, PWDFDEVICE_INIT init) {
    ACX_DEVICEINIT_CONFIG init_config;
    ACX_DEVICEINIT_CONFIG_INIT(&init_config);
    NTSTATUS status = AcxDeviceInitInitialize(init, &init_config);
    if (!NT_SUCCESS(status)) return status;
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = device_prepare;
    power.EvtDeviceReleaseHardware = device_release;
    power.EvtDeviceD0Entry = d0_entry;
    power.EvtDeviceD0Exit = d0_exit;
    WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
    status = WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES, &Driver::device);
    if (!NT_SUCCESS(status)) return status;
    ACX_DEVICE_CONFIG config;
    ACX_DEVICE_CONFIG_INIT(&config);
    return AcxDeviceInitialize(Driver::device, &config);
}

kernel::Parameters ideal() {
    kernel::Parameters parameters;
    parameters.profile = kernel::make_profile("ideal");
    return parameters;
}

} // namespace

NTSTATUS Driver::entry(PDRIVER_OBJECT object, PUNICODE_STRING path) {
    WDF_DRIVER_CONFIG config;
    WDF_DRIVER_CONFIG_INIT(&config, add);
    WDFDRIVER driver;
    const NTSTATUS status = WdfDriverCreate(object, path, WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
    if (!NT_SUCCESS(status)) return status;
    ACX_DRIVER_CONFIG acx_config;
    ACX_DRIVER_CONFIG_INIT(&acx_config);
    return AcxDriverInitialize(driver, &acx_config);
}

ACXDATAFORMAT make_format(WDFDEVICE device, ULONG rate, USHORT bits, USHORT channels) {
    KSDATAFORMAT_WAVEFORMATEXTENSIBLE pcm{};
    pcm.DataFormat.FormatSize = sizeof(pcm);
    pcm.DataFormat.MajorFormat = KSDATAFORMAT_TYPE_AUDIO;
    pcm.DataFormat.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    pcm.DataFormat.Specifier = KSDATAFORMAT_SPECIFIER_WAVEFORMATEX;
    pcm.WaveFormatExt.Format.wFormatTag = WAVE_FORMAT_EXTENSIBLE;
    pcm.WaveFormatExt.Format.nChannels = channels;
    pcm.WaveFormatExt.Format.nSamplesPerSec = rate;
    pcm.WaveFormatExt.Format.wBitsPerSample = bits;
    pcm.WaveFormatExt.Format.nBlockAlign = static_cast<USHORT>(channels * bits / 8);
    pcm.WaveFormatExt.Format.nAvgBytesPerSec = rate * pcm.WaveFormatExt.Format.nBlockAlign;
    pcm.WaveFormatExt.Format.cbSize = sizeof(WAVEFORMATEXTENSIBLE) - sizeof(WAVEFORMATEX);
    pcm.WaveFormatExt.Samples.wValidBitsPerSample = bits;
    pcm.WaveFormatExt.SubFormat = KSDATAFORMAT_SUBTYPE_PCM;
    ACX_DATAFORMAT_CONFIG config;
    ACX_DATAFORMAT_CONFIG_INIT_KS(&config, &pcm);
    ACXDATAFORMAT format = nullptr;
    REQUIRE(NT_SUCCESS(AcxDataFormatCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &config, &format)));
    return format;
}

Bench::Bench() : system(simulation, memory, bus, ideal()), executive(system), host(system) {
    acx = acx::make_framework(system, host);
    behaviour = {};
    journal.clear();
}

void Bench::simulate(const std::function<void()> &code) {
    bool done = false;
    system.start_thread("test", kernel::normal_priority, [&] {
        code();
        done = true;
    });
    const kernel::Stop stop = system.run_until(simulation.now() + core::from_seconds(10));
    INFO(stop.text);
    REQUIRE(done);
}

void Bench::run_to_start(const std::function<void()> &code) {
    simulate([&] {
        REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&Driver::entry)).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
        code();
    });
}

void Bench::run(const std::function<void()> &code) {
    run_to_start([&] {
        code();
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
    });
}

std::unique_ptr<acx::StreamConnection> Bench::open() {
    auto opened =
        acx->open("Speaker0", behaviour.capture ? acx::Direction::Capture : acx::Direction::Render, stereo_48k);
    INFO((opened ? std::string() : opened.error().message));
    REQUIRE(opened.ok());
    return std::move(*opened);
}

std::unique_ptr<acx::StreamConnection> Bench::open_running() {
    auto connection = open();
    REQUIRE(connection->allocate_packets(2, packet_bytes) == 0);
    REQUIRE(connection->set_state(acx::StreamState::Run) == 0);
    return connection;
}

} // namespace acxsim::test
