// SPDX-License-Identifier: MIT
#include "sim/kernel/ddi/driver_objects.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

DispatcherObject *checked_object(void *object, std::string_view what, std::initializer_list<ObjectType> types) {
    auto *found = static_cast<DispatcherObject *>(object);
    if (found == nullptr) {
        raise_bug_check(0xC4, {0, 0, 0, 0}, fmt::format("a null pointer was given for {}", what));
        return nullptr;
    }
    if (found->initialised != DispatcherObject::initialised_mark) {
        const std::string where =
            acxsim::kernel::Executive::current().pool().explain_address(reinterpret_cast<std::uintptr_t>(object));
        raise_bug_check(
            0xC4, {1, reinterpret_cast<std::uintptr_t>(object), 0, 0},
            fmt::format("{} was used that was never initialised{}{}", what, where.empty() ? "" : ": ", where));
        return nullptr;
    }
    if (std::find(types.begin(), types.end(), found->type) == types.end()) {
        raise_bug_check(0xC4, {2, reinterpret_cast<std::uintptr_t>(object), static_cast<std::uint64_t>(found->type), 0},
                        fmt::format("{} was expected, but the object is of another type", what));
        return nullptr;
    }
    return found;
}

DispatcherObject *checked_event(void *event) {
    return checked_object(event, "an event (KEVENT)",
                          {ObjectType::NotificationEvent, ObjectType::SynchronizationEvent});
}

Thread *thread_of(System &system, const void *header) {
    for (const auto &thread : system.threads()) {
        if (&thread->header() == header) return thread.get();
    }
    return nullptr;
}

core::TimePoint due_time(const System &system, std::int64_t hundred_nanoseconds) {
    const __int128 now = core::ticks_of(system.now());
    __int128 ticks = hundred_nanoseconds < 0
                         ? now - static_cast<__int128>(hundred_nanoseconds) * 60'000
                         : (static_cast<__int128>(hundred_nanoseconds) - system_time_at_power_on) * 60'000;
    const __int128 latest = core::ticks_of(core::end_of_time) / 2; // 89 days: "never", and room for a period
    ticks = ticks < 0 ? 0 : ticks > latest ? latest : ticks;
    return core::power_on + core::Duration{static_cast<std::int64_t>(ticks)};
}

core::Duration timeout_of(const System &system, std::int64_t hundred_nanoseconds) {
    if (hundred_nanoseconds == 0) return core::Duration::zero();
    const core::TimePoint due = due_time(system, hundred_nanoseconds);
    return due <= system.now() ? core::Duration::zero() : due - system.now();
}

bool irql_violated(System &system, Irql highest_allowed, std::string_view ddi) {
    if (system.irql() <= highest_allowed) return false;
    system.trace().emit(DdiIrqlViolation{system.irql(), highest_allowed, core::hash_text(ddi)});
    return true;
}

} // namespace acxsim::kernel
