// SPDX-License-Identifier: MIT
//
// What the ACX framework keeps for one driver: init structures that are alive, the circuits of each device, open
// connections, observers. Internal to the floor; the floors above see acx::Framework.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/acx/circuit.hpp"
#include "sim/acx/composite.hpp"
#include "sim/acx/drm.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/event_listener.hpp"
#include "sim/acx/factory_circuit.hpp"
#include "sim/acx/stream_connection.hpp"
#include "sim/acx/stream_settings.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::wdf {
class DriverHost;
}

namespace acxsim::acx {

class Connection;
class DeviceExtension;
class Pin;

/// What ACX keeps with a WDFDEVICE: AcxDeviceInitialize makes it.
struct DeviceState final : wdf::ExtensionState {
    std::vector<Circuit *> circuits; ///< added, in order
    std::vector<FactoryCircuit *> factories;
    std::vector<wdf::Device *> circuit_devices; ///< AcxDeviceAddCircuitDevice
};

/// Who listens to an event of the framework's own.
struct StandardListener {
    const wdf::Object *owner;
    StandardEvent event;
    EventSubscription *subscription;
};

/// The state of a device, nullptr if AcxDeviceInitialize was not called for it.
inline DeviceState *state_of(wdf::Device &device) { return static_cast<DeviceState *>(device.extension.get()); }

class FrameworkImplementation final : public Framework {
public:
    FrameworkImplementation(kernel::System &system, wdf::DriverHost &host);
    ~FrameworkImplementation() override;
    FrameworkImplementation(const FrameworkImplementation &) = delete;
    FrameworkImplementation &operator=(const FrameworkImplementation &) = delete;

    static FrameworkImplementation &current();
    static FrameworkImplementation *current_or_null() { return current_; }

    kernel::System &system() { return system_; }
    core::Trace &trace() { return system_.trace(); }

    // --- Framework
    // ----------------------------------------------------------------------------------------------------

    void add_observer(StreamObserver &observer) override { observers_.push_back(&observer); }
    std::vector<StreamingPin> streaming_pins() const override;
    core::Result<std::unique_ptr<StreamConnection>> open(std::string_view circuit_name, Direction direction,
                                                         const AudioFormat &format) override;
    core::Result<std::unique_ptr<StreamConnection>> open_target(const StreamTarget &target) override;
    const std::vector<StreamObserver *> &observers() const { return observers_; }
    /// Those that clients see.
    std::vector<Circuit *> powered_circuits() const;
    /// Added to their devices, whether visible or not.
    std::vector<Circuit *> circuits() const;
    std::vector<FactoryCircuit *> factories() const;
    const std::vector<wdf::Device *> &devices() const { return devices_; }
    Circuit *circuit_by_link(const std::u16string &symbolic_link) const;
    FactoryCircuit *factory_by_link(const std::u16string &symbolic_link) const;
    Composites &composites() { return composites_; }

    // --- driver and devices
    // ---------------------------------------------------------------------------------------------

    bool driver_initialised = false; ///< AcxDriverInitialize
    DrmContents drm;
    void add_device(wdf::Device &device) { devices_.push_back(&device); }
    void remove_device(wdf::Device &device);
    /// Waits until no stream of the device is open any more.
    void wait_for_handles(wdf::Device &device);
    void circuit_gone(Circuit &circuit);
    void factory_gone(FactoryCircuit &factory);
    /// Circuits that a factory made for this device and that its driver has not added in EvtDevicePrepareHardware.
    void add_made_circuits(wdf::Device &device);
    Circuit *circuit_made = nullptr; ///< by the latest AcxCircuitCreate

    // --- events

    std::vector<StandardListener *> standard_listeners;
    std::vector<PnpNotification> pnp_notifications;
    void pnp_event(PnpEvent &event, std::span<const std::byte> payload);

    // --- init structures
    // ------------------------------------------------------------------------------------------------

    CircuitInit *new_circuit_init();
    /// The init structure behind the pointer; nullptr if there is no such one (any more).
    CircuitInit *find(PACXCIRCUIT_INIT init);
    void forget(const CircuitInit *init);
    StreamInit *find(PACXSTREAM_INIT init);
    FactoryCircuitInit *new_factory_init();
    FactoryCircuitInit *find(PACXFACTORYCIRCUIT_INIT init);
    void forget(const FactoryCircuitInit *init);

    // --- streams
    // ----------------------------------------------------------------------------------------------------------

    /// EvtAcxCircuitCreateStream, then the bridge to the next circuit. `made` is set if the status is a success.
    Status create_stream(Circuit &circuit, Pin &pin, const GUID &mode, class DataFormat &format, ACXOBJECTBAG arguments,
                         Stream *&made);
    void stream_made(Stream &stream) { streams_.push_back(&stream); }
    void stream_gone(Stream &stream);
    void connection_opened(Connection &connection) { connections_.push_back(&connection); }
    void connection_gone(Connection &connection) { std::erase(connections_, &connection); }
    /// PnP notification ids: unique in this run.
    GUID next_notification_id();

private:
    core::Result<std::unique_ptr<StreamConnection>> open_stream(Circuit &circuit, Pin &pin, const GUID &mode,
                                                                class DataFormat &format);

    static FrameworkImplementation *current_;
    kernel::System &system_;
    std::unique_ptr<DeviceExtension> extension_;
    std::vector<StreamObserver *> observers_;
    std::vector<wdf::Device *> devices_;
    std::vector<std::unique_ptr<CircuitInit>> circuit_inits_;
    std::vector<std::unique_ptr<FactoryCircuitInit>> factory_inits_;
    Composites composites_{*this};
    std::vector<StreamInit *> stream_inits_;
    std::vector<Connection *> connections_;
    std::vector<Stream *> streams_; ///< alive, also those whose circuit has gone
    kernel::DispatcherObject stream_has_gone_{kernel::ObjectType::NotificationEvent, 0};
    std::uint32_t notification_ids_ = 0;
};

} // namespace acxsim::acx
