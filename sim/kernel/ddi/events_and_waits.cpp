// SPDX-License-Identifier: MIT
//
// DDIs: events, mutexes, semaphores, and waiting for them.
// Leaves out: priority boosts (Increment), alertable waits (there are no user APCs).
#include <array>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;
namespace core = acxsim::core;

static_assert(sizeof(DISPATCHER_HEADER) == sizeof(DispatcherObject));
static_assert(sizeof(KEVENT) >= sizeof(DispatcherObject));
static_assert(sizeof(KMUTEX) >= sizeof(MutexObject));
static_assert(sizeof(KSEMAPHORE) >= sizeof(SemaphoreObject));

namespace {

template <class Object, class Memory, class... Arguments>
void construct(Memory *memory, Arguments... arguments) {
    new (memory) Object{arguments...};
}

DispatcherObject *waitable(void *object) {
    return checked_object(object, "an object to wait for",
                          {ObjectType::NotificationEvent, ObjectType::SynchronizationEvent, ObjectType::Mutex,
                           ObjectType::Semaphore, ObjectType::Thread, ObjectType::NotificationTimer,
                           ObjectType::SynchronizationTimer});
}

/// Nobody can wait at DISPATCH_LEVEL; a look (time-out zero) is allowed. False: the machine has stopped.
bool may_wait(std::optional<core::Duration> timeout, std::string_view ddi) {
    System &system = System::current();
    if (timeout && timeout->count() == 0) return true;
    if (!irql_violated(system, apc_level, ddi)) return true;
    raise_bug_check(system.irql() == dispatch_level ? 0xB8 : 0x0A, {system.irql(), 0, 0, 0},
                    fmt::format("{} with a time-out that is not zero was called at IRQL {}", ddi, system.irql()));
    return false;
}

std::optional<core::Duration> timeout_from(const LARGE_INTEGER *timeout) {
    if (timeout == nullptr) return std::nullopt;
    return timeout_of(System::current(), timeout->QuadPart);
}

} // namespace

extern "C" {

VOID KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeEvent");
    construct<DispatcherObject>(
        Event, Type == SynchronizationEvent ? ObjectType::SynchronizationEvent : ObjectType::NotificationEvent,
        State ? 1 : 0);
}

LONG KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "KeSetEvent");
    (void)Increment;
    if (Wait) irql_violated(System::current(), apc_level, "KeSetEvent");
    DispatcherObject *event = checked_event(Event);
    return event == nullptr ? 0 : System::current().set_event(*event);
}

LONG KeResetEvent(PRKEVENT Event) {
    ACXSIM_DDI(kernel_ddis, "KeResetEvent");
    DispatcherObject *event = checked_event(Event);
    return event == nullptr ? 0 : System::current().reset_event(*event);
}

VOID KeClearEvent(PRKEVENT Event) {
    ACXSIM_DDI(kernel_ddis, "KeClearEvent");
    if (DispatcherObject *event = checked_event(Event)) System::current().reset_event(*event);
}

LONG KeReadStateEvent(PRKEVENT Event) {
    ACXSIM_DDI(kernel_ddis, "KeReadStateEvent");
    DispatcherObject *event = checked_event(Event);
    return event == nullptr ? 0 : event->signal_state;
}

VOID KeInitializeMutex(PRKMUTEX Mutex, ULONG Level) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeMutex");
    (void)Level;
    construct<MutexObject>(Mutex);
}

LONG KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseMutex");
    if (Wait) irql_violated(System::current(), apc_level, "KeReleaseMutex"); // the page: a wait follows at once
    DispatcherObject *header = checked_object(Mutex, "a mutex (KMUTEX)", {ObjectType::Mutex});
    if (header == nullptr) return 0;
    const LONG before = header->signal_state;
    if (!System::current().release_mutex(*reinterpret_cast<MutexObject *>(header))) {
        raise_bug_check(0x11, {reinterpret_cast<std::uintptr_t>(Mutex), 0, 0, 0},
                        "KeReleaseMutex was called by a thread that does not own the mutex");
    }
    return before;
}

LONG KeReadStateMutex(PRKMUTEX Mutex) {
    ACXSIM_DDI(kernel_ddis, "KeReadStateMutex");
    DispatcherObject *header = checked_object(Mutex, "a mutex (KMUTEX)", {ObjectType::Mutex});
    return header == nullptr ? 0 : header->signal_state;
}

VOID KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit) {
    ACXSIM_DDI(kernel_ddis, "KeInitializeSemaphore");
    construct<SemaphoreObject>(Semaphore);
    auto *object = reinterpret_cast<SemaphoreObject *>(Semaphore);
    object->header.signal_state = Count;
    object->limit = Limit;
}

LONG KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY Increment, LONG Adjustment, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "KeReleaseSemaphore");
    (void)Increment;
    if (Wait) irql_violated(System::current(), passive_level, "KeReleaseSemaphore"); // the page: a wait follows at once
    DispatcherObject *header = checked_object(Semaphore, "a semaphore (KSEMAPHORE)", {ObjectType::Semaphore});
    if (header == nullptr) return 0;
    const LONG before = header->signal_state;
    if (!System::current().release_semaphore(*reinterpret_cast<SemaphoreObject *>(header), Adjustment)) {
        raise_bug_check(0x1E, {static_cast<std::uint32_t>(STATUS_SEMAPHORE_LIMIT_EXCEEDED), 0, 0, 0},
                        fmt::format("KeReleaseSemaphore by {} raises the count {} above its limit {}", Adjustment,
                                    before, reinterpret_cast<SemaphoreObject *>(header)->limit));
    }
    return before;
}

LONG KeReadStateSemaphore(PRKSEMAPHORE Semaphore) {
    ACXSIM_DDI(kernel_ddis, "KeReadStateSemaphore");
    DispatcherObject *header = checked_object(Semaphore, "a semaphore (KSEMAPHORE)", {ObjectType::Semaphore});
    return header == nullptr ? 0 : header->signal_state;
}

NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
                               PLARGE_INTEGER Timeout) {
    ACXSIM_DDI(kernel_ddis, "KeWaitForSingleObject");
    (void)WaitReason;
    (void)WaitMode;
    (void)Alertable;
    DispatcherObject *object = waitable(Object);
    const auto timeout = timeout_from(Timeout);
    if (object == nullptr || !may_wait(timeout, "KeWaitForSingleObject")) return STATUS_UNSUCCESSFUL;
    return System::current().wait(*object, timeout) ? STATUS_SUCCESS : STATUS_TIMEOUT;
}

NTSTATUS KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType, KWAIT_REASON WaitReason,
                                  KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Timeout,
                                  PKWAIT_BLOCK WaitBlockArray) {
    ACXSIM_DDI(kernel_ddis, "KeWaitForMultipleObjects");
    (void)WaitReason;
    (void)WaitMode;
    (void)Alertable;
    if (Count == 0 || Count > MAXIMUM_WAIT_OBJECTS || (Count > THREAD_WAIT_OBJECTS && WaitBlockArray == nullptr)) {
        raise_bug_check(0x0C, {Count, 0, 0, 0},
                        fmt::format("KeWaitForMultipleObjects for {} objects{}", Count,
                                    Count <= MAXIMUM_WAIT_OBJECTS ? " without a WaitBlockArray" : ""));
        return STATUS_UNSUCCESSFUL;
    }
    std::array<DispatcherObject *, MAXIMUM_WAIT_OBJECTS> objects;
    for (ULONG i = 0; i < Count; ++i) {
        objects[i] = waitable(Object[i]);
        if (objects[i] == nullptr) return STATUS_UNSUCCESSFUL;
    }
    const auto timeout = timeout_from(Timeout);
    if (!may_wait(timeout, "KeWaitForMultipleObjects")) return STATUS_UNSUCCESSFUL;
    const std::span<DispatcherObject *const> all(objects.data(), Count);
    if (WaitType == WaitAll) return System::current().wait_all(all, timeout) ? STATUS_SUCCESS : STATUS_TIMEOUT;
    const auto satisfied = System::current().wait_any(all, timeout);
    return satisfied ? static_cast<NTSTATUS>(STATUS_WAIT_0 + *satisfied) : STATUS_TIMEOUT;
}

NTSTATUS KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Interval) {
    ACXSIM_DDI(kernel_ddis, "KeDelayExecutionThread");
    (void)WaitMode;
    (void)Alertable;
    System &system = System::current();
    if (system.irql() > apc_level) {
        raise_bug_check(system.irql() == dispatch_level ? 0xB8 : 0x0A, {system.irql(), 0, 0, 0},
                        fmt::format("KeDelayExecutionThread was called at IRQL {}", system.irql()));
        return STATUS_UNSUCCESSFUL;
    }
    const core::TimePoint due = due_time(system, Interval->QuadPart);
    if (due > system.now()) system.sleep_until(system.tick_at_or_after(due));
    return STATUS_SUCCESS;
}

} // extern "C"
