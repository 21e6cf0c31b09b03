// SPDX-License-Identifier: MIT
//
// The timing model to the tick: the cadence and its inverse, completions, position words, the initial fill. The
// experiments of hwmodel.md 5.4 are rows of sim/validation; here is what asserts more than they do.
#include "tests/support/catch.hpp"

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
