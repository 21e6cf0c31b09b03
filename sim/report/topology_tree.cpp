// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/report/topology_text.hpp"
#include "sim/scenario/format_text.hpp"

namespace acxsim::report {

namespace {

constexpr std::size_t listed_formats_max = 8;

struct Node {
    std::string text;
    std::vector<Node> children;
    Node &add(std::string child) {
        children.push_back({std::move(child), {}});
        return children.back();
    }
};

void print(const Node &node, const std::string &indent, std::string &out) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        const bool last = i + 1 == node.children.size();
        out += indent + (last ? "└─ " : "├─ ") + node.children[i].text + "\n";
        print(node.children[i], indent + (last ? "   " : "│  "), out);
    }
}

std::string joined(const std::vector<std::string> &words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::string joined(const std::vector<acx::TopologyGuid> &guids) {
    std::string text;
    for (const acx::TopologyGuid &guid : guids)
        text += (text.empty() ? "" : ", ") + short_name(guid);
    return text;
}

// Some enumerators carry their type's name in front.
std::string without(std::string_view prefix, const std::string &word) {
    return word.rfind(prefix, 0) == 0 ? word.substr(prefix.size()) : word;
}

std::string connector(const std::string &type) {
    return type == "AcxConnType3Point5mm" ? "3.5 mm" : without("AcxConnType", type);
}

std::string speakers(std::uint64_t mask) {
    constexpr std::array<std::string_view, 18> names{"FL", "FR", "FC", "LFE", "BL",  "BR",  "FLC", "FRC", "BC",
                                                     "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"};
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if ((mask >> i & 1) != 0) text += (text.empty() ? "" : " ") + std::string(names[i]);
    }
    return text;
}

class TreeMaker {
public:
    explicit TreeMaker(bool verbose) : verbose_(verbose) {}

    void device(const acx::TopologyDevice &device, Node &parent) {
        std::string text = "device " + device.name;
        if (device.parent) text += fmt::format(", child of {}", *device.parent);
        if (device.raw) text += ", raw PDO";
        Node &node = parent.add(std::move(text));
        for (const acx::TopologyCircuit &each : device.circuits)
            circuit(each, node);
        for (const acx::TopologyFactory &each : device.factories)
            factory(each, node);
        if (device.circuits.empty() && device.factories.empty()) node.add("no circuit");
    }

    void composite(const acx::TopologyComposite &composite, Node &parent) {
        Node &node = parent.add(fmt::format("composite{}{}", composite.singleton ? ", singleton" : "",
                                            composite.complete ? ", complete" : ", NOT complete"));
        for (const acx::TopologyTemplatePart &part : composite.parts) {
            node.add(fmt::format("wants {}{}{}: {}", part.wants, part.core ? ", core" : "",
                                 part.on_demand ? ", on demand" : "",
                                 part.bound_to.empty() ? "not there" : "circuit " + part.bound_to));
        }
    }

private:
    void circuit(const acx::TopologyCircuit &circuit, Node &parent) {
        Node &node = parent.add(fmt::format("circuit {}  {}{}{}", circuit.name, circuit.type,
                                            circuit.visible ? "" : ", NOT visible to clients",
                                            circuit.made_by_factory ? ", made by a factory" : ""));
        identity(circuit.component_id, circuit.component_uri, circuit.symbolic_link, circuit.categories, node);
        for (const acx::TopologyPin &each : circuit.pins)
            pin(circuit, each, node);
        for (const acx::TopologyElement &each : circuit.elements)
            element(each, node);
        connections(circuit, node);
        for (const acx::TopologyItem &each : circuit.preprocessed)
            node.add(fmt::format("preprocesses {} {}", short_name(each.set), each.id));
        items(circuit.properties, circuit.methods, circuit.events, node);
        callbacks(circuit.callbacks, node);
    }

    void identity(const std::optional<acx::TopologyGuid> &id, const std::string &uri, const std::string &link,
                  const std::vector<acx::TopologyGuid> &categories, Node &node) const {
        if (id) node.add("component id " + (id->name.empty() ? id->text : fmt::format("{} {}", id->name, id->text)));
        if (!uri.empty()) node.add(fmt::format("component uri \"{}\"", uri));
        if (!link.empty()) node.add("symbolic link " + link);
        if (!categories.empty()) node.add("category " + joined(categories));
    }

    void pin(const acx::TopologyCircuit &circuit, const acx::TopologyPin &pin, Node &parent) {
        std::string text = fmt::format("pin {}  {}", pin.id, pin.type);
        if (!pin.name.empty()) text += fmt::format(" \"{}\"", pin.name);
        text += fmt::format(", communication {}", pin.communication);
        const bool qualified = !pin.qualifier.empty() && pin.qualifier != "None" && pin.qualifier != "Unknown";
        if (qualified) text += fmt::format(", qualifier {}", pin.qualifier);
        if (pin.category) text += fmt::format(", category {}", short_name(*pin.category));
        Node &node = parent.add(std::move(text));
        if (pin.streaming) {
            const std::string most = pin.streams_max == 0   ? "any number of streams"
                                     : pin.streams_max == 1 ? "1 stream at a time"
                                                            : fmt::format("{} streams at a time", pin.streams_max);
            node.add(fmt::format("clients {} here, {}", pin.direction == acx::Direction::Render ? "render" : "capture",
                                 most));
        }
        if (!pin.connected_to.empty()) node.add("connected to " + pin.connected_to);
        for (const acx::TopologyMode &each : pin.modes)
            mode(each, pin.streaming, node);
        for (const acx::TopologyStream &each : circuit.streams) {
            if (each.pin_id == pin.id) stream(each, node);
        }
        for (const acx::TopologyJack &each : pin.jacks)
            jack(each, node);
        for (const acx::TopologyMicrophone &each : pin.microphones) {
            node.add(fmt::format("microphone at ({}, {}, {}) mm", each.x_mm, each.y_mm, each.z_mm));
        }
        for (const acx::TopologyBridge &each : pin.bridges)
            bridge(each, node);
        items(pin.properties, pin.methods, pin.events, node);
        callbacks(pin.callbacks, node);
    }

    void mode(const acx::TopologyMode &mode, bool streaming, Node &parent) const {
        const std::string name = short_name(mode.mode);
        if (mode.formats.empty()) {
            // The framework makes an empty RAW list for every pin: worth a line only where clients look for formats.
            if (streaming || verbose_) parent.add(fmt::format("mode {}  no format", name));
            return;
        }
        Node &node = parent.add(
            fmt::format("mode {}  {} format{}", name, mode.formats.size(), mode.formats.size() == 1 ? "" : "s"));
        if (!verbose_ && mode.formats.size() > listed_formats_max) {
            grid(mode, node);
            return;
        }
        for (const acx::TopologyFormat &format : mode.formats) {
            std::string text = scenario::format_text(format);
            if (format.is_default) text += ", default";
            if (!format.audio) text += ", not playable here";
            if (verbose_ && format.channel_mask != 0)
                text += fmt::format(", speakers {}", speakers(format.channel_mask));
            node.add(std::move(text));
        }
    }

    // Many formats are nearly always a grid: one line for each sample type, "44.1, 48 kHz 16-bit 1, 2, 6ch PCM".
    void grid(const acx::TopologyMode &mode, Node &node) const {
        struct Row {
            std::string sample;
            std::vector<std::string> channels;
            std::vector<std::string> rates;
        };
        std::vector<Row> by_rate; // one for each rate and sample type
        for (const acx::TopologyFormat &format : mode.formats) {
            if (format.is_default) node.add(scenario::format_text(format) + ", default");
            const std::string rate = scenario::rate_text(format.rate_hz);
            const std::string whole = scenario::format_text(format);
            const std::size_t bits = whole.find(' ', whole.find("kHz")) + 1;
            const std::size_t channels = whole.find(' ', bits);
            const std::size_t type = whole.find(' ', channels + 1);
            if (channels == std::string::npos || type == std::string::npos) {
                node.add(whole);
                continue;
            }
            const std::string sample = whole.substr(bits, channels - bits) + " {}ch" + whole.substr(type);
            const auto same = std::find_if(by_rate.begin(), by_rate.end(), [&](const Row &row) {
                return row.sample == sample && row.rates.front() == rate;
            });
            Row &row = same != by_rate.end() ? *same : by_rate.emplace_back(Row{sample, {}, {rate}});
            row.channels.push_back(fmt::format("{}", format.channels));
        }
        std::vector<Row> rows; // rates with the same channels together
        for (const Row &each : by_rate) {
            const auto same = std::find_if(rows.begin(), rows.end(), [&](const Row &row) {
                return row.sample == each.sample && row.channels == each.channels;
            });
            if (same != rows.end()) {
                same->rates.push_back(each.rates.front());
            } else {
                rows.push_back(each);
            }
        }
        for (const Row &row : rows) {
            std::string rates;
            for (const std::string &rate : row.rates)
                rates += (rates.empty() ? "" : ", ") + rate.substr(0, rate.find(' '));
            node.add(fmt::format("{} kHz {}", rates, fmt::format(fmt::runtime(row.sample), joined(row.channels))));
        }
    }

    void stream(const acx::TopologyStream &stream, Node &parent) {
        Node &node = parent.add(fmt::format("stream  {}", !stream.real_time ? "AcxStreamCreate: no RtPackets"
                                                          : stream.notifications
                                                              ? "RtPackets, notifications: event and timer mode"
                                                              : "RtPackets, no notifications: timer mode"));
        callbacks(stream.callbacks, node);
        for (const acx::TopologyElement &each : stream.elements)
            element(each, node);
    }

    void jack(const acx::TopologyJack &jack, Node &parent) const {
        std::vector<std::string> words;
        if (!jack.connection_type.empty()) words.push_back(connector(jack.connection_type));
        words.push_back(colour_text(jack.color_rgb));
        for (const auto &[prefix, word] :
             {std::pair<std::string_view, const std::string &>{"AcxGeoLoc", jack.geo_location},
              {"AcxGenLoc", jack.gen_location},
              {"AcxPortConn", jack.port_connection}}) {
            if (!word.empty()) words.push_back(without(prefix, word));
        }
        if (jack.channel_mapping != 0) words.push_back("channels " + speakers(jack.channel_mapping));
        words.emplace_back(!jack.detection   ? "no presence detection"
                           : !jack.connected ? "presence not known"
                           : *jack.connected ? "something is plugged in"
                                             : "nothing is plugged in");
        parent.add(fmt::format("jack {}  {}", jack.id, joined(words)));
    }

    void bridge(const acx::TopologyBridge &bridge, Node &parent) const {
        std::string text = bridge.by_framework ? "stream bridge of the framework" : "stream bridge";
        if (bridge.by_framework && !verbose_) return;
        if (!bridge.in_modes.empty()) text += fmt::format(", from {}", joined(bridge.in_modes));
        if (bridge.out_mode) text += fmt::format(", to {}", short_name(*bridge.out_mode));
        if (bridge.inverted) text += ", states in inverse order";
        parent.add(std::move(text));
    }

    void element(const acx::TopologyElement &element, Node &parent) {
        std::string text = fmt::format("element {}  {}", element.id, element.kind);
        if (element.type) text += fmt::format(" {}", short_name(*element.type));
        if (element.name) text += fmt::format(" {}", short_name(*element.name));
        if (const std::string level = level_text(element); !level.empty()) text += ", " + level;
        if (element.channels != 0)
            text += fmt::format(", {} channel{}", element.channels, element.channels == 1 ? "" : "s");
        if (element.ramped) text += ", ramped";
        Node &node = parent.add(std::move(text));
        for (const acx::TopologyElement &part : element.parts)
            this->element(part, node);
        items(element.properties, element.methods, element.events, node);
        if (verbose_) callbacks(element.callbacks, node);
    }

    void connections(const acx::TopologyCircuit &circuit, Node &parent) const {
        if (circuit.connections.empty()) return;
        bool implied = true;
        for (const acx::TopologyConnection &each : circuit.connections)
            implied = implied && each.implied;
        Node &node = parent.add(implied ? "connections, in the order in which the elements were added" : "connections");
        for (const acx::TopologyConnection &each : circuit.connections) {
            const auto end = [](const std::string &what, const std::optional<std::uint32_t> &pin) {
                return pin ? fmt::format("{} pin {}", what, *pin) : what;
            };
            node.add(fmt::format("{} -> {}", end(each.from, each.from_pin), end(each.to, each.to_pin)));
        }
    }

    void factory(const acx::TopologyFactory &factory, Node &parent) {
        Node &node = parent.add(fmt::format("factory circuit {}  {} circuit{} of it", factory.name,
                                            factory.circuits_alive, factory.circuits_alive == 1 ? "" : "s"));
        identity(factory.component_id, factory.component_uri, factory.symbolic_link, factory.categories, node);
        for (const acx::TopologyElement &each : factory.elements)
            element(each, node);
        items(factory.properties, factory.methods, {}, node);
        callbacks(factory.callbacks, node);
    }

    void items(const std::vector<acx::TopologyItem> &properties, const std::vector<acx::TopologyItem> &methods,
               const std::vector<acx::TopologyItem> &events, Node &parent) const {
        if (!verbose_) return;
        const auto list = [&](std::string_view what, const std::vector<acx::TopologyItem> &all) {
            for (const acx::TopologyItem &each : all)
                parent.add(fmt::format("{} {} {}  {}", what, short_name(each.set), each.id, joined(each.verbs)));
        };
        list("property", properties);
        list("method", methods);
        list("event", events);
    }

    void callbacks(const std::vector<std::string> &names, Node &parent) const {
        if (names.empty()) return;
        Node &node = parent.add("callbacks");
        // A few on a line: a list of twenty lines hides what stands around it.
        std::string row;
        for (const std::string &name : names) {
            if (!row.empty() && row.size() + name.size() > 88) {
                node.add(row + ",");
                row.clear();
            }
            row += (row.empty() ? "" : ", ") + name;
        }
        node.add(std::move(row));
    }

    bool verbose_;
};

} // namespace

std::string topology_tree(const acx::Topology &topology, bool verbose) {
    Node root;
    TreeMaker maker(verbose);
    for (const acx::TopologyDevice &device : topology.devices)
        maker.device(device, root);
    for (const acx::TopologyComposite &composite : topology.composites)
        maker.composite(composite, root);
    if (root.children.empty()) root.add("no device that uses ACX");
    std::string out;
    for (const Node &top : root.children) {
        out += top.text + "\n";
        print(top, "", out);
    }
    return out;
}

} // namespace acxsim::report
