// SPDX-License-Identifier: MIT
//
// What threads wait for: events, mutexes, semaphores, timers, threads. The layout is that of the DISPATCHER_HEADER in
// sim/ddk/wdm.h, so that a KEVENT in driver memory *is* one of these.
#pragma once

#include <cstdint>

namespace acxsim::kernel {

class Thread;

enum class ObjectType : std::uint8_t {
    NotificationEvent = 0,    // stays set until reset
    SynchronizationEvent = 1, // releases one waiter and resets
    Mutex = 2,
    Semaphore = 5,
    Thread = 6,
    NotificationTimer = 8,
    SynchronizationTimer = 9,
};

struct WaitBlock;

struct DispatcherObject {
    ObjectType type = ObjectType::NotificationEvent;
    std::uint8_t initialised = 0; ///< `initialised_mark` once a KeInitialize... has run
    std::uint16_t reserved = 0;
    std::int32_t signal_state = 0; ///< > 0: signalled. Mutex: 1 = free. Semaphore: count.
    WaitBlock *first_waiter = nullptr;
    WaitBlock *last_waiter = nullptr;

    static constexpr std::uint8_t initialised_mark = 0xd7;
    DispatcherObject() = default;
    DispatcherObject(ObjectType object_type, std::int32_t state)
        : type(object_type), initialised(initialised_mark), signal_state(state) {}
    bool signalled() const { return signal_state > 0; }
};
static_assert(sizeof(DispatcherObject) == 24);

/// A thread's place in the queue of one object it waits for.
struct WaitBlock {
    Thread *thread = nullptr;
    DispatcherObject *object = nullptr;
    WaitBlock *next = nullptr;
    WaitBlock *previous = nullptr;
    std::uint32_t index = 0; ///< which of the objects of the wait
};

enum class WaitStatus : std::uint32_t { Object0 = 0, TimedOut = 0x102 };

/// A mutex is a dispatcher object with an owner; KMUTEX in driver memory.
struct MutexObject {
    DispatcherObject header{ObjectType::Mutex, 1};
    Thread *owner = nullptr;
    std::uint64_t reserved = 0;
};

struct SemaphoreObject {
    DispatcherObject header{ObjectType::Semaphore, 0};
    std::int32_t limit = 0;
    std::int32_t reserved = 0;
};

} // namespace acxsim::kernel
