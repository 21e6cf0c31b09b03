// SPDX-License-Identifier: MIT
//
// Identities and reference numbers of the timing model: V-1, V-2, V-3, V-5, V-6, V-7, V-10, V-13 of hwmodel.md 5.4.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

#include "hwmodel/hda/cadence.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("V-1: the 44.1 kHz cadence is 147 blocks in 160 frames in the published runs") {
    const hda::Cadence cadence(true, 1, 1);
    std::vector<int> runs;
    int run = 0;
    for (std::int64_t k = 0; k < 16'000; ++k) {
        const std::int64_t sent = cadence.blocks(k + 1) - cadence.blocks(k);
        REQUIRE(cadence.blocks(k + 1) == (147 * (k + 1) + 159) / 160);
        REQUIRE((sent == 0 || sent == 1));
        REQUIRE(cadence.frames_for(cadence.blocks(k + 1)) == k + 1 - (sent == 0 ? 1 : 0));
        if (sent == 1) {
            ++run;
        } else {
            runs.push_back(run);
            run = 0;
        }
    }
    CHECK(cadence.blocks(480) == 441);
    CHECK(cadence.blocks(16'000) == 14'700);
    CHECK(runs.size() == 13 * 100); // 13 empty frames per 160
    const std::vector<int> published{12, 11, 11, 12, 11, 11, 12, 11, 11, 12, 11, 11, 11};
    CHECK(std::vector<int>(runs.begin(), runs.begin() + 13) == published);
    CHECK(std::vector<int>(runs.end() - 13, runs.end()) == published);
}

TEST_CASE("multiples and divisors keep the cadence") {
    const hda::Cadence twice(true, 2, 1);
    const hda::Cadence quarter(true, 1, 4);
    const hda::Cadence base(true, 1, 1);
    for (std::int64_t k = 1; k < 2000; ++k) {
        REQUIRE(twice.blocks(k) == 2 * base.blocks(k));
        REQUIRE(quarter.blocks(k) == (base.blocks(k) + 3) / 4);
    }
    CHECK(hda::Cadence(false, 2, 3).blocks(48'000) == 32'000);
    CHECK(hda::Cadence(false, 1, 6).blocks(48'000) == 8'000);
    CHECK(quarter.blocks(160 * 300) == 11'025);
}

TEST_CASE("V-1: an engine at 44.1 kHz has sent ceil(147 k / 160) blocks after k frames") {
    HdaBench bench;
    bench.program(out0, 0x4011, {{1764}, {1764}});
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    for (std::int64_t k = 1; k <= 16'000; k = k < 400 ? k + 1 : k + 97) {
        bench.run_until(start + Duration{k * frame_ticks});
        REQUIRE(bench.position(out0).link_bytes == 4u * static_cast<std::uint64_t>((147 * k + 159) / 160));
    }
    CHECK(bench.sink.starved_frames == 0);
}

TEST_CASE("V-2: the link count at 48 kHz has no cumulative error") {
    auto parameters = hda::Parameters::ideal();
    parameters.fifo_out = 1024;
    parameters.burst = 128;
    HdaBench bench(parameters);
    struct Deaf : CodecSink {
        void started(unsigned, const LinkFormat &, TimePoint) override {}
        void played(unsigned, std::span<const std::byte> blocks, TimePoint) override { bytes += blocks.size(); }
        void starved(unsigned, std::uint64_t, TimePoint) override {}
        void stopped(unsigned, TimePoint) override {}
        std::uint64_t bytes = 0;
    } sink;
    bench.controller.attach_sink(sink);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    for (const std::int64_t seconds : {1, 10, 3600}) {
        bench.run_until(start + core::from_seconds(seconds));
        CHECK(bench.position(out0).link_bytes == static_cast<std::uint64_t>(seconds) * 192'000);
        CHECK(sink.bytes == static_cast<std::uint64_t>(seconds) * 192'000);
        bench.run_until(start + core::from_seconds(seconds) + Duration{frame_ticks - 1});
        CHECK(bench.position(out0).link_bytes == static_cast<std::uint64_t>(seconds) * 192'000);
    }
}

TEST_CASE("V-3: F - L stays in [160, 192], 160..188 just after a frame; the mean lead is 926 us") {
    HdaBench bench;
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    std::uint64_t least = 1000;
    std::uint64_t most = 0;
    std::uint64_t most_after_frame = 0;
    double sum = 0;
    std::int64_t samples = 0;
    const Duration step{frame_ticks / 125}; // 1/6 us
    for (TimePoint t = start + Duration{frame_ticks}; t < start + Duration{frame_ticks * 481ll}; t += step) {
        bench.run_until(t);
        const EnginePosition position = bench.position(out0);
        const std::uint64_t lead = position.fetched_bytes - position.link_bytes;
        least = std::min(least, lead);
        most = std::max(most, lead);
        if ((t - start).count() % frame_ticks == 0) most_after_frame = std::max(most_after_frame, lead);
        sum += static_cast<double>(lead) / 0.192; // us
        ++samples;
    }
    CHECK(least == 160);
    CHECK(most == 192);
    CHECK(most_after_frame == 188);
    CHECK(sum / static_cast<double>(samples) == Approx(926.0).margin(0.5));
}

TEST_CASE("V-4: only FIFO 192 with 32-byte bursts contains the leads that Linux published") {
    // Documentation/sound/designs/timestamping.rst, example 1, in us.
    const std::vector<double> published{878.7, 950.8, 919.4, 961.1, 957.8, 950.8};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> matching;
    for (const std::uint32_t fifo : {16u, 32u, 64u, 128u, 192u, 256u}) {
        for (const std::uint32_t watermark : {2u, 3u, 4u}) {
            HdaBench bench;
            const std::uint32_t sd = HdaBench::descriptor(out0);
            bench.program(out0, 0x0011, two_packets);
            bench.write(sd + 0x0e, 2, watermark);
            bench.write(sd + 0x10, 2, fifo - 1);
            REQUIRE(bench.read(sd + 0x10, 2) == fifo - 1);
            bench.set_run(out0, true);
            bench.run_to_link_start(out0);
            double least = 1e9;
            double most = 0;
            for (int i = 0; i < 400; ++i) {
                bench.run_for(Duration{frame_ticks / 2}); // on a boundary, and between two
                const EnginePosition position = bench.position(out0);
                const double lead = static_cast<double>(position.fetched_bytes - position.link_bytes) / 0.192;
                least = std::min(least, lead);
                most = std::max(most, lead);
            }
            const bool contains = std::all_of(published.begin(), published.end(),
                                              [&](double lead) { return lead >= least && lead <= most; });
            if (contains) matching.emplace_back(fifo, watermark);
        }
    }
    REQUIRE(matching.size() == 1);
    CHECK(matching[0] == std::pair<std::uint32_t, std::uint32_t>{192, 4});
}

TEST_CASE("V-5: bursts cut at 128-byte lines stop where a real machine was seen to stop") {
    const bool shifted = GENERATE(true, false);
    constexpr std::uint32_t period = 16384;
    auto parameters = hda::Parameters::ideal();
    parameters.trace_bursts = true;
    HdaBench bench(parameters);
    Recorder recorder(bench.simulation);
    if (shifted) {
        bench.program(out0, 0x0011, {{4, false}, {period}, {period - 4}});
    } else {
        bench.program(out0, 0x0011, {{period}, {period}});
    }
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(400));
    std::set<std::uint64_t> past_boundary; // in frames
    for (const auto &[time, burst] : recorder.all<BurstIssued>()) {
        const std::uint64_t past = (burst.position + burst.size_bytes) % period / 4;
        if (past <= 48) past_boundary.insert(past);
    }
    if (shifted) {
        CHECK(past_boundary == std::set<std::uint64_t>{0, 1, 9, 17, 25, 32, 40, 48});
    } else {
        CHECK(past_boundary == std::set<std::uint64_t>{0, 8, 16, 24, 32, 40, 48});
    }
}

TEST_CASE("V-6: IOCs at 48 kHz are exactly 10 ms apart, at F = 1920 j and L = 1920 j - 192") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(500));
    const auto completions = recorder.all<BufferCompleted>();
    REQUIRE(completions.size() > 40);
    for (std::size_t j = 0; j < completions.size(); ++j) {
        REQUIRE(completions[j].second.fetched_bytes == 1920 * (j + 1));
        REQUIRE(completions[j].second.link_bytes == 1920 * (j + 1) - 192);
        REQUIRE(completions[j].second.entry == j % 2);
        if (j > 0) REQUIRE(completions[j].first - completions[j - 1].first == core::from_milliseconds(10));
    }
}

TEST_CASE("V-6: IOCs of 441-frame packets at 44.1 kHz alternate between 9979.167 and 10020.833 us") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x4011, {{1764}, {1764}});
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(500));
    const auto completions = recorder.all<BufferCompleted>();
    REQUIRE(completions.size() > 40);
    std::set<std::int64_t> gaps;
    std::set<std::uint64_t> leads;
    for (std::size_t j = 1; j < completions.size(); ++j) {
        gaps.insert((completions[j].first - completions[j - 1].first).count());
        leads.insert(completions[j].second.fetched_bytes - completions[j].second.link_bytes);
        if (j > 1) {
            const Duration pair = completions[j].first - completions[j - 2].first;
            REQUIRE(pair == core::from_milliseconds(20));
        }
    }
    CHECK(gaps == std::set<std::int64_t>{479ll * frame_ticks, 481ll * frame_ticks});
    CHECK(core::microseconds_of(Duration{479ll * frame_ticks}) == Approx(9979.167).margin(0.001));
    CHECK(leads == std::set<std::uint64_t>{164, 168});
}

TEST_CASE("V-7: at the IOC the position buffer is one burst behind and right 19.83 us later") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.enable_positions();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    while (recorder.count<BufferCompleted>() < 3)
        bench.simulation.timeline.run_next();
    const TimePoint completed = bench.now();
    CHECK(bench.posted_position(out0) == 1920 - 32);
    const Duration until_right{frame_ticks - 600'000}; // one frame less t_mem
    CHECK(core::microseconds_of(until_right) == Approx(19.83).margin(0.005));
    bench.run_until(completed + until_right - Duration{1});
    CHECK(bench.posted_position(out0) == 1920 - 32);
    bench.run_until(completed + until_right);
    CHECK(bench.posted_position(out0) == 1920);
}

TEST_CASE("V-7: with the list shifted by a frame the lag no longer crosses the period boundary") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.enable_positions();
    bench.program(out0, 0x0011, {{4, false}, {1920}, {1916}});
    bench.set_run(out0, true);
    while (recorder.count<BufferCompleted>() < 3)
        bench.simulation.timeline.run_next(); // ends of entries 1, 2, 1
    const BufferCompleted completed = recorder.all<BufferCompleted>().back().second;
    CHECK(completed.entry == 1);
    CHECK(bench.posted_position(out0) == 1920);
    CHECK(completed.fetched_bytes % 3840 == 1924);
    CHECK(static_cast<double>(completed.fetched_bytes - completed.link_bytes) / 0.192 == Approx(854.2).margin(0.05));
}

TEST_CASE("the position write arrives late by its delay") {
    auto parameters = hda::Parameters::ideal();
    parameters.posbuf_write_delay = core::from_nanoseconds(500);
    HdaBench bench(parameters);
    bench.enable_positions();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    // The first burst after the fill is issued 8 frames on and arrives 1 us later; the next frame boundary samples it.
    bench.run_until(start + Duration{9ll * frame_ticks} + core::from_nanoseconds(500) - Duration{1});
    CHECK(bench.posted_position(out0) == 192);
    bench.run_until(start + Duration{9ll * frame_ticks} + core::from_nanoseconds(500));
    CHECK(bench.posted_position(out0) == 224);
}

TEST_CASE("V-10: the FIFO is ready 4 us after RUN, 7 us with one burst outstanding, and later with slow memory") {
    struct Case {
        std::uint32_t outstanding;
        std::int64_t memory_us;
        std::int64_t ready_us;
    };
    for (const Case &c : {Case{2, 1, 4}, Case{1, 1, 7}, Case{2, 10, 31}, Case{1, 10, 61}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.max_out = c.outstanding;
        parameters.t_mem = core::Distribution::constant(core::from_microseconds(c.memory_us));
        HdaBench bench(parameters);
        const std::uint32_t sd = HdaBench::descriptor(out0);
        bench.program(out0, 0x0011, two_packets);
        const TimePoint begin = bench.now();
        bench.set_run(out0, true);
        bench.run_until(begin + core::from_microseconds(c.ready_us) - Duration{1});
        CHECK((bench.read(sd + 3, 1) & 0x20) == 0);
        bench.run_until(begin + core::from_microseconds(c.ready_us));
        CHECK((bench.read(sd + 3, 1) & 0x20) == 0x20);
        CHECK(bench.position(out0).fetched_bytes == 192);
        const TimePoint start = bench.run_to_link_start(out0);
        CHECK(start - begin <= core::from_microseconds(c.ready_us) + Duration{frame_ticks});
        REQUIRE(bench.sink.starts.size() == 1);
        CHECK(bench.sink.starts[0] == start);
    }
}

TEST_CASE("V-13: a fast link clock gains 4.8 samples a second per 100 ppm, one packet in 100 s") {
    struct Case {
        std::int64_t ppb;
        std::int64_t seconds;
    };
    for (const Case &c : {Case{100'000, 100}, Case{20'000, 500}, Case{2'500'000, 4}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.bclk_ppb = c.ppb;
        parameters.fifo_out = 1024;
        parameters.burst = 128;
        HdaBench bench(parameters);
        struct Deaf : ListeningSink {
            void played(unsigned, std::span<const std::byte>, TimePoint) override {}
        } deaf;
        bench.controller.attach_sink(deaf);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        const TimePoint start = bench.run_to_link_start(out0);
        bench.run_until(start + core::from_seconds(c.seconds));
        const std::int64_t samples = static_cast<std::int64_t>(bench.position(out0).link_bytes / 4);
        CHECK(samples - c.seconds * 48'000 == 480);
    }
}
