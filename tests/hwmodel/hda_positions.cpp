// SPDX-License-Identifier: MIT
//
// What the position buffer and LPIB can carry, and when: the table of hwmodel.md 2.4. Each case compares what software
// reads with F and L as an instrument sees them.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

const std::uint32_t sd = HdaBench::descriptor(out0);

/// An output that has run for about 5 ms; the present instant is just behind a frame boundary.
struct PositionBench : HdaBench {
    explicit PositionBench(const hda::Parameters &parameters) : HdaBench(parameters) {
        program(out0, 0x0011, two_packets);
        enable_positions();
        set_run(out0, true);
        run_to_link_start(out0);
        run_frames(240);
        run_for(Duration{1});
    }
    std::uint32_t lpib() { return read(sd + 4, 4); }
};

} // namespace

TEST_CASE("the position buffer carries F, L, L + FIFO, or F minus a constant") {
    using hda::PositionSource;
    for (const PositionSource source :
         {PositionSource::Fetched, PositionSource::Link, PositionSource::LinkPlusFifo, PositionSource::FetchedMinus}) {
        auto parameters = hda::Parameters::ideal();
        parameters.posbuf_source = source;
        parameters.posbuf_minus = 128;
        PositionBench bench(parameters);
        for (int i = 0; i < 300; ++i) {
            bench.run_frames(1);
            const EnginePosition at = bench.position(out0);
            // F at the boundary: the burst issued there has not arrived when the word is sampled.
            const std::uint64_t expected = source == PositionSource::Fetched        ? at.fetched_bytes
                                           : source == PositionSource::Link         ? at.link_bytes
                                           : source == PositionSource::LinkPlusFifo ? at.link_bytes + 192
                                                                                    : at.fetched_bytes - 128;
            REQUIRE(bench.posted_position(out0) == expected % 3840);
        }
    }
}

TEST_CASE("the position buffer can lag by frames") {
    using hda::PositionSource;
    for (const PositionSource source : {PositionSource::Fetched, PositionSource::Link}) {
        auto parameters = hda::Parameters::ideal();
        parameters.posbuf_source = source;
        parameters.posbuf_lag = 32;
        PositionBench bench(parameters);
        std::vector<std::uint64_t> history;
        for (int i = 0; i < 300; ++i) {
            bench.run_frames(1);
            const EnginePosition at = bench.position(out0);
            history.push_back(source == PositionSource::Fetched ? at.fetched_bytes : at.link_bytes);
            if (history.size() > 32) REQUIRE(bench.posted_position(out0) == history[history.size() - 33] % 3840);
        }
    }
}

TEST_CASE("the position buffer can be written per burst, every n frames, or per IOC") {
    using hda::PositionUpdate;
    auto parameters = hda::Parameters::ideal();
    SECTION("per burst: right as soon as the burst has arrived") {
        parameters.posbuf_update = PositionUpdate::PerBurst;
        PositionBench bench(parameters);
        for (int i = 0; i < 300; ++i) {
            bench.run_for(core::from_microseconds(7));
            REQUIRE(bench.posted_position(out0) == bench.position(out0).fetched_bytes % 3840);
        }
    }
    SECTION("every 8 frames: one step per 8 frames") {
        parameters.posbuf_period = 8;
        parameters.posbuf_source = hda::PositionSource::Link;
        PositionBench bench(parameters);
        std::set<std::uint32_t> steps;
        unsigned moves = 0;
        std::uint32_t before = bench.posted_position(out0);
        for (int i = 0; i < 400; ++i) {
            bench.run_frames(1);
            const std::uint32_t position = bench.posted_position(out0);
            if (position == before) continue;
            ++moves;
            steps.insert((position + 3840 - before) % 3840);
            before = position;
        }
        CHECK(moves == 50);
        CHECK(steps == std::set<std::uint32_t>{32});
    }
    SECTION("per IOC: only packet boundaries") {
        parameters.posbuf_update = PositionUpdate::PerCompletion;
        HdaBench bench(parameters);
        bench.positions.set_word(out0 * 8, 0xdead);
        bench.program(out0, 0x0011, two_packets);
        bench.enable_positions();
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(5));
        CHECK(bench.posted_position(out0) == 0xdead); // nothing has completed
        std::set<std::uint32_t> seen;
        for (int i = 0; i < 1000; ++i) {
            bench.run_frames(3);
            if (bench.posted_position(out0) != 0xdead) seen.insert(bench.posted_position(out0));
        }
        CHECK(seen == std::set<std::uint32_t>{0, 1920});
    }
    SECTION("per IOC with a slow write: the boundary before, until it is there") {
        parameters.posbuf_update = PositionUpdate::PerCompletion;
        parameters.posbuf_write_delay = core::from_microseconds(5);
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(out0, 0x0011, two_packets);
        bench.enable_positions();
        bench.positions.set_word(out0 * 8, 0xdead);
        bench.set_run(out0, true);
        while (recorder.count<BufferCompleted>() < 3)
            bench.simulation.timeline.run_next();
        bench.run_for(core::from_microseconds(5) - Duration{1});
        CHECK(bench.posted_position(out0) == 0); // 2 packets = a lap
        bench.run_for(Duration{1});
        CHECK(bench.posted_position(out0) == 1920);
    }
}

TEST_CASE("the position buffer can count from the last IOC") {
    auto parameters = hda::Parameters::ideal();
    parameters.posbuf_range = hda::PositionRange::Period;
    HdaBench bench(parameters);
    // Packets of 1920 bytes in pieces, as pages would cut them: only the last piece interrupts.
    bench.program(out0, 0x0011, {{1024, false}, {896, true}, {640, false}, {1280, true}});
    bench.enable_positions();
    bench.set_run(out0, true);
    bench.run_to_link_start(out0);
    bench.run_for(Duration{1});
    for (int i = 0; i < 2000; ++i) {
        bench.run_frames(1);
        REQUIRE(bench.posted_position(out0) == bench.position(out0).fetched_bytes % 1920);
    }
}

TEST_CASE("LPIB carries L, F, or L + FIFO, and can lag") {
    using hda::LinkPositionSource;
    for (const std::uint32_t lag : {0u, 16u}) {
        for (const LinkPositionSource source :
             {LinkPositionSource::Link, LinkPositionSource::Fetched, LinkPositionSource::LinkPlusFifo}) {
            auto parameters = hda::Parameters::ideal();
            parameters.lpib_source = source;
            parameters.lpib_lag = lag;
            PositionBench bench(parameters);
            std::vector<std::uint64_t> history;
            for (int i = 0; i < 300; ++i) {
                bench.run_frames(1);
                const EnginePosition at = bench.position(out0);
                history.push_back(source == LinkPositionSource::Fetched        ? at.fetched_bytes
                                  : source == LinkPositionSource::LinkPlusFifo ? at.link_bytes + 192
                                                                               : at.link_bytes);
                if (history.size() > lag) REQUIRE(bench.lpib() == history[history.size() - 1 - lag] % 3840);
            }
        }
    }
}

TEST_CASE("LPIB runs through 0 .. CBL - 1 or through 1 .. CBL") {
    using hda::LinkPositionWrap;
    for (const LinkPositionWrap wrap : {LinkPositionWrap::ToZero, LinkPositionWrap::ReachesLength}) {
        auto parameters = hda::Parameters::ideal();
        parameters.lpib_wrap_mode = wrap;
        HdaBench bench(parameters);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        CHECK(bench.read(sd + 4, 4) == 0);
        bench.run_to_link_start(out0);
        std::uint32_t least = UINT32_MAX;
        std::uint32_t most = 0;
        for (int i = 0; i < 2000; ++i) {
            bench.run_frames(1);
            least = std::min(least, bench.read(sd + 4, 4));
            most = std::max(most, bench.read(sd + 4, 4));
        }
        CHECK(least == (wrap == LinkPositionWrap::ToZero ? 0u : 4u));
        CHECK(most == (wrap == LinkPositionWrap::ToZero ? 3836u : 3840u));
    }
}

TEST_CASE("capture: at BCIS every byte of the packet is in memory; with dma_visible BCIS comes that much later") {
    TimePoint at_once;
    for (const std::int64_t visible_us : {0, 20}) {
        auto parameters = hda::Parameters::ideal();
        parameters.dma_visible = core::from_microseconds(visible_us);
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(in0, 0x0011, two_packets);
        bench.enable_positions();
        bench.set_run(in0, true);
        while (recorder.count<BufferCompleted>() < 1)
            bench.simulation.timeline.run_next();
        bench.controller.before_cpu_access();
        std::uint32_t last = 0;
        std::memcpy(&last, bench.engine_buffer(in0) + 1916, 4);
        CHECK(last == 479);
        // Link frame 480 ends the packet; the burst takes 1 us.
        const auto [when, completed] = recorder.all<BufferCompleted>()[0];
        CHECK(completed.fetched_bytes >= 1920);
        CHECK(completed.link_bytes >= 1920);
        CHECK((bench.read(HdaBench::descriptor(in0) + 3, 1) & 4) == 4);
        if (visible_us == 0) at_once = when;
        CHECK((when - at_once - core::from_microseconds(visible_us)).count() == 0);
    }
}

TEST_CASE("DPIB tells bursts issued: of a capture, data on their way to memory") {
    auto parameters = hda::Parameters::ideal();
    parameters.intel_extensions = true;
    parameters.t_mem = core::Distribution::constant(core::from_microseconds(100));
    HdaBench bench(parameters);
    bench.write(0x1030, 4, 0);
    bench.program(in0, 0x0011, two_packets);
    bench.enable_positions();
    bench.set_run(in0, true);
    bench.run_for(core::from_milliseconds(3));
    std::uint64_t ahead = 0;
    for (int i = 0; i < 200; ++i) {
        bench.run_for(core::from_microseconds(13));
        const EnginePosition at = bench.position(in0);
        REQUIRE(bench.read(0x1084 + 0x20 * in0, 4) == at.issued_bytes % 3840);
        REQUIRE(at.issued_bytes >= at.fetched_bytes);
        ahead = std::max(ahead, at.issued_bytes - at.fetched_bytes);
    }
    CHECK(ahead == 32);
}
