// SPDX-License-Identifier: MIT
//
// Trace records of the framework floor, kinds 0x300 and up: framework objects come and go, deferred callbacks run.
// ObjectCreated gives the tree, so that a rule can tell whose descendant a timer is (CHK-081).
// `type_hash` is core::hash_text() of the handle type's name, such as "WDFTIMER".
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::wdf {

struct ObjectCreated {
    static constexpr core::Kind kind = 0x300;
    static constexpr std::string_view name = "ObjectCreated";
    static constexpr std::string_view fields = "object parent type_hash";
    core::ObjectId object;
    core::ObjectId parent; ///< 0: the root of a tree
    std::uint64_t type_hash;
};

/// Deletion begins: the children's and then the object's own cleanup callbacks follow.
struct ObjectDeleted {
    static constexpr core::Kind kind = 0x301;
    static constexpr std::string_view name = "ObjectDeleted";
    static constexpr std::string_view fields = "object parent type_hash";
    core::ObjectId object;
    core::ObjectId parent;
    std::uint64_t type_hash;
};

/// The last reference is gone and the destroy callback has returned: the handle means nothing any more.
struct ObjectDestroyed {
    static constexpr core::Kind kind = 0x302;
    static constexpr std::string_view name = "ObjectDestroyed";
    static constexpr std::string_view fields = "object parent type_hash";
    core::ObjectId object;
    core::ObjectId parent; ///< as it was before deletion
    std::uint64_t type_hash;
};

/// The framework is about to call EvtTimerFunc / EvtWorkItem / EvtDpcFunc of `object`, a child of `parent`.
struct TimerCallbackRan {
    static constexpr core::Kind kind = 0x303;
    static constexpr std::string_view name = "TimerCallbackRan";
    static constexpr std::string_view fields = "object parent";
    core::ObjectId object;
    core::ObjectId parent;
};
struct WorkItemRan {
    static constexpr core::Kind kind = 0x304;
    static constexpr std::string_view name = "WorkItemRan";
    static constexpr std::string_view fields = "object parent";
    core::ObjectId object;
    core::ObjectId parent;
};
struct DpcRan {
    static constexpr core::Kind kind = 0x305;
    static constexpr std::string_view name = "DpcRan";
    static constexpr std::string_view fields = "object parent";
    core::ObjectId object;
    core::ObjectId parent;
};

/// The device went from one power state to another; values of WDF_POWER_DEVICE_STATE.
struct DevicePowerChanged {
    static constexpr core::Kind kind = 0x306;
    static constexpr std::string_view name = "DevicePowerChanged";
    static constexpr std::string_view fields = "device from to";
    core::ObjectId device;
    std::uint32_t from;
    std::uint32_t to;
};

/// A step of a device's Plug and Play life is over.
struct DevicePnpChanged {
    static constexpr core::Kind kind = 0x307;
    static constexpr std::string_view name = "DevicePnpChanged";
    static constexpr std::string_view fields = "device state";
    core::ObjectId device;
    std::uint32_t state; ///< PnpState
};
enum class PnpState : std::uint32_t {
    Added = 0,
    Started = 1,
    Stopped = 2,
    Removed = 3,
    Failed = 4,
    SurpriseRemoved = 5
};

inline constexpr std::array record_kinds{
    core::kind_info<ObjectCreated>(),      core::kind_info<ObjectDeleted>(),    core::kind_info<ObjectDestroyed>(),
    core::kind_info<TimerCallbackRan>(),   core::kind_info<WorkItemRan>(),      core::kind_info<DpcRan>(),
    core::kind_info<DevicePowerChanged>(), core::kind_info<DevicePnpChanged>(),
};

} // namespace acxsim::wdf
