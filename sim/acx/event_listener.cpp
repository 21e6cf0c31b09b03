// SPDX-License-Identifier: MIT
//
// Subscriptions to drivers' and to the framework's own events.
#include "sim/acx/event_listener.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/acx/element.hpp"
#include "sim/acx/event.hpp"
#include "sim/acx/framework_implementation.hpp"
#include "sim/acx/guid_names.hpp"
#include "sim/acx/pin.hpp"

namespace acxsim::acx {

void EventSubscription::signal() {
    ++raised_;
    kernel::System::current().set_event(event_);
}

namespace {

class DriverEventSubscription final : public EventSubscription {
public:
    explicit DriverEventSubscription(Event &event) : driver_event_(&event) {}
    ~DriverEventSubscription() override {
        if (driver_event_ == nullptr) return;
        const kernel::System *system = kernel::System::current_or_null();
        if (system != nullptr && !system->stopped() && system->on_processor()) driver_event_->disable(*this);
    }
    void owner_gone() override { driver_event_ = nullptr; }

private:
    Event *driver_event_;
};

class StandardEventSubscription final : public EventSubscription {
public:
    StandardEventSubscription(FrameworkImplementation &framework, wdf::Object &owner, StandardEvent event)
        : framework_(&framework), listener_{&owner, event, this} {
        framework.standard_listeners.push_back(&listener_);
    }
    ~StandardEventSubscription() override {
        if (FrameworkImplementation::current_or_null() == framework_ && framework_ != nullptr)
            std::erase(framework_->standard_listeners, &listener_);
    }
    void owner_gone() override {}

private:
    FrameworkImplementation *framework_;
    StandardListener listener_;
};

wdf::Object *find_owner(FrameworkImplementation &acx, const EventAddress &address) {
    for (Circuit *circuit : acx.powered_circuits()) {
        if (circuit->name() != address.circuit_name) continue;
        switch (address.item) {
        case EventAddress::Item::Circuit:
            return circuit;
        case EventAddress::Item::Pin:
            return address.item_id < circuit->pins().size() ? circuit->pins()[address.item_id] : nullptr;
        case EventAddress::Item::Element:
            return address.item_id < circuit->elements().size() ? circuit->elements()[address.item_id] : nullptr;
        }
    }
    return nullptr;
}

core::Error nobody(const EventAddress &address) {
    return {fmt::format("no object {} of circuit \"{}\" to listen to", address.item_id, address.circuit_name),
            address.circuit_name, "The circuit must be visible; pins and elements count from 0."};
}

} // namespace

core::Result<std::unique_ptr<EventSubscription>> listen(Framework &framework, const EventAddress &address,
                                                        ClientEvent event) {
    auto &acx = static_cast<FrameworkImplementation &>(framework);
    acx.system().charge(kernel::Cost::UserCall);
    wdf::Object *owner = find_owner(acx, address);
    if (owner == nullptr) return nobody(address);
    return std::unique_ptr<EventSubscription>(
        std::make_unique<StandardEventSubscription>(acx, *owner, static_cast<StandardEvent>(event)));
}

core::Result<std::unique_ptr<EventSubscription>> listen(Framework &framework, const EventAddress &address,
                                                        std::size_t index) {
    auto &acx = static_cast<FrameworkImplementation &>(framework);
    acx.system().charge(kernel::Cost::UserCall);
    wdf::Object *owner = find_owner(acx, address);
    if (owner == nullptr) return nobody(address);
    const std::vector<Event *> events = events_of(*owner);
    if (index >= events.size()) {
        return core::Error{fmt::format("the object has {} events", events.size()), address.circuit_name, {}};
    }
    auto subscription = std::make_unique<DriverEventSubscription>(*events[index]);
    const Status status = events[index]->enable(*subscription);
    if (!succeeded(status)) {
        subscription->owner_gone();
        return core::Error{
            fmt::format("the driver refused to enable the event: {:#010x}", status), address.circuit_name, {}};
    }
    return std::unique_ptr<EventSubscription>(std::move(subscription));
}

const std::vector<PnpNotification> &pnp_notifications(Framework &framework) {
    return static_cast<FrameworkImplementation &>(framework).pnp_notifications;
}

void FrameworkImplementation::pnp_event(PnpEvent &event, std::span<const std::byte> payload) {
    constexpr std::size_t kept_max = 256;
    trace().emit(EventRaised{event.owner().id(), 0, 0, static_cast<std::uint32_t>(payload.size())});
    if (pnp_notifications.size() == kept_max) pnp_notifications.erase(pnp_notifications.begin());
    pnp_notifications.push_back({event.owner().id(), text_of(event.event()), {payload.begin(), payload.end()}});
}

void raise_standard(wdf::Object &owner, StandardEvent event) {
    auto &acx = FrameworkImplementation::current();
    const std::vector<StandardListener *> present = acx.standard_listeners;
    std::uint32_t heard = 0;
    for (StandardListener *listener : present) {
        if (listener->owner != &owner || listener->event != event) continue;
        ++heard;
        listener->subscription->signal();
    }
    acx.trace().emit(EventRaised{owner.id(), static_cast<std::uint32_t>(event), heard, 0});
}

} // namespace acxsim::acx
