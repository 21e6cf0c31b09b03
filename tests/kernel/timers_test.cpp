// SPDX-License-Identifier: MIT
//
// DPCs, timers and clocks as a driver calls them.
#include "tests/support/catch.hpp"

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

} // namespace

TEST_CASE("a KDPC runs once per queueing with its arguments, a KTIMER queues its DPC at a tick") {
    test::Machine machine;
    static int runs;
    static PVOID seen;
    static KIRQL level;
    runs = 0;
    machine.run([] {
        KDPC dpc;
        KeInitializeDpc(
            &dpc,
            [](struct _KDPC *, PVOID, PVOID argument, PVOID) {
                ++runs;
                seen = argument;
                level = KeGetCurrentIrql();
            },
            nullptr);
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        CHECK(KeInsertQueueDpc(&dpc, &dpc, nullptr) == TRUE);
        CHECK(KeInsertQueueDpc(&dpc, nullptr, nullptr) == FALSE);
        KeLowerIrql(irql);
        KeFlushQueuedDpcs();
        CHECK(runs == 1);
        CHECK(seen == &dpc);
        CHECK(level == DISPATCH_LEVEL);

        KTIMER timer;
        KeInitializeTimer(&timer);
        CHECK(KeSetTimer(&timer, relative_ms(20), &dpc) == FALSE);
        CHECK(KeSetTimer(&timer, relative_ms(20), &dpc) == TRUE);
        KeWaitForSingleObject(&timer, ::Executive, KernelMode, FALSE, nullptr);
        KeFlushQueuedDpcs();
        CHECK(core::nanoseconds_of(kernel::System::current().now()) / 1000 >= 31'250); // the second 15.625 ms tick
        CHECK(core::nanoseconds_of(kernel::System::current().now()) / 1000 < 31'400);
        CHECK(runs == 2);
        CHECK(KeReadStateTimer(&timer) == TRUE);
        CHECK(KeCancelTimer(&timer) == FALSE);
    });
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("freeing memory that holds an armed timer is a bug check") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        auto *timer = static_cast<PKTIMER>(ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(KTIMER), 'rmiT'));
        KeInitializeTimer(timer);
        KeSetTimer(timer, relative_ms(50), nullptr);
        ExFreePool(timer);
    });
    CHECK(stop.bug_check_code == 0xC7);
}

TEST_CASE("a high-resolution EX_TIMER is not bound to the tick and can be deleted with a wait") {
    test::Machine machine;
    static std::vector<std::int64_t> expiries;
    expiries.clear();
    machine.run([] {
        PEX_TIMER timer = ExAllocateTimer(
            [](PEX_TIMER, PVOID) { expiries.push_back(core::nanoseconds_of(kernel::System::current().now()) / 1000); },
            nullptr, EX_TIMER_HIGH_RESOLUTION);
        REQUIRE(timer != nullptr);
        ExSetTimer(timer, -10'000, 10'000, nullptr);
        LARGE_INTEGER delay = relative_ms(4);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
        CHECK(ExDeleteTimer(timer, TRUE, TRUE, nullptr) == TRUE);
    });
    REQUIRE(expiries.size() > 10);
    CHECK(expiries[0] >= 1000);
    CHECK(expiries[0] < 1010);
    CHECK(expiries[9] - expiries[0] == Approx(9000).margin(2));
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("reading the performance counter takes time, so two reads differ") {
    test::Machine machine;
    machine.run([] {
        LARGE_INTEGER frequency;
        const LONGLONG first = KeQueryPerformanceCounter(&frequency).QuadPart;
        CHECK(frequency.QuadPart == 10'000'000);
        KeStallExecutionProcessor(50);
        const LONGLONG second = KeQueryPerformanceCounter(nullptr).QuadPart;
        CHECK(second - first >= 500);
        CHECK(second - first <= 502);
        const ULONGLONG precise = KeQueryInterruptTimePrecise(nullptr);
        CHECK(precise >= KeQueryInterruptTime());
        LARGE_INTEGER now;
        KeQuerySystemTimePrecise(&now);
        CHECK(now.QuadPart > 134'116'992'000'000'000);
    });
}
