// SPDX-License-Identifier: MIT
//
// What the DSP's host DMA moves and when: prefill, chunks, late writes, gaps; and that looking at it, or scheduling
// every chunk, changes nothing (hwmodel.md 3d).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/dsp_bench.hpp"
#include "tests/hwmodel/script_outcome.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

const Duration chunk_time = core::from_microseconds(40);

std::uint32_t heard_word(const DspBench &bench, std::size_t frame) {
    std::uint32_t value = 0;
    std::memcpy(&value, bench.sink.bytes.data() + frame * 4, 4);
    return value;
}

} // namespace

TEST_CASE("the dsp link starts when the prefill is complete") {
    const std::uint32_t prefill_ms = GENERATE(2u, 5u, 30u);
    dsp::Parameters parameters;
    parameters.prefill_ms = prefill_ms;
    DspBench bench(parameters);
    bench.program(DspBench::out0, {19'200, 19'200}); // 100 ms each
    CHECK(bench.read(0xc0 + 0x1c) == prefill_ms * 192);
    const TimePoint run = bench.now();
    bench.set_run(DspBench::out0, true);
    const TimePoint filled = run + chunk_time * static_cast<std::int64_t>(prefill_ms);
    bench.run_until(filled - Duration{1});
    CHECK(bench.position(DspBench::out0).fetched_bytes == (prefill_ms - 1) * 192);
    CHECK((bench.status(DspBench::out0) & 0x100) == 0);
    bench.run_until(filled);
    CHECK(bench.position(DspBench::out0).fetched_bytes == prefill_ms * 192);
    bench.run_until(filled + Duration{link_frame_ticks});
    REQUIRE(bench.sink.starts.size() == 1);
    CHECK(bench.sink.starts[0] >= filled);
    CHECK((bench.status(DspBench::out0) & 0x100) != 0);
}

TEST_CASE("the dsp stays between prefill less a chunk and prefill ahead of the link") {
    const std::uint32_t prefill_ms = GENERATE(2u, 10u, 50u);
    const std::uint32_t burst_ms = GENERATE(1u, 4u);
    dsp::Parameters parameters;
    parameters.prefill_ms = prefill_ms;
    parameters.host_burst_ms = burst_ms;
    DspBench bench(parameters);
    bench.program(DspBench::out0, {38'400, 38'400}); // 200 ms each: whole chunks
    const TimePoint start = bench.start(DspBench::out0);
    const std::uint64_t most = std::max(prefill_ms, 2 * burst_ms) * 192ull;
    for (std::int64_t frame = 0; frame < 30'000; frame += 7) {
        bench.run_until(start + Duration{frame * link_frame_ticks});
        const EnginePosition position = bench.position(DspBench::out0);
        REQUIRE(position.link_bytes == static_cast<std::uint64_t>(frame) * 4);
        REQUIRE(position.issued_bytes - position.link_bytes <= most);
        REQUIRE(position.issued_bytes - position.link_bytes > most - 2 * burst_ms * 192);
    }
}

TEST_CASE("a late write to a dsp buffer is heard until its chunk is issued: up to the prefill before the link") {
    const std::uint32_t prefill_ms = GENERATE(2u, 20u);
    const std::int64_t ticks = GENERATE(-1, 0);
    dsp::Parameters parameters;
    parameters.prefill_ms = prefill_ms;
    DspBench bench(parameters);
    bench.program(DspBench::out0, {19'200, 19'200});
    const TimePoint start = bench.start(DspBench::out0);
    // Frame 4801 lies in the chunk that begins with frame 4800; it is issued when all but a chunk of the prefill is
    // left.
    const std::int64_t issued = 4800 - std::int64_t{prefill_ms - 1} * 48;
    bench.run_until(start + Duration{issued * link_frame_ticks + ticks});
    bench.poke(DspBench::out0, 4801 * 4, std::byte{9});
    bench.run_frames(5000);
    bench.controller.before_cpu_access();
    REQUIRE(bench.sink.bytes.size() > 4801 * 4);
    CHECK((heard_word(bench, 4801) == 9) == (ticks < 0));
}

TEST_CASE("dsp render plays and capture records the ring in order") {
    const std::uint32_t format = GENERATE(0x0011u, 0x4011u, 0x0831u); // 48k/16/2, 44.1k/16/2, 96k/24/2
    DspBench bench;
    const std::uint32_t size = format == 0x0831 ? 3840u : format == 0x4011 ? 1764u : 1920u;
    fill_with_ramp(bench.stream_buffer(DspBench::out0), 2 * size);
    bench.program(DspBench::out0, {size, size}, format);
    bench.program(DspBench::in0, {size, size}, format);
    bench.start(DspBench::out0);
    bench.start(DspBench::in0);
    bench.run_for(core::from_milliseconds(95));
    bench.controller.before_cpu_access();
    const std::size_t words = bench.sink.bytes.size() / 4;
    REQUIRE(words > 4000);
    for (std::size_t i = 0; i < words; ++i)
        REQUIRE(heard_word(bench, i) == i % (size / 2));
    // What was recorded last lies behind what was recorded first; together they are consecutive.
    const std::uint64_t recorded = bench.position(DspBench::in0).fetched_bytes / 4;
    for (std::uint64_t i = recorded - size / 2; i < recorded; ++i) {
        std::uint32_t value;
        std::memcpy(&value, bench.stream_buffer(DspBench::in0) + i % (size / 2) * 4, 4);
        REQUIRE(value == i);
    }
    CHECK(bench.sink.starved_frames == 0);
    CHECK(bench.source.lost_blocks == 0);
}

TEST_CASE("44.1 kHz behind the dsp has the cadence of the HDA link: 147 blocks in 160 frames") {
    DspBench bench;
    bench.program(DspBench::out0, {1764, 1764}, 0x4011);
    const TimePoint start = bench.start(DspBench::out0);
    for (std::int64_t frame = 1; frame < 2000; frame += 13) {
        bench.run_until(start + Duration{frame * link_frame_ticks});
        CHECK(bench.position(DspBench::out0).link_bytes == static_cast<std::uint64_t>((147 * frame + 159) / 160) * 4);
    }
}

TEST_CASE("a paused dsp stream stops with the frame and loses nothing") {
    DspBench bench;
    fill_with_ramp(bench.stream_buffer(DspBench::out0), 3840);
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    bench.run_until(start + Duration{1000 * link_frame_ticks + 1});
    bench.set_run(DspBench::out0, false);
    CHECK((bench.read(0xc0) & 1) == 1);
    bench.run_until(start + Duration{1001 * link_frame_ticks} - Duration{1});
    CHECK((bench.read(0xc0) & 1) == 1);
    bench.run_until(start + Duration{1001 * link_frame_ticks});
    CHECK((bench.read(0xc0) & 1) == 0);
    bench.run_frames(5000);
    bench.start(DspBench::out0);
    bench.run_frames(1000);
    bench.controller.before_cpu_access();
    REQUIRE(bench.sink.bytes.size() == 2001 * 4);
    for (std::size_t i = 0; i < 2001; ++i)
        REQUIRE(heard_word(bench, i) == i % 960);
}

TEST_CASE("a dsp packet is complete when its last chunk has arrived") {
    DspBench bench;
    Recorder recorder(bench.simulation);
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    const TimePoint end = start + Duration{(480 - 96) * link_frame_ticks} + chunk_time; // chunk 9 of 0..9
    bench.run_until(end - Duration{1});
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.run_until(end);
    CHECK(bench.controller.interrupt_line().raised());
    const auto completed = recorder.all<BufferCompleted>();
    REQUIRE(completed.size() == 1);
    CHECK(completed[0].second.fetched_bytes == 1920);
}

TEST_CASE("a bus stall shorter than the dsp's prefill is not heard, a longer one is") {
    const bool longer = GENERATE(false, true);
    dsp::Parameters parameters;
    parameters.prefill_ms = 10;
    DspBench bench(parameters);
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.run_frames(480);
    bench.controller.stall_dma(bench.now() + core::from_microseconds(longer ? 11'000 : 8'900));
    bench.run_frames(2000);
    bench.controller.before_cpu_access();
    CHECK(((bench.status(DspBench::out0) & 2) != 0) == longer);
    CHECK((bench.sink.starved_frames != 0) == longer);
}

TEST_CASE("a dsp buffer out of reach ends the stream with ERR") {
    DspBench bench;
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.run_frames(100);
    bench.controller.before_cpu_access();
    bench.memory.unmap(bench.buffer.address(), 64);
    bench.run_frames(500);
    CHECK((bench.status(DspBench::out0) & 4) != 0);
    CHECK((bench.read(0xc0) & 1) == 0);
    CHECK(bench.controller.interrupt_line().raised());
}

namespace {

ScriptOutcome run_script(std::uint64_t seed, bool event_per_chunk, bool looks) {
    core::Choices choices(seed);
    core::ChoiceSite &script = choices.site("script");
    core::ChoiceSite &look = choices.site("look");
    const auto draw = [&](std::uint64_t bound) { return choices.draw(script, bound); };
    dsp::Parameters parameters;
    parameters.trace_bursts = event_per_chunk;
    parameters.host_burst_ms = static_cast<std::uint32_t>(1 + draw(4));
    parameters.prefill_ms = static_cast<std::uint32_t>(2 + draw(20));
    parameters.chunk_time = core::from_microseconds(static_cast<std::int64_t>(draw(400)));
    parameters.link_ppb = static_cast<std::int64_t>(draw(200'000)) - 100'000;
    parameters.link_drift = drawn_drift(draw);
    DspBench bench(parameters, seed);
    ByteSource source;
    bench.controller.attach_source(source);
    Recorder recorder(bench.simulation);
    constexpr std::array<std::uint32_t, 4> formats{0x0011, 0x4011, 0x0831, 0x0A11};
    constexpr std::array<std::uint32_t, 4> blocks{4, 4, 8, 4};
    for (const unsigned stream : {DspBench::in0, DspBench::out0}) {
        const std::uint64_t format = draw(4);
        std::vector<std::uint32_t> pieces;
        for (std::uint64_t i = 2 + draw(3); i != 0; --i)
            pieces.push_back(static_cast<std::uint32_t>(1 + draw(1500)) * blocks[format]);
        fill_with_ramp(bench.stream_buffer(stream), 16 * page_size_bytes);
        bench.program(stream, pieces, formats[format]);
        bench.set_run(stream, true);
    }
    for (int step = 0; step < 30; ++step) {
        const TimePoint until = bench.now() + Duration{static_cast<std::int64_t>(1 + draw(12'000'000'000))};
        while (looks) {
            const TimePoint when =
                bench.now() + Duration{static_cast<std::int64_t>(1 + choices.draw(look, 2'000'000'000))};
            if (when >= until) break;
            bench.run_until(when);
            if (choices.draw(look, 2) == 0) bench.controller.before_cpu_access();
            bench.position(static_cast<unsigned>(choices.draw(look, 4)));
            bench.link_counter(static_cast<unsigned>(choices.draw(look, 4)));
        }
        bench.run_until(until);
        const unsigned stream = draw(2) == 0 ? DspBench::in0 : DspBench::out0;
        switch (draw(5)) {
        case 0:
            bench.set_run(stream, false);
            break;
        case 1:
            bench.controller.stall_dma(bench.now() + Duration{static_cast<std::int64_t>(draw(12'000'000'000))});
            break;
        case 2:
            bench.poke(stream, draw(8192), static_cast<std::byte>(draw(256)));
            break;
        case 3:
            bench.write(DspBench::bank(stream) + 0x04, 7);
            break;
        default:
            bench.set_run(stream, true);
            break;
        }
    }
    bench.set_run(DspBench::in0, false);
    bench.set_run(DspBench::out0, false);
    bench.run_for(core::from_milliseconds(30));
    return outcome_of(bench, source, recorder, bench.stream_buffer(0));
}

} // namespace

TEST_CASE("dsp chunks worked out afterwards are the chunks that events would have made, and looking changes nothing") {
    compare_scripts(run_script, 150, 10'000, 1'000);
}

TEST_CASE("the same dsp script leaves the same trace") {
    CHECK(run_script(5, false, false).hash == run_script(5, false, false).hash);
    CHECK(run_script(5, false, false).hash != run_script(6, false, false).hash);
}
