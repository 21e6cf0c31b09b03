// SPDX-License-Identifier: MIT
#include <cstdio>

#include <fmt/format.h>

#include "sim/report/topology_text.hpp"
#include "sim/scenario/format_text.hpp"

namespace acxsim::report {

namespace {

// Inside double quotes DOT gives a backslash a meaning of its own: "\n" ends a line of the label.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (c == '\n') {
            result += "\\n";
        } else {
            result += c;
        }
    }
    return result + "\"";
}

class Graph {
public:
    std::string text(const acx::Topology &topology) {
        out_ = "digraph driver {\n  rankdir=LR;\n  compound=true;\n  node [shape=box, fontname=\"sans-serif\"];\n"
               "  graph [fontname=\"sans-serif\"];\n";
        for (const acx::TopologyDevice &device : topology.devices)
            this->device(device);
        for (const std::string &edge : edges_)
            out_ += edge;
        return out_ + "}\n";
    }

private:
    void line(std::string text) { out_ += "  " + std::move(text) + "\n"; }

    void device(const acx::TopologyDevice &device) {
        const std::size_t number = clusters_++;
        line(fmt::format("subgraph cluster_{} {{", number));
        line(fmt::format("label={}; style=dashed;", quoted("device " + device.name)));
        if (device.circuits.empty()) line(fmt::format("d{} [label=\"no circuit\", shape=plaintext];", number));
        for (const acx::TopologyCircuit &circuit : device.circuits)
            this->circuit(circuit);
        line("}");
    }

    void circuit(const acx::TopologyCircuit &circuit) {
        const std::size_t number = clusters_++;
        line(fmt::format("subgraph cluster_{} {{", number));
        line(fmt::format("label={}; style=solid;", quoted(fmt::format("circuit {}\n{}", circuit.name, circuit.type))));
        const auto pin_node = [number](std::uint32_t id) { return fmt::format("c{}_pin{}", number, id); };
        const auto element_node = [number](std::uint32_t id) { return fmt::format("c{}_element{}", number, id); };
        for (const acx::TopologyPin &pin : circuit.pins) {
            std::string label = fmt::format("pin {}\n{}", pin.id, pin.name.empty() ? pin.type : pin.name);
            if (pin.category) label += "\n" + short_name(*pin.category);
            if (pin.streaming)
                label += pin.direction == acx::Direction::Render ? "\nclients render" : "\nclients capture";
            for (const acx::TopologyMode &mode : pin.modes) {
                if (mode.formats.empty()) continue;
                label +=
                    fmt::format("\n{}: {}{}", short_name(mode.mode), scenario::format_text(mode.formats.front()),
                                mode.formats.size() == 1 ? "" : fmt::format(" and {} more", mode.formats.size() - 1));
            }
            line(fmt::format("{} [label={}, shape={}];", pin_node(pin.id), quoted(label),
                             pin.streaming ? "house" : "box"));
        }
        for (const acx::TopologyElement &element : circuit.elements) {
            std::string label = fmt::format("element {}\n{}", element.id, element.kind);
            if (const std::string level = level_text(element); !level.empty()) label += "\n" + level;
            line(fmt::format("{} [label={}, shape=ellipse];", element_node(element.id), quoted(label)));
        }
        for (const acx::TopologyConnection &each : circuit.connections) {
            const auto end = [&](const std::string &what, const std::optional<std::uint32_t> &pin) -> std::string {
                unsigned id = 0;
                if (std::sscanf(what.c_str(), "element %u", &id) == 1) return element_node(id);
                if (std::sscanf(what.c_str(), "pin %u", &id) == 1) return pin_node(id);
                return pin ? pin_node(*pin) : std::string();
            };
            const std::string from = end(each.from, each.from_pin);
            const std::string to = end(each.to, each.to_pin);
            if (!from.empty() && !to.empty()) edges_.push_back(fmt::format("  {} -> {};\n", from, to));
        }
        line("}");
    }

    std::string out_;
    std::vector<std::string> edges_; // after the nodes: an edge inside a cluster would draw its node into it
    std::size_t clusters_ = 0;
};

} // namespace

std::string topology_dot(const acx::Topology &topology) { return Graph().text(topology); }

} // namespace acxsim::report
