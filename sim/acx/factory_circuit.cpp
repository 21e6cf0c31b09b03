// SPDX-License-Identifier: MIT
#include "sim/acx/factory_circuit.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/circuit.hpp"
#include "sim/acx/circuit_device.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

FactoryCircuit::FactoryCircuit(const wdf::Attributes &attributes, FrameworkImplementation &framework,
                               FactoryCircuitInit init)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : init.device, init.name),
      acx_(framework), init_(std::move(init)), queue_(framework.system()) {
    require_passive_disposal();
}

void FactoryCircuit::make_symbolic_link_name() {
    if (symbolic_link_name_ != nullptr) return;
    std::u16string text = u"\\??\\ACXF#";
    for (const char letter : init_.name)
        text += static_cast<char16_t>(static_cast<unsigned char>(letter));
    symbolic_link_name_ = &wdf::make_object<wdf::String>(wdf::Attributes{}, this, std::move(text));
}

Circuit *FactoryCircuit::make_circuit(ACXOBJECTBAG composite_properties, ACXOBJECTBAG factory_properties,
                                      ACXOBJECTBAG circuit_properties) {
    ACX_FACTORY_CIRCUIT_ADD_CIRCUIT config;
    ACX_FACTORY_CIRCUIT_ADD_CIRCUIT_INIT(&config);
    config.CircuitUniqueId = acx_.next_notification_id();
    config.CompositeProperties = composite_properties;
    config.FactoryProperties = factory_properties;
    config.CircuitProperties = circuit_properties;
    const auto parent = init_.device->handle_as<WDFDEVICE>();
    const auto factory = handle_as<ACXFACTORYCIRCUIT>();
    WDFDEVICE device_handle = nullptr;
    Status status =
        call_driver("EvtAcxFactoryCircuitCreateCircuitDevice", id(),
                    init_.operations.EvtAcxFactoryCircuitCreateCircuitDevice, parent, factory, &config, &device_handle);
    if (!succeeded(status)) return nullptr;
    auto &device = wdf::from_handle<wdf::Device>(device_handle);

    CircuitInit *init = acx_.new_circuit_init();
    init->device = &device;
    acx_.circuit_made = nullptr;
    status = call_driver("EvtAcxFactoryCircuitCreateCircuit", id(), init_.operations.EvtAcxFactoryCircuitCreateCircuit,
                         parent, device_handle, factory, &config, reinterpret_cast<PACXCIRCUIT_INIT>(init));
    acx_.forget(init); // what the driver has not made a circuit of
    Circuit *circuit = acx_.circuit_made;
    if (!succeeded(status) || circuit == nullptr || &circuit->device() != &device) {
        products_.push_back({&device, nullptr, config.CircuitUniqueId});
        unmake(device);
        return nullptr;
    }
    circuit->maker = this;
    products_.push_back({&device, circuit, config.CircuitUniqueId});
    static_cast<void>(add_circuit_device(*init_.device, device)); // the driver may have done that
    return circuit;
}

void FactoryCircuit::unmake(wdf::Device &device) {
    const auto found = std::find_if(products_.begin(), products_.end(),
                                    [&](const Product &product) { return product.device == &device; });
    if (found == products_.end()) return;
    products_.erase(found);
    if (device.deleted()) return;
    if (init_.operations.EvtAcxFactoryCircuitDeleteCircuitDevice != nullptr) {
        const Status status = call_driver(
            "EvtAcxFactoryCircuitDeleteCircuitDevice", id(), init_.operations.EvtAcxFactoryCircuitDeleteCircuitDevice,
            init_.device->handle_as<WDFDEVICE>(), handle_as<ACXFACTORYCIRCUIT>(), device.handle_as<WDFDEVICE>());
        if (succeeded(status)) return;
    }
    if (!succeeded(static_cast<Status>(remove_circuit_device(*init_.device, device))) && !device.deleted()) {
        device.del(); // it was never reported
    }
}

void FactoryCircuit::unmake_all() {
    while (!products_.empty())
        unmake(*products_.back().device);
}

void FactoryCircuit::circuit_gone(const Circuit &circuit) {
    for (Product &product : products_) {
        if (product.circuit == &circuit) product.circuit = nullptr;
    }
}

void FactoryCircuit::device_gone(const wdf::Device &device) {
    std::erase_if(products_, [&](const Product &product) { return product.device == &device; });
}

void FactoryCircuit::before_cleanup() { acx_.factory_gone(*this); }

} // namespace acxsim::acx
