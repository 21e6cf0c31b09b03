// SPDX-License-Identifier: MIT
//
// ACXEVENT and ACXPNPEVENT (contract.md 6.7, RT-EVT-01). Raised events are counted; clients of the floors above may
// ask.
#pragma once

#include <cstdint>

#include "sim/wdf/object.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

class Event final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXEVENT", &wdf::Object::type};
    Event(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_EVENT_CONFIG &config);

    wdf::Object &owner() const { return owner_; }
    const GUID &set() const { return set_; }
    ULONG event_id() const { return event_id_; }
    bool added = false;          ///< to its owner
    std::uint64_t generated = 0; ///< AcxEventGenerateEvent calls
    bool enabled() const { return enabled_; }
    /// A client listens: EvtAcxEventEnable at the first, EvtAcxEventDisable after the last. An NTSTATUS.
    std::uint32_t enable();
    void disable();

private:
    wdf::Object &owner_;
    GUID set_{};
    ULONG event_id_;
    ACX_EVENT_CALLBACKS callbacks_{};
    bool enabled_ = false;
};

class PnpEvent final : public wdf::Object {
public:
    static constexpr wdf::ObjectType type{"ACXPNPEVENT", &wdf::Object::type};
    PnpEvent(const wdf::Attributes &attributes, wdf::Object &owner, const ACX_PNPEVENT_CONFIG &config);
    const GUID &event() const { return event_; }
    std::uint64_t generated = 0;
    std::uint32_t payload_bytes = 0; ///< of the last one

private:
    GUID event_;
};

/// Adds events to the object they were created for.
NTSTATUS add_events(wdf::Object &owner, ACXEVENT *events, ULONG count);

} // namespace acxsim::acx
