// SPDX-License-Identifier: MIT
#include "sim/acx/event.hpp"

#include "sim/acx/ddi_table.hpp"
#include "sim/acx/driver_call.hpp"
#include "sim/acx/structure_check.hpp"
#include "sim/wdf/device.hpp"

namespace acxsim::acx {

Event::Event(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_EVENT_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &owner), owner_(owner),
      event_id_(config.Id) {
    if (config.Set != nullptr) set_ = *config.Set;
    if (config.Callbacks != nullptr) callbacks_ = *config.Callbacks;
}

std::uint32_t Event::enable() {
    if (enabled_) return static_cast<std::uint32_t>(STATUS_SUCCESS);
    std::uint32_t status = 0;
    if (callbacks_.EvtAcxEventEnable != nullptr) {
        status = call_driver("EvtAcxEventEnable", id(), callbacks_.EvtAcxEventEnable, handle_as<ACXEVENT>());
    }
    enabled_ = static_cast<std::int32_t>(status) >= 0;
    return status;
}

void Event::disable() {
    if (!enabled_) return;
    enabled_ = false;
    if (callbacks_.EvtAcxEventDisable != nullptr) {
        call_driver("EvtAcxEventDisable", id(), callbacks_.EvtAcxEventDisable, handle_as<ACXEVENT>());
    }
}

PnpEvent::PnpEvent(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_PNPEVENT_CONFIG &config)
    : Object(type, attributes, attributes.parent != nullptr ? attributes.parent : &owner), event_(config.Event) {}

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
    if (Config->Set == nullptr) return STATUS_INVALID_PARAMETER;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(wdf::read_attributes(Attributes, wdf::ParentRule::Optional, attributes));
    if (NT_SUCCESS(status)) *Event = wdf::make_object<acx::Event>(attributes, owner, *Config).handle_as<ACXEVENT>();
    return status;
}

VOID AcxEventGenerateEvent(ACXEVENT Event) {
    ACXSIM_DDI(acx_ddis, "AcxEventGenerateEvent");
    ++wdf::from_handle<acx::Event>(Event).generated;
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
    return STATUS_SUCCESS;
}
