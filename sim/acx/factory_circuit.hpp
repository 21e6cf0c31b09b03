// SPDX-License-Identifier: MIT
//
// ACXFACTORYCIRCUIT: makes circuits when a composite needs them. The framework asks for a device first, then for the
// circuit of that device, and adds the device to its parent; both live as long as the composite that wanted them
// (contract.md 6.4, RT-FAC-01 to 06). Callbacks for power are accepted and never called (AMB-17).
#pragma once

#include <string>
#include <vector>

#include "sim/acx/control_queue.hpp"
#include "sim/acx/request_items.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::wdf {
class Device;
class String;
} // namespace acxsim::wdf

namespace acxsim::acx {

class Circuit;
class Element;
class FrameworkImplementation;

/// Behind a PACXFACTORYCIRCUIT_INIT.
struct FactoryCircuitInit {
    wdf::Device *device = nullptr;
    std::string name;
    std::string component_uri;
    GUID component_id{};
    bool component_id_set = false;
    std::vector<GUID> categories;
    ACX_FACTORY_CIRCUIT_OPERATION_CALLBACKS operations{};
    bool power_callbacks_set = false;
    RequestItems items;
};

class FactoryCircuit final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXFACTORYCIRCUIT", &wdf::Object::type};

    FactoryCircuit(const wdf::Attributes &attributes, FrameworkImplementation &framework, FactoryCircuitInit init);

    const std::string &name() const { return init_.name; }
    const FactoryCircuitInit &description() const { return init_; }
    wdf::Device &device() const { return *init_.device; }
    ControlQueue &queue() { return queue_; }
    std::vector<Element *> &elements() { return elements_; }
    wdf::String *symbolic_link_name() const { return symbolic_link_name_; }
    void make_symbolic_link_name();
    /// Between AcxDeviceAddFactoryCircuit and AcxDeviceRemoveFactoryCircuit.
    bool added = false;

    /// A device that the factory made, with its circuit.
    struct Product {
        wdf::Device *device;
        Circuit *circuit;
        GUID unique_id;
    };
    const std::vector<Product> &products() const { return products_; }
    /// EvtAcxFactoryCircuitCreateCircuitDevice and EvtAcxFactoryCircuitCreateCircuit; the device is on its way to D0
    /// afterwards. nullptr if the driver refused.
    Circuit *make_circuit(ACXOBJECTBAG composite_properties, ACXOBJECTBAG factory_properties,
                          ACXOBJECTBAG circuit_properties);
    /// EvtAcxFactoryCircuitDeleteCircuitDevice; without one the device is dropped (RT-FAC-02).
    void unmake(wdf::Device &device);
    /// RT-FAC-03.
    void unmake_all();
    void circuit_gone(const Circuit &circuit);
    void device_gone(const wdf::Device &device);

protected:
    void before_cleanup() override;

private:
    FrameworkImplementation &acx_;
    FactoryCircuitInit init_;
    ControlQueue queue_;
    std::vector<Element *> elements_;
    std::vector<Product> products_;
    wdf::String *symbolic_link_name_ = nullptr;
};

} // namespace acxsim::acx
