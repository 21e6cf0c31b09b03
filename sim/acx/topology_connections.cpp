// SPDX-License-Identifier: MIT
#include "sim/acx/topology_connections.hpp"

#include <optional>
#include <string>

#include <fmt/format.h>

#include "sim/acx/circuit.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/pin.hpp"

namespace acxsim::acx {

namespace {

std::string end_of(const Circuit &circuit, const wdf::Object *object) {
    if (object == nullptr || object == &circuit) return "circuit";
    if (object->object_type().is(Element::type)) {
        return fmt::format("element {}", static_cast<const Element *>(object)->element_id());
    }
    if (object->object_type().is(Pin::type)) return fmt::format("pin {}", static_cast<const Pin *>(object)->pin_id());
    return std::string(object->object_type().name);
}

template <class PinEnd>
std::optional<std::uint32_t> pin_of(const PinEnd &end, bool by_id, bool by_object) {
    if (by_id) return end.Id;
    if (!by_object || end.Object == nullptr) return std::nullopt;
    const auto *pin = wdf::find_handle<Pin>(end.Object);
    return pin == nullptr ? std::nullopt : std::optional(pin->pin_id());
}

} // namespace

std::vector<TopologyConnection> connections(Circuit &circuit) {
    std::vector<TopologyConnection> all;
    for (const ACX_CONNECTION &each : circuit.connections()) {
        TopologyConnection out;
        out.from = end_of(circuit, wdf::find_handle<wdf::Object>(each.FromObject));
        out.to = end_of(circuit, wdf::find_handle<wdf::Object>(each.ToObject));
        out.from_pin = pin_of(each.FromPin, (each.Flags & AcxConnectionFromPinId) != 0,
                              (each.Flags & AcxConnectionFromPinObject) != 0);
        out.to_pin =
            pin_of(each.ToPin, (each.Flags & AcxConnectionToPinId) != 0, (each.Flags & AcxConnectionToPinObject) != 0);
        all.push_back(std::move(out));
    }
    if (!all.empty()) return all;
    // RT-CIR-03: without explicit ones, in the order in which the elements were added, from the sink pin to the source.
    const auto first = [&](ACX_PIN_TYPE type) -> std::optional<std::uint32_t> {
        for (const Pin *pin : circuit.pins()) {
            if (pin->pin_type() == type) return pin->pin_id();
        }
        return std::nullopt;
    };
    const auto sink = first(AcxPinTypeSink);
    const auto source = first(AcxPinTypeSource);
    std::string from = "circuit";
    std::optional<std::uint32_t> from_pin = sink;
    for (const Element *element : circuit.elements()) {
        const std::string to = end_of(circuit, element);
        all.push_back({from, to, from_pin, std::nullopt, true});
        from = to;
        from_pin = std::nullopt;
    }
    if (sink && source) all.push_back({from, "circuit", from_pin, source, true});
    return all;
}

} // namespace acxsim::acx
