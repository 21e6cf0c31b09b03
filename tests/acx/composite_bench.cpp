// SPDX-License-Identifier: MIT
#include "tests/acx/composite_bench.hpp"

#include <map>

#include "sim/wdf/device_tree.hpp"

namespace acxsim::test {

namespace {

constexpr GUID codec_id{0x0a0b0c0d, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
constexpr GUID property_set{0x77777777, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
constexpr GUID raw_class{0x99999999, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
DECLARE_CONST_UNICODE_STRING(dsp_name, L"Dsp");
DECLARE_CONST_UNICODE_STRING(dsp2_name, L"Dsp2");
DECLARE_CONST_UNICODE_STRING(dsp_uri, L"acpi:dsp");
DECLARE_CONST_UNICODE_STRING(codec_name, L"Codec");
DECLARE_CONST_UNICODE_STRING(factory_name, L"CodecFactory");

std::map<WDFDEVICE, ACXCIRCUIT> codecs; // of the circuit devices
unsigned children;

NTSTATUS note(const std::string &text, NTSTATUS status = STATUS_SUCCESS) {
    journal.push_back(text);
    return status;
}
std::string who(ACXCIRCUIT circuit) {
    return circuit == CompositeDriver::dsp || circuit == CompositeDriver::dsp2 ? "dsp" : "codec";
}
std::string who(ACXSTREAM stream) { return who(AcxStreamGetCircuit(stream)); }

// --- streams

NTSTATUS prepare(ACXSTREAM s) { return note(who(s) + " Prepare", who(s) == "codec" ? composite.codec_prepare : 0); }
NTSTATUS release(ACXSTREAM s) { return note(who(s) + " Release"); }
NTSTATUS run(ACXSTREAM s) { return note(who(s) + " Run"); }
NTSTATUS pause(ACXSTREAM s) { return note(who(s) + " Pause"); }
NTSTATUS latency(ACXSTREAM, ULONG *fifo, ULONG *delay) {
    *fifo = *delay = 0;
    return STATUS_SUCCESS;
}
NTSTATUS allocate(ACXSTREAM, ULONG count, ULONG size, PACX_RTPACKET *packets) {
    const ULONG whole = (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
    auto array = static_cast<PACX_RTPACKET>(ExAllocatePool2(POOL_FLAG_NON_PAGED, count * sizeof(ACX_RTPACKET), 'tseT'));
    for (ULONG i = 0; i < count; ++i) {
        PVOID memory = ExAllocatePool2(POOL_FLAG_NON_PAGED, whole, 'tseT');
        PMDL mdl = IoAllocateMdl(memory, whole, FALSE, FALSE, nullptr);
        MmBuildMdlForNonPagedPool(mdl);
        ACX_RTPACKET_INIT(&array[i]);
        WDF_MEMORY_DESCRIPTOR_INIT_MDL(&array[i].RtPacketBuffer, mdl, whole);
        array[i].RtPacketOffset = i == 0 ? whole - size : 0;
        array[i].RtPacketSize = size;
    }
    *packets = array;
    return STATUS_SUCCESS;
}
VOID free_packets(ACXSTREAM, PACX_RTPACKET packets, ULONG count) {
    for (ULONG i = 0; i < count; ++i) {
        PMDL mdl = packets[i].RtPacketBuffer.u.MdlType.Mdl;
        PVOID memory = MmGetMdlVirtualAddress(mdl);
        IoFreeMdl(mdl);
        ExFreePoolWithTag(memory, 'tseT');
    }
    ExFreePoolWithTag(packets, 'tseT');
}
NTSTATUS set_render_packet(ACXSTREAM, ULONG, ULONG, ULONG) { return STATUS_SUCCESS; }
NTSTATUS current_packet(ACXSTREAM, PULONG packet) {
    *packet = 0;
    return STATUS_SUCCESS;
}
NTSTATUS capture_packet(ACXSTREAM, PULONG packet, PULONGLONG qpc, PBOOLEAN more) {
    *packet = 0;
    *qpc = 0;
    *more = FALSE;
    return STATUS_SUCCESS;
}
NTSTATUS position(ACXSTREAM, PULONGLONG blocks, PULONGLONG qpc) {
    *blocks = *qpc = 0;
    return STATUS_SUCCESS;
}
NTSTATUS assign_drm(ACXSTREAM stream, ULONG content, PACXDRMRIGHTS rights) {
    ACXDRMRIGHTS known{};
    CHECK(AcxDrmRetrieveContentRights(content, &known) == STATUS_SUCCESS);
    CHECK(known.CopyProtect == rights->CopyProtect);
    CHECK(known.DigitalOutputDisable == rights->DigitalOutputDisable);
    return note(who(stream) + " DRM content " + std::to_string(content), who(stream) == "dsp" ? composite.dsp_drm : 0);
}
VOID stream_cleanup(WDFOBJECT stream) { journal.push_back(who(static_cast<ACXSTREAM>(stream)) + " stream cleanup"); }

NTSTATUS create_stream(WDFDEVICE device, ACXCIRCUIT circuit, ACXPIN pin, PACXSTREAM_INIT init, ACXDATAFORMAT format,
                       const GUID *mode, ACXOBJECTBAG) {
    const bool raw = IsEqualGUID(*mode, AUDIO_SIGNALPROCESSINGMODE_RAW);
    note(who(circuit) + " CreateStream pin " + std::to_string(AcxPinGetId(pin)) + " " +
         std::to_string(AcxDataFormatGetSampleRate(format)) + (raw ? " RAW" : " other"));
    if (who(circuit) == "codec" && !NT_SUCCESS(composite.codec_create_stream)) return composite.codec_create_stream;
    ACX_STREAM_CALLBACKS callbacks;
    ACX_STREAM_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxStreamPrepareHardware = prepare;
    callbacks.EvtAcxStreamReleaseHardware = release;
    callbacks.EvtAcxStreamRun = run;
    callbacks.EvtAcxStreamPause = pause;
    if (who(circuit) == "dsp" || composite.codec_has_drm) callbacks.EvtAcxStreamAssignDrmContentId = assign_drm;
    NTSTATUS status = AcxStreamInitAssignAcxStreamCallbacks(init, &callbacks);
    if (!NT_SUCCESS(status)) return status;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.EvtCleanupCallback = stream_cleanup;
    ACXSTREAM stream;
    if (who(circuit) == "codec") return AcxStreamCreate(device, circuit, &attributes, &init, &stream);
    ACX_RT_STREAM_CALLBACKS rt;
    ACX_RT_STREAM_CALLBACKS_INIT(&rt);
    rt.EvtAcxStreamGetHwLatency = latency;
    rt.EvtAcxStreamAllocateRtPackets = allocate;
    rt.EvtAcxStreamFreeRtPackets = free_packets;
    rt.EvtAcxStreamGetCurrentPacket = current_packet;
    rt.EvtAcxStreamGetPresentationPosition = position;
    if (composite.capture) {
        rt.EvtAcxStreamGetCapturePacket = capture_packet;
    } else {
        rt.EvtAcxStreamSetRenderPacket = set_render_packet;
    }
    status = AcxStreamInitAssignAcxRtStreamCallbacks(init, &rt);
    if (!NT_SUCCESS(status)) return status;
    AcxStreamInitSetAcxRtStreamSupportsNotifications(init);
    return AcxRtStreamCreate(device, circuit, &attributes, &init, &stream);
}

// --- circuits

NTSTATUS circuit_prepare(WDFDEVICE, ACXCIRCUIT c, WDFCMRESLIST, WDFCMRESLIST) {
    return note(who(c) + " circuit Prepare");
}
NTSTATUS circuit_release(WDFDEVICE, ACXCIRCUIT c, WDFCMRESLIST) { return note(who(c) + " circuit Release"); }
NTSTATUS circuit_power_up(WDFDEVICE, ACXCIRCUIT c, WDF_POWER_DEVICE_STATE) { return note(who(c) + " PowerUp"); }
NTSTATUS circuit_power_down(WDFDEVICE, ACXCIRCUIT c, WDF_POWER_DEVICE_STATE) { return note(who(c) + " PowerDown"); }
NTSTATUS circuit_initialise(WDFDEVICE, ACXCIRCUIT c, ACXOBJECTBAG) {
    return note(who(c) + " CompositeCircuitInitialize");
}
NTSTATUS composite_initialise(WDFDEVICE, ACXCIRCUIT c, ACXOBJECTBAG) {
    return note(who(c) + " CompositeInitialize", who(c) == "codec" ? composite.codec_composite_initialise : 0);
}
VOID composite_deinitialise(WDFDEVICE, ACXCIRCUIT c, ACXOBJECTBAG) { note(who(c) + " CompositeDeinitialize"); }

VOID connected(ACXPIN pin, ACXTARGETCIRCUIT target, ULONG pin_id) {
    note(who(AcxPinGetCircuit(pin)) + " connected to pin " + std::to_string(pin_id));
    if (pin == CompositeDriver::dsp_bridge_pin) CompositeDriver::target = target;
}
VOID disconnected(ACXPIN pin, ACXTARGETCIRCUIT, ULONG) { note(who(AcxPinGetCircuit(pin)) + " disconnected"); }

VOID codec_property(ACXOBJECT, WDFREQUEST request) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT(&parameters);
    AcxRequestGetParameters(request, &parameters);
    journal.push_back("codec property");
    *static_cast<ULONG *>(parameters.Parameters.Property.Value) = 4711;
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, sizeof(ULONG));
}

VOID codec_method(ACXOBJECT, WDFREQUEST request) {
    ACX_REQUEST_PARAMETERS parameters;
    ACX_REQUEST_PARAMETERS_INIT(&parameters);
    AcxRequestGetParameters(request, &parameters);
    const auto &method = parameters.Parameters.Method;
    *static_cast<ULONG *>(method.Result) = *static_cast<const ULONG *>(method.Args) + 1;
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, sizeof(ULONG));
}

LONG codec_level;
NTSTATUS volume_assign(ACXVOLUME, ULONG, LONG level) {
    codec_level = level;
    return STATUS_SUCCESS;
}
NTSTATUS volume_retrieve(ACXVOLUME, ULONG, LONG *level) {
    *level = codec_level;
    return STATUS_SUCCESS;
}

void set_common(PACXCIRCUIT_INIT init) {
    AcxCircuitInitSetCircuitType(init, composite.capture ? AcxCircuitTypeCapture : AcxCircuitTypeRender);
    ACX_CIRCUIT_PNPPOWER_CALLBACKS power;
    ACX_CIRCUIT_PNPPOWER_CALLBACKS_INIT(&power);
    power.EvtAcxCircuitPrepareHardware = circuit_prepare;
    power.EvtAcxCircuitReleaseHardware = circuit_release;
    power.EvtAcxCircuitPowerUp = circuit_power_up;
    power.EvtAcxCircuitPowerDown = circuit_power_down;
    AcxCircuitInitSetAcxCircuitPnpPowerCallbacks(init, &power);
    ACX_CIRCUIT_COMPOSITE_CALLBACKS callbacks;
    ACX_CIRCUIT_COMPOSITE_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxCircuitCompositeCircuitInitialize = circuit_initialise;
    callbacks.EvtAcxCircuitCompositeInitialize = composite_initialise;
    callbacks.EvtAcxCircuitCompositeDeinitialize = composite_deinitialise;
    AcxCircuitInitSetAcxCircuitCompositeCallbacks(init, &callbacks);
    AcxCircuitInitAssignAcxCreateStreamCallback(init, create_stream);
}

ACXPIN make_pin(ACXCIRCUIT circuit, bool sink, ACX_PIN_COMMUNICATION communication, ACX_PIN_QUALIFIER qualifier) {
    ACX_PIN_CALLBACKS callbacks;
    ACX_PIN_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxPinConnected = connected;
    callbacks.EvtAcxPinDisconnected = disconnected;
    ACX_PIN_CONFIG config;
    ACX_PIN_CONFIG_INIT(&config);
    config.Type = sink ? AcxPinTypeSink : AcxPinTypeSource;
    config.Communication = communication;
    config.Qualifier = qualifier;
    config.PinCallbacks = &callbacks;
    ACXPIN pin;
    REQUIRE(NT_SUCCESS(AcxPinCreate(circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &pin)));
    return pin;
}

NTSTATUS make_dsp(WDFDEVICE device, PCUNICODE_STRING name) {
    PACXCIRCUIT_INIT init = AcxCircuitInitAllocate(device);
    AcxCircuitInitAssignName(init, name);
    AcxCircuitInitAssignComponentUri(init, &dsp_uri);
    set_common(init);
    NTSTATUS status = AcxCircuitCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &init, &CompositeDriver::dsp);
    if (!NT_SUCCESS(status)) return status;
    const bool render = !composite.capture;
    ACXPIN pins[2];
    pins[0] = make_pin(CompositeDriver::dsp, render, AcxPinCommunicationSink, AcxPinQualifierUnknown);
    pins[1] = make_pin(CompositeDriver::dsp, !render, AcxPinCommunicationNone, AcxPinQualifierBridgeB);
    CompositeDriver::dsp_bridge_pin = pins[1];
    AcxDataFormatListAddDataFormat(AcxPinGetRawDataFormatList(pins[0]), make_format(device, 48000, 16, 2));
    if (composite.driver_bridge) {
        PCGUID modes[] = {&AUDIO_SIGNALPROCESSINGMODE_RAW};
        ACX_STREAM_BRIDGE_CONFIG config;
        ACX_STREAM_BRIDGE_CONFIG_INIT(&config);
        config.InModes = modes;
        config.InModesCount = 1;
        config.OutMode = &AUDIO_SIGNALPROCESSINGMODE_RAW;
        config.Flags = AcxStreamBridgeInvertChangeStateSequence;
        ACXSTREAMBRIDGE bridge;
        status = AcxStreamBridgeCreate(CompositeDriver::dsp, WDF_NO_OBJECT_ATTRIBUTES, &config, &bridge);
        if (NT_SUCCESS(status)) status = AcxPinAddStreamBridges(pins[1], &bridge, 1);
        if (!NT_SUCCESS(status)) return status;
    }
    return AcxCircuitAddPins(CompositeDriver::dsp, pins, 2);
}

NTSTATUS fill_codec(WDFDEVICE device, PACXCIRCUIT_INIT init) {
    AcxCircuitInitAssignName(init, &codec_name);
    AcxCircuitInitSetComponentId(init, &codec_id);
    set_common(init);
    ACX_PROPERTY_ITEM item{};
    item.Set = &property_set;
    item.Id = 1;
    item.Flags = ACX_PROPERTY_ITEM_FLAG_GET;
    item.EvtAcxObjectProcessRequest = codec_property;
    item.ValueCb = sizeof(ULONG);
    AcxCircuitInitAssignProperties(init, &item, 1);
    ACX_METHOD_ITEM method{};
    method.Set = &property_set;
    method.Id = 2;
    method.Flags = ACX_METHOD_ITEM_FLAG_SEND;
    method.EvtAcxObjectProcessRequest = codec_method;
    method.ArgsCb = method.ResultCb = sizeof(ULONG);
    AcxCircuitInitAssignMethods(init, &method, 1);
    NTSTATUS status = AcxCircuitCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &init, &CompositeDriver::codec);
    if (!NT_SUCCESS(status)) return status;
    codecs[device] = CompositeDriver::codec;
    ACX_VOLUME_CALLBACKS callbacks;
    ACX_VOLUME_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxVolumeAssignLevel = volume_assign;
    callbacks.EvtAcxVolumeRetrieveLevel = volume_retrieve;
    ACX_VOLUME_CONFIG volume;
    ACX_VOLUME_CONFIG_INIT(&volume);
    volume.ChannelsCount = 2;
    volume.Minimum = -96 * 0x10000;
    volume.SteppingDelta = 0x8000;
    volume.Callbacks = &callbacks;
    ACXVOLUME element;
    status = AcxVolumeCreate(CompositeDriver::codec, WDF_NO_OBJECT_ATTRIBUTES, &volume, &element);
    if (!NT_SUCCESS(status)) return status;
    ACXELEMENT elements[] = {reinterpret_cast<ACXELEMENT>(element)};
    AcxCircuitAddElements(CompositeDriver::codec, elements, 1);
    const bool render = !composite.capture;
    ACXPIN pins[2];
    pins[0] = make_pin(CompositeDriver::codec, render, AcxPinCommunicationNone, AcxPinQualifierBridgeA);
    pins[1] = make_pin(CompositeDriver::codec, !render, AcxPinCommunicationNone, AcxPinQualifierBridgeDevice);
    const ULONG rate = composite.codec_lists_format ? 48000 : 44100;
    AcxDataFormatListAddDataFormat(AcxPinGetRawDataFormatList(pins[0]), make_format(device, rate, 16, 2));
    return AcxCircuitAddPins(CompositeDriver::codec, pins, 2);
}

// --- the circuit device

NTSTATUS child_prepare(WDFDEVICE device, WDFCMRESLIST, WDFCMRESLIST) {
    journal.push_back("child Prepare");
    return composite.factory ? STATUS_SUCCESS : AcxDeviceAddCircuit(device, CompositeDriver::codec);
}
NTSTATUS child_release(WDFDEVICE device, WDFCMRESLIST) {
    journal.push_back("child Release");
    return AcxDeviceRemoveCircuit(device, codecs.at(device));
}

NTSTATUS make_child(WDFDEVICE parent) {
    DECLARE_CONST_UNICODE_STRING(device_id, L"ACXTEST\\Codec");
    const WCHAR instance[] = {static_cast<WCHAR>(L'0' + children++), 0};
    UNICODE_STRING instance_id;
    RtlInitUnicodeString(&instance_id, instance);
    PWDFDEVICE_INIT init = WdfPdoInitAllocate(parent);
    REQUIRE(init != nullptr);
    REQUIRE(NT_SUCCESS(WdfPdoInitAssignRawDevice(init, &raw_class)));
    REQUIRE(NT_SUCCESS(WdfPdoInitAssignDeviceID(init, &device_id)));
    REQUIRE(NT_SUCCESS(WdfPdoInitAssignInstanceID(init, &instance_id)));
    ACX_DEVICEINIT_CONFIG init_config;
    ACX_DEVICEINIT_CONFIG_INIT(&init_config);
    init_config.Flags = AcxDeviceInitConfigRawDevice;
    REQUIRE(NT_SUCCESS(AcxDeviceInitInitialize(init, &init_config)));
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = child_prepare;
    power.EvtDeviceReleaseHardware = child_release;
    WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
    REQUIRE(NT_SUCCESS(WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES, &CompositeDriver::child)));
    ACX_DEVICE_CONFIG config;
    ACX_DEVICE_CONFIG_INIT(&config);
    return AcxDeviceInitialize(CompositeDriver::child, &config);
}

NTSTATUS factory_device(WDFDEVICE parent, ACXFACTORYCIRCUIT, PACX_FACTORY_CIRCUIT_ADD_CIRCUIT, WDFDEVICE *device) {
    journal.push_back("factory CreateCircuitDevice");
    const NTSTATUS status = make_child(parent);
    *device = CompositeDriver::child;
    return status;
}
NTSTATUS factory_circuit(WDFDEVICE, WDFDEVICE device, ACXFACTORYCIRCUIT, PACX_FACTORY_CIRCUIT_ADD_CIRCUIT,
                         PACXCIRCUIT_INIT init) {
    journal.push_back("factory CreateCircuit");
    return fill_codec(device, init);
}
NTSTATUS factory_delete(WDFDEVICE parent, ACXFACTORYCIRCUIT, WDFDEVICE device) {
    journal.push_back("factory DeleteCircuitDevice");
    return AcxDeviceRemoveCircuitDevice(parent, device);
}

NTSTATUS add_factory(WDFDEVICE device) {
    PACXFACTORYCIRCUIT_INIT init = AcxFactoryCircuitInitAllocate(device);
    AcxFactoryCircuitInitAssignName(init, &factory_name);
    ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS operations;
    ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS_INIT(&operations);
    operations.EvtAcxFactoryCircuitCreateCircuitDevice = factory_device;
    operations.EvtAcxFactoryCircuitCreateCircuit = factory_circuit;
    operations.EvtAcxFactoryCircuitDeleteCircuitDevice = factory_delete;
    AcxFactoryCircuitInitSetOperationCallbacks(init, &operations);
    if (composite.bend_factory) composite.bend_factory(init);
    const NTSTATUS status = AcxFactoryCircuitCreate(device, WDF_NO_OBJECT_ATTRIBUTES, &init, &CompositeDriver::factory);
    if (!NT_SUCCESS(status)) {
        AcxFactoryCircuitInitFree(init);
        return status;
    }
    return AcxDeviceAddFactoryCircuit(device, CompositeDriver::factory);
}

// --- the function device and the driver

NTSTATUS parent_prepare(WDFDEVICE device, WDFCMRESLIST, WDFCMRESLIST) {
    journal.push_back("parent Prepare");
    NTSTATUS status = STATUS_SUCCESS;
    if (composite.second_dsp) {
        status = make_dsp(device, &dsp2_name);
        CompositeDriver::dsp2 = CompositeDriver::dsp;
        if (NT_SUCCESS(status)) status = AcxDeviceAddCircuit(device, CompositeDriver::dsp2);
    }
    if (NT_SUCCESS(status)) status = make_dsp(device, &dsp_name);
    if (NT_SUCCESS(status)) status = AcxDeviceAddCircuit(device, CompositeDriver::dsp);
    if (NT_SUCCESS(status) && composite.factory) return add_factory(device);
    if (NT_SUCCESS(status)) status = make_child(device);
    if (!NT_SUCCESS(status)) return status;
    PACXCIRCUIT_INIT init = AcxCircuitInitAllocate(CompositeDriver::child);
    status = fill_codec(CompositeDriver::child, init);
    return NT_SUCCESS(status) ? AcxDeviceAddCircuitDevice(device, CompositeDriver::child) : status;
}
NTSTATUS parent_release(WDFDEVICE device, WDFCMRESLIST) {
    journal.push_back("parent Release");
    if (composite.factory) CHECK(NT_SUCCESS(AcxDeviceRemoveFactoryCircuit(device, CompositeDriver::factory)));
    if (composite.second_dsp) CHECK(NT_SUCCESS(AcxDeviceRemoveCircuit(device, CompositeDriver::dsp2)));
    return AcxDeviceRemoveCircuit(device, CompositeDriver::dsp);
}

NTSTATUS add(WDFDRIVER, PWDFDEVICE_INIT init) {
    ACX_DEVICEINIT_CONFIG init_config;
    ACX_DEVICEINIT_CONFIG_INIT(&init_config);
    NTSTATUS status = AcxDeviceInitInitialize(init, &init_config);
    if (!NT_SUCCESS(status)) return status;
    WDF_PNPPOWER_EVENT_CALLBACKS power;
    WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
    power.EvtDevicePrepareHardware = parent_prepare;
    power.EvtDeviceReleaseHardware = parent_release;
    WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
    status = WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES, &CompositeDriver::parent);
    if (!NT_SUCCESS(status)) return status;
    ACX_DEVICE_CONFIG config;
    ACX_DEVICE_CONFIG_INIT(&config);
    return AcxDeviceInitialize(CompositeDriver::parent, &config);
}

NTSTATUS add_template(WDFDRIVER driver) {
    ACX_COMPOSITE_TEMPLATE_CONFIG config;
    ACX_COMPOSITE_TEMPLATE_CONFIG_INIT(&config);
    if (composite.singleton) config.Flags = AcxCompositeTemplateConfigSingleton;
    NTSTATUS status =
        AcxCompositeTemplateCreate(driver, WDF_NO_OBJECT_ATTRIBUTES, &config, &CompositeDriver::composite_template);
    if (!NT_SUCCESS(status)) return status;
    ACX_CIRCUIT_TEMPLATE_CONFIG part;
    ACX_CIRCUIT_TEMPLATE_CONFIG_INIT(&part);
    part.CircuitUri = &dsp_uri;
    ACXCIRCUITTEMPLATE dsp;
    status = AcxCircuitTemplateCreate(driver, WDF_NO_OBJECT_ATTRIBUTES, &part, &dsp);
    if (!NT_SUCCESS(status)) return status;
    ACX_CIRCUIT_TEMPLATE_CONFIG_INIT(&part);
    if (composite.factory) {
        part.Flags = AcxCircuitTemplateCircuitOnDemand;
        part.FactoryName = &factory_name;
    } else {
        part.CircuitId = &codec_id;
    }
    ACXCIRCUITTEMPLATE codec;
    status = AcxCircuitTemplateCreate(driver, WDF_NO_OBJECT_ATTRIBUTES, &part, &codec);
    if (!NT_SUCCESS(status)) return status;
    ACXCIRCUITTEMPLATE parts[] = {composite.dsp_first ? dsp : codec, composite.dsp_first ? codec : dsp};
    status = AcxCompositeTemplateAssignCircuits(CompositeDriver::composite_template, parts, 2);
    if (!NT_SUCCESS(status)) return status;
    AcxCompositeTemplateSetCoreCircuit(CompositeDriver::composite_template, dsp);
    return AcxManagerAddCompositeTemplate(AcxGetManager(nullptr), CompositeDriver::composite_template);
}

} // namespace

NTSTATUS CompositeDriver::entry(PDRIVER_OBJECT object, PUNICODE_STRING path) {
    WDF_DRIVER_CONFIG config;
    WDF_DRIVER_CONFIG_INIT(&config, add);
    WDFDRIVER driver;
    NTSTATUS status = WdfDriverCreate(object, path, WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
    if (!NT_SUCCESS(status)) return status;
    ACX_DRIVER_CONFIG acx_config;
    ACX_DRIVER_CONFIG_INIT(&acx_config);
    status = AcxDriverInitialize(driver, &acx_config);
    return NT_SUCCESS(status) && composite.register_template ? add_template(driver) : status;
}

CompositeBench::CompositeBench() {
    composite = {};
    CompositeDriver::target = nullptr;
    CompositeDriver::dsp2 = nullptr;
    codecs.clear();
    children = 0;
}

void CompositeBench::settle() { REQUIRE(wdf::DeviceTree::current().settle(core::from_seconds(1))); }

void CompositeBench::run_composite(const std::function<void()> &code) {
    simulate([&] {
        REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&CompositeDriver::entry)).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
        settle();
        code();
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
    });
}

std::vector<std::string> journal_of(std::initializer_list<std::string_view> prefixes) {
    std::vector<std::string> found;
    for (const std::string &entry : journal) {
        for (const std::string_view prefix : prefixes) {
            if (std::string_view(entry).substr(0, prefix.size()) == prefix) {
                found.push_back(entry);
                break;
            }
        }
    }
    return found;
}

} // namespace acxsim::test
