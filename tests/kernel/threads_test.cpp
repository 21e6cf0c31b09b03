// SPDX-License-Identifier: MIT
//
// System threads, work items, attaching to processes.
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

TEST_CASE("a system thread runs, ends, and its object can be waited for") {
    test::Machine machine;
    static int steps;
    steps = 0;
    machine.run([] {
        HANDLE handle = nullptr;
        REQUIRE(PsCreateSystemThread(
                    &handle, THREAD_ALL_ACCESS, nullptr, nullptr, nullptr,
                    [](PVOID) {
                        KeSetPriorityThread(KeGetCurrentThread(), 20);
                        ++steps;
                        PsTerminateSystemThread(STATUS_SUCCESS);
                        ++steps; // never
                    },
                    nullptr) == STATUS_SUCCESS);
        PVOID thread = nullptr;
        REQUIRE(ObReferenceObjectByHandle(handle, SYNCHRONIZE, *PsThreadType, KernelMode, &thread, nullptr) ==
                STATUS_SUCCESS);
        CHECK(ZwClose(handle) == STATUS_SUCCESS);
        CHECK(KeWaitForSingleObject(thread, ::Executive, KernelMode, FALSE, nullptr) == STATUS_SUCCESS);
        CHECK(KeQueryPriorityThread(static_cast<PKTHREAD>(thread)) == 20);
        ObDereferenceObject(thread);
    });
    CHECK(steps == 1);
    CHECK_FALSE(machine.system.stopped());
}

TEST_CASE("work items run at PASSIVE_LEVEL in a worker, also when queued from DISPATCH_LEVEL") {
    test::Machine machine;
    static KIRQL level;
    static int runs;
    level = 99;
    runs = 0;
    machine.run([] {
        PIO_WORKITEM item = IoAllocateWorkItem(nullptr);
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        IoQueueWorkItemEx(
            item,
            [](PVOID, PVOID context, PIO_WORKITEM self) {
                level = KeGetCurrentIrql();
                ++runs;
                KeSetEvent(static_cast<PKEVENT>(context), 0, FALSE);
                IoFreeWorkItem(self);
            },
            DelayedWorkQueue,
            [] {
                static KEVENT done;
                KeInitializeEvent(&done, NotificationEvent, FALSE);
                return &done;
            }());
        KeLowerIrql(irql);
        LARGE_INTEGER delay = relative_ms(1);
        KeDelayExecutionThread(KernelMode, FALSE, &delay);
    });
    CHECK(level == PASSIVE_LEVEL);
    CHECK(runs == 1);
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("floating-point state is restored by the thread that saved it, in reverse order") {
    test::Machine machine;
    static KFLOATING_SAVE outer;
    static KFLOATING_SAVE inner;
    SECTION("balanced") {
        machine.run([] {
            CHECK(KeSaveFloatingPointState(&outer) == STATUS_SUCCESS);
            CHECK(KeSaveFloatingPointState(&inner) == STATUS_SUCCESS);
            CHECK(KeRestoreFloatingPointState(&inner) == STATUS_SUCCESS);
            CHECK(KeRestoreFloatingPointState(&outer) == STATUS_SUCCESS);
        });
        CHECK_FALSE(machine.system.stopped());
    }
    SECTION("restored twice") {
        const kernel::Stop stop = machine.run([] {
            KeSaveFloatingPointState(&outer);
            KeRestoreFloatingPointState(&outer);
            KeRestoreFloatingPointState(&outer);
        });
        CHECK(stop.bug_check_code == 0xC4);
        CHECK_THAT(stop.text, Catch::Contains("restored already"));
    }
    SECTION("out of order") {
        const kernel::Stop stop = machine.run([] {
            KeSaveFloatingPointState(&outer);
            KeSaveFloatingPointState(&inner);
            KeRestoreFloatingPointState(&outer);
        });
        CHECK_THAT(stop.text, Catch::Contains("inner one is not restored"));
    }
    SECTION("in another thread") {
        const kernel::Stop stop = machine.run([] {
            KeSaveFloatingPointState(&outer);
            kernel::System::current().start_thread("other", 9, [] { KeRestoreFloatingPointState(&outer); });
            kernel::System::current().sleep_for(core::from_milliseconds(1));
        });
        CHECK_THAT(stop.text, Catch::Contains("another thread"));
    }
}

TEST_CASE("a callback that leaves floating-point state saved is on record, with the line of the save") {
    test::Machine machine;
    machine.run([] {
        kernel::CallbackScope scope("EvtSomething", 7, nullptr);
        static KFLOATING_SAVE save;
        KeSaveFloatingPointState(&save);
        scope.returned();
    });
    bool left = false;
    for (const core::Record &record : machine.recorder.records)
        left = left || record.kind == 0x233;
    CHECK(left);
    CHECK(machine.system.place_of(7, core::hash_text("KeSaveFloatingPointState")) != nullptr);
}

TEST_CASE("attaching to a process and detaching balance") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        KAPC_STATE state;
        CHECK(IoGetCurrentProcess() == PsGetCurrentProcess());
        KeStackAttachProcess(reinterpret_cast<PRKPROCESS>(IoGetCurrentProcess()), &state);
        KeUnstackDetachProcess(&state);
        KeUnstackDetachProcess(&state);
    });
    CHECK(stop.bug_check_code == 0x06);
}

TEST_CASE("IoQueueWorkItem gives the device and the context to its routine") {
    test::Machine machine;
    static DEVICE_OBJECT device;
    static PVOID seen[2];
    machine.run([] {
        PIO_WORKITEM item = IoAllocateWorkItem(&device);
        IoQueueWorkItem(
            item,
            [](PDEVICE_OBJECT object, PVOID context) {
                seen[0] = object;
                seen[1] = context;
            },
            CriticalWorkQueue, &seen);
        kernel::System::current().sleep_for(core::from_milliseconds(1));
        IoFreeWorkItem(item);
    });
    CHECK(seen[0] == &device);
    CHECK(seen[1] == &seen);
}
