// SPDX-License-Identifier: MIT
//
// Events, mutexes, semaphores and waits as a driver calls them.
#include "tests/support/catch.hpp"

#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;
using kernel::StopReason;

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

TEST_CASE("a synchronization event releases one waiter, a wait times out after its time") {
    test::Machine machine;
    KEVENT event;
    int released = 0;
    NTSTATUS late = 0;
    machine.run([&] {
        KeInitializeEvent(&event, SynchronizationEvent, FALSE);
        for (int i = 0; i < 2; ++i) {
            kernel::System::current().start_thread("waiter", 9, [&] {
                KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr);
                ++released;
            });
        }
        LARGE_INTEGER ten = relative_ms(10);
        KeDelayExecutionThread(KernelMode, FALSE, &ten);
        CHECK(KeSetEvent(&event, IO_NO_INCREMENT, FALSE) == 0);
        KeDelayExecutionThread(KernelMode, FALSE, &ten);
        CHECK(released == 1);
        CHECK(KeReadStateEvent(&event) == 0);
        KEVENT never;
        KeInitializeEvent(&never, NotificationEvent, FALSE);
        const core::TimePoint start = kernel::System::current().now();
        LARGE_INTEGER five = relative_ms(5);
        late = KeWaitForSingleObject(&never, ::Executive, KernelMode, FALSE, &five);
        CHECK(microseconds_since(start) >= 5000);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForSingleObject(&never, ::Executive, KernelMode, FALSE, &zero) == STATUS_TIMEOUT);
    });
    CHECK(late == STATUS_TIMEOUT);
    CHECK(released == 1);
}

TEST_CASE("KeWaitForMultipleObjects: any gives the index, all waits for each") {
    test::Machine machine;
    NTSTATUS any = -1;
    NTSTATUS all = -1;
    machine.run([&] {
        KEVENT a, b;
        KeInitializeEvent(&a, NotificationEvent, FALSE);
        KeInitializeEvent(&b, NotificationEvent, TRUE);
        PVOID both[] = {&a, &b};
        any = KeWaitForMultipleObjects(2, both, WaitAny, ::Executive, KernelMode, FALSE, nullptr, nullptr);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForMultipleObjects(2, both, WaitAll, ::Executive, KernelMode, FALSE, &zero, nullptr) ==
              STATUS_TIMEOUT);
        KeSetEvent(&a, 0, FALSE);
        all = KeWaitForMultipleObjects(2, both, WaitAll, ::Executive, KernelMode, FALSE, &zero, nullptr);
    });
    CHECK(any == STATUS_WAIT_0 + 1);
    CHECK(all == STATUS_SUCCESS);
}

TEST_CASE("a mutex belongs to its thread, a semaphore counts") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([&] {
        KMUTEX mutex;
        KeInitializeMutex(&mutex, 0);
        KeWaitForSingleObject(&mutex, ::Executive, KernelMode, FALSE, nullptr);
        KeWaitForSingleObject(&mutex, ::Executive, KernelMode, FALSE, nullptr);
        CHECK(KeReleaseMutex(&mutex, FALSE) == -1);
        CHECK(KeReleaseMutex(&mutex, FALSE) == 0);
        CHECK(KeReadStateMutex(&mutex) == 1);
        KSEMAPHORE semaphore;
        KeInitializeSemaphore(&semaphore, 1, 3);
        CHECK(KeReleaseSemaphore(&semaphore, 0, 2, FALSE) == 1);
        CHECK(KeReadStateSemaphore(&semaphore) == 3);
        KeReleaseMutex(&mutex, FALSE); // not owned any more
    });
    CHECK(stop.bug_check_code == 0x11);
}

TEST_CASE("objects that were never initialised stop the machine with plain words") {
    test::Machine machine;
    static KEVENT event;
    static KDPC dpc;
    static KTIMER timer;
    static FAST_MUTEX mutex;
    void (*const cases[])() = {
        [] { KeSetEvent(&event, 0, FALSE); },
        [] { KeInsertQueueDpc(&dpc, nullptr, nullptr); },
        [] { KeSetTimer(&timer, relative_ms(1), nullptr); },
        [] { ExAcquireFastMutex(&mutex); },
        [] { KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr); },
    };
    const kernel::Stop stop = machine.run(cases[GENERATE(0, 1, 2, 3, 4)]);
    CHECK(stop.reason == StopReason::BugCheck);
    CHECK_THAT(stop.text, Catch::Contains("never initialised"));
}

TEST_CASE("waiting at DISPATCH_LEVEL is a bug check, looking is not") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        KEVENT event;
        KeInitializeEvent(&event, NotificationEvent, TRUE);
        KSPIN_LOCK lock;
        KeInitializeSpinLock(&lock);
        KIRQL irql;
        KeAcquireSpinLock(&lock, &irql);
        CHECK(KeGetCurrentIrql() == DISPATCH_LEVEL);
        LARGE_INTEGER zero;
        zero.QuadPart = 0;
        CHECK(KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, &zero) == STATUS_SUCCESS);
        KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr);
    });
    CHECK(stop.bug_check_code == 0xB8);
}
