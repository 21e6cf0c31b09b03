// SPDX-License-Identifier: MIT
//
// ACXEVENT, ACXEVENTDATA and ACXPNPEVENT (contract.md 6.7, RT-EVT-01), and the standard events that the framework
// raises itself: a level or state changed, a pin's formats changed, a jack changed (RT-ELE-07, RT-FMT-04, RT-PIN-08).
// Who listens is a subscription of event_listener.hpp. A listener is an ACXEVENTDATA of the driver's event: with
// EvtAcxEventProcessRequest the driver adds it to the event itself (AcxEventAddEventData), else the framework does.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Event;
class EventSubscription;

/// One who listens to an event, as the driver sees it.
class EventData final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXEVENTDATA", &wdf::Object::type};
    EventData(const wdf::Attributes &attributes, Event &event, EventSubscription &subscription);
    Event &event() const { return event_; }
    EventSubscription &subscription() const { return subscription_; }

private:
    Event &event_;
    EventSubscription &subscription_;
};

class Event final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXEVENT", &wdf::Object::type};
    Event(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_EVENT_CONFIG &config);

    wdf::Object &owner() const { return owner_; }
    const GUID &set() const { return set_; }
    ULONG event_id() const { return event_id_; }
    ULONG event_type() const { return event_type_; }
    bool added = false;          ///< to its owner
    std::uint64_t generated = 0; ///< AcxEventGenerateEvent calls
    bool enabled() const { return !listeners_.empty(); }

    /// A client listens: EvtAcxEventProcessRequest if there is one; EvtAcxEventEnable for the first. An NTSTATUS.
    std::uint32_t enable(EventSubscription &subscription);
    /// EvtAcxEventDisable after the last.
    void disable(EventSubscription &subscription);
    /// AcxEventAddEventData; false if it is another event's or there already.
    bool add(EventData &data);
    void generate();

protected:
    void before_cleanup() override;

private:
    std::uint32_t process(ACX_EVENT_VERB verb, EventData &data);

    wdf::Object &owner_;
    GUID set_{};
    ULONG event_id_;
    ULONG event_type_;
    ACX_EVENT_CALLBACKS callbacks_{};
    std::vector<EventData *> listeners_;
};

class PnpEvent final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXPNPEVENT", &wdf::Object::type};
    PnpEvent(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_PNPEVENT_CONFIG &config);
    const GUID &event() const { return event_; }
    wdf::Object &owner() const { return owner_; }
    std::uint64_t generated = 0;
    std::uint32_t payload_bytes = 0; ///< of the last one

private:
    wdf::Object &owner_;
    GUID event_;
};

/// Adds events to the object they were created for.
NTSTATUS add_events(wdf::Object &owner, ACXEVENT *events, ULONG count);
/// The event of that set and id that was added to the object; nullptr: the driver has none.
Event *find_event(const wdf::Object &owner, const GUID &set, ULONG id);
std::vector<Event *> events_of(const wdf::Object &owner);

enum class StandardEvent : std::uint8_t { ControlChange, PinFormatChange, JackInfoChange };
/// Raises one of the framework's own events. Up to DISPATCH_LEVEL.
void raise_standard(wdf::Object &owner, StandardEvent event);

} // namespace acxsim::acx
