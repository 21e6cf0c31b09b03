// SPDX-License-Identifier: MIT
//
// Elements, events and jacks beyond volume and mute: contract.md 6.5 to 6.7.
#include "sim/acx/element.hpp"
#include "sim/acx/event_listener.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/topology.hpp"
#include "tests/acx/bench.hpp"

using namespace acxsim;
using namespace acxsim::acx;
using namespace acxsim::test;

namespace {

constexpr GUID event_set{0x33333333, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
constexpr GUID detector_event{0x44444444, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};
constexpr GUID module_class{0x55555555, 2, 3, {1, 2, 3, 4, 5, 6, 7, 8}};

std::string heard;

NTSTATUS ramped(ACXVOLUME, ULONG channel, LONG level, ACX_VOLUME_CURVE_TYPE curve, ULONGLONG duration) {
    heard += "ramp " + std::to_string(channel) + " " + std::to_string(level) + " " + std::to_string(curve) + " " +
             std::to_string(duration) + ";";
    return STATUS_SUCCESS;
}

BOOLEAN armed;
NTSTATUS assign_arm(ACXKEYWORDSPOTTER, GUID *event, BOOLEAN arm) {
    CHECK(IsEqualGUID(*event, detector_event));
    armed = arm;
    return STATUS_SUCCESS;
}
NTSTATUS retrieve_arm(ACXKEYWORDSPOTTER, GUID *, BOOLEAN *arm) {
    *arm = armed;
    return STATUS_SUCCESS;
}
NTSTATUS assign_patterns(ACXKEYWORDSPOTTER, GUID *, PVOID pattern, ULONG size) {
    heard += "patterns " + std::string(static_cast<const char *>(pattern), size) + ";";
    return STATUS_SUCCESS;
}
NTSTATUS assign_reset(ACXKEYWORDSPOTTER, GUID *) {
    heard += "reset;";
    return STATUS_SUCCESS;
}

NTSTATUS process_command(ACXAUDIOMODULE, PVOID input, ULONG input_bytes, PVOID output, PULONG output_bytes) {
    constexpr ULONG needed = 4;
    if (output == nullptr || *output_bytes < needed) {
        *output_bytes = needed;
        return output == nullptr ? STATUS_SUCCESS : STATUS_BUFFER_TOO_SMALL;
    }
    std::memcpy(output, input, input_bytes < needed ? input_bytes : needed);
    *output_bytes = needed;
    return STATUS_SUCCESS;
}

NTSTATUS limits(ACXAUDIOENGINE, ACXDATAFORMAT, PULONG least, PULONG most) {
    *least = 480;
    *most = 4800;
    return STATUS_SUCCESS;
}
NTSTATUS assign_effects(ACXAUDIOENGINE, ULONG state) {
    heard += "effects " + std::to_string(state) + ";";
    return STATUS_SUCCESS;
}
NTSTATUS assign_engine_format(ACXAUDIOENGINE, ACXDATAFORMAT format) {
    heard += "engine " + std::to_string(AcxDataFormatGetSampleRate(format)) + ";";
    return STATUS_SUCCESS;
}

NTSTATUS enable(ACXEVENT) {
    heard += "enable;";
    return STATUS_SUCCESS;
}
VOID disable(ACXEVENT) { heard += "disable;"; }
NTSTATUS process_event(ACXOBJECT object, ACXEVENT event, ACX_EVENT_VERB verb, ACXEVENTDATA data, WDFREQUEST) {
    CHECK(object == Driver::circuit);
    heard += verb == AcxEventVerbEnable ? "process enable;" : "process disable;";
    if (verb == AcxEventVerbEnable) AcxEventAddEventData(event, data);
    return STATUS_SUCCESS;
}

BOOLEAN present;
NTSTATUS presence(ACXJACK, PBOOLEAN connected) {
    *connected = present;
    return STATUS_SUCCESS;
}
NTSTATUS pin_name(ACXPIN, PUNICODE_STRING name) {
    DECLARE_CONST_UNICODE_STRING(text, L"Front speaker");
    std::memcpy(name->Buffer, text.Buffer, text.Length);
    name->Length = text.Length;
    return STATUS_SUCCESS;
}

ACXEVENT make_event(PFN_ACX_OBJECT_PROCESS_EVENT_REQUEST process) {
    ACX_EVENT_CALLBACKS callbacks;
    ACX_EVENT_CALLBACKS_INIT(&callbacks);
    callbacks.EvtAcxEventEnable = enable;
    callbacks.EvtAcxEventDisable = disable;
    callbacks.EvtAcxEventProcessRequest = process;
    ACX_EVENT_CONFIG config;
    ACX_EVENT_CONFIG_INIT(&config);
    config.Set = &event_set;
    config.Id = 7;
    config.Callbacks = &callbacks;
    ACXEVENT event = nullptr;
    REQUIRE(NT_SUCCESS(AcxEventCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &event)));
    REQUIRE(NT_SUCCESS(AcxCircuitAddEvents(Driver::circuit, &event, 1)));
    return event;
}

const EventAddress circuit_address{"Speaker0", EventAddress::Item::Circuit, 0};

} // namespace

TEST_CASE("RT-ELE-04: a fade has a curve and a duration, no curve has none") {
    Bench bench;
    heard.clear();
    bench.run([&] {
        ACX_VOLUME_CALLBACKS callbacks;
        ACX_VOLUME_CALLBACKS_INIT(&callbacks);
        callbacks.EvtAcxRampedVolumeAssignLevel = ramped;
        ACX_VOLUME_CONFIG config;
        ACX_VOLUME_CONFIG_INIT(&config);
        config.ChannelsCount = 2;
        config.Minimum = -0x10000;
        config.Callbacks = &callbacks;
        ACXVOLUME handle;
        REQUIRE(NT_SUCCESS(AcxVolumeCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &handle)));
        auto &volume = wdf::from_handle<Volume>(handle);
        CHECK(volume.assign(1, -5, AcxVolumeCurveTypeFade, 10'000) == 0);
        CHECK(volume.assign(UINT32_MAX, -6) == 0);
        CHECK(heard == "ramp 1 -5 1 10000;ramp 4294967295 -6 0 0;");
        CHECK(volume.assign(0, 0, AcxVolumeCurveTypeNone, 1) == static_cast<Status>(STATUS_INVALID_PARAMETER));
        auto &plain = wdf::from_handle<Volume>(Driver::volume);
        CHECK(plain.assign(0, 0, AcxVolumeCurveTypeFade, 1) == static_cast<Status>(STATUS_NOT_SUPPORTED));
    });
}

TEST_CASE("a keyword spotter is armed, gets patterns and is reset") {
    Bench bench;
    heard.clear();
    bench.run([&] {
        ACX_KEYWORDSPOTTER_CALLBACKS callbacks;
        ACX_KEYWORDSPOTTER_CALLBACKS_INIT(&callbacks);
        callbacks.EvtAcxKeywordSpotterAssignArm = assign_arm;
        callbacks.EvtAcxKeywordSpotterRetrieveArm = retrieve_arm;
        callbacks.EvtAcxKeywordSpotterAssignPatterns = assign_patterns;
        callbacks.EvtAcxKeywordSpotterAssignReset = assign_reset;
        ACX_KEYWORDSPOTTER_CONFIG config;
        ACX_KEYWORDSPOTTER_CONFIG_INIT(&config);
        config.Callbacks = &callbacks;
        ACXKEYWORDSPOTTER handle;
        REQUIRE(NT_SUCCESS(AcxKeywordSpotterCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &handle)));
        auto &spotter = wdf::from_handle<KeywordSpotter>(handle);
        CHECK(spotter.arm(detector_event, true) == 0);
        bool is_armed = false;
        CHECK(spotter.armed(detector_event, is_armed) == 0);
        CHECK(is_armed);
        const std::string pattern = "hello";
        CHECK(spotter.assign_patterns(detector_event, std::as_bytes(std::span(pattern))) == 0);
        CHECK(spotter.assign_patterns(detector_event, {}) == static_cast<Status>(STATUS_INVALID_PARAMETER));
        CHECK(spotter.reset(detector_event) == 0);
        CHECK(heard == "patterns hello;reset;");
    });
}

TEST_CASE("RT-ELE-08: an audio module says how much it will answer, then answers") {
    Bench bench;
    bench.run([&] {
        ACX_AUDIOMODULE_CALLBACKS callbacks;
        ACX_AUDIOMODULE_CALLBACKS_INIT(&callbacks);
        callbacks.EvtAcxAudioModuleProcessCommand = process_command;
        ACX_AUDIOMODULE_CONFIG config;
        ACX_AUDIOMODULE_CONFIG_INIT(&config);
        config.Descriptor.ClassId = module_class;
        config.Callbacks = &callbacks;
        ACXAUDIOMODULE handle;
        REQUIRE(NT_SUCCESS(AcxAudioModuleCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &handle)));
        auto &module = wdf::from_handle<AudioModule>(handle);
        const std::string input = "ping";
        std::uint32_t bytes = 0;
        CHECK(module.process_command(std::as_bytes(std::span(input)), {}, bytes) == 0);
        CHECK(bytes == 4);
        std::string output(bytes, ' ');
        CHECK(module.process_command(std::as_bytes(std::span(input)), std::as_writable_bytes(std::span(output)),
                                     bytes) == 0);
        CHECK(output == "ping");
    });
}

TEST_CASE("an audio engine tells its limits and takes only formats of its device list") {
    Bench bench;
    heard.clear();
    bench.run([&] {
        ACX_AUDIOENGINE_CALLBACKS callbacks;
        ACX_AUDIOENGINE_CALLBACKS_INIT(&callbacks);
        callbacks.EvtAcxAudioEngineRetrieveBufferSizeLimits = limits;
        callbacks.EvtAcxAudioEngineAssignEffectsState = assign_effects;
        callbacks.EvtAcxAudioEngineAssignEngineDeviceFormat = assign_engine_format;
        ACX_AUDIOENGINE_CONFIG config;
        ACX_AUDIOENGINE_CONFIG_INIT(&config);
        config.HostPin = Driver::pin;
        config.VolumeElement = Driver::volume;
        config.Callbacks = &callbacks;
        ACXAUDIOENGINE handle;
        REQUIRE(NT_SUCCESS(AcxAudioEngineCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &handle)));
        auto &engine = wdf::from_handle<AudioEngine>(handle);
        CHECK(engine.host_pin() == &wdf::from_handle<Pin>(Driver::pin));
        CHECK(engine.parts().volume == &wdf::from_handle<Volume>(Driver::volume));
        auto &format = wdf::from_handle<DataFormat>(make_format(Driver::device, 96000, 24, 2));
        std::uint32_t least = 0, most = 0;
        CHECK(engine.buffer_size_limits(format, least, most) == 0);
        CHECK(least == 480);
        CHECK(most == 4800);
        CHECK(engine.assign_engine_format(format) == static_cast<Status>(STATUS_NO_MATCH));
        AcxDataFormatListAddDataFormat(AcxAudioEngineGetDeviceFormatList(handle), format.handle_as<ACXDATAFORMAT>());
        CHECK(engine.assign_engine_format(format) == 0);
        CHECK(engine.assign_effects_state(1) == 0);
        CHECK(heard == "engine 96000;effects 1;");
        std::uint32_t state = 0;
        CHECK(engine.effects_state(state) == static_cast<Status>(STATUS_NOT_SUPPORTED));
    });
}

TEST_CASE("RT-EVT-01: an event is enabled with its first listener and disabled after the last") {
    Bench bench;
    heard.clear();
    bench.run([&] {
        ACXEVENT event = make_event(nullptr);
        auto first = listen(*bench.acx, circuit_address, 0);
        auto second = listen(*bench.acx, circuit_address, 0);
        REQUIRE((first.ok() && second.ok()));
        CHECK(heard == "enable;");
        AcxEventGenerateEvent(event);
        CHECK((*first)->raised() == 1);
        CHECK((*second)->raised() == 1);
        (*first).reset();
        CHECK(heard == "enable;");
        AcxEventGenerateEvent(event);
        CHECK((*second)->raised() == 2);
        (*second).reset();
        CHECK(heard == "enable;disable;");
        CHECK_FALSE(listen(*bench.acx, circuit_address, 1).ok());
    });
}

TEST_CASE("RT-EVT-01: with EvtAcxEventProcessRequest the driver adds the listener itself") {
    Bench bench;
    heard.clear();
    bench.run([&] {
        ACXEVENT event = make_event(process_event);
        auto listener = listen(*bench.acx, circuit_address, 0);
        REQUIRE(listener.ok());
        AcxEventGenerateEvent(event);
        CHECK((*listener)->raised() == 1);
        (*listener).reset();
        CHECK(heard == "process enable;enable;process disable;disable;");
    });
}

TEST_CASE("RT-ELE-07, RT-FMT-04: change notifications raise the framework's events") {
    Bench bench;
    bench.run([&] {
        auto level = listen(*bench.acx, {"Speaker0", EventAddress::Item::Element, 0}, ClientEvent::ControlChange);
        auto format = listen(*bench.acx, {"Speaker0", EventAddress::Item::Pin, 0}, ClientEvent::PinFormatChange);
        REQUIRE((level.ok() && format.ok()));
        AcxVolumeChangeLevelNotification(Driver::volume);
        CHECK((*level)->raised() == 1);
        CHECK((*format)->raised() == 0);
        CHECK(AcxPinNotifyDataFormatChange(Driver::pin) == STATUS_SUCCESS);
        CHECK((*format)->raised() == 1);
    });
}

TEST_CASE("a PnP event carries its payload") {
    Bench bench;
    bench.run([&] {
        ACX_PNPEVENT_CONFIG config;
        ACX_PNPEVENT_CONFIG_INIT(&config);
        config.Event = detector_event;
        ACXPNPEVENT event;
        REQUIRE(
            NT_SUCCESS(AcxPnpEventCreate(Driver::device, Driver::volume, WDF_NO_OBJECT_ATTRIBUTES, &config, &event)));
        char payload[] = "abc";
        CHECK(AcxPnpEventGenerateEvent(event, payload, 3) == STATUS_SUCCESS);
        CHECK(AcxPnpEventGenerateEvent(event, nullptr, 3) == STATUS_INVALID_PARAMETER);
        const auto &raised = pnp_notifications(*bench.acx);
        REQUIRE(raised.size() == 1);
        CHECK(raised[0].payload.size() == 3);
        CHECK(raised[0].payload[1] == std::byte{'b'});
        CHECK(raised[0].event == "{44444444-0002-0003-0102-030405060708}");
    });
}

TEST_CASE("RT-PIN-06, -08: topology shows the pin's name and asks its jack for presence; a change is announced") {
    Bench bench;
    present = TRUE;
    bench.run([&] {
        ACX_PIN_CALLBACKS callbacks;
        ACX_PIN_CALLBACKS_INIT(&callbacks);
        callbacks.EvtAcxPinRetrieveName = pin_name;
        ACX_PIN_CONFIG config;
        ACX_PIN_CONFIG_INIT(&config);
        config.Type = AcxPinTypeSource;
        config.Qualifier = AcxPinQualifierBridgeDevice;
        config.Category = &KSNODETYPE_SPEAKER;
        config.PinCallbacks = &callbacks;
        ACXPIN pin;
        REQUIRE(NT_SUCCESS(AcxPinCreate(Driver::circuit, WDF_NO_OBJECT_ATTRIBUTES, &config, &pin)));
        ACX_JACK_CALLBACKS jack_callbacks;
        ACX_JACK_CALLBACKS_INIT(&jack_callbacks);
        jack_callbacks.EvtAcxJackRetrievePresenceState = presence;
        ACX_JACK_CONFIG jack_config;
        ACX_JACK_CONFIG_INIT(&jack_config);
        jack_config.Flags = AcxJackConfigJackDetection;
        jack_config.Callbacks = &jack_callbacks;
        jack_config.Description.ConnectionType = AcxConnType3Point5mm;
        ACXJACK jack;
        REQUIRE(NT_SUCCESS(AcxJackCreate(pin, WDF_NO_OBJECT_ATTRIBUTES, &jack_config, &jack)));
        REQUIRE(NT_SUCCESS(AcxPinAddJacks(pin, &jack, 1)));
        CHECK(AcxPinAddJacks(pin, &jack, 1) == STATUS_INVALID_PARAMETER);
        REQUIRE(NT_SUCCESS(AcxCircuitAddPins(Driver::circuit, &pin, 1)));
        const ULONG id = AcxPinGetId(pin);
        auto changed = listen(*bench.acx, {"Speaker0", EventAddress::Item::Pin, id}, ClientEvent::JackInfoChange);
        REQUIRE(changed.ok());
        AcxJackChangeStateNotification(jack);
        CHECK((*changed)->raised() == 1);

        const Topology seen = topology(*bench.acx);
        REQUIRE(seen.devices.size() == 1);
        REQUIRE(seen.devices[0].circuits.size() == 1);
        const TopologyCircuit &circuit = seen.devices[0].circuits[0];
        CHECK(circuit.name == "Speaker0");
        CHECK(circuit.type == "Render");
        CHECK(circuit.visible);
        REQUIRE(circuit.pins.size() == id + 1);
        CHECK(circuit.pins[0].streaming);
        REQUIRE(circuit.pins[0].modes.size() == 1);
        CHECK(circuit.pins[0].modes[0].mode.name == "AUDIO_SIGNALPROCESSINGMODE_RAW");
        REQUIRE(circuit.pins[0].modes[0].formats.size() == 1);
        CHECK(circuit.pins[0].modes[0].formats[0].rate_hz == 48000);
        CHECK(circuit.pins[0].modes[0].formats[0].is_default);
        const TopologyPin &made = circuit.pins[id];
        CHECK(made.name == "Front speaker");
        CHECK(made.qualifier == "BridgeDevice");
        REQUIRE(made.category.has_value());
        CHECK(made.category->name == "KSNODETYPE_SPEAKER");
        REQUIRE(made.jacks.size() == 1);
        CHECK(made.jacks[0].connection_type == "AcxConnType3Point5mm");
        CHECK(made.jacks[0].connected == true);
        REQUIRE(circuit.elements.size() == 1);
        CHECK(circuit.elements[0].kind == "Volume");
        CHECK(circuit.elements[0].level_step == 0x8000);
        REQUIRE_FALSE(circuit.connections.empty());
        CHECK(circuit.connections[0].implied);
        CHECK(circuit.connections[0].to == "element 0");
    });
}

TEST_CASE("an object bag opened with a handle sees what its original holds") {
    Bench bench;
    bench.run([&] {
        ACX_OBJECTBAG_CONFIG config;
        ACX_OBJECTBAG_CONFIG_INIT(&config); // neither reads nor writes asked for: both are allowed
        ACXOBJECTBAG bag;
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = AcxGetManager(nullptr);
        REQUIRE(NT_SUCCESS(AcxObjectBagCreate(&attributes, &config, &bag)));
        DECLARE_CONST_ACXOBJECTBAG_SYSTEM_PROPERTY_NAME(TestValue);
        REQUIRE(NT_SUCCESS(AcxObjectBagAddUI4(bag, &TestValue, 5)));
        ACX_OBJECTBAG_CONFIG_INIT(&config);
        config.Handle = bag;
        config.Flags = AcxObjectBagConfigOpenWithHandle;
        ACXOBJECTBAG opened;
        REQUIRE(NT_SUCCESS(AcxObjectBagOpen(WDF_NO_OBJECT_ATTRIBUTES, &config, &opened)));
        ULONG value = 0;
        CHECK(NT_SUCCESS(AcxObjectBagRetrieveUI4(opened, &TestValue, &value)));
        CHECK(value == 5);
    });
}
