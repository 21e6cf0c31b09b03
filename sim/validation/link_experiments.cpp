// SPDX-License-Identifier: MIT
//
// Experiments on the link side: cadence, counts, WALCLK, drift (V-1, V-2, V-11, V-13). All expectations are arithmetic,
// but for the published 44.1 kHz pattern (ALC260 datasheet, page 20).
#include <fmt/format.h>

#include "sim/validation/experiment.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

namespace {

/// Long runs: a deep FIFO and long bursts, which the link side does not depend on, and nobody who keeps what he hears.
struct LongRun {
    explicit LongRun(std::int64_t bclk_ppb) : bench(parameters(bclk_ppb)) {
        bench.controller.attach_sink(counter);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        start = bench.run_to_link_start(out0);
    }
    static hda::Parameters parameters(std::int64_t bclk_ppb) {
        hda::Parameters p = hda::Parameters::ideal();
        p.bclk_ppb = bclk_ppb;
        p.fifo_out = 1024;
        p.burst = 128;
        return p;
    }
    std::int64_t frames_after(Duration duration) {
        bench.run_until(start + duration);
        (void)bench.position(out0);
        return static_cast<std::int64_t>(counter.bytes / 4);
    }

    struct Counter : CodecSink {
        void started(unsigned, const LinkFormat &, TimePoint) override {}
        void played(unsigned, std::span<const std::byte> blocks, TimePoint) override { bytes += blocks.size(); }
        void starved(unsigned, std::uint64_t, TimePoint) override {}
        void stopped(unsigned, TimePoint) override {}
        std::uint64_t bytes = 0;
    } counter;
    HdaBench bench;
    TimePoint start;
};

} // namespace

void link_cadence(Table &table) {
    HdaBench bench;
    bench.program(out0, 0x4011, {{1764}, {1764}});
    bench.set_run(out0, true);
    const TimePoint start = bench.run_to_link_start(out0);
    std::int64_t before = 0;
    std::int64_t wrong = 0;
    std::int64_t in_480 = 0;
    std::vector<int> runs;
    std::set<std::int64_t> empty_of_160;
    std::int64_t empty = 0;
    int run = 0;
    for (std::int64_t k = 1; k <= 16'000; ++k) {
        bench.run_until(start + Duration{k * frame_ticks});
        const auto blocks = static_cast<std::int64_t>(bench.position(out0).link_bytes / 4);
        if (blocks != (147 * k + 159) / 160) ++wrong;
        if (k == 480) in_480 = blocks;
        if (blocks == before) {
            ++empty;
            runs.push_back(run);
            run = 0;
        } else {
            ++run;
        }
        if (k % 160 == 0) {
            empty_of_160.insert(empty);
            empty = 0;
        }
        before = blocks;
    }
    table.as(Evidence::Analytic, Layer::Timing);
    table.equal("frames of 16 000 after which the count is not ceil(147 k / 160)", 0, wrong, "frames");
    table.equal("blocks in 480 frames (10 ms)", 441, in_480, "blocks");
    table.equal("blocks in 16 000 frames", 14'700, before, "blocks");
    table.equal_sets("empty frames in each 160", {13}, empty_of_160, "frames");
    table.as(Evidence::PublishedData, Layer::Timing);
    const std::vector<int> first(runs.begin(), runs.begin() + 13);
    table.equal_text("runs between empty frames (ALC260, page 20)", "12-11-11-12-11-11-12-11-11-12-11-11-11",
                     fmt::format("{}", fmt::join(first, "-")));
}

void link_count(Table &table) {
    LongRun run(0);
    table.as(Evidence::Analytic, Layer::Timing);
    for (const std::int64_t seconds : {1, 10, 3600}) {
        table.equal(fmt::format("frames heard after {} s at 48 kHz", seconds), seconds * 48'000,
                    run.frames_after(core::from_seconds(seconds)), "frames");
    }
    table.equal("frames heard one tick before the next frame ends", 3600 * 48'000,
                run.frames_after(core::from_seconds(3600) + Duration{frame_ticks - 1}), "frames");
}

void wall_clock_wrap(Table &table) {
    constexpr std::uint64_t wrap_counts = std::uint64_t{1} << 32;
    constexpr std::int64_t bclk_ticks = 25'000;
    auto parameters = hda::Parameters::ideal();
    parameters.walclk_start = 0xffff'0000;
    HdaBench bench(parameters);
    // The link left reset 100 us after the bench wrote CRST at 0.
    const TimePoint origin = core::power_on + core::from_microseconds(100);
    table.as(Evidence::Analytic, Layer::Timing);

    std::int64_t differences_wrong = 0;
    std::uint32_t last = bench.read(0x30, 4);
    TimePoint last_time = bench.now();
    TimePoint wrapped{};
    std::set<std::int64_t> values_at_wrap;
    while (wrapped == TimePoint{} && bench.now() < origin + core::from_milliseconds(10)) {
        bench.run_for(Duration{bclk_ticks});
        const std::uint32_t value = bench.read(0x30, 4);
        if (value - last != static_cast<std::uint32_t>((bench.now() - last_time).count() / bclk_ticks)) {
            ++differences_wrong;
        }
        if (value < last) {
            wrapped = bench.now();
            values_at_wrap.insert(value);
        }
        last = value;
        last_time = bench.now();
    }
    table.near("first wrap, started at 0xFFFF0000", 2.7307, core::microseconds_of(wrapped - origin) / 1000, 0.00005, 4,
               "ms");
    table.equal_sets("value read at the wrap", {0}, values_at_wrap, "counts");
    table.equal("differences modulo 2^32 that are wrong across it", 0, differences_wrong, "differences");

    // The whole way round: from the wrap to the next, looked for second by second, then cycle by cycle.
    const TimePoint again = wrapped + Duration{static_cast<std::int64_t>(wrap_counts) * bclk_ticks};
    bench.run_until(again - core::from_microseconds(10));
    std::uint32_t before = bench.read(0x30, 4);
    TimePoint second{};
    for (int cycle = 0; cycle < 500 && second == TimePoint{}; ++cycle) {
        bench.run_for(Duration{bclk_ticks});
        const std::uint32_t value = bench.read(0x30, 4);
        if (value < before) second = bench.now();
        before = value;
    }
    table.near("full wrap", 178.956971, core::seconds_of(second - wrapped), 0.0000005, 6, "s");
}

void clock_drift(Table &table) {
    struct Case {
        std::int64_t ppb;
        std::int64_t seconds; // until one packet of 480 frames has been gained
    };
    table.as(Evidence::Analytic, Layer::Timing);
    for (const Case &c : {Case{100'000, 100}, Case{20'000, 500}, Case{2'500'000, 4}, Case{-100'000, 100}}) {
        LongRun run(c.ppb);
        const std::int64_t gained = run.frames_after(core::from_seconds(c.seconds)) - c.seconds * 48'000;
        table.equal(fmt::format("slip against the performance counter at {} ppm after {} s", c.ppb / 1000, c.seconds),
                    c.ppb > 0 ? 480 : -480, gained, "frames");
        table.near(fmt::format("rate of slip at {} ppm", c.ppb / 1000), 0.000048 * static_cast<double>(c.ppb),
                   static_cast<double>(gained) / static_cast<double>(c.seconds), 0.05, 2, "samples/s");
    }
}

} // namespace acxsim::validation
