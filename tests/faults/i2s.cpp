// SPDX-License-Identifier: MIT
//
// Faults of the I2S/TDM block: Q-25, and what a driver makes of its 64-bit counter, Q-34, Q-37, Q-41, Q-43 (hwmodel.md
// section 4). Every script also runs without the fault, and then shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"
#include "tests/hwmodel/i2s_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

constexpr std::uint32_t sctl = 0x40;
constexpr std::uint32_t spos = 0x40 + 0x34;
constexpr std::uint32_t sposh = 0x40 + 0x38;

class I2sFaultBench : public I2sBench {
public:
    I2sFaultBench(bool armed, const Fault &fault) : injector(simulation) {
        const auto checked = faults::check(fault, faults::Model::I2s);
        INFO((checked ? std::string() : checked.error().message));
        REQUIRE(checked.ok());
        if (armed) {
            injector.arm(fault);
            controller.attach_faults(injector);
        }
        injector.begin();
    }
    /// Two segments of 10 ms at 48 kHz / 16 bit / 2 channels, DMA and link.
    void start() {
        fill_with_ramp(buffer.data(), 4 * page_size_bytes);
        for (unsigned i = 0; i < 2; ++i) {
            list.set_word(i * 16, static_cast<std::uint32_t>(buffer.address() + i * 1920));
            list.set_word(i * 16 + 4, static_cast<std::uint32_t>((buffer.address() + i * 1920) >> 32));
            list.set_word(i * 16 + 8, 1920);
            list.set_word(i * 16 + 12, 1);
        }
        write(0x40 + 0x0c, 0x11);
        write(0x40 + 0x20, list.address() & 0xffff'ffff);
        write(0x40 + 0x24, list.address() >> 32);
        write(0x40 + 0x28, 2);
        run_for(core::from_milliseconds(1));
        write(sctl, 3);
    }
    std::uint64_t counter() { return std::uint64_t{read(sposh)} << 32 | read(spos); }

    faults::Injector injector;
};

} // namespace

FAULT_TEST(ChannelStops, "Q-25 channel-stops: the channel stops after a segment, silence until it is started again") {
    for (const bool armed : {false, true}) {
        I2sFaultBench bench(armed, Fault(FaultId::ChannelStops, nth(3)));
        bench.start();
        bench.run_for(core::from_milliseconds(55));
        INFO("armed " << armed);
        CHECK(((bench.status(0) & i2s_status::late) != 0) == armed);
        CHECK(((bench.read(sctl) & 1) == 0) == armed);
        const std::size_t heard = bench.sink.bytes.size();
        CHECK((heard == 3 * 1920) == armed);
        if (!armed) continue;
        bench.write(0x40 + 4, 0x77);
        bench.write(sctl, 3);
        bench.run_for(core::from_milliseconds(25));
        CHECK(bench.sink.bytes.size() > heard + 3 * 1000);
        CHECK((bench.status(0) & i2s_status::late) == 0);
    }
}

FAULT_TEST(TornCounter,
           "Q-34 torn-counter: two halves read across the wrap are 4 GiB apart; a guarded loop is not fooled") {
    for (const bool armed : {false, true}) {
        Fault fault(FaultId::TornCounter);
        fault.with(Parameter::Size, 4096).with(Parameter::Delay, 0);
        I2sFaultBench bench(armed, fault);
        bench.start();
        bench.run_for(core::from_milliseconds(1));
        std::uint64_t high_first_lowest = UINT64_MAX;
        std::uint64_t low_first_highest = 0;
        std::uint64_t guarded_highest = 0;
        std::uint64_t before = 0;
        bool goes_back = false;
        for (unsigned i = 0; i < 300; ++i) { // 30 ms, the wrap is at about 21 ms
            const std::uint64_t high = bench.read(sposh);
            const std::uint64_t early_low = bench.read(spos);
            bench.run_for(core::from_microseconds(100));
            const std::uint64_t low = bench.read(spos);
            const std::uint64_t late_high = bench.read(sposh);
            goes_back = goes_back || (high << 32 | low) < before;
            before = high << 32 | low;
            high_first_lowest = std::min(high_first_lowest, high << 32 | low);
            low_first_highest = std::max(low_first_highest, late_high << 32 | early_low);
            if (high == late_high) guarded_highest = std::max(guarded_highest, high << 32 | low);
        }
        INFO("armed " << armed);
        constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
        CHECK(goes_back == armed);
        CHECK((low_first_highest > wrap + wrap / 2) == armed); // about 4 GiB too far
        CHECK(guarded_highest < (armed ? wrap + 4096 : 8192));
    }
    // The upper half itself lags: one pair of reads, nothing in between.
    I2sFaultBench lagging(true,
                          Fault(FaultId::TornCounter).with(Parameter::Size, 192).with(Parameter::Delay, 100 * us));
    lagging.start();
    std::uint64_t before = 0;
    std::size_t torn = 0;
    for (unsigned i = 0; i < 300; ++i) {
        lagging.run_for(core::from_microseconds(20));
        const std::uint64_t now = lagging.counter();
        torn += now < before;
        before = now;
    }
    CHECK(torn == 1);
    CHECK(before > std::uint64_t{1} << 32);
}

FAULT_TEST(CounterHalvesMixed, "Q-37 counter-halves-mixed: the position is right until 4 GiB and wrong after") {
    for (const bool armed : {false, true}) {
        I2sFaultBench bench(armed, Fault(FaultId::CounterHalvesMixed).with(Parameter::Size, 1920));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        const std::uint64_t first = bench.counter();
        INFO("armed " << armed);
        CHECK((first > 0xffff'0000u) == armed);
        CHECK(first <= 0xffff'ffffu);
        bench.run_for(core::from_milliseconds(20));
        const std::uint64_t moved = bench.counter() - first;
        CHECK((moved > 4096) == armed); // it should be 3840 on: with the upper half lost it is 4 GiB back
        CHECK((moved > 3500 && moved < 4096) == !armed);
    }
}

FAULT_TEST(GarbageCounter, "Q-41 garbage-counter: now and then an absurd position") {
    for (const bool armed : {false, true}) {
        I2sFaultBench bench(armed, Fault(FaultId::GarbageCounter, nth(5, 2)));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        INFO("armed " << armed);
        std::size_t absurd = 0;
        for (unsigned i = 0; i < 10; ++i)
            absurd += bench.counter() == 7'493'989'779'945'237'086u;
        CHECK(absurd == (armed ? 1 : 0));
        CHECK(bench.counter() < 2000);
    }
}

FAULT_TEST(CounterSurvivesResume,
           "Q-43 counter-survives-resume: after a stream reset the position goes on where it was") {
    for (const bool armed : {false, true}) {
        I2sFaultBench bench(armed, Fault(FaultId::CounterSurvivesResume));
        bench.start();
        bench.run_for(core::from_milliseconds(30));
        bench.write(sctl, 0);
        bench.run_for(core::from_milliseconds(1));
        const std::uint64_t reached = bench.counter();
        bench.write(sctl, 4); // RST
        INFO("armed " << armed);
        CHECK(reached > 5000);
        CHECK(bench.counter() == (armed ? reached : 0));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        CHECK((bench.counter() > reached) == armed);
        CHECK((bench.counter() < 2000) == !armed);
    }
}

TEST_CASE("the I2S block can be stalled and removed") {
    for (const bool armed : {false, true}) {
        I2sFaultBench stalled(armed, Fault(FaultId::BusStall, at_time(10)).with(Parameter::Duration, 5 * ms));
        stalled.start();
        stalled.run_for(core::from_milliseconds(20));
        CHECK((stalled.sink.starved_frames > 100) == armed);
        I2sFaultBench removed(armed, Fault(FaultId::SurpriseRemoval, nth(2)));
        removed.start();
        removed.run_for(core::from_milliseconds(40));
        CHECK((removed.read(0) == 0xffff'ffff) == armed);
        CHECK((removed.sink.bytes.size() <= 2 * 1920) == armed);
    }
}
