// SPDX-License-Identifier: MIT
//
// Fast mutexes, rundown protection, executive resources, remove locks, interlocked and lookaside lists.
#include "tests/support/catch.hpp"

#include <string>

#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {

LARGE_INTEGER relative_ms(int milliseconds) {
    LARGE_INTEGER time;
    time.QuadPart = -10'000LL * milliseconds;
    return time;
}

std::int64_t microseconds_since(core::TimePoint start) {
    return core::nanoseconds_of(kernel::System::current().now() - start) / 1000;
}

} // namespace

TEST_CASE("fast mutexes raise to APC_LEVEL and exclude, rundown protection drains") {
    test::Machine machine;
    static int inside;
    static int most;
    inside = most = 0;
    machine.run([] {
        static FAST_MUTEX mutex;
        ExInitializeFastMutex(&mutex);
        for (int i = 0; i < 3; ++i) {
            kernel::System::current().start_thread("contender", 9, [] {
                ExAcquireFastMutex(&mutex);
                CHECK(KeGetCurrentIrql() == APC_LEVEL);
                most = std::max(most, ++inside);
                KeStallExecutionProcessor(100);
                --inside;
                ExReleaseFastMutex(&mutex);
                CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
            });
        }
        LARGE_INTEGER delay = relative_ms(5);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
        static EX_RUNDOWN_REF rundown;
        ExInitializeRundownProtection(&rundown);
        CHECK(ExAcquireRundownProtection(&rundown));
        kernel::System::current().start_thread("user", 9, [] {
            LARGE_INTEGER a_while = relative_ms(20);
            KeDelayExecutionThread(KernelMode, FALSE, &a_while);
            ExReleaseRundownProtection(&rundown);
        });
        const core::TimePoint start = kernel::System::current().now();
        ExWaitForRundownProtectionRelease(&rundown);
        CHECK(microseconds_since(start) > 15'000);
        CHECK_FALSE(ExAcquireRundownProtection(&rundown));
    });
    CHECK(most == 1);
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("interlocked lists keep their order") {
    test::Machine machine;
    machine.run([] {
        LIST_ENTRY head, a, b;
        KSPIN_LOCK lock;
        KeInitializeSpinLock(&lock);
        InitializeListHead(&head);
        CHECK(ExInterlockedInsertTailList(&head, &a, &lock) == nullptr);
        CHECK(ExInterlockedInsertTailList(&head, &b, &lock) == &a);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == &a);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == &b);
        CHECK(ExInterlockedRemoveHeadList(&head, &lock) == nullptr);
        CHECK(KeTestSpinLock(&lock));
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    });
}

TEST_CASE("an executive resource lets readers in together and a writer alone") {
    test::Machine machine;
    static ERESOURCE resource;
    static std::string order;
    order.clear();
    machine.run([] {
        ExInitializeResourceLite(&resource);
        CHECK(ExAcquireResourceSharedLite(&resource, FALSE));
        CHECK(ExAcquireResourceSharedLite(&resource, FALSE)); // recursive
        CHECK(ExIsResourceAcquiredSharedLite(&resource) == 2);
        kernel::System &system = kernel::System::current();
        system.start_thread("reader", 9, [] {
            CHECK(ExAcquireResourceSharedLite(&resource, TRUE));
            order += "r";
            ExReleaseResourceLite(&resource);
        });
        system.start_thread("writer", 9, [] {
            CHECK_FALSE(ExAcquireResourceExclusiveLite(&resource, FALSE));
            CHECK(ExAcquireResourceExclusiveLite(&resource, TRUE));
            CHECK(ExIsResourceAcquiredExclusiveLite(&resource));
            order += "w";
            ExReleaseResourceLite(&resource);
        });
        system.sleep_for(core::from_milliseconds(1));
        CHECK(order == "r");
        // A writer waits: who is not in yet waits behind it, unless it starves writers.
        system.start_thread("late", 9, [] {
            CHECK_FALSE(ExAcquireResourceSharedLite(&resource, FALSE));
            CHECK(ExAcquireSharedStarveExclusive(&resource, FALSE));
            order += "s";
            ExReleaseResourceLite(&resource);
        });
        system.sleep_for(core::from_milliseconds(1));
        ExReleaseResourceLite(&resource);
        ExReleaseResourceLite(&resource);
        system.sleep_for(core::from_milliseconds(1));
        CHECK(ExAcquireResourceExclusiveLite(&resource, TRUE));
        ExConvertExclusiveToSharedLite(&resource);
        CHECK_FALSE(ExIsResourceAcquiredExclusiveLite(&resource));
        ExReleaseResourceLite(&resource);
        CHECK(ExDeleteResourceLite(&resource) == STATUS_SUCCESS);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(order == "rsw");
}

TEST_CASE("a remove lock lets go of who came before the removal, and turns away who comes later") {
    test::Machine machine;
    static IO_REMOVE_LOCK lock;
    static bool removed;
    removed = false;
    machine.run([] {
        IoInitializeRemoveLock(&lock, 'kcoL', 0, 0);
        CHECK(IoAcquireRemoveLock(&lock, nullptr) == STATUS_SUCCESS);
        kernel::System &system = kernel::System::current();
        system.start_thread("remover", 9, [] {
            CHECK(IoAcquireRemoveLock(&lock, nullptr) == STATUS_SUCCESS);
            IoReleaseRemoveLockAndWait(&lock, nullptr);
            removed = true;
        });
        system.sleep_for(core::from_milliseconds(1));
        CHECK_FALSE(removed);
        CHECK(IoAcquireRemoveLock(&lock, nullptr) == STATUS_DELETE_PENDING);
        IoReleaseRemoveLock(&lock, nullptr);
        system.sleep_for(core::from_milliseconds(1));
        CHECK(removed);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("locks released too often are bug checks") {
    test::Machine machine;
    void (*const cases[])() = {
        [] {
            IO_REMOVE_LOCK lock;
            IoInitializeRemoveLock(&lock, 0, 0, 0);
            IoReleaseRemoveLock(&lock, nullptr);
        },
        [] {
            EX_RUNDOWN_REF reference;
            ExInitializeRundownProtection(&reference);
            ExReleaseRundownProtection(&reference);
        },
        [] {
            static ERESOURCE resource;
            ExInitializeResourceLite(&resource);
            ExReleaseResourceLite(&resource);
        },
    };
    const std::uint32_t codes[] = {0xC4, 0xC4, 0xE3};
    const int index = GENERATE(0, 1, 2);
    CHECK(machine.run(cases[index]).bug_check_code == codes[index]);
}

TEST_CASE("rundown protection can be used again after it was reinitialised") {
    test::Machine machine;
    machine.run([] {
        EX_RUNDOWN_REF reference;
        ExInitializeRundownProtection(&reference);
        ExWaitForRundownProtectionRelease(&reference);
        ExRundownCompleted(&reference);
        CHECK_FALSE(ExAcquireRundownProtection(&reference));
        ExReInitializeRundownProtection(&reference);
        CHECK(ExAcquireRundownProtection(&reference));
        ExReleaseRundownProtection(&reference);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("lookaside lists hand out blocks of their size and tag, or what their routines give") {
    test::Machine machine;
    static int allocated;
    allocated = 0;
    const kernel::Stop stop = machine.run([] {
        NPAGED_LOOKASIDE_LIST plain;
        ExInitializeNPagedLookasideList(&plain, nullptr, nullptr, 0, 48, 'kooL', 0);
        PVOID entry = ExAllocateFromNPagedLookasideList(&plain);
        const auto block = kernel::Pool::current().block_of(entry);
        REQUIRE(block);
        CHECK(block->size_bytes == 48);
        CHECK(block->tag == 'kooL');
        ExFreeToNPagedLookasideList(&plain, entry);
        CHECK(kernel::Pool::current().block_of(entry)->freed);
        ExDeleteNPagedLookasideList(&plain);
        LOOKASIDE_LIST_EX own;
        CHECK(ExInitializeLookasideListEx(
                  &own,
                  [](POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX) {
                      ++allocated;
                      return ExAllocatePoolZero(type, size, tag);
                  },
                  [](PVOID buffer, PLOOKASIDE_LIST_EX) {
                      --allocated;
                      ExFreePool(buffer);
                  },
                  NonPagedPoolNx, 0, 16, 'nwO1', 0) == STATUS_SUCCESS);
        entry = ExAllocateFromLookasideListEx(&own);
        CHECK(allocated == 1);
        ExFreeToLookasideListEx(&own, entry);
        ExFlushLookasideListEx(&own);
        ExDeleteLookasideListEx(&own);
        ExAllocateFromLookasideListEx(&own); // deleted
    });
    CHECK(allocated == 0);
    CHECK(stop.bug_check_code == 0xC4);
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("spin locks at DISPATCH_LEVEL are released without changing the IRQL") {
    test::Machine machine;
    machine.run([] {
        KSPIN_LOCK lock;
        KeInitializeSpinLock(&lock);
        KIRQL irql;
        KeAcquireSpinLock(&lock, &irql);
        CHECK(irql == PASSIVE_LEVEL);
        KeReleaseSpinLock(&lock, irql);
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        KeAcquireSpinLockAtDpcLevel(&lock);
        CHECK_FALSE(KeTestSpinLock(&lock));
        KeReleaseSpinLockFromDpcLevel(&lock);
        CHECK(KeGetCurrentIrql() == DISPATCH_LEVEL);
        KeLowerIrql(irql);
    });
    CHECK_FALSE(machine.system.stopped());
}
