// SPDX-License-Identifier: MIT
//
// Faults of the models around a cyclic channel, the I2S/TDM block and the DSP: Q-25, and what a driver makes of a
// 64-bit counter, Q-34, Q-37, Q-41, Q-43 (hwmodel.md section 4). Every script also runs without the fault, and then
// shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"
#include "tests/hwmodel/dsp_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

constexpr std::uint32_t sctl = 0x40;
constexpr std::uint32_t dsp_out = 0xc0;

// Both benches play two buffers of 10 ms at 48 kHz / 16 bit / 2 channels; their counters begin at 0.

class I2sFaultBench : public I2sBench {
public:
    I2sFaultBench(bool armed, const Fault &fault, const i2s::Parameters &parameters = {})
        : I2sBench(parameters), injector(simulation) {
        arm_fault(injector, controller, armed, fault, faults::Model::I2s);
        injector.begin();
    }
    void start() {
        program(tx, two_segments);
        write(sctl, 3);
    }
    std::uint64_t low() { return read(0x40 + 0x34); }
    std::uint64_t high() { return read(0x40 + 0x38); }
    std::uint64_t counter() { return high() << 32 | low(); }

    faults::Injector injector;
};

class DspFaultBench : public DspBench {
public:
    DspFaultBench(bool armed, const Fault &fault, const dsp::Parameters &parameters = {})
        : DspBench(parameters), injector(simulation) {
        arm_fault(injector, controller, armed, fault, faults::Model::Dsp);
        injector.begin();
    }
    void start() {
        program(out0, dsp_packets);
        set_run(out0, true);
    }
    void stop() {
        set_run(out0, false);
        run_for(core::from_milliseconds(1));
    }
    std::uint64_t low() { return read(dsp_out + 0x24); }
    std::uint64_t high() { return read(dsp_out + 0x28); }
    std::uint64_t counter() { return high() << 32 | low(); }

    faults::Injector injector;
};

template <class Bench>
void show_torn_counter(bool armed) {
    Fault fault(FaultId::TornCounter);
    fault.with(Parameter::Size, 4096).with(Parameter::Delay, 0);
    Bench bench(armed, fault);
    bench.start();
    bench.run_for(core::from_milliseconds(1));
    std::uint64_t low_first_highest = 0;
    std::uint64_t guarded_highest = 0;
    std::uint64_t before = 0;
    bool goes_back = false;
    for (unsigned i = 0; i < 300; ++i) { // 30 ms, the wrap is at about 21 ms
        const std::uint64_t high = bench.high();
        const std::uint64_t early_low = bench.low();
        bench.run_for(core::from_microseconds(100));
        const std::uint64_t low = bench.low();
        const std::uint64_t late_high = bench.high();
        goes_back = goes_back || (high << 32 | low) < before;
        before = high << 32 | low;
        low_first_highest = std::max(low_first_highest, late_high << 32 | early_low);
        if (high == late_high) guarded_highest = std::max(guarded_highest, high << 32 | low);
    }
    INFO("armed " << armed);
    constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
    CHECK(goes_back == armed);
    CHECK((low_first_highest > wrap + wrap / 2) == armed); // about 4 GiB too far
    CHECK(guarded_highest < (armed ? wrap + 4096 : 8192));
}

/// The upper half itself lags: one pair of reads, nothing in between.
template <class Bench>
void show_lagging_half() {
    Bench bench(true, Fault(FaultId::TornCounter).with(Parameter::Size, 192).with(Parameter::Delay, 100 * us));
    bench.start();
    std::uint64_t before = 0;
    std::size_t torn = 0;
    for (unsigned i = 0; i < 300; ++i) {
        bench.run_for(core::from_microseconds(20));
        const std::uint64_t now = bench.counter();
        torn += now < before;
        before = now;
    }
    CHECK(torn == 1);
    CHECK(before > std::uint64_t{1} << 32);
}

template <class Bench>
void show_mixed_halves(bool armed) {
    Bench bench(armed, Fault(FaultId::CounterHalvesMixed).with(Parameter::Size, 1920));
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

template <class Bench>
void show_garbage(bool armed) {
    Bench bench(armed, Fault(FaultId::GarbageCounter, nth(5, 2)));
    bench.start();
    bench.run_for(core::from_milliseconds(5));
    INFO("armed " << armed);
    std::size_t absurd = 0;
    for (unsigned i = 0; i < 10; ++i)
        absurd += bench.counter() == 7'493'989'779'945'237'086u;
    CHECK(absurd == (armed ? 1 : 0));
    CHECK(bench.counter() < 2000);
}

/// A stall of 5 ms, from a time or a byte on; the block goes after the second buffer.
template <class Bench>
void show_stall_and_removal(bool armed) {
    Bench stalled(armed, Fault(FaultId::BusStall, at_time(10)).with(Parameter::Duration, 5 * ms));
    stalled.start();
    stalled.run_for(core::from_milliseconds(20));
    CHECK((stalled.sink.starved_frames > 100) == armed);
    Trigger far;
    far.byte = 9'000;
    Bench later(armed, Fault(FaultId::BusStall, far).with(Parameter::Duration, 5 * ms));
    Recorder recorder(later.simulation);
    later.start();
    later.run_for(core::from_milliseconds(80));
    const auto gaps = recorder.all<FifoError>();
    REQUIRE(gaps.size() == (armed ? 1 : 0));
    if (armed) CHECK(gaps[0].second.link_bytes >= 9'000);
    if (armed) CHECK(gaps[0].second.link_bytes < 9'000 + 192);
    Bench removed(armed, Fault(FaultId::SurpriseRemoval, nth(2)));
    removed.start();
    removed.run_for(core::from_milliseconds(40));
    CHECK((removed.read(0) == 0xffff'ffff) == armed);
    CHECK((removed.sink.bytes.size() <= 2 * 1920) == armed);
}

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
        show_torn_counter<I2sFaultBench>(armed);
        show_torn_counter<DspFaultBench>(armed);
    }
    show_lagging_half<I2sFaultBench>();
    show_lagging_half<DspFaultBench>();
}

FAULT_TEST(CounterHalvesMixed, "Q-37 counter-halves-mixed: the position is right until 4 GiB and wrong after") {
    for (const bool armed : {false, true}) {
        show_mixed_halves<I2sFaultBench>(armed);
        show_mixed_halves<DspFaultBench>(armed);
    }
}

FAULT_TEST(GarbageCounter, "Q-41 garbage-counter: now and then an absurd position") {
    for (const bool armed : {false, true}) {
        show_garbage<I2sFaultBench>(armed);
        show_garbage<DspFaultBench>(armed);
    }
}

FAULT_TEST(CounterSurvivesResume,
           "Q-43 counter-survives-resume: after a stream reset the position goes on where it was") {
    for (const bool armed : {false, true}) {
        i2s::Parameters parameters;
        parameters.position_start = 100'000;
        I2sFaultBench bench(armed, Fault(FaultId::CounterSurvivesResume), parameters);
        bench.write(sctl, 4); // RST; nothing to survive yet
        bench.start();
        bench.run_for(core::from_milliseconds(30));
        bench.write(sctl, 0);
        bench.run_for(core::from_milliseconds(1));
        const std::uint64_t reached = bench.counter();
        bench.write(sctl, 4); // RST
        INFO("armed " << armed);
        CHECK(reached > 105'000);
        CHECK(bench.counter() == (armed ? reached : 100'000));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        CHECK((bench.counter() > reached) == armed);
        CHECK((bench.counter() < 102'000) == !armed);
    }
}

TEST_CASE("Q-43 counter-survives-resume in the dsp: a link counter that should be 0 after a pause goes on") {
    for (const bool armed : {false, true}) {
        dsp::Parameters parameters;
        parameters.llp_reset_on_resume = true;
        DspFaultBench bench(armed, Fault(FaultId::CounterSurvivesResume).with(Parameter::Size, 64), parameters);
        bench.start();
        bench.run_for(core::from_milliseconds(30));
        bench.stop();
        const std::uint64_t reached = bench.counter();
        bench.set_run(DspBench::out0, true);
        INFO("armed " << armed);
        CHECK(reached > 5'000);
        CHECK(bench.counter() == (armed ? reached + 64 : 0));
        bench.run_for(core::from_milliseconds(5));
        CHECK((bench.counter() > reached + 64 + 900) == armed);
        CHECK((bench.counter() < 2'000) == !armed);
    }
}

TEST_CASE("Q-43 counter-survives-resume in the dsp: a link counter outlives the firmware") {
    for (const bool armed : {false, true}) {
        dsp::Parameters parameters;
        parameters.llp_start = 40'000;
        DspFaultBench bench(armed, Fault(FaultId::CounterSurvivesResume), parameters);
        bench.start();
        bench.run_for(core::from_milliseconds(30));
        const std::uint64_t reached = bench.counter();
        bench.controller.enter_d3();
        bench.controller.leave_d3();
        INFO("armed " << armed);
        CHECK(reached > 45'000);
        CHECK(bench.counter() == (armed ? reached : 40'000));
    }
}

TEST_CASE("the I2S block and the DSP can be stalled and removed") {
    for (const bool armed : {false, true}) {
        INFO("armed " << armed);
        show_stall_and_removal<I2sFaultBench>(armed);
        show_stall_and_removal<DspFaultBench>(armed);
    }
}
