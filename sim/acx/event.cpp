// SPDX-License-Identifier: MIT
#include "sim/acx/event.hpp"

#include <algorithm>
#include <cstring>

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/event_listener.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/device.hpp"

namespace acxsim::acx {

EventData::EventData(const wdf::Attributes &attributes, Event &event, EventSubscription &subscription)
    : Object(type, attributes, &event), event_(event), subscription_(subscription) {}

Event::Event(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_EVENT_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &owner), owner_(owner),
      event_id_(config.Id), event_type_(config.Type) {
    if (config.Set != nullptr) set_ = *config.Set;
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

std::uint32_t Event::process(ACX_EVENT_VERB verb, EventData &data) {
    return call_driver("EvtAcxEventProcessRequest", id(), callbacks_.EvtAcxEventProcessRequest, owner_.handle(),
                       handle_as<ACXEVENT>(), verb, data.handle_as<ACXEVENTDATA>(), WDFREQUEST{nullptr});
}

std::uint32_t Event::enable(EventSubscription &subscription) {
    auto &data = wdf::make_object<EventData>(wdf::Attributes{}, *this, subscription);
    std::uint32_t status = 0;
    if (callbacks_.EvtAcxEventProcessRequest != nullptr) {
        status = process(AcxEventVerbEnable, data); // the driver adds the data itself
    } else {
        add(data);
    }
    const bool first = listeners_.size() == 1 && listeners_.front() == &data;
    if (succeeded(status) && first && callbacks_.EvtAcxEventEnable != nullptr) {
        status = call_driver("EvtAcxEventEnable", id(), callbacks_.EvtAcxEventEnable, handle_as<ACXEVENT>());
    }
    if (!succeeded(status)) {
        std::erase(listeners_, &data);
        data.del();
    }
    return status;
}

void Event::disable(EventSubscription &subscription) {
    const auto found = std::find_if(listeners_.begin(), listeners_.end(),
                                    [&](const EventData *data) { return &data->subscription() == &subscription; });
    if (found == listeners_.end()) return;
    EventData &data = **found;
    if (callbacks_.EvtAcxEventProcessRequest != nullptr) process(AcxEventVerbDisable, data);
    std::erase(listeners_, &data);
    data.del();
    if (listeners_.empty() && callbacks_.EvtAcxEventDisable != nullptr) {
        call_driver("EvtAcxEventDisable", id(), callbacks_.EvtAcxEventDisable, handle_as<ACXEVENT>());
    }
}

bool Event::add(EventData &data) {
    if (&data.event() != this) return false;
    if (std::find(listeners_.begin(), listeners_.end(), &data) != listeners_.end()) return false;
    listeners_.push_back(&data);
    return true;
}

void Event::generate() {
    ++generated;
    FrameworkImplementation::current().trace().emit(
        EventRaised{owner_.id(), event_id_, static_cast<std::uint32_t>(listeners_.size()), 0});
    const std::vector<EventData *> present = listeners_;
    for (EventData *data : present)
        data->subscription().signal();
}

void Event::before_cleanup() {
    const std::vector<EventData *> present = std::exchange(listeners_, {});
    for (EventData *data : present)
        data->subscription().owner_gone();
}

PnpEvent::PnpEvent(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_PNPEVENT_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &owner), owner_(owner),
      event_(config.Event) {}

NTSTATUS add_events(wdf::Object &owner, ACXEVENT *events, ULONG count) {
    if (events == nullptr || count == 0) return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; ++i) {
        const auto &event = wdf::from_handle<Event>(events[i]);
        if (&event.owner() != &owner || event.added) return STATUS_INVALID_PARAMETER;
    }
    for (ULONG i = 0; i < count; ++i)
        wdf::from_handle<Event>(events[i]).added = true;
    return STATUS_SUCCESS;
}

std::vector<Event *> events_of(const wdf::Object &owner) {
    std::vector<Event *> events;
    for (wdf::Object *object : wdf::Framework::current().live_objects()) {
        if (object->deleted() || !object->object_type().is(Event::type)) continue;
        auto *event = static_cast<Event *>(object);
        if (event->added && &event->owner() == &owner) events.push_back(event);
    }
    std::sort(events.begin(), events.end(), [](const Event *a, const Event *b) { return a->id() < b->id(); });
    return events;
}

Event *find_event(const wdf::Object &owner, const GUID &set, ULONG id) {
    for (Event *event : events_of(owner)) {
        if (event->event_id() == id && std::memcmp(&event->set(), &set, sizeof set) == 0) return event;
    }
    return nullptr;
}

} // namespace acxsim::acx

using namespace acxsim;
using namespace acxsim::acx;

NTSTATUS AcxEventCreate(ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes, PACX_EVENT_CONFIG Config,
                        ACXEVENT *Event) {
    ACXSIM_DDI(acx_ddis, "AcxEventCreate");
    auto &owner = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxEventCreate", "Config");
    require(Event, "AcxEventCreate", "Event");
    *Event = nullptr;
    if (!structure_ok(owner.id(), "ACX_EVENT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->Callbacks != nullptr && !structure_ok(owner.id(), "ACX_EVENT_CALLBACKS", *Config->Callbacks)) {
        return STATUS_INFO_LENGTH_MISMATCH;
    }
    if (Config->Set == nullptr || (Config->Flags & ~AcxEventConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (NT_SUCCESS(status)) *Event = wdf::make_object<acx::Event>(attributes, owner, *Config).handle_as<ACXEVENT>();
    return status;
}

VOID AcxEventGenerateEvent(ACXEVENT Event) {
    ACXSIM_DDI(acx_ddis, "AcxEventGenerateEvent");
    wdf::from_handle<acx::Event>(Event).generate();
}

VOID AcxEventAddEventData(ACXEVENT Event, ACXEVENTDATA EventData) {
    ACXSIM_DDI(acx_ddis, "AcxEventAddEventData");
    auto &event = wdf::from_handle<acx::Event>(Event);
    if (event.add(wdf::from_handle<acx::EventData>(EventData))) return;
    wdf::Framework::current().violation(wdf::Violation::OutOfOrder, EventData,
                                        "AcxEventAddEventData was called with another event's data, or twice",
                                        "EvtAcxEventProcessRequest adds each ACXEVENTDATA once, to its event.");
}

NTSTATUS AcxPnpEventCreate(WDFDEVICE Device, ACXOBJECT Object, PWDF_OBJECT_ATTRIBUTES Attributes,
                           PACX_PNPEVENT_CONFIG Config, ACXPNPEVENT *Event) {
    ACXSIM_DDI(acx_ddis, "AcxPnpEventCreate");
    static_cast<void>(wdf::from_handle<wdf::Device>(Device));
    auto &owner = wdf::from_handle<wdf::Object>(Object);
    require(Config, "AcxPnpEventCreate", "Config");
    require(Event, "AcxPnpEventCreate", "Event");
    *Event = nullptr;
    if (!structure_ok(owner.id(), "ACX_PNPEVENT_CONFIG", *Config)) return STATUS_INFO_LENGTH_MISMATCH;
    if ((Config->Flags & ~AcxPnpEventConfigValidFlags) != 0) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (NT_SUCCESS(status)) *Event = wdf::make_object<PnpEvent>(attributes, owner, *Config).handle_as<ACXPNPEVENT>();
    return status;
}

NTSTATUS AcxPnpEventGenerateEvent(ACXPNPEVENT Event, PVOID Payload, ULONG Size) {
    ACXSIM_DDI(acx_ddis, "AcxPnpEventGenerateEvent");
    auto &event = wdf::from_handle<PnpEvent>(Event);
    if (Size != 0 && Payload == nullptr) return STATUS_INVALID_PARAMETER;
    ++event.generated;
    event.payload_bytes = Size;
    FrameworkImplementation::current().pnp_event(event, {static_cast<const std::byte *>(Payload), Size});
    return STATUS_SUCCESS;
}
