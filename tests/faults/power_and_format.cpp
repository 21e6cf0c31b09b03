// SPDX-License-Identifier: MIT
//
// what a driver sees of faulty formats, power states and list handling (hwmodel.md section 4). Every
// script also runs without the fault, and then shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

FAULT_TEST(WrongFormat, "Q-47 wrong-format: twice too fast, or the channels swapped; FMT reads back as written") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        FaultBench bench(mode >= 0, Fault(FaultId::WrongFormat).with(Parameter::Mode, mode < 0 ? 0 : mode));
        bench.start();
        bench.run_for(core::from_milliseconds(10));
        INFO("mode " << mode);
        CHECK(bench.read(HdaBench::descriptor(out0) + 0x12, 2) == 0x0011);
        const std::vector<std::uint32_t> words = bench.words_heard();
        CHECK(words.size() / 10 == (mode == 0 ? 95 : 47));
        CHECK(words[300] == (mode == 1 ? 300u << 16 : 300u)); // left 300, right 0
    }
}

FAULT_TEST(SurpriseRemoval, "Q-48 surprise-removal: all ones, writes are lost, DMA has stopped, no interrupt") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::SurpriseRemoval, at_time(15)));
        bench.start();
        bench.run_for(core::from_milliseconds(30));
        INFO("armed " << armed);
        CHECK((bench.read(0x24, 4) == 0xffff'ffff) == armed);
        CHECK((bench.link_position() == 0xffff'ffff) == armed);
        bench.write(0x0c, 2, 0x0001);
        CHECK((bench.read(0x0c, 2) == 0x0001) == !armed);
        CHECK(bench.completions().size() == (armed ? 1 : 3));
        CHECK((bench.position(out0).issued_bytes == 0) == armed);
        CHECK(bench.sink.stops.size() == (armed ? 1 : 0));
    }
    // On the third read of LPIB: that read already gives all ones.
    Trigger third = nth(3);
    third.register_offset = HdaBench::descriptor(out0) + 4;
    third.access = faults::AccessKind::Read;
    FaultBench bench(true, Fault(FaultId::SurpriseRemoval, third));
    bench.start();
    bench.run_for(core::from_milliseconds(2));
    CHECK(bench.link_position() < 1000);
    CHECK(bench.link_position() < 1000);
    CHECK(bench.link_position() == 0xffff'ffff);
    // When the engine has moved 3000 bytes.
    Trigger byte;
    byte.byte = 3000;
    FaultBench far(true, Fault(FaultId::SurpriseRemoval, byte));
    far.start();
    far.run_for(core::from_milliseconds(30));
    CHECK(far.sink.bytes.size() >= 3000 - 192 - 64);
    CHECK(far.sink.bytes.size() <= 3000);
}

FAULT_TEST(WakeLatency, "Q-49 wake-latency: after D3 the first packets are not heard, or RUN does not take") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        Fault fault(FaultId::WakeLatency);
        fault.with(Parameter::Delay, 20 * ms).with(Parameter::Mode, mode < 0 ? 0 : mode);
        FaultBench bench(mode >= 0, fault);
        bench.controller.enter_d3();
        bench.run_for(core::from_milliseconds(5));
        bench.controller.leave_d3();
        bench.write(0x08, 4, 1);
        bench.run_for(core::from_milliseconds(1));
        bench.start();
        INFO("mode " << mode);
        CHECK(bench.reads_run() == (mode != 1));
        bench.run_for(core::from_milliseconds(30));
        const std::vector<std::uint32_t> words = bench.words_heard();
        CHECK(words.empty() == (mode == 1));
        if (mode == 1) {
            bench.set_run(out0, true);
            CHECK(bench.reads_run()); // now it does
            continue;
        }
        REQUIRE(words.size() > 1200);
        CHECK(words[500] == (mode == 0 ? 0 : 500)); // 10 ms
        CHECK(words[1200] == 1200 % 960);           // 25 ms
    }
}

FAULT_TEST(StateLostInD3, "Q-50 state-lost-in-d3: GIE and CIE, or WAKEEN, are at reset after D3") {
    for (const std::int64_t mode : {-1, 0, 1, 2}) {
        FaultBench bench(mode >= 0, Fault(FaultId::StateLostInD3).with(Parameter::Mode, mode < 0 ? 0 : mode));
        bench.write(0x0c, 2, 0x0001);
        bench.controller.enter_d3();
        bench.run_for(core::from_milliseconds(5));
        bench.controller.leave_d3();
        INFO("mode " << mode);
        CHECK(bench.read(0x20, 4) == (mode == 0 || mode == 2 ? 0 : 0xc000'0000));
        CHECK(bench.read(0x0c, 2) == (mode == 1 || mode == 2 ? 0 : 1));
    }
}

FAULT_TEST(ClockGatingInReset, "Q-51 clock-gating-in-reset: CRST never reads back 1; the second try succeeds") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::ClockGatingInReset));
        INFO("armed " << armed);
        CHECK(bench.read(0x08, 4) == (armed ? 0 : 1)); // the bench has tried, and waited a millisecond
        bench.run_for(core::from_milliseconds(200));
        CHECK(bench.read(0x08, 4) == (armed ? 0 : 1));
        bench.write(0x08, 4, 0);
        bench.run_for(core::from_milliseconds(1));
        bench.write(0x08, 4, 1);
        bench.run_for(core::from_milliseconds(1));
        CHECK(bench.read(0x08, 4) == 1);
    }
}

FAULT_TEST(LinkClockStop,
           "Q-52 link-clock-stop: for 10 ms the position and the wall clock stand still, and nothing is heard") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::LinkClockStop, at_time(5)).with(Parameter::Duration, 10 * ms));
        bench.start();
        bench.run_for(core::from_milliseconds(6));
        const std::uint32_t position = bench.link_position();
        const std::uint32_t clock = bench.wall_clock();
        bench.run_for(core::from_milliseconds(8));
        INFO("armed " << armed);
        CHECK((bench.link_position() == position) == armed);
        CHECK((bench.wall_clock() == clock) == armed);
        bench.run_for(core::from_milliseconds(3));
        CHECK(bench.link_position() > position);
        const std::uint32_t run = bench.wall_clock() - clock;
        CHECK(run == (armed ? 48'000 : 264'000)); // 2 ms of 11, to the clock
        CHECK(bench.sink.starved_frames / 4 == (armed ? 480 / 4 : 0));
        CHECK((bench.stream_status() & 8) == 0);
    }
}

FAULT_TEST(ErrorAtPowerDown, "Q-53 error-at-power-down: an error interrupt while the stream stops") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::ErrorAtPowerDown));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        CHECK(bench.services.empty());
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        INFO("armed " << armed);
        REQUIRE(bench.services.size() == (armed ? 1 : 0));
        if (armed) CHECK((bench.services[0].stream_status & 8) == 8);
        CHECK(bench.sink.starved_frames == 0); // no sound was missing
    }
}

FAULT_TEST(TrafficNoise, "Q-54 traffic-noise: a bit is wrong now and then, and nothing else") {
    for (const bool armed : {false, true}) {
        Trigger trigger;
        trigger.probability_ppb = 250'000'000;
        trigger.in_a_row = 1;
        FaultBench bench(armed, Fault(FaultId::TrafficNoise, trigger).with(Parameter::Value, 1));
        bench.start();
        bench.run_for(core::from_milliseconds(50));
        const std::vector<std::uint32_t> words = bench.words_heard();
        std::size_t flipped = 0;
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] == i % 960) continue;
            ++flipped;
            CHECK((words[i] ^ i % 960) == 1);
        }
        INFO("armed " << armed);
        CHECK((flipped > 40) == armed); // 2400 frames in 300 bursts
        CHECK((flipped == 0) == !armed);
        CHECK((bench.stream_status() & 0x18) == 0);
    }
}

FAULT_TEST(LastIndexOffByOne, "Q-55 last-index-off-by-one: an entry too many or too few is played") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        FaultBench bench(mode >= 0, Fault(FaultId::LastIndexOffByOne).with(Parameter::Mode, mode < 0 ? 0 : mode));
        // Three entries; a fourth lies behind them in memory, which LVI = 2 leaves out.
        bench.write_list(out0, {{960}, {960}, {960}, {960}});
        const auto fourth = bench.list.word(out0 * page_size_bytes + 48);
        bench.start(out0, 0x0011, {{960}, {960}, {960}});
        CHECK(bench.list.word(out0 * page_size_bytes + 48) == fourth);
        bench.run_for(core::from_milliseconds(22));
        const std::vector<std::uint32_t> words = bench.words_heard();
        INFO("mode " << mode);
        REQUIRE(words.size() > 970);
        const std::uint32_t lap = mode == 0 ? 960 : mode == 1 ? 480 : 720;
        CHECK(words[lap - 1] == lap - 1);
        CHECK(words[lap] == 0);
    }
}

FAULT_TEST(LengthMismatch, "Q-56 length-mismatch: the position wraps too early, or sticks at the length") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        Fault fault(FaultId::LengthMismatch);
        fault.with(Parameter::Size, -960).with(Parameter::Mode, mode < 0 ? 0 : mode);
        FaultBench bench(mode >= 0, fault);
        bench.start();
        std::uint32_t highest = 0;
        for (unsigned i = 0; i < 50; ++i) {
            bench.run_for(core::from_microseconds(500));
            highest = std::max(highest, bench.link_position());
        }
        INFO("mode " << mode);
        CHECK(highest <= (mode < 0 ? 3839 : 2880));
        CHECK(highest > (mode < 0 ? 3700 : 2780));
        CHECK(bench.read(HdaBench::descriptor(out0) + 8, 4) == 3840);
        const std::uint64_t truth = bench.position(out0).link_bytes; // 25 ms: 4800 or so
        CHECK(bench.link_position() == (mode < 0 ? truth % 3840 : mode == 0 ? truth % 2880 : 2880));
        CHECK(bench.completions().size() == 2);
    }
}

FAULT_TEST(EnablesIgnored, "Q-57 enables-ignored: interrupts although IOCE or SIE is off") {
    for (const std::int64_t mode : {-1, 0, 1, 2}) {
        for (const bool masks_ioce : {true, false}) {
            FaultBench bench(mode >= 0, Fault(FaultId::EnablesIgnored).with(Parameter::Mode, mode < 0 ? 0 : mode));
            bench.start();
            if (masks_ioce) {
                bench.write(HdaBench::descriptor(out0), 1, 0x02);
            } else {
                bench.write(0x20, 4, 0x8000'0000);
            }
            bench.run_for(core::from_milliseconds(25));
            INFO("mode " << mode << " masks IOCE " << masks_ioce);
            const bool comes = masks_ioce ? mode == 0 || mode == 2 : mode == 1 || mode == 2;
            CHECK(bench.completions().size() == (comes ? 2 : 0));
        }
    }
}
