// SPDX-License-Identifier: MIT
//
// Listening to events as a client does: KSEVENT_TYPE_ENABLE with an event object, disabled again when the subscription
// goes. Events are the driver's (AcxEventCreate) or the framework's own: control change of an element, format change
// and jack change of a pin (contract.md 6.7). PnP events have a GUID and a payload instead; the last payload is kept.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/acx/stream_connection.hpp"
#include "sim/core/result.hpp"
#include "sim/kernel/dispatcher_object.hpp"

namespace acxsim::wdf {
class Object;
}

namespace acxsim::acx {

class EventSubscription {
public:
    virtual ~EventSubscription() = default;
    /// Auto-reset event that each raise sets.
    kernel::DispatcherObject &event() { return event_; }
    std::uint64_t raised() const { return raised_; }
    /// The event was raised.
    void signal();
    /// The object the event belongs to has gone.
    virtual void owner_gone() = 0;

protected:
    kernel::DispatcherObject event_{kernel::ObjectType::SynchronizationEvent, 0};
    std::uint64_t raised_ = 0;
};

/// Where an event is: a circuit, or a pin or element of it.
struct EventAddress {
    enum class Item : std::uint8_t { Circuit, Pin, Element };
    std::string circuit_name;
    Item item = Item::Circuit;
    std::uint32_t item_id = 0;
};

enum class ClientEvent : std::uint8_t { ControlChange, PinFormatChange, JackInfoChange };

/// One of the framework's events. From simulated threads at PASSIVE_LEVEL.
core::Result<std::unique_ptr<EventSubscription>> listen(Framework &framework, const EventAddress &address,
                                                        ClientEvent event);
/// The driver's event number `index` of the object, in the order in which they were created. The driver may refuse.
core::Result<std::unique_ptr<EventSubscription>> listen(Framework &framework, const EventAddress &address,
                                                        std::size_t index);

/// A PnP event that was generated.
struct PnpNotification {
    std::uint64_t object = 0; ///< the circuit, element ... it was created for
    std::string event;        ///< GUID as text
    std::vector<std::byte> payload;
};
/// All of this run, oldest first (the last 256).
const std::vector<PnpNotification> &pnp_notifications(Framework &framework);

} // namespace acxsim::acx
