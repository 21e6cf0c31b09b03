// SPDX-License-Identifier: MIT
//
// Circuit: an ACXCIRCUIT, its pins and elements, its place in the device's life, and the streams that were opened on
// it. The circuit's callbacks go around the device's: PrepareHardware after the device's, PowerUp after D0Entry,
// PowerDown before D0Exit, ReleaseHardware before the device's (contract.md 6.1, RT-CIR-05 to 08, RT-LIF-30, -31).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/acx/control_queue.hpp"
#include "sim/acx/request_items.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::wdf {
class String;
}

namespace acxsim::acx {

class CircuitTemplate;
class Composite;
class Element;
class FactoryCircuit;
class FrameworkImplementation;
class Pin;
class Stream;

/// What a driver says about a circuit before it exists; behind a PACXCIRCUIT_INIT.
struct CircuitInit {
    wdf::Object *device = nullptr;
    std::string name;
    std::string component_uri;
    GUID component_id{};
    bool component_id_set = false;
    ACX_CIRCUIT_TYPE circuit_type = AcxCircuitTypeOther;
    std::vector<GUID> categories;
    PFN_ACX_CIRCUIT_CREATE_STREAM create_stream = nullptr;
    ACX_CIRCUIT_PNPPOWER_CALLBACKS pnp_power{};
    ACX_CIRCUIT_COMPOSITE_CALLBACKS composite{};
    bool default_bridge_handling = true;
    RequestItems items;
};

class Circuit final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXCIRCUIT", &wdf::Object::type};

    Circuit(const wdf::Attributes &attributes, wdf::Object &device, FrameworkImplementation &framework,
            CircuitInit init);

    const std::string &name() const { return init_.name; }
    const CircuitInit &description() const { return init_; }
    wdf::Object &device() const { return *init_.device; }
    ControlQueue &queue() { return queue_; }

    std::vector<Pin *> &pins() { return pins_; }
    const std::vector<Pin *> &pins() const { return pins_; }
    std::vector<Element *> &elements() { return elements_; }
    const std::vector<Element *> &elements() const { return elements_; }
    std::vector<ACX_CONNECTION> &connections() { return connections_; }
    /// RT-CIR-02: what the driver has not added, the framework adds, once the circuit is added to its device.
    void complete_pins();
    bool has_streaming_pin() const;

    const GUID &notification_id() const { return notification_id_; }
    /// RT-CIR-12: there is one from AcxDeviceAddCircuit on; nullptr before.
    wdf::String *symbolic_link_name() const { return symbolic_link_name_; }
    void make_symbolic_link_name();

    // --- life on its device, driven by the Plug and Play thread
    // -------------------------------------------------------

    bool prepared() const { return prepared_; }
    /// In D0, or in a low-power state only because nobody uses it: whoever does brings it back.
    bool powered() const;
    /// Clients see it: powered, and no composite that it is meant for is still incomplete.
    bool visible() const { return powered() && !withheld; }
    bool withheld = false;           ///< part of a composite that is not complete
    Composite *composite = nullptr;  ///< bound to it
    FactoryCircuit *maker = nullptr; ///< the factory that made it on demand
    const CircuitTemplate *made_for = nullptr;
    /// EvtAcxCircuitCompositeCircuitInitialize, the first time; 0 if there is none.
    Status composite_circuit_initialise(ACXOBJECTBAG circuit_properties);
    Status composite_initialise(ACXOBJECTBAG composite_properties);
    void composite_deinitialise(ACXOBJECTBAG composite_properties);
    /// Streams are taken down and refuse requests; the circuit stays.
    void abandon_streams();
    bool delete_pending() const { return delete_pending_; }
    void prepare_hardware(WDFCMRESLIST raw, WDFCMRESLIST translated);
    void power_up(WDF_POWER_DEVICE_STATE previous);
    /// Streams go to Pause; to Stop if the device is going off, away, or is being rebalanced.
    void suspend_streams(WDF_POWER_DEVICE_STATE target);
    void power_down(WDF_POWER_DEVICE_STATE target);
    void release_hardware(WDFCMRESLIST translated);
    /// The circuit leaves its device for good: streams are shut down, PowerDown and ReleaseHardware called as due.
    void leave_device();

    // --- streams
    // --------------------------------------------------------------------------------------------------------

    const std::vector<Stream *> &streams() const { return streams_; }
    void add_stream(Stream &stream) { streams_.push_back(&stream); }
    void remove_stream(Stream &stream);

protected:
    void before_cleanup() override;

private:
    void shut_down_streams();

    FrameworkImplementation &acx_;
    CircuitInit init_;
    ControlQueue queue_;
    std::vector<Pin *> pins_;
    std::vector<Element *> elements_;
    std::vector<ACX_CONNECTION> connections_;
    std::vector<Stream *> streams_;
    GUID notification_id_;
    wdf::String *symbolic_link_name_ = nullptr;
    bool prepared_ = false;
    bool powered_ = false;
    bool suspended_ = false; // streams are down, EvtAcxCircuitPowerDown is still to come
    bool delete_pending_ = false;
    bool composite_circuit_initialised_ = false;
    bool composite_initialised_ = false;
};

} // namespace acxsim::acx
