// SPDX-License-Identifier: MIT
//
// Interrupts with PassiveHandling: where their callbacks run, under which lock, and what ends them.
// Sources: "Supporting Passive-Level Interrupts", wdfinterrupt/ns-wdfinterrupt-_wdf_interrupt_config,
// -nf-wdfinterrupt-wdfinterruptacquirelock, -wdfinterrupttrytoacquirelock, -wdfinterruptsynchronize.
#include <algorithm>

#include "sim/kernel/records.hpp"
#include "tests/wdf/machine.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

WDFINTERRUPT the_interrupt;
hw::InterruptLine *the_line;
std::function<void()> in_isr;
std::function<void(WDF_INTERRUPT_CONFIG &)> configure;
NTSTATUS create_status;
unsigned isrs_until_quiet; // the device takes its line down in this many-th ISR

std::string at_irql(const char *what) { return std::string(what) + " at IRQL " + std::to_string(KeGetCurrentIrql()); }

BOOLEAN passive_isr(WDFINTERRUPT interrupt, ULONG message) {
    CHECK(message == 0);
    CHECK(interrupt == the_interrupt);
    CHECK(KeAreApcsDisabled() == TRUE); // the lock is a wait lock: a critical region
    journal.push_back(at_irql("ISR"));
    if (in_isr) in_isr();
    if (--isrs_until_quiet == 0) the_line->set(false);
    return TRUE;
}
void interrupt_dpc(WDFINTERRUPT, WDFOBJECT) { journal.push_back(at_irql("DPC")); }
void interrupt_work(WDFINTERRUPT, WDFOBJECT object) {
    CHECK(object == PlainDriver::device);
    CHECK(KeAreApcsDisabled() == FALSE);
    journal.push_back(at_irql("work item"));
}
NTSTATUS interrupt_enable(WDFINTERRUPT, WDFDEVICE) {
    journal.push_back(at_irql("enable"));
    return STATUS_SUCCESS;
}
NTSTATUS interrupt_disable(WDFINTERRUPT, WDFDEVICE) {
    journal.push_back(at_irql("disable"));
    return STATUS_SUCCESS;
}
BOOLEAN synchronized(WDFINTERRUPT, WDFCONTEXT context) {
    journal.push_back(at_irql("synchronized"));
    return *static_cast<BOOLEAN *>(context);
}

NTSTATUS make_interrupt(WDFDEVICE device) {
    WDF_INTERRUPT_CONFIG config;
    WDF_INTERRUPT_CONFIG_INIT(&config, passive_isr, nullptr);
    config.PassiveHandling = TRUE;
    config.EvtInterruptEnable = interrupt_enable;
    config.EvtInterruptDisable = interrupt_disable;
    if (configure) configure(config);
    create_status = WdfInterruptCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, &the_interrupt);
    return create_status;
}

struct Bench {
    Machine machine;
    hw::InterruptLine line;
    wdf::ResourceList resources;

    explicit Bench(hw::InterruptMode mode = hw::InterruptMode::Level) : line(machine.simulation, mode, "line") {
        the_line = &line;
        in_isr = nullptr;
        configure = nullptr;
        isrs_until_quiet = 1;
        PlainDriver::after_create = make_interrupt;
        resources.interrupts.push_back({.line = &line, .dirql = 7});
    }
    void run(const std::function<void()> &code) {
        machine.run_with_device(code, resources);
        CHECK(machine.finished);
    }
    void pass_milliseconds(std::int64_t milliseconds) {
        machine.system.sleep_for(core::from_milliseconds(milliseconds));
    }
};

} // namespace

TEST_CASE("a passive-level interrupt calls all its callbacks at PASSIVE_LEVEL") {
    Bench bench;
    configure = [](WDF_INTERRUPT_CONFIG &config) { config.EvtInterruptWorkItem = interrupt_work; };
    in_isr = [] {
        CHECK(WdfInterruptQueueWorkItemForIsr(the_interrupt) == TRUE);
        CHECK(WdfInterruptQueueWorkItemForIsr(the_interrupt) == FALSE);
    };
    bench.run([&] {
        WDF_INTERRUPT_INFO info;
        WDF_INTERRUPT_INFO_INIT(&info);
        WdfInterruptGetInfo(the_interrupt, &info);
        CHECK(info.Irql == PASSIVE_LEVEL);
        bench.line.set(true);
        bench.pass_milliseconds(1);
        WdfInterruptDisable(the_interrupt);
    });
    CHECK(journal ==
          std::vector<std::string>{"enable at IRQL 0", "ISR at IRQL 0", "work item at IRQL 0", "disable at IRQL 0"});
}

TEST_CASE("a passive-level ISR may queue a DPC") {
    Bench bench;
    configure = [](WDF_INTERRUPT_CONFIG &config) { config.EvtInterruptDpc = interrupt_dpc; };
    in_isr = [] { CHECK(WdfInterruptQueueDpcForIsr(the_interrupt) == TRUE); };
    bench.run([&] {
        bench.line.set(true);
        bench.pass_milliseconds(1);
        CHECK(journal == std::vector<std::string>{"enable at IRQL 0", "ISR at IRQL 0", "DPC at IRQL 2"});
    });
}

TEST_CASE("a passive-level ISR may wait, and its level line stays masked until it returns") {
    Bench bench;
    in_isr = [&] { bench.pass_milliseconds(5); };
    bench.run([&] {
        bench.line.set(true);
        bench.pass_milliseconds(3);
        CHECK(journal.size() == 2); // enable and one ISR, though the line is up
        bench.pass_milliseconds(7);
        CHECK(journal == std::vector<std::string>{"enable at IRQL 0", "ISR at IRQL 0"});
        isrs_until_quiet = 1;
        bench.line.set(true); // and now it interrupts again
        bench.pass_milliseconds(10);
        CHECK(journal.size() == 3);
    });
}

TEST_CASE("a line that is still up after a passive-level ISR interrupts again") {
    Bench bench;
    isrs_until_quiet = 3;
    bench.run([&] {
        bench.line.set(true);
        bench.pass_milliseconds(5);
    });
    CHECK(std::count(journal.begin(), journal.end(), "ISR at IRQL 0") == 3);
}

TEST_CASE("a passive-level ISR and the holder of the interrupt lock exclude each other") {
    Bench bench;
    bench.run([&] {
        journal.clear();
        WdfInterruptAcquireLock(the_interrupt);
        CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
        bench.line.set(true);
        bench.pass_milliseconds(2);
        journal.push_back("released");
        WdfInterruptReleaseLock(the_interrupt);
        bench.pass_milliseconds(1);
        CHECK(journal == std::vector<std::string>{"released", "ISR at IRQL 0"});
        BOOLEAN answer = TRUE;
        CHECK(WdfInterruptSynchronize(the_interrupt, synchronized, &answer) == TRUE);
        CHECK(journal.back() == "synchronized at IRQL 0");
    });
}

TEST_CASE("WdfInterruptTryToAcquireLock gives up at once while a passive-level ISR runs") {
    Bench bench;
    in_isr = [&] { bench.pass_milliseconds(4); };
    bench.run([&] {
        CHECK(WdfInterruptTryToAcquireLock(the_interrupt) == TRUE);
        CHECK(KeAreApcsDisabled() == TRUE);
        WdfInterruptReleaseLock(the_interrupt);
        CHECK(KeAreApcsDisabled() == FALSE);
        bench.line.set(true);
        bench.pass_milliseconds(2);
        const core::TimePoint before = bench.machine.simulation.now();
        CHECK(WdfInterruptTryToAcquireLock(the_interrupt) == FALSE);
        CHECK(bench.machine.simulation.now() - before < core::from_milliseconds(1));
        CHECK(KeAreApcsDisabled() == FALSE);
    });
}

TEST_CASE("the driver's own wait lock is the lock of a passive-level interrupt") {
    Bench bench;
    static WDFWAITLOCK lock;
    configure = [](WDF_INTERRUPT_CONFIG &config) {
        REQUIRE(WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &lock) == STATUS_SUCCESS);
        config.WaitLock = lock;
    };
    bench.run([&] {
        journal.clear();
        REQUIRE(WdfWaitLockAcquire(lock, nullptr) == STATUS_SUCCESS);
        bench.line.set(true);
        bench.pass_milliseconds(2);
        CHECK(journal.empty());
        WdfWaitLockRelease(lock);
        bench.pass_milliseconds(1);
        CHECK(journal == std::vector<std::string>{"ISR at IRQL 0"});
    });
}

TEST_CASE("disabling waits for the passive-level ISR that runs, and none comes after") {
    Bench bench;
    in_isr = [&] {
        bench.pass_milliseconds(4);
        journal.push_back("ISR ends");
    };
    bench.run([&] {
        bench.line.set(true);
        bench.pass_milliseconds(1);
        WdfInterruptDisable(the_interrupt);
        CHECK(journal ==
              std::vector<std::string>{"enable at IRQL 0", "ISR at IRQL 0", "ISR ends", "disable at IRQL 0"});
        bench.line.set(true);
        bench.pass_milliseconds(10);
        CHECK(journal.size() == 4);
    });
}

TEST_CASE("the lock functions of a passive-level interrupt are for PASSIVE_LEVEL") {
    struct Counter final : core::TraceObserver {
        void on_record(const core::Record &record) override {
            if (record.kind == kernel::DdiIrqlViolation::kind) ++violations;
        }
        unsigned violations = 0;
    };
    Bench bench;
    Counter counter;
    bench.machine.simulation.trace.subscribe_all(counter);
    bench.run([&] {
        KIRQL old;
        KeRaiseIrql(APC_LEVEL, &old);
        WdfInterruptAcquireLock(the_interrupt);
        WdfInterruptReleaseLock(the_interrupt);
        BOOLEAN answer = FALSE;
        WdfInterruptSynchronize(the_interrupt, synchronized, &answer);
        KeLowerIrql(old);
    });
    CHECK(counter.violations == 3);
}

TEST_CASE("taking the lock of a passive-level interrupt in its own ISR is a deadlock that is found out") {
    Bench bench;
    in_isr = [] { WdfInterruptAcquireLock(the_interrupt); };
    const kernel::Stop stop = bench.machine.run_with_device(
        [&] {
            bench.line.set(true);
            bench.pass_milliseconds(1);
        },
        bench.resources);
    CHECK(stop.bug_check_code == 0x10d);
}

TEST_CASE("WdfInterruptCreate takes each handling's own lock only") {
    Bench bench;
    SECTION("a spin lock for passive handling") {
        configure = [](WDF_INTERRUPT_CONFIG &config) {
            REQUIRE(WdfSpinLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &config.SpinLock) == STATUS_SUCCESS);
        };
    }
    SECTION("a wait lock for handling at DIRQL") {
        configure = [](WDF_INTERRUPT_CONFIG &config) {
            config.PassiveHandling = FALSE;
            REQUIRE(WdfWaitLockCreate(WDF_NO_OBJECT_ATTRIBUTES, &config.WaitLock) == STATUS_SUCCESS);
        };
    }
    bench.machine.run([&] {
        REQUIRE(bench.machine.host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        CHECK(!bench.machine.host.add_device().ok());
    });
    CHECK(create_status == STATUS_INVALID_PARAMETER);
}

TEST_CASE("a device with a passive-level interrupt does not start on a message-signalled resource") {
    Bench bench(hw::InterruptMode::Msi);
    bench.machine.run([&] {
        REQUIRE(bench.machine.host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        REQUIRE(bench.machine.host.add_device().ok());
        const wdf::Status status = bench.machine.host.start_device(bench.resources);
        CHECK(status.code == 0xC00000BB);
        CHECK_THAT(status.text, Catch::Contains("messages need handling at DIRQL"));
    });
}
