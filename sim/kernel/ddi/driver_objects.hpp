// SPDX-License-Identifier: MIT
//
// Kernel objects in driver memory, as the DDIs receive them: checked before use, so that an object that was never
// initialised, or is something else, stops the machine with plain words instead of confusing the scheduler. And the
// conversion of Windows times into virtual time.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "sim/core/time.hpp"
#include "sim/kernel/dispatcher_object.hpp"
#include "sim/kernel/irql.hpp"

namespace acxsim::kernel {

class System;

/// The object, if it is one of those types and was initialised; else a bug check (and nullptr on the host stack).
DispatcherObject *checked_object(void *object, std::string_view what, std::initializer_list<ObjectType> types);
DispatcherObject *checked_event(void *event);

/// The thread behind a PKTHREAD / PETHREAD, nullptr if it is none.
Thread *thread_of(System &system, const void *header);

/// System time at power-on, in units of 100 ns since 1601: 2026-01-01T00:00:00Z, the same in every run.
inline constexpr std::int64_t system_time_at_power_on = 134'116'992'000'000'000;

/// A Windows due time or time-out (negative: relative, else absolute system time, 100 ns) as virtual time, clamped.
core::TimePoint due_time(const System &system, std::int64_t hundred_nanoseconds);
/// The time-out of a wait as a duration from now; zero if it has passed.
core::Duration timeout_of(const System &system, std::int64_t hundred_nanoseconds);

/// Records that the running DDI was called above the IRQL that these arguments allow. True if it was.
bool irql_violated(System &system, Irql highest_allowed, std::string_view ddi);

} // namespace acxsim::kernel
