// SPDX-License-Identifier: MIT
//
// The scheduler: code takes time, whatever is due first happens first, interrupts nest, DPCs and threads follow.
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

using namespace acxsim;
using core::from_microseconds;
using core::from_nanoseconds;

namespace {

struct Rig {
    explicit Rig(kernel::Parameters parameters = {}) : system(simulation, memory, bus, parameters) {}
    core::Simulation simulation{1};
    hw::PhysicalMemory memory{simulation};
    hw::MmioBus bus{simulation};
    kernel::System system;
    std::vector<std::string> log;

    void note(const std::string &what) {
        log.push_back(what + "@" + std::to_string(core::nanoseconds_of(simulation.now())));
    }
    void run_for(core::Duration duration) { (void)system.run_until(simulation.now() + duration); }
};

kernel::Parameters no_switch_cost(unsigned processors) {
    kernel::Parameters parameters;
    parameters.processors = processors;
    parameters.costs.set(kernel::Cost::ContextSwitch, core::Duration{});
    parameters.costs.set(kernel::Cost::InterruptEntry, core::Duration{});
    parameters.costs.set(kernel::Cost::DpcEntry, core::Duration{});
    return parameters;
}

} // namespace

TEST_CASE("two threads on two processors run at the same time") {
    Rig rig(no_switch_cost(2));
    for (const char *name : {"a", "b"}) {
        rig.system.start_thread(name, kernel::normal_priority, [&rig, name] {
            for (int i = 0; i < 2; ++i) {
                rig.system.charge(from_microseconds(1));
                rig.note(name);
            }
        });
    }
    rig.run_for(from_microseconds(10));
    CHECK(rig.log == std::vector<std::string>{"a@1000", "b@1000", "a@2000", "b@2000"});
}

TEST_CASE("on one processor a thread runs until it waits, and a higher one preempts it at a cost point") {
    Rig rig(no_switch_cost(1));
    rig.system.start_thread("low", 8, [&] {
        rig.note("low starts");
        rig.system.charge(from_microseconds(10));
        rig.note("low ends");
    });
    rig.system.start_thread("high", 20, [&] {
        rig.system.sleep_for(from_microseconds(4));
        rig.note("high starts");
        rig.system.charge(from_microseconds(3));
        rig.note("high ends");
    });
    rig.run_for(from_microseconds(100));
    // The low thread's 10 us are paid in full: 4 before and 6 after the preemption.
    CHECK(rig.log == std::vector<std::string>{"low starts@0", "high starts@4000", "high ends@7000", "low ends@13000"});
}

TEST_CASE("an interrupt runs nested on the interrupted code, its DPC after it, and the code pays the rest later") {
    Rig rig(no_switch_cost(1));
    hw::InterruptLine line(rig.simulation, hw::InterruptMode::Msi, "line");
    kernel::Dpc dpc(rig.system, "dpc", [&] {
        CHECK(rig.system.irql() == kernel::dispatch_level);
        rig.note("dpc");
        rig.system.charge(from_microseconds(2));
    });
    kernel::Interrupt interrupt(rig.system, line, 5, "device", [&] {
        CHECK(rig.system.irql() == 5);
        rig.note("isr");
        rig.system.charge(from_microseconds(1));
        rig.system.queue_dpc(dpc);
        rig.system.queue_dpc(dpc); // queued already: once
        line.set(false);
        return true;
    });
    interrupt.connect();
    struct Raise {
        hw::InterruptLine &line;
        void fire() { line.set(true); }
    } raise{line};
    core::Event event = core::Event::of<&Raise::fire>(core::Priority::Hardware, &raise);
    rig.simulation.timeline.schedule(event, core::power_on + from_microseconds(3));
    rig.system.start_thread("worker", 8, [&] {
        rig.system.charge(from_microseconds(10));
        CHECK(rig.system.irql() == kernel::passive_level);
        rig.note("thread");
    });
    rig.run_for(from_microseconds(100));
    CHECK(rig.log == std::vector<std::string>{"isr@3000", "dpc@4000", "thread@13000"});
}

TEST_CASE("an interrupt waits while the IRQL is at or above its own, and comes when it is lowered") {
    Rig rig(no_switch_cost(1));
    hw::InterruptLine line(rig.simulation, hw::InterruptMode::Msi, "line");
    kernel::Interrupt interrupt(rig.system, line, 5, "device", [&] {
        rig.note("isr");
        return true;
    });
    interrupt.connect();
    rig.system.start_thread("worker", 8, [&] {
        const kernel::Irql before = rig.system.set_irql(kernel::high_level);
        line.set(true);
        rig.system.charge(from_microseconds(5));
        rig.note("still high");
        rig.system.set_irql(before);
        rig.note("low again");
    });
    rig.run_for(from_microseconds(100));
    CHECK(rig.log == std::vector<std::string>{"still high@5000", "isr@5000", "low again@5000"});
}

TEST_CASE("a processor spins while another holds the lock; the same processor taking it twice is a bug check") {
    Rig rig(no_switch_cost(2));
    kernel::SpinLock lock;
    SECTION("contended") {
        rig.system.start_thread("owner", 8, [&] {
            const kernel::Irql before = rig.system.acquire_spin_lock(lock);
            rig.system.charge(from_microseconds(5));
            rig.system.release_spin_lock(lock, before);
        });
        rig.system.start_thread("waiter", 8, [&] {
            rig.system.charge(from_microseconds(1));
            const kernel::Irql before = rig.system.acquire_spin_lock(lock);
            rig.note("got it");
            rig.system.release_spin_lock(lock, before);
            CHECK(rig.system.irql() == kernel::passive_level);
        });
        rig.run_for(from_microseconds(100));
        CHECK(rig.log == std::vector<std::string>{"got it@5000"});
    }
    SECTION("recursive") {
        rig.system.start_thread("owner", 8, [&] {
            rig.system.acquire_spin_lock(lock);
            rig.system.acquire_spin_lock(lock);
        });
        rig.run_for(from_microseconds(100));
        CHECK(rig.system.stop().reason == kernel::StopReason::BugCheck);
        CHECK(rig.system.stop().bug_check_code == 0x0f);
    }
    SECTION("released by somebody else") {
        rig.system.start_thread("thief", 8, [&] { rig.system.release_spin_lock_from_level(lock); });
        rig.run_for(from_microseconds(100));
        CHECK(rig.system.stop().bug_check_code == 0x10);
    }
}

TEST_CASE("waits: synchronization events release one, notification events all, time-outs expire") {
    Rig rig(no_switch_cost(2));
    kernel::DispatcherObject automatic(kernel::ObjectType::SynchronizationEvent, 0);
    kernel::DispatcherObject manual(kernel::ObjectType::NotificationEvent, 0);
    int released = 0;
    for (int i = 0; i < 3; ++i) {
        rig.system.start_thread("auto", 8, [&] {
            if (rig.system.wait(automatic, from_microseconds(50))) ++released;
            rig.system.wait(manual);
            rig.note("released");
        });
    }
    rig.system.start_thread("setter", 8, [&] {
        rig.system.sleep_for(from_microseconds(10));
        rig.system.set_event(automatic);
        rig.system.sleep_for(from_microseconds(60));
        rig.system.set_event(manual);
    });
    rig.run_for(from_microseconds(200));
    CHECK(released == 1);
    CHECK(rig.log == std::vector<std::string>{"released@70000", "released@70000", "released@70000"});
    SECTION("waiting at DISPATCH_LEVEL is a bug check") {
        rig.system.start_thread("wrong", 8, [&] {
            rig.system.set_irql(kernel::dispatch_level);
            rig.system.wait(automatic, from_microseconds(1));
        });
        rig.run_for(from_microseconds(10));
        CHECK(rig.system.stop().bug_check_code == 0xb8);
    }
}

TEST_CASE("wait for all takes nothing until everything is there") {
    Rig rig(no_switch_cost(2));
    kernel::DispatcherObject first(kernel::ObjectType::SynchronizationEvent, 0);
    kernel::SemaphoreObject second;
    second.limit = 5;
    rig.system.start_thread("waiter", 8, [&] {
        kernel::DispatcherObject *const both[] = {&first, &second.header};
        CHECK(rig.system.wait_all(both, std::nullopt));
        rig.note("both");
    });
    rig.system.start_thread("setter", 8, [&] {
        rig.system.charge(from_microseconds(1));
        rig.system.set_event(first);
        rig.system.charge(from_microseconds(1));
        CHECK(first.signalled());
        CHECK(rig.system.release_semaphore(second, 2));
        CHECK_FALSE(rig.system.release_semaphore(second, 5));
        rig.system.charge(from_microseconds(1));
        CHECK_FALSE(first.signalled());
        CHECK(second.header.signal_state == 1);
    });
    rig.run_for(from_microseconds(20));
    CHECK(rig.log == std::vector<std::string>{"both@2000"});
}

TEST_CASE("ordinary timers expire on the system tick, high-resolution ones when they are due") {
    Rig rig(no_switch_cost(1));
    kernel::Dpc ordinary_dpc(rig.system, "ordinary", [&] { rig.note("ordinary"); });
    kernel::Dpc precise_dpc(rig.system, "precise", [&] { rig.note("precise"); });
    kernel::Timer ordinary(rig.system, "ordinary", nullptr);
    kernel::Timer precise(rig.system, "precise", nullptr);
    CHECK_FALSE(ordinary.set(core::power_on + from_microseconds(1000), {}, false, &ordinary_dpc));
    CHECK_FALSE(precise.set(core::power_on + from_microseconds(1000), from_microseconds(7000), true, &precise_dpc));
    CHECK(precise.set(core::power_on + from_microseconds(1000), from_microseconds(7000), true, &precise_dpc));
    rig.run_for(from_microseconds(20'000));
    CHECK(rig.log ==
          std::vector<std::string>{"precise@1000000", "precise@8000000", "precise@15000000", "ordinary@15625000"});
    CHECK(precise.cancel());
    CHECK_FALSE(ordinary.cancel());
}

TEST_CASE("flushing DPCs waits for those queued before, not for later ones") {
    kernel::Parameters parameters = no_switch_cost(2);
    parameters.profile.dpc = core::Distribution::constant(from_microseconds(20));
    Rig rig(parameters);
    kernel::Dpc first(rig.system, "first", [&] { rig.note("first"); });
    rig.system.start_thread("flusher", 8, [&] {
        rig.system.queue_dpc(first);
        rig.system.flush_dpcs();
        rig.note("flushed");
    });
    rig.run_for(from_microseconds(100));
    CHECK(rig.log == std::vector<std::string>{"first@20000", "flushed@20000"});
}

TEST_CASE("a copy lets hardware see it half done") {
    Rig rig(no_switch_cost(1));
    std::vector<char> from(64 * 1024, 'x');
    std::vector<char> to(64 * 1024, '.');
    struct Probe {
        std::vector<char> &memory;
        long copied = -1;
        void fire() { copied = std::count(memory.begin(), memory.end(), 'x'); }
    } probe{to};
    core::Event event = core::Event::of<&Probe::fire>(core::Priority::Hardware, &probe);
    rig.simulation.timeline.schedule(event,
                                     core::power_on + from_nanoseconds(3200)); // half of 64 KiB at 100 ns per KiB
    rig.system.start_thread("copier", 8, [&] {
        rig.system.copy(to.data(), from.data(), from.size());
        rig.note("copied");
    });
    rig.run_for(from_microseconds(100));
    CHECK(probe.copied == 32 * 1024);
    CHECK(rig.log == std::vector<std::string>{"copied@6400"});
    CHECK(to == from);
}

TEST_CASE("run_until stops the same way wherever it is cut: equal hashes") {
    const auto run = [](std::vector<int> cuts_us) {
        kernel::Parameters parameters;
        parameters.profile = kernel::make_profile("typical");
        Rig rig(parameters);
        for (int i = 0; i < 3; ++i) {
            rig.system.start_thread("t", 8 + i, [&rig] {
                for (int n = 0; n < 20; ++n) {
                    rig.system.charge(from_microseconds(7));
                    rig.system.sleep_for(from_microseconds(13));
                }
            });
        }
        for (const int cut : cuts_us)
            (void)rig.system.run_until(core::power_on + from_microseconds(cut));
        return rig.simulation.trace.hash();
    };
    CHECK(run({5000}) == run({100, 101, 333, 5000}));
}

TEST_CASE("a copied-out stop: a bug check in a thread ends the machine but not the simulator") {
    Rig rig;
    rig.system.start_thread("wrong", 8, [&] { rig.system.bug_check(0xe2, {1, 2, 3, 4}, "words", "hint"); });
    const kernel::Stop stop = rig.system.run_until(core::power_on + from_microseconds(10));
    CHECK(stop.reason == kernel::StopReason::BugCheck);
    CHECK(stop.bug_check_parameters[3] == 4);
    CHECK(rig.system.run_until(core::power_on + from_microseconds(20)).reason == kernel::StopReason::BugCheck);
}
