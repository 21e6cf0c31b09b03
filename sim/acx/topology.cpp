// SPDX-License-Identifier: MIT
#include "sim/acx/topology.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "sim/acx/data_format.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/guid_names.hpp"
#include "sim/acx/narrow.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/stream.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/acx/topology_connections.hpp"
#include "sim/wdf/pdo.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

namespace {

TopologyGuid guid(const GUID &value) { return {text_of(value), name_of(value)}; }
std::optional<TopologyGuid> guid(const std::optional<GUID> &value) {
    return value ? std::optional(guid(*value)) : std::nullopt;
}

/// The enumerator of that number, or the number.
template <std::size_t Count>
std::string word(const char *const (&words)[Count], std::size_t value) {
    return value < Count ? words[value] : fmt::format("{}", value);
}

constexpr const char *pin_types[] = {"Other", "Sink", "Source"};
constexpr const char *communications[] = {"None", "Sink", "Source"};
constexpr const char *qualifiers[] = {"Unknown", "BridgeA", "BridgeB", "BridgeDevice"};
constexpr const char *circuit_types[] = {"Other", "Render", "Capture"};
constexpr const char *connection_types[] = {
    "AcxConnTypeUnknown",         "AcxConnType3Point5mm",   "AcxConnTypeQuarter",
    "AcxConnTypeAtapiInternal",   "AcxConnTypeRCA",         "AcxConnTypeOptical",
    "AcxConnTypeOtherDigital",    "AcxConnTypeOtherAnalog", "AcxConnTypeMultichannelAnalogDIN",
    "AcxConnTypeXlrProfessional", "AcxConnTypeRJ11Modem",   "AcxConnTypeCombination"};
constexpr const char *geo_locations[] = {"0",
                                         "AcxGeoLocRear",
                                         "AcxGeoLocFront",
                                         "AcxGeoLocLeft",
                                         "AcxGeoLocRight",
                                         "AcxGeoLocTop",
                                         "AcxGeoLocBottom",
                                         "AcxGeoLocRearPanel",
                                         "AcxGeoLocRiser",
                                         "AcxGeoLocInsideMobileLid",
                                         "AcxGeoLocDrivebay",
                                         "AcxGeoLocHDMI",
                                         "AcxGeoLocOutsideMobileLid",
                                         "AcxGeoLocATAPI",
                                         "AcxGeoLocNotApplicable"};
constexpr const char *gen_locations[] = {"AcxGenLocPrimaryBox", "AcxGenLocInternal", "AcxGenLocSeparate",
                                         "AcxGenLocOther"};
constexpr const char *port_connections[] = {"AcxPortConnJack", "AcxPortConnIntegratedDevice",
                                            "AcxPortConnBothIntegratedAndJack", "AcxPortConnUnknown"};

struct Assigned {
    const char *name;
    bool is;
};

std::vector<std::string> names(std::initializer_list<Assigned> callbacks) {
    std::vector<std::string> present;
    for (const Assigned &each : callbacks) {
        if (each.is) present.emplace_back(each.name);
    }
    return present;
}
#define ACXSIM_CALLBACK(table, member)                                                                                 \
    { #member, (table).member != nullptr }

// --- items
// --------------------------------------------------------------------------------------------------------------------

std::vector<TopologyItem> properties(const RequestItems &items) {
    std::vector<TopologyItem> all;
    for (const auto &stored : items.properties) {
        const ULONG flags = stored.item.Flags;
        all.push_back({guid(stored.set), stored.item.Id,
                       names({{"get", (flags & ACX_PROPERTY_ITEM_FLAG_GET) != 0},
                              {"set", (flags & ACX_PROPERTY_ITEM_FLAG_SET) != 0},
                              {"basic support", (flags & ACX_PROPERTY_ITEM_FLAG_BASICSUPPORT) != 0}})});
    }
    return all;
}

std::vector<TopologyItem> methods(const RequestItems &items) {
    std::vector<TopologyItem> all;
    for (const auto &stored : items.methods) {
        const ULONG flags = stored.item.Flags;
        all.push_back({guid(stored.set), stored.item.Id,
                       names({{"send", (flags & ACX_METHOD_ITEM_FLAG_SEND) != 0},
                              {"basic support", (flags & ACX_METHOD_ITEM_FLAG_BASICSUPPORT) != 0}})});
    }
    return all;
}

std::vector<TopologyItem> preprocessed(const RequestItems &items) {
    static constexpr const char *types[] = {"unknown", "any", "create", "property", "method", "event", "reset state"};
    std::vector<TopologyItem> all;
    for (const PreprocessItem &item : items.preprocess)
        all.push_back({guid(item.set), item.id, {word(types, item.type)}});
    return all;
}

std::vector<TopologyItem> events(const wdf::Object &owner) {
    std::vector<TopologyItem> all;
    for (const Event *event : events_of(owner))
        all.push_back({guid(event->set()), event->event_id(), {"enable"}});
    return all;
}

// --- formats
// ------------------------------------------------------------------------------------------------------------------

TopologyFormat describe(const DataFormat &format) {
    TopologyFormat out;
    out.audio = format.audio();
    out.major_format = guid(format.ks().MajorFormat);
    out.sub_format = guid(format.ks().SubFormat);
    if (const WAVEFORMATEX *wave = format.wave()) {
        out.rate_hz = wave->nSamplesPerSec;
        out.channels = wave->nChannels;
        out.bits_per_sample = wave->wBitsPerSample;
        out.valid_bits = format.valid_bits();
    }
    if (const WAVEFORMATEXTENSIBLE *extensible = format.extensible()) out.channel_mask = extensible->dwChannelMask;
    return out;
}

std::vector<TopologyMode> describe_modes(const Pin &pin) {
    std::vector<TopologyMode> modes;
    for (const GUID &mode : pin.modes()) {
        const DataFormatList *list = pin.formats(mode);
        TopologyMode out{guid(mode), {}};
        for (const DataFormat *format : list->formats()) {
            out.formats.push_back(describe(*format));
            out.formats.back().is_default = format == list->default_format();
        }
        modes.push_back(std::move(out));
    }
    return modes;
}

// --- elements
// -----------------------------------------------------------------------------------------------------------------

TopologyElement describe(const Element &element);

void describe_parts(const EngineParts &parts, TopologyElement &out) {
    if (parts.volume != nullptr) out.parts.push_back(describe(*parts.volume));
    if (parts.mute != nullptr) out.parts.push_back(describe(*parts.mute));
    if (parts.peak_meter != nullptr) out.parts.push_back(describe(*parts.peak_meter));
}

void describe_kind(const Element &element, TopologyElement &out) {
    const wdf::ObjectType &kind = element.object_type();
    if (kind.is(Volume::type)) {
        const auto &volume = static_cast<const Volume &>(element);
        out.kind = "Volume";
        out.channels = volume.config().ChannelsCount;
        out.level_min = volume.config().Minimum;
        out.level_max = volume.config().Maximum;
        out.level_step = volume.config().SteppingDelta;
        out.ramped = volume.callbacks().EvtAcxRampedVolumeAssignLevel != nullptr;
        out.callbacks = names({ACXSIM_CALLBACK(volume.callbacks(), EvtAcxVolumeAssignLevel),
                               ACXSIM_CALLBACK(volume.callbacks(), EvtAcxRampedVolumeAssignLevel),
                               ACXSIM_CALLBACK(volume.callbacks(), EvtAcxVolumeRetrieveLevel),
                               ACXSIM_CALLBACK(volume.callbacks(), EvtAcxVolumeProcessRequest)});
    } else if (kind.is(Mute::type)) {
        const auto &mute = static_cast<const Mute &>(element);
        out.kind = "Mute";
        out.channels = mute.config().ChannelsCount;
        out.callbacks = names({ACXSIM_CALLBACK(mute.callbacks(), EvtAcxMuteAssignState),
                               ACXSIM_CALLBACK(mute.callbacks(), EvtAcxMuteRetrieveState),
                               ACXSIM_CALLBACK(mute.callbacks(), EvtAcxMuteProcessRequest)});
    } else if (kind.is(PeakMeter::type)) {
        const auto &meter = static_cast<const PeakMeter &>(element);
        out.kind = "PeakMeter";
        out.channels = meter.config().ChannelsCount;
        out.level_min = meter.config().Minimum;
        out.level_max = meter.config().Maximum;
        out.level_step = meter.config().SteppingDelta;
        out.callbacks = names({ACXSIM_CALLBACK(meter.callbacks(), EvtAcxPeakMeterRetrieveLevel),
                               ACXSIM_CALLBACK(meter.callbacks(), EvtAcxPeakMeterProcessRequest)});
    } else if (kind.is(AudioEngine::type)) {
        const auto &engine = static_cast<const AudioEngine &>(element);
        out.kind = "AudioEngine";
        describe_parts(engine.parts(), out);
        out.callbacks = names({ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineRetrieveBufferSizeLimits),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineAssignEffectsState),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineRetrieveEffectsState),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineRetrieveEngineMixFormat),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineAssignEngineDeviceFormat),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxAudioEngineProcessRequest)});
    } else if (kind.is(StreamAudioEngine::type)) {
        const auto &engine = static_cast<const StreamAudioEngine &>(element);
        out.kind = "StreamAudioEngine";
        describe_parts(engine.parts(), out);
        out.callbacks = names({ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineAssignEffectsState),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineRetrieveEffectsState),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineRetrievePresentationPosition),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineAssignCurrentWritePosition),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineRetrieveLinearBufferPosition),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineAssignLastBufferPosition),
                               ACXSIM_CALLBACK(engine.callbacks(), EvtAcxStreamAudioEngineAssignLoopbackProtection)});
    } else if (kind.is(KeywordSpotter::type)) {
        const auto &spotter = static_cast<const KeywordSpotter &>(element);
        out.kind = "KeywordSpotter";
        out.callbacks = names({ACXSIM_CALLBACK(spotter.callbacks(), EvtAcxKeywordSpotterRetrieveArm),
                               ACXSIM_CALLBACK(spotter.callbacks(), EvtAcxKeywordSpotterAssignArm),
                               ACXSIM_CALLBACK(spotter.callbacks(), EvtAcxKeywordSpotterAssignPatterns),
                               ACXSIM_CALLBACK(spotter.callbacks(), EvtAcxKeywordSpotterAssignReset)});
    } else if (kind.is(AudioModule::type)) {
        out.kind = "AudioModule";
        out.callbacks = names(
            {ACXSIM_CALLBACK(static_cast<const AudioModule &>(element).callbacks(), EvtAcxAudioModuleProcessCommand)});
    } else {
        out.kind = "Element";
    }
}

TopologyElement describe(const Element &element) {
    TopologyElement out;
    out.id = element.element_id();
    const GUID type = element.node_type();
    if (std::memcmp(&type, &GUID_NULL, sizeof type) != 0) out.type = guid(type);
    out.name = guid(element.name_tag());
    describe_kind(element, out);
    out.properties = properties(element.items);
    out.methods = methods(element.items);
    out.events = events(element);
    return out;
}

std::vector<TopologyElement> describe(const std::vector<Element *> &elements) {
    std::vector<TopologyElement> all;
    for (const Element *element : elements)
        all.push_back(describe(*element));
    return all;
}

// --- pins
// ---------------------------------------------------------------------------------------------------------------------

TopologyJack describe(Jack &jack, std::uint32_t id, bool ask) {
    const ACX_JACK_DESCRIPTION &description = jack.description();
    TopologyJack out;
    out.id = id;
    out.channel_mapping = description.ChannelMapping;
    out.color_rgb = description.Color;
    out.connection_type = word(connection_types, description.ConnectionType);
    out.geo_location = word(geo_locations, description.GeoLocation);
    out.gen_location = word(gen_locations, description.GenLocation);
    out.port_connection = word(port_connections, description.PortConnection);
    out.detection = jack.detection();
    if (ask && jack.detection()) out.connected = jack.connected();
    return out;
}

TopologyBridge describe(const StreamBridge &bridge) {
    TopologyBridge out;
    for (const GUID &mode : bridge.in_modes())
        out.in_modes.push_back(guid(mode));
    out.out_mode = guid(bridge.out_mode());
    out.by_framework = bridge.by_framework();
    out.inverted = bridge.inverted();
    return out;
}

TopologyPin describe(Pin &pin, bool ask) {
    TopologyPin out;
    out.id = pin.pin_id();
    out.type = word(pin_types, pin.pin_type());
    out.communication = word(communications, pin.config().Communication);
    out.qualifier = word(qualifiers, pin.config().Qualifier);
    if (ask) out.name = narrow(pin.retrieve_name());
    out.category = guid(pin.category());
    out.streams_max = pin.streams_max();
    out.streaming = pin.streaming();
    out.direction = pin.direction();
    out.modes = describe_modes(pin);
    for (std::size_t i = 0; i < pin.jacks.size(); ++i)
        out.jacks.push_back(describe(*pin.jacks[i], static_cast<std::uint32_t>(i), ask));
    if (const MicArrayGeometry *microphones = pin.microphones()) {
        for (const ACX_MICROPHONE_COORDINATES &each : microphones->microphones) {
            out.microphones.push_back({static_cast<std::uint32_t>(each.Type), each.XCoord, each.YCoord, each.ZCoord});
        }
    }
    for (const StreamBridge *bridge : pin.bridges)
        out.bridges.push_back(describe(*bridge));
    out.properties = properties(pin.items);
    out.methods = methods(pin.items);
    out.events = events(pin);
    const ACX_PIN_CALLBACKS &callbacks = pin.callbacks();
    out.callbacks =
        names({ACXSIM_CALLBACK(callbacks, EvtAcxPinSetDataFormat), ACXSIM_CALLBACK(callbacks, EvtAcxPinRetrieveName),
               ACXSIM_CALLBACK(callbacks, EvtAcxPinRetrieveJackSinkInfo),
               ACXSIM_CALLBACK(callbacks, EvtAcxPinProcessJackRequest), ACXSIM_CALLBACK(callbacks, EvtAcxPinConnected),
               ACXSIM_CALLBACK(callbacks, EvtAcxPinDisconnected),
               ACXSIM_CALLBACK(callbacks, EvtAcxPinDataFormatChangeNotification)});
    if (const Pin *peer = pin.peer()) {
        out.connected_to = fmt::format("{}:pin {}", peer->circuit().name(), peer->pin_id());
    }
    return out;
}

// --- circuits, factories, devices
// ------------------------------------------------------------------------------------------------

TopologyStream describe(Stream &stream) {
    TopologyStream out;
    const StreamSettings &settings = stream.settings();
    out.pin_id = settings.pin == nullptr ? 0 : settings.pin->pin_id();
    out.real_time = stream.real_time();
    out.notifications = settings.supports_notifications;
    out.format = stream.format();
    out.callbacks = names({ACXSIM_CALLBACK(settings.callbacks, EvtAcxStreamPrepareHardware),
                           ACXSIM_CALLBACK(settings.callbacks, EvtAcxStreamReleaseHardware),
                           ACXSIM_CALLBACK(settings.callbacks, EvtAcxStreamRun),
                           ACXSIM_CALLBACK(settings.callbacks, EvtAcxStreamPause),
                           ACXSIM_CALLBACK(settings.callbacks, EvtAcxStreamAssignDrmContentId),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamGetHwLatency),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamAllocateRtPackets),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamFreeRtPackets),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamSetRenderPacket),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamGetCurrentPacket),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamGetCapturePacket),
                           ACXSIM_CALLBACK(settings.rt, EvtAcxStreamGetPresentationPosition)});
    out.elements = describe(stream.elements());
    return out;
}

TopologyCircuit describe(Circuit &circuit, bool ask) {
    const CircuitInit &init = circuit.description();
    TopologyCircuit out;
    out.name = circuit.name();
    out.type = word(circuit_types, init.circuit_type);
    if (const wdf::String *link = circuit.symbolic_link_name()) out.symbolic_link = narrow(link->text());
    if (init.component_id_set) out.component_id = guid(init.component_id);
    out.component_uri = init.component_uri;
    for (const GUID &category : init.categories)
        out.categories.push_back(guid(category));
    out.visible = circuit.visible();
    out.made_by_factory = circuit.made_for != nullptr;
    for (Pin *pin : circuit.pins())
        out.pins.push_back(describe(*pin, ask));
    out.elements = describe(circuit.elements());
    out.connections = connections(circuit);
    for (Stream *stream : circuit.streams())
        out.streams.push_back(describe(*stream));
    out.properties = properties(init.items);
    out.methods = methods(init.items);
    out.preprocessed = preprocessed(init.items);
    out.events = events(circuit);
    out.callbacks = names({{"EvtAcxCircuitCreateStream", init.create_stream != nullptr},
                           ACXSIM_CALLBACK(init.pnp_power, EvtAcxCircuitPrepareHardware),
                           ACXSIM_CALLBACK(init.pnp_power, EvtAcxCircuitReleaseHardware),
                           ACXSIM_CALLBACK(init.pnp_power, EvtAcxCircuitPowerUp),
                           ACXSIM_CALLBACK(init.pnp_power, EvtAcxCircuitPowerDown),
                           ACXSIM_CALLBACK(init.composite, EvtAcxCircuitCompositeCircuitInitialize),
                           ACXSIM_CALLBACK(init.composite, EvtAcxCircuitCompositeInitialize),
                           ACXSIM_CALLBACK(init.composite, EvtAcxCircuitCompositeDeinitialize)});
    return out;
}

TopologyFactory describe(FactoryCircuit &factory) {
    const FactoryCircuitInit &init = factory.description();
    TopologyFactory out;
    out.name = factory.name();
    if (init.component_id_set) out.component_id = guid(init.component_id);
    out.component_uri = init.component_uri;
    if (const wdf::String *link = factory.symbolic_link_name()) out.symbolic_link = narrow(link->text());
    for (const GUID &category : init.categories)
        out.categories.push_back(guid(category));
    out.elements = describe(factory.elements());
    out.properties = properties(init.items);
    out.methods = methods(init.items);
    out.callbacks = names({ACXSIM_CALLBACK(init.operations, EvtAcxFactoryCircuitCreateCircuitDevice),
                           ACXSIM_CALLBACK(init.operations, EvtAcxFactoryCircuitDeleteCircuitDevice),
                           ACXSIM_CALLBACK(init.operations, EvtAcxFactoryCircuitCreateCircuit)});
    out.circuits_alive = static_cast<std::uint32_t>(factory.products().size());
    return out;
}

std::string name_of_device(const wdf::Device &device, std::size_t index) {
    if (!device.name().empty()) return narrow(device.name());
    return fmt::format("device {}", index);
}

TopologyComposite describe(const CompositeTemplate &of, const Composite *composite) {
    TopologyComposite out;
    out.singleton = of.singleton();
    out.complete = composite != nullptr && composite->is_complete();
    for (const CircuitTemplate *part : of.circuits) {
        TopologyTemplatePart each;
        each.wants = (part->on_demand() ? part->factory_name() : part->circuit_name()).text();
        each.core = part == of.core || (of.core == nullptr && part == of.circuits.front());
        each.on_demand = part->on_demand();
        if (composite != nullptr) {
            for (const Circuit *circuit : composite->chain()) {
                if (part->matches(*circuit)) each.bound_to = circuit->name();
            }
        }
        out.parts.push_back(std::move(each));
    }
    return out;
}

} // namespace

Topology topology(Framework &framework) {
    auto &acx = static_cast<FrameworkImplementation &>(framework);
    const bool ask = acx.system().on_processor() && !acx.system().stopped();
    Topology out;
    const std::vector<wdf::Device *> devices = acx.devices();
    for (std::size_t i = 0; i < devices.size(); ++i) {
        wdf::Device &device = *devices[i];
        DeviceState &state = *state_of(device);
        TopologyDevice each;
        each.name = name_of_device(device, i);
        if (device.bus_device() != nullptr) {
            const auto parent = std::find(devices.begin(), devices.end(), device.bus_device());
            each.parent = parent == devices.end()
                              ? std::string("a device without ACX")
                              : name_of_device(**parent, static_cast<std::size_t>(parent - devices.begin()));
        }
        each.raw = device.pdo() != nullptr && device.pdo()->raw;
        const std::vector<Circuit *> circuits = state.circuits;
        for (Circuit *circuit : circuits)
            each.circuits.push_back(describe(*circuit, ask));
        for (FactoryCircuit *factory : state.factories)
            each.factories.push_back(describe(*factory));
        out.devices.push_back(std::move(each));
    }
    for (const CompositeTemplate *of : acx.composites().templates()) {
        bool any = false;
        for (const auto &composite : acx.composites().all()) {
            if (&composite->of() != of) continue;
            any = true;
            out.composites.push_back(describe(*of, composite.get()));
        }
        if (!any) out.composites.push_back(describe(*of, nullptr));
    }
    return out;
}

} // namespace acxsim::acx
