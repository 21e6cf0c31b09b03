// SPDX-License-Identifier: MIT
//
// Oscillators that drift inside the models: what an engine, WALCLK and a codec without registers show of a step, a ramp
// and a walk; and the wraps of counters within the first second (hwmodel.md 2.1, 2.8, V-13).
#include "tests/support/catch.hpp"

#include "hwmodel/free_running/codec.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using Shape = core::Drift::Shape;

namespace {

/// Times between the completions of packets, in ticks.
std::vector<std::int64_t> packet_spacings(HdaBench &bench, Duration length) {
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(length);
    std::vector<std::int64_t> spacings;
    const auto completions = recorder.all<BufferCompleted>();
    for (std::size_t i = 1; i < completions.size(); ++i)
        spacings.push_back((completions[i].first - completions[i - 1].first).count());
    return spacings;
}

constexpr std::int64_t ten_milliseconds = 6'000'000'000;

} // namespace

TEST_CASE("a step of the link clock shortens every packet after it, and none before") {
    auto parameters = hda::Parameters::ideal();
    parameters.bclk_drift = {Shape::Step, {1'000'000}, core::from_milliseconds(500)};
    HdaBench bench(parameters);
    const auto spacings = packet_spacings(bench, core::from_seconds(1));
    REQUIRE(spacings.size() > 90);
    CHECK(spacings[0] == ten_milliseconds);
    CHECK(spacings[40] == ten_milliseconds);
    CHECK(std::abs(spacings[60] - ten_milliseconds * 1000 / 1001) <= 1);
    CHECK(std::abs(spacings.back() - ten_milliseconds * 1000 / 1001) <= 1);
    CHECK(bench.sink.starved_frames == 0);
}

TEST_CASE("a ramp of the link clock changes the packets' length little by little") {
    auto parameters = hda::Parameters::ideal();
    parameters.bclk_drift = {Shape::Ramp, {-1'000'000}, core::from_milliseconds(100), core::from_milliseconds(800)};
    HdaBench bench(parameters);
    const auto spacings = packet_spacings(bench, core::from_seconds(1));
    CHECK(spacings[0] == ten_milliseconds);
    for (std::size_t i = 1; i < spacings.size(); ++i)
        REQUIRE(spacings[i] >= spacings[i - 1] - 1); // one tick of rounding
    CHECK(std::abs(spacings.back() - ten_milliseconds * 1000 / 999) <= 1);
    const std::int64_t half_way = ten_milliseconds * 2000 / 1999;
    CHECK(std::abs(spacings[49] - half_way) < ten_milliseconds / 50'000); // within 20 ppm of 500
}

TEST_CASE("V-13: a link clock that is off by 100 ppm slips a packet of 480 frames in 100 s") {
    auto parameters = hda::Parameters::ideal();
    parameters.bclk_drift = {Shape::Step, {100'000}, Duration{}};
    HdaBench bench(parameters);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    bench.run_until(start + core::from_seconds(10));
    CHECK(bench.position(out0).link_bytes == 4u * (480'000 + 48));
    bench.run_until(start + core::from_seconds(100));
    CHECK(bench.position(out0).link_bytes == 4u * (4'800'000 + 480));
}

TEST_CASE("WALCLK and the link position come from one oscillator, however it wanders") {
    auto parameters = hda::Parameters::ideal();
    parameters.bclk_drift = {Shape::Walk, {2'000'000}, Duration{}, core::from_milliseconds(3)};
    parameters.walclk_start = 0xfff0'0000; // wraps in the meantime, 43 ms after the link has come up
    HdaBench bench(parameters);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_to_link_start(out0);
    const std::uint32_t at_start = bench.read(0x30, 4);
    for (int i = 0; i < 900; ++i) {
        bench.run_for(core::from_microseconds(1037));
        const std::uint32_t cycles = bench.read(0x30, 4) - at_start; // modulo 2^32
        REQUIRE(bench.position(out0).link_bytes == 4u * (cycles / 500));
    }
    CHECK(bench.read(0x30, 4) < at_start);
    CHECK(bench.sink.starved_frames == 0);
}

TEST_CASE("an engine on a drifting clock that is looked at all the time does what it does unobserved") {
    auto parameters = hda::Parameters(); // with all spread
    parameters.bclk_drift = {Shape::Walk, {500'000}, Duration{}, core::from_milliseconds(1)};
    const auto run = [&](bool looking) {
        HdaBench bench(parameters, 3);
        fill_with_ramp(bench.engine_buffer(out0), 3840);
        Recorder recorder(bench.simulation);
        bench.program(out0, 0x4011, {{1764}, {1764}});
        bench.set_run(out0, true);
        for (int i = 0; i < 3000; ++i) {
            bench.run_for(core::from_microseconds(100));
            if (looking) bench.position(out0);
        }
        bench.position(out0); // the sink hears up to now
        std::vector<std::int64_t> moments;
        for (const auto &[when, record] : recorder.all<BufferCompleted>())
            moments.push_back(core::ticks_of(when));
        return std::make_pair(moments, bench.sink.bytes.size());
    };
    const auto unseen = run(false);
    CHECK(unseen.first.size() == 30);
    CHECK(unseen == run(true));
}

TEST_CASE("the codec without registers drifts at its own clock, through pause and resume") {
    free_running::Parameters parameters;
    parameters.clock_drift = {Shape::Step, {1'000'000}, core::from_seconds(2)};
    core::Simulation simulation(1);
    PhysicalMemory memory(simulation);
    free_running::Codec codec(simulation, memory, parameters);
    MappedPages packets(memory, 2);
    const auto run_until = [&](TimePoint when) {
        while (simulation.timeline.next_time() <= when)
            simulation.timeline.run_next();
        simulation.timeline.pass_to(when);
    };
    auto &engine = codec.start(free_running::Direction::Output, 1, {{packets.address(), 1920}}, {48'000, 16, 2});
    run_until(core::power_on + core::from_seconds(1));
    CHECK(engine.position().link_bytes == 4u * 48'000);
    codec.pause(engine);
    run_until(core::power_on + core::from_milliseconds(1500));
    codec.resume(engine);
    run_until(core::power_on + core::from_seconds(2));
    CHECK(engine.position().link_bytes == 4u * 72'000);
    run_until(core::power_on + core::from_seconds(3));
    CHECK(engine.position().link_bytes == 4u * (72'000 + 48'048));
    codec.release(engine);
}

TEST_CASE("LPIB runs through whole laps from the first second on") {
    HdaBench bench;
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_to_link_start(out0);
    unsigned laps = 0;
    std::uint32_t before = 0;
    for (int i = 0; i < 4000; ++i) {
        bench.run_for(core::from_microseconds(250));
        const std::uint32_t position = bench.read(HdaBench::descriptor(out0) + 0x04, 4);
        REQUIRE(position < 3840);
        if (position < before) ++laps;
        before = position;
    }
    CHECK(laps == 50); // 20 ms each
}
