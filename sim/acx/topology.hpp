// SPDX-License-Identifier: MIT
//
// What a driver has built: its devices, circuits, pins, elements, connections, jacks, factories and composites, as
// plain values. `acxsim inspect` prints them; nothing in here is a live object, so the driver may go afterwards.
// Formats, modes and categories are those of the reference pages; GUIDs are given as text, with the documented name
// where there is one. EvtAcxPinRetrieveName and EvtAcxJackRetrievePresenceState are called to fill it (contract 6.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/acx/stream_connection.hpp"

namespace acxsim::acx {

struct TopologyGuid {
    std::string text; ///< {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}
    std::string name; ///< the documented constant, or empty
    bool operator==(const TopologyGuid &) const = default;
};

struct TopologyFormat {
    std::optional<AudioFormat> audio; ///< PCM or float; nothing for what the clients cannot play
    TopologyGuid major_format;
    TopologyGuid sub_format;
    std::uint32_t rate_hz = 0;
    std::uint32_t channels = 0;
    std::uint32_t bits_per_sample = 0; ///< container
    std::uint32_t valid_bits = 0;
    std::uint64_t channel_mask = 0;
    bool is_default = false;
};

struct TopologyMode {
    TopologyGuid mode; ///< AUDIO_SIGNALPROCESSINGMODE_...
    std::vector<TopologyFormat> formats;
};

struct TopologyItem { ///< a property, method or event that the driver serves
    TopologyGuid set;
    std::uint32_t id = 0;
    std::vector<std::string> verbs; ///< "get", "set", "basic support", "send", "enable" ...
};

struct TopologyJack {
    std::uint32_t id = 0;
    std::uint32_t channel_mapping = 0;
    std::uint32_t color_rgb = 0;
    std::string connection_type; ///< the enumerator: "AcxConnType35mm"
    std::string geo_location;
    std::string gen_location;
    std::string port_connection;
    bool detection = false;
    std::optional<bool> connected; ///< as EvtAcxJackRetrievePresenceState said
};

struct TopologyMicrophone {
    std::uint32_t type = 0;
    std::int32_t x_mm = 0, y_mm = 0, z_mm = 0;
};

struct TopologyBridge {
    std::vector<TopologyGuid> in_modes; ///< empty: streams are added by hand
    std::optional<TopologyGuid> out_mode;
    bool by_framework = false; ///< the default bridge
    bool inverted = false;     ///< AcxStreamBridgeInvertChangeStateSequence
};

struct TopologyPin {
    std::uint32_t id = 0;
    std::string type;          ///< "Sink", "Source", "Other"
    std::string communication; ///< "None", "Sink", "Source", "Both"
    std::string qualifier;     ///< "BridgeA", "BridgeB", "BridgeDevice", "None" ...
    std::string name;          ///< EvtAcxPinRetrieveName, or empty
    std::optional<TopologyGuid> category;
    std::uint32_t streams_max = 0; ///< 0: not limited
    bool streaming = false;        ///< clients open streams here
    Direction direction = Direction::Render;
    std::vector<TopologyMode> modes;
    std::vector<TopologyJack> jacks;
    std::vector<TopologyMicrophone> microphones;
    std::vector<TopologyBridge> bridges;
    std::vector<TopologyItem> properties, methods, events;
    std::vector<std::string> callbacks; ///< "EvtAcxPinSetDataFormat" ...
    std::string connected_to;           ///< of composites: "circuit name:pin id"
};

struct TopologyElement {
    std::uint32_t id = 0;
    std::string kind; ///< "Volume", "Mute", "PeakMeter", "AudioEngine", "KeywordSpotter", "AudioModule", "Element"
    std::optional<TopologyGuid> type; ///< generic elements: KSNODETYPE_...
    std::optional<TopologyGuid> name;
    std::uint32_t channels = 0;
    std::int32_t level_min = 0, level_max = 0, level_step = 0; ///< volumes and peak meters: 16.16 dB
    bool ramped = false;                                       ///< EvtAcxRampedVolumeAssignLevel
    std::vector<TopologyElement> parts;                        ///< of an audio engine: its volume, mute and peak meter
    std::vector<TopologyItem> properties, methods, events;
    std::vector<std::string> callbacks;
};

struct TopologyConnection { ///< "circuit", "element 0" or "pin 1"
    std::string from, to;
    std::optional<std::uint32_t> from_pin, to_pin;
    bool implied = false; ///< by the order in which the elements were added (RT-CIR-03)
};

struct TopologyStream { ///< an open stream
    std::uint32_t pin_id = 0;
    bool real_time = false;
    bool notifications = false;
    AudioFormat format;
    std::vector<std::string> callbacks;
    std::vector<TopologyElement> elements;
};

struct TopologyCircuit {
    std::string name;
    std::string type; ///< "Render", "Capture", "Other"
    std::string symbolic_link;
    std::optional<TopologyGuid> component_id;
    std::string component_uri;
    std::vector<TopologyGuid> categories;
    bool visible = false; ///< device in D0, not waiting for its composite
    bool made_by_factory = false;
    std::vector<TopologyPin> pins;
    std::vector<TopologyElement> elements;
    std::vector<TopologyConnection> connections;
    std::vector<TopologyStream> streams;
    std::vector<TopologyItem> properties, methods, events, preprocessed;
    std::vector<std::string> callbacks; ///< "EvtAcxCircuitPowerUp" ...
};

struct TopologyFactory {
    std::string name;
    std::optional<TopologyGuid> component_id;
    std::string component_uri;
    std::string symbolic_link;
    std::vector<TopologyGuid> categories;
    std::vector<TopologyElement> elements;
    std::vector<TopologyItem> properties, methods;
    std::vector<std::string> callbacks;
    std::uint32_t circuits_alive = 0;
};

struct TopologyDevice {
    std::string name;
    std::optional<std::string> parent; ///< of circuit devices
    bool raw = false;
    std::vector<TopologyCircuit> circuits;
    std::vector<TopologyFactory> factories;
};

struct TopologyTemplatePart {
    std::string wants; ///< "id {...}", "uri ...", "name ..."
    bool core = false;
    bool on_demand = false;
    std::string bound_to; ///< circuit name; empty: not there
};

struct TopologyComposite {
    bool singleton = false;
    bool complete = false;
    std::vector<TopologyTemplatePart> parts; ///< from the device side to the streaming side, as far as known
};

struct Topology {
    std::vector<TopologyDevice> devices;
    std::vector<TopologyComposite> composites;
};

/// Asks the framework. From a simulated thread at PASSIVE_LEVEL the driver's name and presence callbacks are called
/// too; elsewhere those fields stay empty.
Topology topology(Framework &framework);

} // namespace acxsim::acx
