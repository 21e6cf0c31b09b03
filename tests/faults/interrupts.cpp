// SPDX-License-Identifier: MIT
//
// what an interrupt service routine sees of faulty interrupts (hwmodel.md section 4). Every script also
// runs without the fault, and then shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

FAULT_TEST(LostInterrupt, "Q-01 lost-interrupt: two completions are missing while the position goes on") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::LostInterrupt, nth(2, 2)));
        bench.start();
        bench.run_for(core::from_milliseconds(65));
        INFO("armed " << armed);
        // Completions every 10 ms, the first some microseconds after RUN.
        REQUIRE(bench.completions().size() == (armed ? 5 : 7) - 1);
        const Duration gap = bench.completions()[1].when - bench.completions()[0].when;
        CHECK(core::nanoseconds_of(gap) / 1'000'000 == (armed ? 30 : 10));
        CHECK(bench.position(out0).link_bytes > 60 * 48 * 4);
        CHECK(bench.sink.starved_frames == 0);
        if (armed) {
            CHECK(bench.fault().strikes() == 1);
            CHECK(bench.fault().occasions() == 2);
        }
    }
}

FAULT_TEST(InterruptsStop, "Q-02 interrupts-stop: none comes any more, until what the fault says brings them back") {
    for (const std::int64_t mode : {-1, 0, 1, 2}) {
        FaultBench bench(mode >= 0,
                         Fault(FaultId::InterruptsStop, at_time(25)).with(Parameter::Mode, mode < 0 ? 0 : mode));
        bench.start();
        bench.run_for(core::from_milliseconds(65));
        INFO("mode " << mode);
        CHECK(bench.completions().size() == (mode < 0 ? 6 : 2));
        if (mode < 0) continue;
        CHECK(bench.stream_status() == 0x24); // the bit is there; nobody is told
        bench.write(HdaBench::descriptor(out0) + 3, 1, 4);
        bench.run_for(core::from_milliseconds(20));
        CHECK(bench.completions().size() == (mode == 1 ? 4 : 2));
        // A stream reset, and the same again.
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        bench.write(HdaBench::descriptor(out0), 1, 1);
        bench.run_for(core::from_milliseconds(1));
        bench.write(HdaBench::descriptor(out0), 1, 0);
        bench.run_for(core::from_milliseconds(1));
        bench.services.clear();
        bench.start();
        bench.run_for(core::from_milliseconds(25));
        CHECK(bench.completions().size() == (mode == 0 ? 0 : 2));
    }
}

FAULT_TEST(SpuriousInterrupt, "Q-03 spurious-interrupt: the ISR is entered and nothing is set") {
    for (const bool msi : {true, false}) {
        for (const bool armed : {false, true}) {
            hda::Parameters parameters = hda::Parameters::ideal();
            parameters.msi = msi;
            Trigger trigger = at_time(3);
            trigger.interval = core::from_milliseconds(1);
            trigger.count = 4;
            FaultBench bench(armed, Fault(FaultId::SpuriousInterrupt, trigger), parameters);
            bench.start();
            bench.run_for(core::from_milliseconds(25));
            INFO("armed " << armed << " msi " << msi);
            std::size_t not_mine = 0;
            for (const Service &service : bench.services)
                not_mine += service.interrupt_status == 0 && service.stream_status == 0x20;
            CHECK(not_mine == (armed ? 4 : 0));
            CHECK(bench.completions().size() == 2);
            CHECK_FALSE(bench.controller.interrupt_line().raised());
        }
    }
}

FAULT_TEST(EarlyInterrupt, "Q-04 early-interrupt: the completion comes half a buffer before its end") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::EarlyInterrupt, nth(2)).with(Parameter::Percent, 50));
        bench.start();
        bench.run_for(core::from_milliseconds(35));
        INFO("armed " << armed);
        REQUIRE(bench.completions().size() == 3);
        CHECK(bench.completions()[0].fetched == 1920);
        CHECK(bench.completions()[1].fetched == (armed ? 1920 + 960 : 2 * 1920));
        CHECK(bench.completions()[2].fetched == 3 * 1920);
    }
}

FAULT_TEST(InterruptBeforePosition, "Q-05 interrupt-before-position: in the ISR the position is 40 frames short") {
    for (const bool armed : {false, true}) {
        Fault fault(FaultId::InterruptBeforePosition, nth(2));
        fault.with(Parameter::Frames, 40).with(Parameter::Duration, 60 * us);
        FaultBench bench(armed, fault);
        bench.latency = core::from_microseconds(25); // the posted word is of the frame after the interrupt
        bench.start();
        bench.run_for(core::from_milliseconds(25));
        INFO("armed " << armed);
        REQUIRE(bench.completions().size() == 2);
        CHECK(bench.completions()[0].posted_position >= 1920);
        const std::uint32_t posted = bench.completions()[1].posted_position;
        CHECK(posted == (armed ? 2 * 1920 - 160 : 0)); // at the boundary = at the wrap
        bench.run_for(core::from_milliseconds(1));
        CHECK(bench.posted_position(out0) < 1920); // it has caught up
    }
}

FAULT_TEST(InterruptBeforeData, "Q-06 interrupt-before-data: the end of a captured packet is old when the ISR looks") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::InterruptBeforeData, nth(2)).with(Parameter::Delay, 20 * us));
        bench.start(in0);
        const auto last_word_of = [&](unsigned packet) {
            std::uint32_t word = 0;
            bench.controller.before_cpu_access();
            std::memcpy(&word, bench.engine_buffer(in0) + packet * 1920 - 4, 4);
            return word;
        };
        INFO("armed " << armed);
        while (bench.completions().size() < 2)
            bench.simulation.timeline.run_next();
        CHECK(bench.completions()[1].when == bench.now());
        CHECK(last_word_of(2) == (armed ? 0 : 959)); // the codec says 0, 1, 2, ...
        bench.run_for(core::from_microseconds(50));
        CHECK(last_word_of(2) == 959);
    }
}

FAULT_TEST(MergedInterrupts,
           "Q-07 merged-interrupts: two boundaries are crossed and one call comes; a short delay is a late call") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::MergedInterrupts, nth(2)).with(Parameter::Delay, 15 * ms));
        bench.start();
        bench.run_for(core::from_milliseconds(45));
        INFO("armed " << armed);
        REQUIRE(bench.completions().size() == (armed ? 3 : 4));
        CHECK(bench.completions()[1].fetched / 1920 == (armed ? 3 : 2));
    }
    FaultBench late(true, Fault(FaultId::MergedInterrupts, nth(2)).with(Parameter::Delay, 3 * ms));
    late.start();
    late.run_for(core::from_milliseconds(45));
    REQUIRE(late.completions().size() == 4);
    CHECK(late.completions()[1].when - late.completions()[0].when == core::from_milliseconds(13));
}

FAULT_TEST(DuplicateInterrupt, "Q-08 duplicate-interrupt: the same buffer is reported twice") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::DuplicateInterrupt, nth(2)).with(Parameter::Delay, 100 * us));
        bench.start();
        bench.run_for(core::from_milliseconds(25));
        INFO("armed " << armed);
        REQUIRE(bench.completions().size() == (armed ? 3 : 2));
        if (!armed) continue;
        CHECK(bench.completions()[2].when - bench.completions()[1].when == core::from_microseconds(100));
        CHECK(bench.completions()[2].fetched - bench.completions()[1].fetched < 32); // no buffer in between
    }
}

FAULT_TEST(InterruptAfterStop, "Q-09 interrupt-after-stop: an interrupt comes when RUN already reads 0") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::InterruptAfterStop).with(Parameter::Delay, 200 * us));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        bench.set_run(out0, false);
        bench.run_for(core::from_microseconds(100));
        INFO("armed " << armed);
        CHECK_FALSE(bench.reads_run());
        bench.services.clear();
        bench.run_for(core::from_milliseconds(2));
        REQUIRE(bench.completions().size() == (armed ? 1 : 0));
    }
    // Even when the driver has taken the stream's enables away: the message was on its way.
    FaultBench bench(true, Fault(FaultId::InterruptAfterStop).with(Parameter::Delay, 200 * us));
    bench.start();
    bench.run_for(core::from_milliseconds(5));
    bench.write(HdaBench::descriptor(out0), 1, 0);
    bench.run_for(core::from_milliseconds(2));
    REQUIRE(bench.services.size() == 1);
    CHECK(bench.services[0].interrupt_status == 0);
}

FAULT_TEST(InterruptStorm, "Q-10 interrupt-storm: the ISR is entered again and again for a millisecond") {
    for (const bool msi : {true, false}) {
        for (const bool armed : {false, true}) {
            hda::Parameters parameters = hda::Parameters::ideal();
            parameters.msi = msi;
            Fault fault(FaultId::InterruptStorm, at_time(3));
            fault.with(Parameter::Duration, 1 * ms).with(Parameter::Delay, 5 * us);
            FaultBench bench(armed, fault, parameters);
            bench.start();
            bench.run_for(core::from_milliseconds(8));
            INFO("armed " << armed << " msi " << msi);
            CHECK(bench.services.size() == (!armed ? 0 : msi ? 200 : 500));
            CHECK_FALSE(bench.controller.interrupt_line().raised());
        }
    }
}

FAULT_TEST(MsiBroken, "Q-11 msi-broken: no message ever comes, or the line is level-triggered") {
    FaultBench good(false, Fault(FaultId::MsiBroken));
    good.start();
    good.run_for(core::from_milliseconds(25));
    CHECK(good.completions().size() == 2);
    CHECK(good.controller.interrupt_line().mode() == InterruptMode::Msi);

    FaultBench silent(true, Fault(FaultId::MsiBroken).with(Parameter::Mode, 0));
    silent.start();
    silent.run_for(core::from_milliseconds(25));
    CHECK(silent.services.empty());
    CHECK(silent.stream_status() == 0x24);

    FaultBench level(true, Fault(FaultId::MsiBroken).with(Parameter::Mode, 1));
    level.clears_status = false;
    level.start();
    level.run_for(core::from_milliseconds(15));
    CHECK(level.controller.interrupt_line().mode() == InterruptMode::Level);
    CHECK(level.services.size() > 100); // it is not taken down, so it comes again
}
