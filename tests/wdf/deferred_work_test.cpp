// SPDX-License-Identifier: MIT
//
// Work items, DPCs and locks.
#include "tests/wdf/machine.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

kernel::System &computer() { return kernel::System::current(); }

void slow_work(WDFWORKITEM) {
    journal.push_back("work begins at IRQL " + std::to_string(KeGetCurrentIrql()));
    computer().sleep_for(core::from_milliseconds(2));
    journal.push_back("work ends");
}
void flushing_work(WDFWORKITEM item) { WdfWorkItemFlush(item); }
void dpc_function(WDFDPC) { journal.push_back("dpc at IRQL " + std::to_string(KeGetCurrentIrql())); }

template <class Callback>
WDFWORKITEM make_work_item(Callback callback) {
    WDF_WORKITEM_CONFIG config;
    WDF_WORKITEM_CONFIG_INIT(&config, callback);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = PlainDriver::device;
    WDFWORKITEM item = nullptr;
    REQUIRE(WdfWorkItemCreate(&config, &attributes, &item) == STATUS_SUCCESS);
    return item;
}

} // namespace

TEST_CASE("WdfWorkItemFlush waits for the work item that is queued") {
    Machine machine;
    machine.run_with_device([] {
        WDFWORKITEM item = make_work_item(slow_work);
        WdfWorkItemEnqueue(item);
        WdfWorkItemEnqueue(item); // is queued already: once
        WdfWorkItemFlush(item);
        journal.push_back("flushed");
        CHECK(WdfWorkItemGetParentObject(item) == PlainDriver::device);
    });
    CHECK(journal == std::vector<std::string>{"work begins at IRQL 0", "work ends", "flushed"});
}

TEST_CASE("deleting a work item waits for it") {
    Machine machine;
    machine.run_with_device([] {
        WDFWORKITEM item = make_work_item(slow_work);
        WdfWorkItemEnqueue(item);
        WdfObjectDelete(item);
        journal.push_back("deleted");
    });
    CHECK(journal == std::vector<std::string>{"work begins at IRQL 0", "work ends", "deleted"});
}

TEST_CASE("WdfWorkItemFlush from the work item itself is a deadlock that is found out") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([] {
        WdfWorkItemEnqueue(make_work_item(flushing_work));
        computer().sleep_for(core::from_milliseconds(1));
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK_THAT(stop.text, Catch::Contains("own EvtWorkItem"));
}

TEST_CASE("a DPC object runs once at DISPATCH_LEVEL however often it was queued, and can be cancelled") {
    Machine machine;
    machine.run_with_device([] {
        WDF_DPC_CONFIG config;
        WDF_DPC_CONFIG_INIT(&config, dpc_function);
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = PlainDriver::device;
        WDFDPC dpc;
        REQUIRE(WdfDpcCreate(&config, &attributes, &dpc) == STATUS_SUCCESS);
        KIRQL old;
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        CHECK(WdfDpcEnqueue(dpc) == TRUE);
        CHECK(WdfDpcEnqueue(dpc) == FALSE);
        CHECK(WdfDpcCancel(dpc, FALSE) == TRUE);
        CHECK(WdfDpcCancel(dpc, FALSE) == FALSE);
        CHECK(WdfDpcEnqueue(dpc) == TRUE);
        KeLowerIrql(old);
        computer().sleep_for(core::from_milliseconds(1));
    });
    CHECK(journal == std::vector<std::string>{"dpc at IRQL 2"});
}

TEST_CASE("a wait lock keeps others out until its time-out, and shows as a critical region") {
    Machine machine;
    machine.run_with_device([&machine] {
        static WDFWAITLOCK lock;
        REQUIRE(WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &lock) == STATUS_SUCCESS);
        REQUIRE(WdfWaitLockAcquire(lock, nullptr) == STATUS_SUCCESS);
        CHECK(KeAreApcsDisabled() == TRUE);
        kernel::Thread &other = machine.system.start_thread("other", kernel::normal_priority, [] {
            LONGLONG timeout = WDF_REL_TIMEOUT_IN_MS(2);
            const core::TimePoint start = computer().now();
            CHECK(WdfWaitLockAcquire(lock, &timeout) == STATUS_TIMEOUT);
            CHECK(computer().now() - start >= core::from_milliseconds(2));
            timeout = 0;
            CHECK(WdfWaitLockAcquire(lock, &timeout) == STATUS_TIMEOUT);
            CHECK(WdfWaitLockAcquire(lock, nullptr) == STATUS_SUCCESS);
            journal.push_back("other has it");
            WdfWaitLockRelease(lock);
        });
        computer().sleep_for(core::from_milliseconds(10));
        journal.push_back("released");
        WdfWaitLockRelease(lock);
        computer().wait(other.header());
        CHECK(KeAreApcsDisabled() == FALSE);
    });
    CHECK(machine.finished);
    CHECK(journal == std::vector<std::string>{"released", "other has it"});
}

TEST_CASE("a wait lock taken twice, or released by another, stops the machine") {
    SECTION("twice") {
        Machine machine;
        const kernel::Stop stop = machine.run_with_device([] {
            WDFWAITLOCK lock;
            WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &lock);
            WdfWaitLockAcquire(lock, nullptr);
            WdfWaitLockAcquire(lock, nullptr);
        });
        CHECK(stop.bug_check_code == 0x10d);
        CHECK(stop.bug_check_parameters[0] == 2);
    }
    SECTION("not held") {
        Machine machine;
        const kernel::Stop stop = machine.run_with_device([] {
            WDFWAITLOCK lock;
            WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &lock);
            WdfWaitLockRelease(lock);
        });
        CHECK(stop.bug_check_code == 0x10d);
        CHECK_THAT(stop.text, Catch::Contains("nobody holds"));
    }
}

TEST_CASE("a spin lock raises to DISPATCH_LEVEL and back") {
    Machine machine;
    machine.run_with_device([] {
        WDFSPINLOCK lock;
        REQUIRE(WdfSpinLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &lock) == STATUS_SUCCESS);
        WdfSpinLockAcquire(lock);
        CHECK(KeGetCurrentIrql() == DISPATCH_LEVEL);
        WdfSpinLockRelease(lock);
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    });
    CHECK(machine.finished);
}
