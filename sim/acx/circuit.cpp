// SPDX-License-Identifier: MIT
#include "sim/acx/circuit.hpp"

#include <algorithm>

#include "sim/acx/composite.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/element.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/pin.hpp"
#include "sim/acx/records.hpp"
#include "sim/acx/stream.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device_tree.hpp"
#include "sim/wdf/string.hpp"

namespace acxsim::acx {

namespace {

/// Calls `act` for each stream; a stream that its client closes meanwhile stays in memory until its turn is over.
template <class Act>
void for_each_stream(const std::vector<Stream *> &streams, Act &&act) {
    const std::vector<Stream *> present = streams;
    for (Stream *stream : present)
        stream->reference();
    for (Stream *stream : present) {
        act(*stream);
        stream->dereference();
    }
}

} // namespace

Circuit::Circuit(const wdf::Attributes &attributes, wdf::Object &device, FrameworkImplementation &framework,
                 CircuitInit init)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &device, init.name), acx_(framework),
      init_(std::move(init)), queue_(framework.system()), notification_id_(framework.next_notification_id()) {
    require_passive_disposal();
}

void Circuit::make_symbolic_link_name() {
    if (symbolic_link_name_ != nullptr) return;
    std::u16string text = u"\\??\\ACX#";
    for (const char letter : init_.name)
        text += static_cast<char16_t>(static_cast<unsigned char>(letter));
    symbolic_link_name_ = &wdf::make_object<wdf::String>(wdf::Attributes{}, this, std::move(text));
}

void Circuit::complete_pins() {
    const auto missing = [this](ACX_PIN_TYPE pin_type) {
        return std::none_of(pins_.begin(), pins_.end(),
                            [pin_type](const Pin *pin) { return pin->pin_type() == pin_type; });
    };
    for (const ACX_PIN_TYPE pin_type : {AcxPinTypeSink, AcxPinTypeSource}) {
        if (pins_.empty() || !missing(pin_type)) continue;
        ACX_PIN_CONFIG config;
        ACX_PIN_CONFIG_INIT(&config);
        config.Type = pin_type;
        config.Communication = AcxPinCommunicationNone;
        Pin &pin = wdf::make_object<Pin>(wdf::Attributes{}, *this, config);
        pin.take_id(static_cast<std::uint32_t>(pins_.size()));
        pins_.push_back(&pin);
    }
}

bool Circuit::has_streaming_pin() const {
    return std::any_of(pins_.begin(), pins_.end(), [](const Pin *pin) { return pin->streaming(); });
}

// --- life on the device
// ---------------------------------------------------------------------------------------------------

void Circuit::prepare_hardware(WDFCMRESLIST raw, WDFCMRESLIST translated) {
    if (prepared_ || delete_pending_) return;
    Status status = 0;
    if (init_.pnp_power.EvtAcxCircuitPrepareHardware != nullptr) {
        status = call_driver("EvtAcxCircuitPrepareHardware", id(), init_.pnp_power.EvtAcxCircuitPrepareHardware,
                             init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), raw, translated);
    }
    if (succeeded(status)) {
        prepared_ = true;
        return;
    }
    delete_pending_ = true; // RT-LIF-31: and EvtAcxCircuitReleaseHardware will not be called
    shut_down_streams();
}

void Circuit::power_up(WDF_POWER_DEVICE_STATE previous) {
    if (!prepared_ || powered_ || delete_pending_) return;
    Status status = 0;
    if (init_.pnp_power.EvtAcxCircuitPowerUp != nullptr) {
        status = call_driver("EvtAcxCircuitPowerUp", id(), init_.pnp_power.EvtAcxCircuitPowerUp,
                             init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), previous);
    }
    if (!succeeded(status)) { // RT-LIF-30: the device's D0 entry does not fail for it
        delete_pending_ = true;
        shut_down_streams();
        return;
    }
    powered_ = true;
    acx_.trace().emit(CircuitPower{id(), 1, init_.device->id()});
    for_each_stream(streams_, [](Stream &stream) { stream.power_up(); });
}

Status Circuit::composite_circuit_initialise(ACXOBJECTBAG circuit_properties) {
    if (std::exchange(composite_circuit_initialised_, true)) return 0; // once, RT-CIR-09
    if (init_.composite.EvtAcxCircuitCompositeCircuitInitialize == nullptr) return 0;
    return call_driver("EvtAcxCircuitCompositeCircuitInitialize", id(),
                       init_.composite.EvtAcxCircuitCompositeCircuitInitialize, init_.device->handle_as<WDFDEVICE>(),
                       handle_as<ACXCIRCUIT>(), circuit_properties);
}

Status Circuit::composite_initialise(ACXOBJECTBAG composite_properties) {
    composite_initialised_ = true;
    if (init_.composite.EvtAcxCircuitCompositeInitialize == nullptr) return 0;
    return call_driver("EvtAcxCircuitCompositeInitialize", id(), init_.composite.EvtAcxCircuitCompositeInitialize,
                       init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), composite_properties);
}

void Circuit::composite_deinitialise(ACXOBJECTBAG composite_properties) {
    if (!std::exchange(composite_initialised_, false)) return;
    if (init_.composite.EvtAcxCircuitCompositeDeinitialize == nullptr) return;
    call_driver("EvtAcxCircuitCompositeDeinitialize", id(), init_.composite.EvtAcxCircuitCompositeDeinitialize,
                init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), composite_properties);
}

void Circuit::abandon_streams() { shut_down_streams(); }

bool Circuit::powered() const {
    if (powered_) return true;
    const wdf::DeviceNode *node = prepared_ ? static_cast<const wdf::Device &>(device()).node : nullptr;
    if (node == nullptr || node->state() != wdf::DeviceNode::State::Started) return false;
    return node->policy().idle() && wdf::DeviceTree::current().system_is_awake();
}

void Circuit::suspend_streams(WDF_POWER_DEVICE_STATE target) {
    if (!powered_) return;
    // Off for good, for all that a composite can know: its other circuits lose their streams first.
    if (target == WdfPowerDeviceD3Final && composite != nullptr) acx_.composites().circuit_leaving(*this);
    powered_ = false; // no new streams from here on
    suspended_ = true;
    const bool release_hardware = target == WdfPowerDeviceD3Final; // power-off, removal or rebalance, RT-CIR-07
    for_each_stream(streams_, [release_hardware](Stream &stream) { stream.power_down(release_hardware); });
}

void Circuit::power_down(WDF_POWER_DEVICE_STATE target) {
    suspend_streams(target);
    if (!suspended_) return;
    suspended_ = false;
    if (init_.pnp_power.EvtAcxCircuitPowerDown != nullptr) {
        call_driver("EvtAcxCircuitPowerDown", id(), init_.pnp_power.EvtAcxCircuitPowerDown,
                    init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), target);
    }
    acx_.trace().emit(CircuitPower{id(), 0, init_.device->id()});
}

void Circuit::release_hardware(WDFCMRESLIST translated) {
    if (!prepared_) return;
    prepared_ = false;
    if (init_.pnp_power.EvtAcxCircuitReleaseHardware != nullptr) {
        call_driver("EvtAcxCircuitReleaseHardware", id(), init_.pnp_power.EvtAcxCircuitReleaseHardware,
                    init_.device->handle_as<WDFDEVICE>(), handle_as<ACXCIRCUIT>(), translated);
    }
}

void Circuit::leave_device() {
    delete_pending_ = true;
    power_down(WdfPowerDeviceD3Final);
    shut_down_streams();
    release_hardware(nullptr);
}

void Circuit::shut_down_streams() {
    for_each_stream(streams_, [](Stream &stream) { stream.shut_down(); });
}

void Circuit::remove_stream(Stream &stream) { std::erase(streams_, &stream); }

void Circuit::before_cleanup() {
    if (composite != nullptr) acx_.composites().circuit_leaving(*this);
    shut_down_streams();
    acx_.circuit_gone(*this);
}

} // namespace acxsim::acx
