// SPDX-License-Identifier: MIT
//
// Trace records of the kernel floor, kinds 0x200 and up. See sim/core/trace.hpp for what a record type is.
// `name_hash` is core::hash_text() of the DDI's or callback's name; the tables of the floors turn it back into text.
#pragma once

#include <array>

#include "sim/core/trace.hpp"

namespace acxsim::kernel {

/// The driver called into the simulator.
struct DdiCalled {
    static constexpr core::Kind kind = 0x200;
    static constexpr std::string_view name = "DdiCalled";
    static constexpr std::string_view fields = "object reserved name_hash";
    core::ObjectId object;
    std::uint32_t reserved;
    std::uint64_t name_hash;
};

/// A DDI was called at an IRQL its page does not allow. CHK-069.
struct DdiIrqlViolation {
    static constexpr core::Kind kind = 0x201;
    static constexpr std::string_view name = "DdiIrqlViolation";
    static constexpr std::string_view fields = "irql highest_allowed name_hash";
    std::uint32_t irql;
    std::uint32_t highest_allowed;
    std::uint64_t name_hash;
};

/// The simulator calls a driver callback, on behalf of `object` (stream, device, timer ...).
struct CallbackEntered {
    static constexpr core::Kind kind = 0x202;
    static constexpr std::string_view name = "CallbackEntered";
    static constexpr std::string_view fields = "object reserved name_hash";
    core::ObjectId object;
    std::uint32_t reserved;
    std::uint64_t name_hash;
};

/// ... and it came back. `status` is the NTSTATUS (0 for VOID callbacks). The last three tell what it left behind.
struct CallbackReturned {
    static constexpr core::Kind kind = 0x203;
    static constexpr std::string_view name = "CallbackReturned";
    static constexpr std::string_view fields =
        "object status name_hash entry_ticks irql_entry irql_exit locks_held critical_region";
    core::ObjectId object;
    std::uint32_t status;
    std::uint64_t name_hash;
    std::int64_t entry_ticks;
    std::uint16_t irql_entry;
    std::uint16_t irql_exit;
    std::uint16_t locks_held;      ///< spin locks taken since entry and still held
    std::uint16_t critical_region; ///< critical regions entered since entry and not left
};

/// An interrupt service routine begins / ends. `claimed` is its return value.
struct IsrEntered {
    static constexpr core::Kind kind = 0x210;
    static constexpr std::string_view name = "IsrEntered";
    static constexpr std::string_view fields = "interrupt reserved latency_ticks";
    core::ObjectId interrupt;
    std::uint32_t reserved;
    std::int64_t latency_ticks; ///< since the line rose
};
struct IsrReturned {
    static constexpr core::Kind kind = 0x211;
    static constexpr std::string_view name = "IsrReturned";
    static constexpr std::string_view fields = "interrupt claimed";
    core::ObjectId interrupt;
    std::uint32_t claimed;
};

struct DpcQueued {
    static constexpr core::Kind kind = 0x212;
    static constexpr std::string_view name = "DpcQueued";
    static constexpr std::string_view fields = "dpc target_processor";
    core::ObjectId dpc;
    std::uint32_t target_processor;
};
struct DpcEntered {
    static constexpr core::Kind kind = 0x213;
    static constexpr std::string_view name = "DpcEntered";
    static constexpr std::string_view fields = "dpc reserved latency_ticks";
    core::ObjectId dpc;
    std::uint32_t reserved;
    std::int64_t latency_ticks;
};
struct DpcReturned {
    static constexpr core::Kind kind = 0x214;
    static constexpr std::string_view name = "DpcReturned";
    static constexpr std::string_view fields = "dpc";
    core::ObjectId dpc;
};

/// A processor took up a thread (0: went idle).
struct ThreadSwitched {
    static constexpr core::Kind kind = 0x215;
    static constexpr std::string_view name = "ThreadSwitched";
    static constexpr std::string_view fields = "thread";
    core::ObjectId thread;
};
struct ThreadStarted {
    static constexpr core::Kind kind = 0x216;
    static constexpr std::string_view name = "ThreadStarted";
    static constexpr std::string_view fields = "thread priority";
    core::ObjectId thread;
    std::uint32_t priority;
};
struct ThreadEnded {
    static constexpr core::Kind kind = 0x217;
    static constexpr std::string_view name = "ThreadEnded";
    static constexpr std::string_view fields = "thread";
    core::ObjectId thread;
};

/// A timer expired (its DPC, if any, is queued now). `due_ticks` is when it was due.
struct TimerExpired {
    static constexpr core::Kind kind = 0x218;
    static constexpr std::string_view name = "TimerExpired";
    static constexpr std::string_view fields = "timer high_resolution due_ticks";
    core::ObjectId timer;
    std::uint32_t high_resolution;
    std::int64_t due_ticks;
};

/// Code marked pageable ran at DISPATCH_LEVEL or above: PAGED_CODE(). CHK-070.
struct PagedCodeAtRaisedIrql {
    static constexpr core::Kind kind = 0x220;
    static constexpr std::string_view name = "PagedCodeAtRaisedIrql";
    static constexpr std::string_view fields = "irql line";
    std::uint32_t irql;
    std::uint32_t line;
};

/// Pool came and went. `allocation` counts allocations from 1; `callback_hash` names the callback it happened in, 0:
/// none.
struct PoolAllocated {
    static constexpr core::Kind kind = 0x221;
    static constexpr std::string_view name = "PoolAllocated";
    static constexpr std::string_view fields = "tag paged allocation size_bytes callback_hash owner";
    std::uint32_t tag;
    std::uint32_t paged;
    std::uint64_t allocation;
    std::uint64_t size_bytes;
    std::uint64_t callback_hash;
    std::uint64_t owner; ///< object that callback was about (a stream, a device), 0: none
};
struct PoolFreed {
    static constexpr core::Kind kind = 0x222;
    static constexpr std::string_view name = "PoolFreed";
    static constexpr std::string_view fields = "tag tag_given allocation size_bytes callback_hash";
    std::uint32_t tag;
    std::uint32_t tag_given; ///< what ExFreePoolWithTag was told; 0: no tag
    std::uint64_t allocation;
    std::uint64_t size_bytes;
    std::uint64_t callback_hash;
};
struct MdlAllocated {
    static constexpr core::Kind kind = 0x223;
    static constexpr std::string_view name = "MdlAllocated";
    static constexpr std::string_view fields = "owner reserved mdl byte_count callback_hash";
    core::ObjectId owner; ///< object the callback was about (a stream, a device), 0: none
    std::uint32_t reserved;
    std::uint64_t mdl; ///< counts MDLs from 1
    std::uint64_t byte_count;
    std::uint64_t callback_hash;
};
struct MdlFreed {
    static constexpr core::Kind kind = 0x224;
    static constexpr std::string_view name = "MdlFreed";
    static constexpr std::string_view fields = "reserved0 reserved1 mdl byte_count callback_hash";
    std::uint32_t reserved0;
    std::uint32_t reserved1;
    std::uint64_t mdl;
    std::uint64_t byte_count;
    std::uint64_t callback_hash;
};

/// The simulated computer stopped with a bug check.
struct BugCheck {
    static constexpr core::Kind kind = 0x230;
    static constexpr std::string_view name = "BugCheck";
    static constexpr std::string_view fields = "code";
    std::uint32_t code;
};

/// The driver wrote a line: WPP, TraceLogging, DbgPrint. Its words are in the DriverLog, under `number`; the hashes
/// keep words and place in the trace's hash.
struct DriverTraced {
    static constexpr core::Kind kind = 0x231;
    static constexpr std::string_view name = "DriverTraced";
    static constexpr std::string_view fields = "object level number text_hash place_hash";
    core::ObjectId object; ///< what the callback that it was written in is about
    std::uint32_t level;
    std::uint64_t number;
    std::uint64_t text_hash;
    std::uint64_t place_hash;
};

/// The driver called a function that this simulator does not model. `policy`: 0 fail, 1 status, 2 abort.
struct UnmodelledCalled {
    static constexpr core::Kind kind = 0x232;
    static constexpr std::string_view name = "UnmodelledCalled";
    static constexpr std::string_view fields = "policy reserved name_hash";
    std::uint32_t policy;
    std::uint32_t reserved;
    std::uint64_t name_hash;
};

/// A callback returned without having restored floating-point state that it saved.
struct FloatingPointStateLeft {
    static constexpr core::Kind kind = 0x233;
    static constexpr std::string_view name = "FloatingPointStateLeft";
    static constexpr std::string_view fields = "object saves name_hash";
    core::ObjectId object;
    std::uint32_t saves;
    std::uint64_t name_hash;
};

/// The driver has mapped device registers (MmMapIoSpace and its like).
struct RegistersMapped {
    static constexpr core::Kind kind = 0x238;
    static constexpr std::string_view name = "RegistersMapped";
    static constexpr std::string_view fields = "bus_address size_bytes";
    std::uint64_t bus_address;
    std::uint64_t size_bytes;
};

inline constexpr std::array record_kinds{
    core::kind_info<DdiCalled>(),        core::kind_info<DdiIrqlViolation>(),
    core::kind_info<CallbackEntered>(),  core::kind_info<CallbackReturned>(),
    core::kind_info<IsrEntered>(),       core::kind_info<IsrReturned>(),
    core::kind_info<DpcQueued>(),        core::kind_info<DpcEntered>(),
    core::kind_info<DpcReturned>(),      core::kind_info<ThreadSwitched>(),
    core::kind_info<ThreadStarted>(),    core::kind_info<ThreadEnded>(),
    core::kind_info<TimerExpired>(),     core::kind_info<PagedCodeAtRaisedIrql>(),
    core::kind_info<PoolAllocated>(),    core::kind_info<PoolFreed>(),
    core::kind_info<MdlAllocated>(),     core::kind_info<MdlFreed>(),
    core::kind_info<BugCheck>(),         core::kind_info<DriverTraced>(),
    core::kind_info<UnmodelledCalled>(), core::kind_info<FloatingPointStateLeft>(),
    core::kind_info<RegistersMapped>(),
};

} // namespace acxsim::kernel
