// SPDX-License-Identifier: MIT
#include "sim/acx/composite.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/circuit.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/guid_names.hpp"
#include "sim/acx/narrow.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/records.hpp"
#include "sim/acx/stream_bridge.hpp"
#include "sim/acx/target.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

namespace {

ComponentName component_name(const GUID *id, PCUNICODE_STRING uri, PCUNICODE_STRING name) {
    ComponentName component;
    if (id != nullptr && std::memcmp(id, &GUID_NULL, sizeof *id) != 0) component.id = *id;
    if (uri != nullptr) component.uri = narrow(uri);
    if (name != nullptr) component.name = narrow(name);
    return component;
}

/// Circuits and factories say the same three things of themselves.
template <class Description>
bool fits(const ComponentName &wanted, const Description &description) {
    if (!wanted.given()) return false;
    if (wanted.id) {
        if (!description.component_id_set) return false;
        if (std::memcmp(&*wanted.id, &description.component_id, sizeof(GUID)) != 0) return false;
    }
    if (!wanted.uri.empty() && wanted.uri != description.component_uri) return false;
    return wanted.name.empty() || wanted.name == description.name;
}

bool renders(const std::vector<Circuit *> &chain) {
    const Circuit &head = *chain.front();
    for (const Pin *pin : head.pins()) {
        if (pin->streaming()) return pin->direction() == Direction::Render;
    }
    return head.description().circuit_type != AcxCircuitTypeCapture;
}

/// The pin with that qualifier; else the bridge pin of that type that says nothing of itself.
Pin *bridge_pin(const Circuit &circuit, ACX_PIN_QUALIFIER qualifier, ACX_PIN_TYPE type) {
    const auto free = [](const Pin *pin) { return !pin->streaming() && pin->peer() == nullptr; };
    for (Pin *pin : circuit.pins()) {
        if (free(pin) && pin->config().Qualifier == qualifier) return pin;
    }
    for (Pin *pin : circuit.pins()) {
        if (free(pin) && pin->config().Qualifier == AcxPinQualifierUnknown && pin->pin_type() == type) return pin;
    }
    return nullptr;
}

bool mixes_by_itself(const Circuit &circuit) {
    return std::any_of(circuit.elements().begin(), circuit.elements().end(),
                       [](const Element *element) { return element->object_type().is(AudioEngine::type); });
}

} // namespace

std::string ComponentName::text() const {
    if (id) return "id " + text_of(*id);
    if (!uri.empty()) return "uri " + uri;
    return name.empty() ? std::string("nothing") : "name " + name;
}

// --- templates
// ----------------------------------------------------------------------------------------------------------------

CircuitTemplate::CircuitTemplate(const wdf::Attributes &attributes, wdf::Object *parent,
                                 const ACX_CIRCUIT_TEMPLATE_CONFIG &config)
    : Object(type, attributes, parent),
      circuit_(component_name(config.CircuitId, config.CircuitUri, config.CircuitName)),
      factory_(component_name(config.FactoryId, config.FactoryUri, config.FactoryName)),
      circuit_properties_(config.CircuitProperties), factory_properties_(config.FactoryProperties),
      on_demand_((config.Flags & AcxCircuitTemplateCircuitOnDemand) != 0) {}

bool CircuitTemplate::matches(const Circuit &circuit) const {
    if (circuit.made_for != nullptr) return circuit.made_for == this;
    return fits(circuit_, circuit.description());
}

bool CircuitTemplate::matches(const FactoryCircuit &factory) const { return fits(factory_, factory.description()); }

CompositeTemplate::CompositeTemplate(const wdf::Attributes &attributes, wdf::Object *parent,
                                     const ACX_COMPOSITE_TEMPLATE_CONFIG &config)
    : Object(type, attributes, parent), singleton_((config.Flags & AcxCompositeTemplateConfigSingleton) != 0),
      properties_(config.Properties) {
    require_passive_disposal();
}

void CompositeTemplate::before_cleanup() {
    if (registered) static_cast<void>(FrameworkImplementation::current().composites().remove(*this));
}

void Manager::before_cleanup() {
    if (auto *framework = FrameworkImplementation::current_or_null()) framework->composites().manager_gone();
}

// --- one composite
// ------------------------------------------------------------------------------------------------------------

Composite::Composite(FrameworkImplementation &framework, CompositeTemplate &of, std::vector<Circuit *> circuits,
                     std::vector<CircuitTemplate *> parts)
    : acx_(framework), of_(of), chain_(std::move(circuits)), parts_(std::move(parts)) {
    // The head is the circuit that streams. At the end of the template's list, the list runs from the device side.
    const auto head =
        std::find_if(chain_.begin(), chain_.end(), [](Circuit *each) { return each->has_streaming_pin(); });
    if (head != chain_.end() && head + 1 == chain_.end()) {
        std::reverse(chain_.begin(), chain_.end());
        std::reverse(parts_.begin(), parts_.end());
    } else if (head != chain_.end()) {
        const auto offset = head - chain_.begin();
        std::rotate(chain_.begin(), head, head + 1);
        std::rotate(parts_.begin(), parts_.begin() + offset, parts_.begin() + offset + 1);
    }
    for (Circuit *circuit : chain_) {
        circuit->composite = this;
        circuit->withheld = true;
    }
}

void Composite::connect_pins() {
    const bool render = renders(chain_);
    for (std::size_t i = 0; i + 1 < chain_.size(); ++i) {
        Pin *near = bridge_pin(*chain_[i], AcxPinQualifierBridgeB, render ? AcxPinTypeSource : AcxPinTypeSink);
        Pin *far = bridge_pin(*chain_[i + 1], AcxPinQualifierBridgeA, render ? AcxPinTypeSink : AcxPinTypeSource);
        if (near == nullptr || far == nullptr) continue;
        const auto target = [](Pin &pin, const Pin &other) -> TargetCircuit & {
            return wdf::make_object<TargetCircuit>(wdf::Attributes{}, pin,
                                                   other.circuit().symbolic_link_name()->text());
        };
        // Device side first, as everything in a composite's making.
        far->connect(*near, target(*far, *near));
        near->connect(*far, target(*near, *far));
        const Circuit &circuit = *chain_[i];
        if (!near->bridges.empty() || !circuit.description().default_bridge_handling || mixes_by_itself(circuit)) {
            continue;
        }
        ACX_STREAM_BRIDGE_CONFIG config; // RT-BRG-01
        ACX_STREAM_BRIDGE_CONFIG_INIT(&config);
        auto &bridge = wdf::make_object<StreamBridge>(wdf::Attributes{}, *chain_[i], config, true);
        bridge.attach(*near);
        near->bridges.push_back(&bridge);
    }
}

void Composite::disconnect_pins() {
    for (Circuit *circuit : chain_) {
        for (Pin *pin : circuit->pins()) {
            if (pin->peer() != nullptr) pin->disconnect();
        }
    }
}

bool Composite::complete() {
    std::uint32_t position = static_cast<std::uint32_t>(chain_.size());
    for (std::size_t i = chain_.size(); i-- > 0;) {
        if (!succeeded(chain_[i]->composite_circuit_initialise(parts_[i]->circuit_properties()))) return false;
    }
    connect_pins();
    for (std::size_t i = chain_.size(); i-- > 0;) {
        if (!succeeded(chain_[i]->composite_initialise(of_.properties()))) return false;
    }
    complete_ = true;
    for (std::size_t i = chain_.size(); i-- > 0;) {
        chain_[i]->withheld = false;
        acx_.trace().emit(CompositeChanged{of_.id(), chain_[i]->id(), 1, --position});
    }
    return true;
}

void Composite::tear_down() {
    for (Circuit *circuit : chain_) {
        circuit->withheld = true;
        circuit->abandon_streams();
        for (Pin *pin : circuit->pins()) {
            for (StreamBridge *bridge : pin->bridges)
                bridge->close_out();
        }
    }
    disconnect_pins();
    std::uint32_t position = 0;
    for (Circuit *circuit : chain_) {
        circuit->composite_deinitialise(of_.properties());
        circuit->composite = nullptr;
        if (complete_) acx_.trace().emit(CompositeChanged{of_.id(), circuit->id(), 0, position++});
    }
    complete_ = false;
}

// --- all of them
// --------------------------------------------------------------------------------------------------------------

ACXMANAGER Composites::manager() {
    if (manager_ == nullptr) {
        wdf::Object *driver = wdf::Framework::current().driver();
        manager_ = &wdf::make_object<Manager>(wdf::Attributes{}, driver);
    }
    return manager_->handle_as<ACXMANAGER>();
}

NTSTATUS Composites::add(CompositeTemplate &added) {
    if (added.registered || added.circuits.empty()) return STATUS_INVALID_PARAMETER;
    for (const CircuitTemplate *part : added.circuits) {
        const ComponentName &wanted = part->on_demand() ? part->factory_name() : part->circuit_name();
        if (!wanted.given()) return STATUS_INVALID_PARAMETER;
    }
    added.registered = true;
    templates_.push_back(&added);
    for (Circuit *circuit : acx_.circuits()) {
        if (circuit->composite == nullptr) circuit_added(*circuit);
    }
    evaluate();
    return STATUS_SUCCESS;
}

NTSTATUS Composites::remove(CompositeTemplate &removed) {
    if (std::erase(templates_, &removed) == 0) return STATUS_NOT_FOUND;
    removed.registered = false;
    for (;;) {
        const auto found = std::find_if(composites_.begin(), composites_.end(),
                                        [&](const auto &each) { return &each->of() == &removed; });
        if (found == composites_.end()) break;
        tear_down(**found);
    }
    for (Circuit *circuit : acx_.circuits()) {
        if (circuit->composite == nullptr) circuit_added(*circuit);
    }
    return STATUS_SUCCESS;
}

void Composites::circuit_added(Circuit &circuit) {
    circuit.withheld = std::any_of(templates_.begin(), templates_.end(), [&](const CompositeTemplate *each) {
        return std::any_of(each->circuits.begin(), each->circuits.end(),
                           [&](const CircuitTemplate *part) { return part->matches(circuit); });
    });
}

Circuit *Composites::free_circuit(const CircuitTemplate &part, const std::vector<Circuit *> &taken) const {
    for (Circuit *circuit : acx_.circuits()) {
        if (!circuit->powered() || circuit->composite != nullptr || !part.matches(*circuit)) continue;
        if (std::find(taken.begin(), taken.end(), circuit) == taken.end()) return circuit;
    }
    return nullptr;
}

bool Composites::request_on_demand(const CompositeTemplate &candidate, const CircuitTemplate &part) {
    for (FactoryCircuit *factory : acx_.factories()) {
        if (!factory->added || !part.matches(*factory)) continue;
        for (const FactoryCircuit::Product &product : factory->products()) {
            if (product.circuit != nullptr && product.circuit->made_for == &part &&
                product.circuit->composite == nullptr) {
                return true; // on its way
            }
        }
        Circuit *made =
            factory->make_circuit(candidate.properties(), part.factory_properties(), part.circuit_properties());
        if (made == nullptr) return false;
        made->made_for = &part;
        made->withheld = true;
        return true;
    }
    return false;
}

bool Composites::evaluate(CompositeTemplate &candidate) {
    const bool exists = std::any_of(composites_.begin(), composites_.end(),
                                    [&](const auto &each) { return &each->of() == &candidate; });
    if (exists && candidate.singleton()) return false;
    const CircuitTemplate &core = candidate.core != nullptr ? *candidate.core : *candidate.circuits.front();
    if (core.on_demand()) return false; // RT-FAC-04: the core must be there by itself
    std::vector<Circuit *> circuits(candidate.circuits.size(), nullptr);
    std::vector<Circuit *> taken;
    bool complete = true;
    for (int round = 0; round < 2; ++round) { // the core first: it gives the composite its identity
        for (std::size_t i = 0; i < circuits.size(); ++i) {
            const CircuitTemplate &part = *candidate.circuits[i];
            if ((&part == &core) != (round == 0)) continue;
            circuits[i] = free_circuit(part, taken);
            if (circuits[i] != nullptr) {
                taken.push_back(circuits[i]);
                continue;
            }
            if (round == 0) return false;
            complete = false;
            if (part.on_demand()) request_on_demand(candidate, part);
        }
    }
    if (!complete) return false;
    composites_.push_back(std::make_unique<Composite>(acx_, candidate, circuits, candidate.circuits));
    composites_.back()->complete(); // a refusal leaves the circuits bound and unseen until one of them goes
    return true;
}

void Composites::evaluate() {
    again_ = true;
    if (evaluating_) return; // a driver's callback has changed something: the round in progress goes on
    evaluating_ = true;
    while (std::exchange(again_, false)) {
        const std::vector<CompositeTemplate *> present = templates_;
        for (CompositeTemplate *candidate : present) {
            const bool still = std::find(templates_.begin(), templates_.end(), candidate) != templates_.end();
            if (still && evaluate(*candidate)) again_ = true;
        }
    }
    evaluating_ = false;
}

void Composites::tear_down(Composite &composite) {
    const auto found = std::find_if(composites_.begin(), composites_.end(),
                                    [&](const auto &each) { return each.get() == &composite; });
    const std::unique_ptr<Composite> owned = std::move(*found);
    composites_.erase(found);
    owned->tear_down();
    for (Circuit *circuit : owned->chain()) {
        if (circuit->maker == nullptr || circuit->deleted()) continue;
        if (auto *device = circuit->ancestor<wdf::Device>()) circuit->maker->unmake(*device);
    }
}

void Composites::circuit_leaving(Circuit &circuit) {
    if (circuit.composite != nullptr) tear_down(*circuit.composite);
}

} // namespace acxsim::acx
