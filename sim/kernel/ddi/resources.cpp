// SPDX-License-Identifier: MIT
//
// DDIs: executive resources (many readers, one writer) and remove locks.
// Pages: wdm/nf-wdm-exacquireresourceexclusivelite, wdm/nf-wdm-ioacquireremovelock and their neighbours.
// Leaves out: priority inheritance, the tag bookkeeping of checked builds.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

/// What ERESOURCE memory holds.
struct Resource {
    std::uint64_t mark;
    DispatcherObject changed{ObjectType::NotificationEvent, 0};
    Thread *writer = nullptr;
    std::uint32_t writer_depth = 0;
    std::uint32_t writers_waiting = 0;
    struct Reader {
        Thread *thread;
        std::uint32_t depth;
    };
    std::vector<Reader> *readers = nullptr; // made by ExInitializeResourceLite, freed by ExDeleteResourceLite
};
static_assert(sizeof(Resource) <= sizeof(ERESOURCE));
constexpr std::uint64_t resource_mark = 0x6563'7275'6f73'6552ULL;

Resource *checked(PERESOURCE memory, std::string_view ddi) {
    auto *resource = reinterpret_cast<Resource *>(memory);
    if (resource != nullptr && resource->mark == resource_mark) return resource;
    raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
                    fmt::format("{} was given a resource that was never initialised, or was deleted", ddi));
    return nullptr;
}

Resource::Reader *reader(Resource &resource, const Thread *thread) {
    for (Resource::Reader &each : *resource.readers) {
        if (each.thread == thread) return &each;
    }
    return nullptr;
}

void wait_for_change(System &system, Resource &resource) {
    system.reset_event(resource.changed);
    system.wait(resource.changed);
}

bool acquire_exclusive(PERESOURCE memory, bool wait, std::string_view ddi) {
    System &system = System::current();
    Resource *resource = checked(memory, ddi);
    if (resource == nullptr || !system.on_processor()) return false;
    Thread *self = &system.current_thread();
    if (resource->writer == self) {
        ++resource->writer_depth;
        return true;
    }
    if (wait && reader(*resource, self) != nullptr) {
        raise_bug_check(
            0xC4, {5, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
            fmt::format("{}: this thread holds the resource shared already and would wait for itself", ddi));
        return false;
    }
    while (resource->writer != nullptr || !resource->readers->empty()) {
        if (!wait) return false;
        ++resource->writers_waiting;
        wait_for_change(system, *resource);
        --resource->writers_waiting;
    }
    resource->writer = self;
    resource->writer_depth = 1;
    return true;
}

bool acquire_shared(PERESOURCE memory, bool wait, bool starve, std::string_view ddi) {
    System &system = System::current();
    Resource *resource = checked(memory, ddi);
    if (resource == nullptr || !system.on_processor()) return false;
    Thread *self = &system.current_thread();
    if (resource->writer == self) {
        ++resource->writer_depth;
        return true;
    }
    if (Resource::Reader *own = reader(*resource, self)) {
        ++own->depth;
        return true;
    }
    while (resource->writer != nullptr || (!starve && resource->writers_waiting != 0)) {
        if (!wait) return false;
        wait_for_change(system, *resource);
    }
    resource->readers->push_back({self, 1});
    return true;
}

/// What IO_REMOVE_LOCK memory holds.
struct RemoveLock {
    std::uint32_t mark;
    std::uint32_t acquired : 31;
    std::uint32_t removed : 1;
    DispatcherObject released{ObjectType::NotificationEvent, 0};
};
static_assert(sizeof(RemoveLock) <= sizeof(IO_REMOVE_LOCK));
constexpr std::uint32_t remove_lock_mark = 0x6c6d'6572;

RemoveLock *checked(PIO_REMOVE_LOCK memory, std::string_view ddi) {
    auto *lock = reinterpret_cast<RemoveLock *>(memory);
    if (lock != nullptr && lock->mark == remove_lock_mark) return lock;
    raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
                    fmt::format("{} was given a remove lock that was never initialised", ddi));
    return nullptr;
}

bool release(RemoveLock &lock, std::string_view ddi) {
    if (lock.acquired == 0) {
        raise_bug_check(0xC4, {6, reinterpret_cast<std::uintptr_t>(&lock), 0, 0},
                        fmt::format("{} was called more often than IoAcquireRemoveLock succeeded", ddi));
        return false;
    }
    --lock.acquired;
    if (lock.acquired == 0 && lock.removed) System::current().set_event(lock.released);
    return true;
}

} // namespace

extern "C" {

NTSTATUS ExInitializeResourceLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeResourceLite");
    auto *made = new (Resource)::Resource{};
    made->mark = resource_mark;
    made->readers = new std::vector<::Resource::Reader>;
    return STATUS_SUCCESS;
}
NTSTATUS ExReinitializeResourceLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExReinitializeResourceLite");
    ::Resource *found = checked(Resource, "ExReinitializeResourceLite");
    if (found == nullptr) return STATUS_UNSUCCESSFUL;
    found->readers->clear();
    found->writer = nullptr;
    found->writer_depth = 0;
    return STATUS_SUCCESS;
}
NTSTATUS ExDeleteResourceLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExDeleteResourceLite");
    ::Resource *found = checked(Resource, "ExDeleteResourceLite");
    if (found == nullptr) return STATUS_UNSUCCESSFUL;
    if (found->writer != nullptr || !found->readers->empty()) {
        raise_bug_check(0xC4, {5, reinterpret_cast<std::uintptr_t>(Resource), 0, 0},
                        "ExDeleteResourceLite was called for a resource that is still held");
        return STATUS_UNSUCCESSFUL;
    }
    delete found->readers;
    found->mark = 0;
    return STATUS_SUCCESS;
}
BOOLEAN ExAcquireResourceExclusiveLite(PERESOURCE Resource, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireResourceExclusiveLite");
    return acquire_exclusive(Resource, Wait != FALSE, "ExAcquireResourceExclusiveLite");
}
BOOLEAN ExAcquireResourceSharedLite(PERESOURCE Resource, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireResourceSharedLite");
    return acquire_shared(Resource, Wait != FALSE, false, "ExAcquireResourceSharedLite");
}
BOOLEAN ExAcquireSharedStarveExclusive(PERESOURCE Resource, BOOLEAN Wait) {
    ACXSIM_DDI(kernel_ddis, "ExAcquireSharedStarveExclusive");
    return acquire_shared(Resource, Wait != FALSE, true, "ExAcquireSharedStarveExclusive");
}
VOID ExReleaseResourceLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExReleaseResourceLite");
    System &system = System::current();
    ::Resource *found = checked(Resource, "ExReleaseResourceLite");
    if (found == nullptr || !system.on_processor()) return;
    const Thread *self = &system.current_thread();
    if (found->writer == self) {
        if (--found->writer_depth != 0) return;
        found->writer = nullptr;
        system.set_event(found->changed);
        return;
    }
    ::Resource::Reader *own = reader(*found, self);
    if (own == nullptr) {
        raise_bug_check(0xE3, {reinterpret_cast<std::uintptr_t>(Resource), 0, 0, 0},
                        "ExReleaseResourceLite was called by a thread that does not hold the resource");
        return;
    }
    if (--own->depth != 0) return;
    found->readers->erase(found->readers->begin() + (own - found->readers->data()));
    system.set_event(found->changed);
}
VOID ExConvertExclusiveToSharedLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExConvertExclusiveToSharedLite");
    System &system = System::current();
    ::Resource *found = checked(Resource, "ExConvertExclusiveToSharedLite");
    if (found == nullptr || !system.on_processor()) return;
    if (found->writer != &system.current_thread()) {
        raise_bug_check(0xE3, {reinterpret_cast<std::uintptr_t>(Resource), 0, 0, 0},
                        "ExConvertExclusiveToSharedLite was called by a thread that does not hold the resource");
        return;
    }
    found->readers->push_back({found->writer, found->writer_depth});
    found->writer = nullptr;
    found->writer_depth = 0;
    system.set_event(found->changed);
}
BOOLEAN ExIsResourceAcquiredExclusiveLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExIsResourceAcquiredExclusiveLite");
    System &system = System::current();
    const ::Resource *found = checked(Resource, "ExIsResourceAcquiredExclusiveLite");
    return found != nullptr && system.on_processor() && found->writer == &system.current_thread();
}
ULONG ExIsResourceAcquiredSharedLite(PERESOURCE Resource) {
    ACXSIM_DDI(kernel_ddis, "ExIsResourceAcquiredSharedLite");
    System &system = System::current();
    ::Resource *found = checked(Resource, "ExIsResourceAcquiredSharedLite");
    if (found == nullptr || !system.on_processor()) return 0;
    if (found->writer == &system.current_thread()) return found->writer_depth;
    const ::Resource::Reader *own = reader(*found, &system.current_thread());
    return own == nullptr ? 0 : own->depth;
}

VOID IoInitializeRemoveLockEx(PIO_REMOVE_LOCK Lock, ULONG AllocateTag, ULONG MaxLockedMinutes, ULONG HighWatermark,
                              ULONG RemlockSize) {
    ACXSIM_DDI(kernel_ddis, "IoInitializeRemoveLockEx");
    (void)AllocateTag;
    (void)MaxLockedMinutes;
    (void)HighWatermark;
    (void)RemlockSize;
    auto *made = new (Lock) RemoveLock{};
    made->mark = remove_lock_mark;
}
NTSTATUS IoAcquireRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, PCSTR File, ULONG Line, ULONG RemlockSize) {
    ACXSIM_DDI(kernel_ddis, "IoAcquireRemoveLockEx");
    (void)Tag;
    (void)File;
    (void)Line;
    (void)RemlockSize;
    ::RemoveLock *lock = checked(RemoveLock, "IoAcquireRemoveLock");
    if (lock == nullptr || lock->removed) return STATUS_DELETE_PENDING;
    ++lock->acquired;
    return STATUS_SUCCESS;
}
VOID IoReleaseRemoveLockEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize) {
    ACXSIM_DDI(kernel_ddis, "IoReleaseRemoveLockEx");
    (void)Tag;
    (void)RemlockSize;
    if (::RemoveLock *lock = checked(RemoveLock, "IoReleaseRemoveLock")) release(*lock, "IoReleaseRemoveLock");
}
VOID IoReleaseRemoveLockAndWaitEx(PIO_REMOVE_LOCK RemoveLock, PVOID Tag, ULONG RemlockSize) {
    ACXSIM_DDI(kernel_ddis, "IoReleaseRemoveLockAndWaitEx");
    (void)Tag;
    (void)RemlockSize;
    System &system = System::current();
    ::RemoveLock *lock = checked(RemoveLock, "IoReleaseRemoveLockAndWait");
    if (lock == nullptr) return;
    lock->removed = 1;
    if (!release(*lock, "IoReleaseRemoveLockAndWait")) return; // what the caller itself had acquired
    while (system.on_processor() && lock->acquired != 0)
        system.wait(lock->released);
}

} // extern "C"
