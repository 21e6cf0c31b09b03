// SPDX-License-Identifier: MIT
//
// Composition: templates that say which circuits make up an endpoint, and the composites that come of them. A circuit
// that a template names is withheld from clients until all circuits of its composite are powered; then pins are
// connected, the composite callbacks run from the device side towards the streaming side, and the interfaces go on
// (contract.md 6.3 RT-CIR-09, 6.7 RT-MGR-01; page on multi-circuit composition).
// The page does not say how the circuits follow each other: here the circuit that has a streaming pin is the head, and
// the others follow in the template's order, counted from the head.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Circuit;
class CompositeTemplate;
class FactoryCircuit;
class FrameworkImplementation;
class Pin;

/// How a template names a circuit or a factory: by one of the three.
struct ComponentName {
    std::optional<GUID> id;
    std::string uri;
    std::string name;
    bool given() const { return id || !uri.empty() || !name.empty(); }
    std::string text() const;
};

class CircuitTemplate final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXCIRCUITTEMPLATE", &wdf::Object::type};
    CircuitTemplate(const wdf::Attributes &attributes, wdf::Object *parent, const ACX_CIRCUIT_TEMPLATE_CONFIG &config);

    const ComponentName &circuit_name() const { return circuit_; }
    const ComponentName &factory_name() const { return factory_; }
    ACXOBJECTBAG circuit_properties() const { return circuit_properties_; }
    ACXOBJECTBAG factory_properties() const { return factory_properties_; }
    bool on_demand() const { return on_demand_; }
    bool matches(const Circuit &circuit) const;
    bool matches(const FactoryCircuit &factory) const;
    CompositeTemplate *composite = nullptr; ///< assigned to it

private:
    ComponentName circuit_;
    ComponentName factory_;
    ACXOBJECTBAG circuit_properties_;
    ACXOBJECTBAG factory_properties_;
    bool on_demand_;
};

class CompositeTemplate final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXCOMPOSITETEMPLATE", &wdf::Object::type};
    CompositeTemplate(const wdf::Attributes &attributes, wdf::Object *parent,
                      const ACX_COMPOSITE_TEMPLATE_CONFIG &config);

    bool singleton() const { return singleton_; }
    ACXOBJECTBAG properties() const { return properties_; }
    std::vector<CircuitTemplate *> circuits;
    CircuitTemplate *core = nullptr; ///< nullptr: the first
    bool registered = false;

protected:
    void before_cleanup() override;

private:
    bool singleton_;
    ACXOBJECTBAG properties_;
};

/// ACXMANAGER: what AcxGetManager returns. It goes with the driver.
class Manager final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXMANAGER", &wdf::Object::type};
    Manager(const wdf::Attributes &attributes, wdf::Object *parent) : Object(type, attributes, parent) {
        forbid_deletion_by_driver();
    }

protected:
    void before_cleanup() override;
};

/// One endpoint of several circuits.
class Composite {
public:
    Composite(FrameworkImplementation &framework, CompositeTemplate &of, std::vector<Circuit *> circuits,
              std::vector<CircuitTemplate *> parts);
    CompositeTemplate &of() const { return of_; }
    /// From the streaming side to the device side.
    const std::vector<Circuit *> &chain() const { return chain_; }
    /// Connects pins, runs the callbacks, shows the circuits. False if a circuit refused: nothing is visible.
    bool complete();
    bool is_complete() const { return complete_; }
    /// `leaving` needs no more callbacks than it gets anyway; nullptr: the template goes.
    void tear_down();

private:
    void connect_pins();
    void disconnect_pins();

    FrameworkImplementation &acx_;
    CompositeTemplate &of_;
    std::vector<Circuit *> chain_;
    std::vector<CircuitTemplate *> parts_; // in the order of chain_
    bool complete_ = false;
};

/// All templates and composites of the machine.
class Composites {
public:
    explicit Composites(FrameworkImplementation &framework) : acx_(framework) {}

    ACXMANAGER manager();
    void manager_gone() { manager_ = nullptr; }
    const std::vector<CompositeTemplate *> &templates() const { return templates_; }
    const std::vector<std::unique_ptr<Composite>> &all() const { return composites_; }

    NTSTATUS add(CompositeTemplate &added);
    NTSTATUS remove(CompositeTemplate &removed);
    /// A circuit has been added to its device: it is withheld if a template names it.
    void circuit_added(Circuit &circuit);
    /// Looks for composites that have become possible. On the Plug and Play thread, or in AcxManagerAdd...
    void evaluate();
    /// The circuit goes off for good: its composite is torn down.
    void circuit_leaving(Circuit &circuit);

private:
    bool evaluate(CompositeTemplate &candidate);
    Circuit *free_circuit(const CircuitTemplate &part, const std::vector<Circuit *> &taken) const;
    bool request_on_demand(const CompositeTemplate &candidate, const CircuitTemplate &part);
    void tear_down(Composite &composite);

    FrameworkImplementation &acx_;
    Manager *manager_ = nullptr;
    std::vector<CompositeTemplate *> templates_;
    std::vector<std::unique_ptr<Composite>> composites_;
    bool evaluating_ = false;
    bool again_ = false;
};

} // namespace acxsim::acx
