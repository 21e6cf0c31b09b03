// SPDX-License-Identifier: MIT
//
// When the I2S/TDM block does what: bursts, interrupts, positions of the three granularities, drift; and that looking
// at it, or scheduling every burst, changes nothing (hwmodel.md 3a, 2.3).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/script_outcome.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

constexpr std::uint32_t position_offset = 0x40 + 0x34;
const Duration burst_time = core::from_nanoseconds(500);

i2s::Parameters with_granularity(i2s::PositionGranularity granularity) {
    i2s::Parameters parameters;
    parameters.position_granularity = granularity;
    return parameters;
}

} // namespace

TEST_CASE("i2s bursts are issued when the FIFO is down to its threshold: F leads L by 5 to 8 words") {
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    for (std::int64_t slot = 0; slot < 2000; ++slot) {
        bench.run_until(start + Duration{slot * slot_ticks} - Duration{slot == 0 ? 0 : 1});
        const EnginePosition position = bench.position(I2sBench::tx);
        const auto words = static_cast<std::int64_t>(position.issued_bytes / 2);
        CHECK(words == (std::max<std::int64_t>(slot - 1, 0) / 4 + 2) * 4);
        CHECK(bench.read(0x40 + 0x1c) == static_cast<std::uint32_t>(words - std::max<std::int64_t>(slot - 1, 0)));
    }
}

TEST_CASE("i2s position is a staircase of bursts, segments or laps") {
    SECTION("burst") {
        I2sBench bench(with_granularity(i2s::PositionGranularity::Burst));
        bench.program(I2sBench::tx, two_segments);
        const TimePoint start = bench.start(I2sBench::tx);
        CHECK(bench.read(position_offset) == 16);
        for (std::int64_t burst = 2; burst < 1000; ++burst) {
            const TimePoint arrival = start + Duration{(burst - 1) * 4 * slot_ticks} + burst_time;
            bench.run_until(arrival - Duration{1});
            CHECK(bench.read(position_offset) == burst * 8);
            bench.run_until(arrival);
            CHECK(bench.read(position_offset) == (burst + 1) * 8);
        }
    }
    SECTION("segment") {
        I2sBench bench(with_granularity(i2s::PositionGranularity::Segment));
        bench.program(I2sBench::tx, two_segments);
        const TimePoint start = bench.start(I2sBench::tx);
        for (std::int64_t segment = 1; segment < 10; ++segment) {
            const TimePoint end = start + Duration{(segment * 960 - 8) * slot_ticks} + burst_time;
            bench.run_until(end - Duration{1});
            CHECK(bench.read(position_offset) == (segment - 1) * 1920);
            bench.run_until(end);
            CHECK(bench.read(position_offset) == segment * 1920);
        }
    }
    SECTION("descriptor") {
        I2sBench bench(with_granularity(i2s::PositionGranularity::Descriptor));
        bench.program(I2sBench::tx, two_segments);
        const TimePoint start = bench.start(I2sBench::tx);
        for (std::int64_t lap = 1; lap < 5; ++lap) {
            const TimePoint end = start + Duration{(lap * 1920 - 8) * slot_ticks} + burst_time;
            bench.run_until(end - Duration{1});
            CHECK(bench.read(position_offset) == (lap - 1) * 3840);
            bench.run_until(end);
            CHECK(bench.read(position_offset) == lap * 3840);
        }
    }
}

TEST_CASE("the i2s position wraps at 4 GiB, which a start value brings near") {
    i2s::Parameters parameters;
    parameters.position_start = 0xffff'ff00;
    I2sBench bench(parameters);
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    CHECK(bench.read(position_offset) == 0xffff'ff10);
    bench.run_slots(120);
    CHECK(bench.read(position_offset) == 0xffff'ff00u + 15u * 16u + 16u - 16u + 8u);
    bench.run_slots(8);
    CHECK(bench.read(position_offset) == 8);
}

TEST_CASE("an i2s interrupt comes when a segment's last burst has arrived, eight words before its last word has left") {
    I2sBench bench;
    Recorder recorder(bench.simulation);
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_until(start + Duration{952 * slot_ticks} + burst_time - Duration{1});
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.run_until(start + Duration{952 * slot_ticks} + burst_time);
    CHECK(bench.controller.interrupt_line().raised());
    const auto completed = recorder.all<BufferCompleted>();
    REQUIRE(completed.size() == 1);
    CHECK(completed[0].second.fetched_bytes == 1920);
    CHECK(completed[0].second.link_bytes == 952 * 2);
}

TEST_CASE("a late write to an i2s buffer is heard until its burst is issued") {
    const std::int64_t ticks = GENERATE(-1, 0);
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    // Word 102 is in the burst of words 100 to 103, issued when 96 words have left.
    bench.run_until(start + Duration{96 * slot_ticks + ticks});
    bench.poke(I2sBench::tx, 204, std::byte{9});
    bench.run_slots(200);
    bench.controller.before_cpu_access();
    REQUIRE(bench.sink.bytes.size() > 204);
    CHECK((bench.sink.bytes[204] == std::byte{9}) == (ticks < 0));
}

TEST_CASE("the i2s sample clock is MCLK's and nobody else's") {
    const std::int64_t ppb = GENERATE(0, 37'001, -250'000);
    const auto [numerator, denominator, rate] =
        GENERATE(std::tuple{1u, 2u, 48'000}, std::tuple{147u, 320u, 44'100}, std::tuple{2u, 1u, 192'000});
    i2s::Parameters parameters;
    parameters.mclk_ppb = ppb;
    I2sBench bench(parameters);
    bench.program(I2sBench::tx, two_segments, 0x11, 2, numerator, denominator);
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_until(start + core::from_seconds(20));
    const __int128 exact = static_cast<__int128>(rate) * 20 * (1'000'000'000 + ppb) / 1'000'000'000;
    const auto frames = static_cast<std::int64_t>(bench.position(I2sBench::tx).link_bytes / 4);
    CHECK(frames >= static_cast<std::int64_t>(exact) - 1);
    CHECK(frames <= static_cast<std::int64_t>(exact) + 1);
    CHECK(bench.controller.side(0).format().rate_hz == static_cast<std::uint32_t>(rate));
}

namespace {

/// Both sides run a random script: formats, segment sizes, stalls, pauses, late writes, late returns. `looks` adds
/// looks at random moments; their draws come from another site, so that the script stays the same.
ScriptOutcome run_script(std::uint64_t seed, bool event_per_burst, bool looks) {
    core::Choices choices(seed);
    core::ChoiceSite &script = choices.site("script");
    core::ChoiceSite &look = choices.site("look");
    const auto draw = [&](std::uint64_t bound) { return choices.draw(script, bound); };
    i2s::Parameters parameters;
    parameters.trace_bursts = event_per_burst;
    parameters.fifo_words = static_cast<std::uint32_t>(8 + draw(3) * 12);
    parameters.burst_words = static_cast<std::uint32_t>(1 + draw(6));
    parameters.threshold_words = static_cast<std::uint32_t>(1 + draw(6));
    parameters.burst_time = core::from_nanoseconds(static_cast<std::int64_t>(draw(4) * 1300));
    parameters.software_owned_segments = draw(2) == 0;
    parameters.slot_rotation = draw(2) == 0;
    parameters.mclk_ppb = static_cast<std::int64_t>(draw(200'000)) - 100'000;
    parameters.mclk_drift = drawn_drift(draw);
    I2sBench bench(parameters, seed);
    ByteSource source;
    bench.controller.attach_source(source);
    Recorder recorder(bench.simulation);
    for (const unsigned side : {I2sBench::tx, I2sBench::rx}) {
        const auto channels = static_cast<std::uint32_t>(1 + draw(4));
        const bool wide = draw(2) == 0;
        std::vector<std::uint32_t> segments;
        for (std::uint64_t i = 2 + draw(3); i != 0; --i)
            segments.push_back(static_cast<std::uint32_t>((1 + draw(300)) * channels * (wide ? 4 : 2)));
        bench.program(side, segments, (wide ? 0x40 : 0x10) | (channels - 1),
                      channels + static_cast<std::uint32_t>(draw(3)), draw(2) == 0 ? 147 : 160, 320);
        fill_with_ramp(bench.side_buffer(side), 16 * page_size_bytes);
        bench.own(side, 0x1f);
        bench.write(I2sBench::side(side), draw(4) == 0 ? 3 : 1);
    }
    std::array<std::uint32_t, 2> state{1, 1};
    for (int step = 0; step < 40; ++step) {
        const TimePoint until = bench.now() + Duration{static_cast<std::int64_t>(1 + draw(2'000'000'000))};
        while (looks) {
            const TimePoint when =
                bench.now() + Duration{static_cast<std::int64_t>(1 + choices.draw(look, 300'000'000))};
            if (when >= until) break;
            bench.run_until(when);
            if (choices.draw(look, 2) == 0) bench.controller.before_cpu_access();
            bench.position(static_cast<unsigned>(choices.draw(look, 2)));
            bench.position_register(static_cast<unsigned>(choices.draw(look, 2)));
        }
        bench.run_until(until);
        const auto side = static_cast<unsigned>(draw(2));
        switch (draw(6)) {
        case 0:
            state[side] = static_cast<std::uint32_t>(draw(4));
            bench.write(I2sBench::side(side), state[side]);
            break;
        case 1:
            bench.controller.stall_dma(bench.now() + Duration{static_cast<std::int64_t>(draw(400'000'000))});
            break;
        case 2:
            bench.poke(side, draw(4096), static_cast<std::byte>(draw(256)));
            break;
        case 3:
            bench.write(I2sBench::side(side) + 0x04, 0x77);
            break;
        default:
            bench.own(side, static_cast<std::uint32_t>(draw(32)));
            bench.write(I2sBench::side(side), 3);
            break;
        }
    }
    bench.write(0x40, 0);
    bench.write(0x80, 0);
    bench.run_for(core::from_milliseconds(5));
    return outcome_of(bench, source, recorder, bench.side_buffer(1));
}

} // namespace

TEST_CASE("i2s bursts worked out afterwards are the bursts that events would have made, and looking changes nothing") {
    compare_scripts(run_script, 300, 100'000, 1'000);
}

TEST_CASE("the same i2s script leaves the same trace") {
    CHECK(run_script(77, false, false).hash == run_script(77, false, false).hash);
    CHECK(run_script(77, false, false).hash != run_script(78, false, false).hash);
}

TEST_CASE("a steady i2s stream costs two or three events per segment, not one per burst") {
    I2sBench bench;
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    std::size_t events = 0;
    const TimePoint end = bench.now() + core::from_seconds(1);
    while (bench.simulation.timeline.next_time() <= end) {
        bench.simulation.timeline.run_next();
        ++events;
    }
    CHECK(events >= 100);
    CHECK(events <= 300);
}
