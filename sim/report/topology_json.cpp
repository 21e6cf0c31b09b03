// SPDX-License-Identifier: MIT
#include "sim/report/topology_json.hpp"

#include <nlohmann/json.hpp>

namespace acxsim::report {

namespace {

using nlohmann::ordered_json;

// --- the members of each type, by name ------------------------------------------------------------------------------

template <class V>
void members(V &v, acx::AudioFormat &x) {
    v("rate_hz", x.rate_hz);
    v("container_bits", x.container_bits);
    v("valid_bits", x.valid_bits);
    v("channels", x.channels);
}
template <class V>
void members(V &v, acx::TopologyGuid &x) {
    v("guid", x.text);
    v("name", x.name);
}
template <class V>
void members(V &v, acx::TopologyFormat &x) {
    v("playable", x.audio);
    v("major_format", x.major_format);
    v("sub_format", x.sub_format);
    v("rate_hz", x.rate_hz);
    v("channels", x.channels);
    v("bits_per_sample", x.bits_per_sample);
    v("valid_bits", x.valid_bits);
    v("channel_mask", x.channel_mask);
    v("is_default", x.is_default);
}
template <class V>
void members(V &v, acx::TopologyMode &x) {
    v("mode", x.mode);
    v("formats", x.formats);
}
template <class V>
void members(V &v, acx::TopologyItem &x) {
    v("set", x.set);
    v("id", x.id);
    v("verbs", x.verbs);
}
template <class V>
void members(V &v, acx::TopologyJack &x) {
    v("id", x.id);
    v("channel_mapping", x.channel_mapping);
    v("color_rgb", x.color_rgb);
    v("connection_type", x.connection_type);
    v("geo_location", x.geo_location);
    v("gen_location", x.gen_location);
    v("port_connection", x.port_connection);
    v("detection", x.detection);
    v("connected", x.connected);
}
template <class V>
void members(V &v, acx::TopologyMicrophone &x) {
    v("type", x.type);
    v("x_mm", x.x_mm);
    v("y_mm", x.y_mm);
    v("z_mm", x.z_mm);
}
template <class V>
void members(V &v, acx::TopologyBridge &x) {
    v("in_modes", x.in_modes);
    v("out_mode", x.out_mode);
    v("by_framework", x.by_framework);
    v("inverted", x.inverted);
}
template <class V>
void members(V &v, acx::TopologyPin &x) {
    v("id", x.id);
    v("type", x.type);
    v("communication", x.communication);
    v("qualifier", x.qualifier);
    v("name", x.name);
    v("category", x.category);
    v("streams_max", x.streams_max);
    v("streaming", x.streaming);
    v("direction", x.direction);
    v("modes", x.modes);
    v("jacks", x.jacks);
    v("microphones", x.microphones);
    v("bridges", x.bridges);
    v("properties", x.properties);
    v("methods", x.methods);
    v("events", x.events);
    v("callbacks", x.callbacks);
    v("connected_to", x.connected_to);
}
template <class V>
void members(V &v, acx::TopologyElement &x) {
    v("id", x.id);
    v("kind", x.kind);
    v("type", x.type);
    v("name", x.name);
    v("channels", x.channels);
    v("level_min", x.level_min);
    v("level_max", x.level_max);
    v("level_step", x.level_step);
    v("ramped", x.ramped);
    v("parts", x.parts);
    v("properties", x.properties);
    v("methods", x.methods);
    v("events", x.events);
    v("callbacks", x.callbacks);
}
template <class V>
void members(V &v, acx::TopologyConnection &x) {
    v("from", x.from);
    v("to", x.to);
    v("from_pin", x.from_pin);
    v("to_pin", x.to_pin);
    v("implied", x.implied);
}
template <class V>
void members(V &v, acx::TopologyStream &x) {
    v("pin_id", x.pin_id);
    v("real_time", x.real_time);
    v("notifications", x.notifications);
    v("format", x.format);
    v("callbacks", x.callbacks);
    v("elements", x.elements);
}
template <class V>
void members(V &v, acx::TopologyCircuit &x) {
    v("name", x.name);
    v("type", x.type);
    v("symbolic_link", x.symbolic_link);
    v("component_id", x.component_id);
    v("component_uri", x.component_uri);
    v("categories", x.categories);
    v("visible", x.visible);
    v("made_by_factory", x.made_by_factory);
    v("pins", x.pins);
    v("elements", x.elements);
    v("connections", x.connections);
    v("streams", x.streams);
    v("properties", x.properties);
    v("methods", x.methods);
    v("events", x.events);
    v("preprocessed", x.preprocessed);
    v("callbacks", x.callbacks);
}
template <class V>
void members(V &v, acx::TopologyFactory &x) {
    v("name", x.name);
    v("component_id", x.component_id);
    v("component_uri", x.component_uri);
    v("symbolic_link", x.symbolic_link);
    v("categories", x.categories);
    v("elements", x.elements);
    v("properties", x.properties);
    v("methods", x.methods);
    v("callbacks", x.callbacks);
    v("circuits_alive", x.circuits_alive);
}
template <class V>
void members(V &v, acx::TopologyDevice &x) {
    v("name", x.name);
    v("parent", x.parent);
    v("raw", x.raw);
    v("circuits", x.circuits);
    v("factories", x.factories);
}
template <class V>
void members(V &v, acx::TopologyTemplatePart &x) {
    v("wants", x.wants);
    v("core", x.core);
    v("on_demand", x.on_demand);
    v("bound_to", x.bound_to);
}
template <class V>
void members(V &v, acx::TopologyComposite &x) {
    v("singleton", x.singleton);
    v("complete", x.complete);
    v("parts", x.parts);
}
template <class V>
void members(V &v, acx::Topology &x) {
    v("devices", x.devices);
    v("composites", x.composites);
}

// --- both directions ------------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_plain = std::is_arithmetic_v<T> || std::is_same_v<T, std::string>;

class Writer {
public:
    template <class T>
    void operator()(const char *name, T &member) {
        json_[name] = written(member);
    }
    ordered_json take() { return std::move(json_); }

    template <class T>
    static ordered_json written(T &value) {
        if constexpr (is_plain<T>) {
            return value;
        } else {
            Writer writer;
            members(writer, value);
            return writer.take();
        }
    }
    static ordered_json written(acx::Direction &value) {
        return value == acx::Direction::Render ? "render" : "capture";
    }
    template <class T>
    static ordered_json written(std::optional<T> &value) {
        return value ? written(*value) : ordered_json(nullptr);
    }
    template <class T>
    static ordered_json written(std::vector<T> &values) {
        ordered_json list = ordered_json::array();
        for (T &each : values)
            list.push_back(written(each));
        return list;
    }

private:
    ordered_json json_ = ordered_json::object();
};

class Reader {
public:
    explicit Reader(const ordered_json &json) : json_(json) {}

    template <class T>
    void operator()(const char *name, T &member) {
        read(json_.at(name), member);
    }

    template <class T>
    static void read(const ordered_json &json, T &value) {
        if constexpr (is_plain<T>) {
            value = json.get<T>();
        } else {
            Reader reader(json);
            members(reader, value);
        }
    }
    static void read(const ordered_json &json, acx::Direction &value) {
        value = json.get<std::string>() == "render" ? acx::Direction::Render : acx::Direction::Capture;
    }
    template <class T>
    static void read(const ordered_json &json, std::optional<T> &value) {
        value.reset();
        if (!json.is_null()) read(json, value.emplace());
    }
    template <class T>
    static void read(const ordered_json &json, std::vector<T> &values) {
        values.clear();
        for (const ordered_json &each : json)
            read(each, values.emplace_back());
    }

private:
    const ordered_json &json_;
};

} // namespace

ordered_json topology_json(const acx::Topology &topology) {
    acx::Topology copy = topology; // the member lists serve reading, too
    return Writer::written(copy);
}

acx::Topology topology_from_json(const ordered_json &json) {
    acx::Topology topology;
    Reader::read(json, topology);
    return topology;
}

} // namespace acxsim::report
