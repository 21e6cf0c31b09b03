// SPDX-License-Identifier: MIT
//
// what a driver reads of faulty positions and clocks (hwmodel.md
// section 4). Every script also runs without the fault, and then shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

/// Reads of LPIB every 100 us, and of the position buffer.
struct Readings {
    std::vector<std::uint32_t> link;
    std::vector<std::uint32_t> posted;
    std::vector<std::uint64_t> truth; ///< L, as an instrument sees it
};
Readings read_positions(FaultBench &bench, Duration length, Duration step = core::from_microseconds(100)) {
    Readings readings;
    for (Duration t{}; t < length; t += step) {
        bench.run_for(step);
        readings.link.push_back(bench.link_position());
        readings.posted.push_back(bench.posted_position(out0));
        readings.truth.push_back(bench.position(out0).link_bytes);
    }
    return readings;
}

std::size_t steps_back(const std::vector<std::uint32_t> &values) {
    std::size_t found = 0;
    for (std::size_t i = 1; i < values.size(); ++i)
        found += values[i] < values[i - 1] && values[i - 1] - values[i] < 1920; // a wrap goes further back
    return found;
}

Trigger with_probability(std::uint32_t ppb) {
    Trigger trigger;
    trigger.probability_ppb = ppb;
    return trigger;
}

} // namespace

FAULT_TEST(PositionStuck, "Q-27 position-stuck: a constant position while interrupts are fine") {
    for (const std::int64_t mode : {-1, 0, 1, 2}) {
        Fault fault(FaultId::PositionStuck, at_time(5));
        fault.with(Parameter::Mode, mode < 0 ? 0 : mode);
        FaultBench bench(mode >= 0, fault);
        bench.start();
        bench.run_for(core::from_milliseconds(6));
        const Readings readings = read_positions(bench, core::from_milliseconds(9));
        INFO("mode " << mode);
        const std::set<std::uint32_t> link(readings.link.begin(), readings.link.end());
        const std::set<std::uint32_t> posted(readings.posted.begin(), readings.posted.end());
        CHECK((link.size() == 1) == (mode == 0 || mode == 1));
        CHECK((posted.size() == 1) == (mode == 0 || mode == 2));
        CHECK(bench.completions().size() == 1);
    }
    FaultBench ones(true, Fault(FaultId::PositionStuck).with(Parameter::Value, 0xffff'ffff));
    ones.start();
    ones.run_for(core::from_milliseconds(6));
    CHECK(ones.link_position() == 0xffff'ffff);
    CHECK(ones.posted_position(out0) == 0xffff'ffff);
}

FAULT_TEST(PositionBackward, "Q-28 position-backward: now and then the position makes a small step back") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed,
                         Fault(FaultId::PositionBackward, with_probability(200'000'000)).with(Parameter::Size, 128));
        bench.start();
        bench.run_for(core::from_milliseconds(2));
        const Readings readings = read_positions(bench, core::from_milliseconds(60));
        INFO("armed " << armed);
        CHECK((steps_back(readings.link) > 40) == armed);
        CHECK((steps_back(readings.link) == 0) == !armed);
        CHECK((steps_back(readings.posted) > 0) == armed);
        for (std::size_t i = 0; i < readings.link.size(); ++i) {
            const std::uint32_t back =
                static_cast<std::uint32_t>(readings.truth[i] % 3840 + 3840 - readings.link[i]) % 3840;
            CHECK((back == 0 || back == 128));
        }
    }
}

FAULT_TEST(PositionAhead, "Q-29 position-ahead: the position is 192 bytes ahead of the sound") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::PositionAhead).with(Parameter::Size, 192));
        bench.start();
        bench.run_for(core::from_milliseconds(2));
        const Readings readings = read_positions(bench, core::from_milliseconds(5));
        INFO("armed " << armed);
        for (std::size_t i = 0; i < readings.link.size(); ++i)
            CHECK(readings.link[i] - readings.truth[i] == (armed ? 192 : 0));
    }
}

FAULT_TEST(PositionDelayed, "Q-30 position-delayed: the position is 32 frames late") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::PositionDelayed).with(Parameter::Frames, 32));
        bench.start();
        INFO("armed " << armed);
        bench.run_for(core::from_microseconds(400));
        CHECK((bench.link_position() == 0) == armed); // not below zero
        const Readings readings = read_positions(bench, core::from_milliseconds(5));
        for (std::size_t i = 10; i < readings.link.size(); ++i)
            CHECK(readings.truth[i] - readings.link[i] == (armed ? 128 : 0));
    }
}

FAULT_TEST(PositionCoarse, "Q-31 position-coarse: the position is a staircase of 10 ms") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::PositionCoarse).with(Parameter::Size, 1920));
        bench.start();
        const Readings readings = read_positions(bench, core::from_milliseconds(60));
        INFO("armed " << armed);
        const std::set<std::uint32_t> values(readings.link.begin(), readings.link.end());
        CHECK((values == std::set<std::uint32_t>{0, 1920}) == armed);
        CHECK((values.size() > 100) == !armed);
    }
}

FAULT_TEST(PositionModuloPeriod, "Q-32 position-modulo-period: the position says where in a buffer, not in which") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::PositionModuloPeriod));
        bench.start();
        const Readings readings = read_positions(bench, core::from_milliseconds(60));
        INFO("armed " << armed);
        CHECK((*std::max_element(readings.link.begin(), readings.link.end()) < 1920) == armed);
        for (std::size_t i = 0; i < readings.link.size(); ++i)
            CHECK(readings.link[i] % 1920 == readings.truth[i] % 1920);
    }
}

FAULT_TEST(PositionOverLength, "Q-33 position-over-length: the position runs past the buffer before it wraps") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::PositionOverLength).with(Parameter::Size, 96));
        bench.start();
        const Readings readings = read_positions(bench, core::from_milliseconds(60));
        INFO("armed " << armed);
        std::size_t over = 0;
        for (const std::uint32_t value : readings.link)
            over += value >= 3840;
        CHECK((over > 4) == armed); // 24 frames of each lap
        CHECK((over == 0) == !armed);
        CHECK(*std::max_element(readings.link.begin(), readings.link.end()) < 3840 + 96);
    }
}

FAULT_TEST(AccessWidth, "Q-38 access-width: a byte write clears its neighbours, a byte read of LPIB+1 gives 0") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::AccessWidth));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        const std::uint32_t sd = HdaBench::descriptor(out0);
        INFO("armed " << armed);
        CHECK((bench.read(sd + 5, 1) == 0) == armed);
        CHECK((bench.link_position() >> 8 & 0xff) != 0);
        // The bench's own byte writes have been at work: IOCE and RUN stand, the tag beside them is gone.
        CHECK((bench.read(sd, 4) >> 20 & 0xf) == (armed ? 0 : 1));
        bench.write(sd, 4, (1u << 20) | 0x1e);
        CHECK((bench.read(sd, 4) >> 20 & 0xf) == 1);
        bench.write(sd + 2, 1, 0x20);
        CHECK((bench.read(sd, 4) & 0x1c) == (armed ? 0 : 0x1c)); // half-written: the enables are gone
        CHECK((bench.read(sd, 4) >> 20 & 0xf) == 2);
    }
}

FAULT_TEST(WallClockZero, "Q-39 wall-clock-zero: WALCLK always reads 0") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::WallClockZero));
        bench.run_for(core::from_milliseconds(5));
        INFO("armed " << armed);
        CHECK((bench.wall_clock() == 0) == armed);
        CHECK((bench.read(0x2030, 4) == 0) == armed);
    }
}

FAULT_TEST(WallClockWrap, "Q-40 wall-clock-wrap: an unguarded difference of WALCLK is negative") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::WallClockWrap).with(Parameter::Value, 0xffff'0000));
        const std::int64_t first = bench.wall_clock();
        bench.run_for(core::from_milliseconds(3)); // 72000 counts, the wrap is 65536 away
        const std::int64_t second = bench.wall_clock();
        INFO("armed " << armed);
        CHECK((second < first) == armed);
        CHECK(static_cast<std::uint32_t>(second - first) == 72'000);
    }
}

FAULT_TEST(CrossTimestampOff,
           "Q-42 cross-timestamp-off: just before a frame ends, position and wall clock are a frame apart") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::CrossTimestampOff).with(Parameter::Value, 10));
        bench.start();
        bench.run_for(core::from_milliseconds(2));
        std::size_t off = 0;
        std::size_t off_elsewhere = 0;
        for (unsigned i = 0; i < 2000; ++i) {
            bench.run_for(Duration{7'330'000}); // 293 clocks and a bit: all phases of the frame
            const std::uint32_t clock = bench.wall_clock();
            const bool wrong = bench.link_position() != bench.position(out0).link_bytes % 3840;
            const bool near = clock % 500 >= 490;
            off += wrong && near;
            off_elsewhere += wrong && !near;
        }
        INFO("armed " << armed);
        CHECK((off > 20) == armed);
        CHECK((off == 0) == !armed);
        CHECK(off_elsewhere == 0);
    }
}

FAULT_TEST(ClockDrift, "Q-44 clock-drift: 500 ppm from 100 ms on, frames and wall clock alike") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::ClockDrift, at_time(100)).with(Parameter::Error, 500'000));
        bench.start();
        bench.run_for(core::from_milliseconds(100));
        const std::uint64_t frames = bench.position(out0).link_bytes / 4;
        const std::uint32_t clocks = bench.wall_clock();
        bench.run_for(core::from_seconds(2));
        INFO("armed " << armed);
        const std::int64_t further = static_cast<std::int64_t>(bench.position(out0).link_bytes / 4 - frames) - 96'000;
        CHECK(further >= (armed ? 47 : -1));
        CHECK(further <= (armed ? 49 : 1));
        CHECK(bench.wall_clock() - clocks >= 48'000'000u + (armed ? 23'990u : 0u));
        CHECK(bench.wall_clock() - clocks <= 48'000'000u + (armed ? 24'010u : 1u));
        CHECK(bench.sink.starved_frames == 0);
        const std::vector<std::uint32_t> words = bench.words_heard();
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] != i % 960) FAIL("word " << i << " is " << words[i]);
        }
    }
}

FAULT_TEST(ClockStep, "Q-45 clock-step: the slope changes at once, or over 320 ms") {
    for (const std::int64_t duration_ms : {0, 320}) {
        Fault fault(FaultId::ClockStep, at_time(100));
        fault.with(Parameter::Error, -2'000'000).with(Parameter::Duration, duration_ms * ms);
        FaultBench bench(true, fault);
        FaultBench sound(false, fault);
        bench.start();
        sound.start();
        const auto behind = [&] {
            return static_cast<std::int64_t>(sound.position(out0).link_bytes / 4) -
                   static_cast<std::int64_t>(bench.position(out0).link_bytes / 4);
        };
        const auto run = [&](std::int64_t milliseconds) {
            bench.run_for(core::from_milliseconds(milliseconds));
            sound.run_for(core::from_milliseconds(milliseconds));
        };
        run(100);
        CHECK(behind() == 0);
        run(320);
        const std::int64_t first = behind(); // 0.2 % of 15360 frames are 30.7; about half of it over a ramp
        INFO("over " << duration_ms << " ms: " << first);
        CHECK(first >= (duration_ms == 0 ? 30 : 14));
        CHECK(first <= (duration_ms == 0 ? 32 : 18));
        run(500);
        CHECK(behind() - first >= 47); // the full 0.2 %
        CHECK(behind() - first <= 49);
    }
}

TEST_CASE("Q-44 and Q-45 add to a link clock that drifts already: the errors' sum, frames and wall clock alike") {
    auto parameters = hda::Parameters::ideal();
    parameters.bclk_drift = {
        core::Drift::Shape::Ramp, {-1'000'000}, core::from_milliseconds(50), core::from_milliseconds(400)};
    for (const FaultId id : {FaultId::ClockDrift, FaultId::ClockStep}) {
        Fault fault(id, at_time(200));
        fault.with(Parameter::Error, 600'000);
        if (id == FaultId::ClockStep) fault.with(Parameter::Duration, 100 * ms);
        FaultBench bench(true, fault, parameters);
        FaultBench drifting(false, fault, parameters);
        const auto run = [&](std::int64_t milliseconds) {
            bench.run_for(core::from_milliseconds(milliseconds));
            drifting.run_for(core::from_milliseconds(milliseconds));
        };
        bench.start();
        drifting.start();
        run(200);
        CHECK(bench.position(out0).link_bytes == drifting.position(out0).link_bytes);
        CHECK(bench.wall_clock() == drifting.wall_clock());
        run(300); // both ramps are over
        const std::uint64_t frames = bench.position(out0).link_bytes / 4;
        const std::uint32_t clocks = bench.wall_clock();
        const std::uint64_t frames_drifting = drifting.position(out0).link_bytes / 4;
        run(2000);
        INFO(bench.fault().info().name);
        const auto off = [](std::uint64_t moved, std::int64_t nominal) {
            return static_cast<std::int64_t>(moved) - nominal;
        };
        CHECK(std::abs(off(drifting.position(out0).link_bytes / 4 - frames_drifting, 96'000) + 96) <= 1); // -1000 ppm
        CHECK(std::abs(off(bench.position(out0).link_bytes / 4 - frames, 96'000) + 38) <= 1); // -400 ppm: 38.4
        CHECK(std::abs(off(bench.wall_clock() - clocks, 48'000'000) + 19'200) <= 20);
        CHECK(bench.sink.starved_frames == 0);
        const std::vector<std::uint32_t> words = bench.words_heard();
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i] != i % 960) FAIL("word " << i << " is " << words[i]);
        }
    }
}

FAULT_TEST(RateSwitch, "Q-46 rate-switch: after a gap buffers complete at the pace of 44.1 kHz, FMT says 48 kHz") {
    for (const bool armed : {false, true}) {
        Fault fault(FaultId::RateSwitch, at_time(25));
        fault.with(Parameter::Rate, 44'100).with(Parameter::Delay, 5 * ms);
        FaultBench bench(armed, fault);
        bench.start();
        bench.run_for(core::from_milliseconds(100));
        INFO("armed " << armed);
        const std::vector<Service> completions = bench.completions();
        REQUIRE(completions.size() >= 6);
        const auto pace_us = core::microseconds_of(completions[5].when - completions[4].when);
        CHECK(pace_us > (armed ? 10'800 : 9'990)); // 480 / 44100 = 10884 us
        CHECK(pace_us < (armed ? 10'960 : 10'010));
        CHECK(bench.read(HdaBench::descriptor(out0) + 0x12, 2) == 0x0011);
        CHECK(bench.sink.starved_frames / 4 == (armed ? 240 / 4 : 0));
        CHECK((bench.stream_status() & 8) == 0); // no FIFO error: there is no link
    }
}
