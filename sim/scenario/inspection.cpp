// SPDX-License-Identifier: MIT
#include "sim/scenario/inspection.hpp"

#include <memory>

#include <fmt/format.h>

namespace acxsim::scenario {

namespace {

struct Offer {
    std::string mode;
    acx::AudioFormat format;
};

// The format a client would ask for first: the default one of the first mode that has any.
std::optional<Offer> first_offer(const acx::TopologyPin &pin) {
    std::optional<Offer> first;
    for (const acx::TopologyMode &mode : pin.modes) {
        for (const acx::TopologyFormat &format : mode.formats) {
            if (!format.audio) continue;
            if (format.is_default) return Offer{short_mode_name(mode.mode), *format.audio};
            if (!first) first = Offer{short_mode_name(mode.mode), *format.audio};
        }
        if (first) return first;
    }
    return first;
}

acx::TopologyCircuit *find_circuit(acx::Topology &topology, const std::string &name) {
    for (acx::TopologyDevice &device : topology.devices) {
        for (acx::TopologyCircuit &circuit : device.circuits) {
            if (circuit.name == name) return &circuit;
        }
    }
    return nullptr;
}

void try_stream(acx::Framework &framework, acx::TopologyCircuit &circuit, const acx::TopologyPin &pin,
                std::vector<std::string> &failures) {
    const auto offer = first_offer(pin);
    if (!offer) return;
    auto opened = framework.open_target({circuit.name, pin.id, offer->mode, pin.direction, offer->format});
    if (!opened) {
        failures.push_back(
            fmt::format("no stream on pin {} of circuit {}: {}", pin.id, circuit.name, opened.error().message));
        return;
    }
    acx::Topology now = acx::topology(framework);
    if (const acx::TopologyCircuit *same = find_circuit(now, circuit.name)) {
        for (const acx::TopologyStream &stream : same->streams) {
            if (stream.pin_id == pin.id) circuit.streams.push_back(stream);
        }
    }
    opened.value()->close();
}

} // namespace

std::string short_mode_name(const acx::TopologyGuid &mode) {
    constexpr std::string_view prefix = "AUDIO_SIGNALPROCESSINGMODE_";
    if (mode.name.rfind(prefix, 0) == 0) return mode.name.substr(prefix.size());
    return mode.name.empty() ? mode.text : mode.name;
}

acx::Topology look_around(acx::Framework &framework, std::vector<std::string> &failures) {
    acx::Topology found = acx::topology(framework);
    for (acx::TopologyDevice &device : found.devices) {
        for (acx::TopologyCircuit &circuit : device.circuits) {
            if (!circuit.visible) continue;
            for (const acx::TopologyPin &pin : circuit.pins) {
                if (pin.streaming) try_stream(framework, circuit, pin, failures);
            }
        }
    }
    return found;
}

} // namespace acxsim::scenario
