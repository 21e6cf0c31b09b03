// SPDX-License-Identifier: MIT
#include "sim/acx/device_extension.hpp"

#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/stream.hpp"
#include "sim/wdf/driver_host.hpp"

namespace acxsim::acx {

namespace {

WDF_POWER_DEVICE_STATE as_wdf(wdf::DevicePower power) { return static_cast<WDF_POWER_DEVICE_STATE>(power); }

/// The circuits as they are now: callbacks may add and remove some.
std::vector<Circuit *> circuits_of(wdf::Device &device) {
    const DeviceState *state = state_of(device);
    return state == nullptr ? std::vector<Circuit *>{} : state->circuits;
}

} // namespace

DeviceExtension::DeviceExtension(FrameworkImplementation &framework, wdf::DriverHost &host)
    : framework_(framework), host_(host) {
    host.set_extension(this);
}

DeviceExtension::~DeviceExtension() { host_.set_extension(nullptr); }

std::uint32_t DeviceExtension::device_query_remove(wdf::Device &device) {
    for (const Circuit *circuit : circuits_of(device)) {
        for (const Stream *stream : circuit->streams()) { // RT-LIF-28
            if (stream->state() == StreamState::Run) return static_cast<std::uint32_t>(STATUS_DEVICE_BUSY);
        }
    }
    return static_cast<std::uint32_t>(STATUS_SUCCESS);
}

std::uint32_t DeviceExtension::device_prepared(wdf::Device &device, void *raw, void *translated) {
    framework_.add_made_circuits(device);
    for (Circuit *circuit : circuits_of(device)) {
        circuit->prepare_hardware(static_cast<WDFCMRESLIST>(raw), static_cast<WDFCMRESLIST>(translated));
    }
    return static_cast<std::uint32_t>(STATUS_SUCCESS); // RT-LIF-31: a circuit that failed is the circuit's loss
}

std::uint32_t DeviceExtension::device_entered_d0(wdf::Device &device, wdf::DevicePower previous) {
    for (Circuit *circuit : circuits_of(device))
        circuit->power_up(as_wdf(previous));
    if (DeviceState *state = state_of(device)) {
        for (FactoryCircuit *factory : state->factories)
            factory->added = true; // RT-DRV-07, as circuits
        framework_.composites().evaluate();
    }
    return static_cast<std::uint32_t>(STATUS_SUCCESS); // RT-LIF-30
}

void DeviceExtension::device_suspending(wdf::Device &device, wdf::DevicePower target) {
    for (Circuit *circuit : circuits_of(device))
        circuit->suspend_streams(as_wdf(target));
}

void DeviceExtension::device_leaving_d0(wdf::Device &device, wdf::DevicePower target) {
    for (Circuit *circuit : circuits_of(device))
        circuit->power_down(as_wdf(target));
}

void DeviceExtension::device_releasing(wdf::Device &device, void *translated) {
    if (DeviceState *state = state_of(device)) {
        for (FactoryCircuit *factory : state->factories)
            factory->added = false;
    }
    for (Circuit *circuit : circuits_of(device))
        circuit->release_hardware(static_cast<WDFCMRESLIST>(translated));
}

void DeviceExtension::device_removed(wdf::Device &device) {
    // The device object lives as long as clients have handles open on it (RT-LIF-33): until then the remove request
    // waits.
    framework_.wait_for_handles(device);
    for (FactoryCircuit *factory : framework_.factories())
        factory->device_gone(device);
    framework_.remove_device(device);
}

} // namespace acxsim::acx
