// SPDX-License-Identifier: MIT
//
// Experiments on deadlines: how long the bus may be away before the link starves, and until when a processor's write is
// still heard (V-8, V-9).
#include <algorithm>

#include <fmt/format.h>

#include "hwmodel/hda/format.hpp"
#include "sim/core/hash.hpp"
#include "sim/validation/experiment.hpp"
#include "sim/validation/hda_bench.hpp"

namespace acxsim::validation {

namespace {

/// Frames that starved because nothing was granted for `stall_us`, in one of 60 random phases.
std::uint64_t frames_lost(std::int64_t stall_us, std::uint64_t phase) {
    HdaBench bench;
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_to_link_start(out0);
    // Anywhere in ten bursts.
    const std::uint64_t offset =
        core::mix(phase ^ 0x9e3779b97f4a7c15ull, 0xd6e8feb86659fd93ull) % (80ull * frame_ticks);
    bench.run_for(core::from_milliseconds(2) + Duration{static_cast<std::int64_t>(offset)});
    bench.controller.stall_dma(bench.now() + core::from_microseconds(stall_us));
    bench.run_for(core::from_microseconds(stall_us) + core::from_milliseconds(2));
    (void)bench.position(out0);
    return bench.sink.starved_frames;
}

} // namespace

void bus_stalls(Table &table) {
    constexpr std::uint64_t phases = 60;
    const auto heard_in = [&](std::int64_t stall_us) { // of the 60
        std::uint64_t heard = 0;
        for (std::uint64_t phase = 0; phase < phases; ++phase)
            heard += frames_lost(stall_us, phase) != 0 ? 1 : 0;
        return heard;
    };
    std::int64_t shortest_heard = 830;
    while (shortest_heard < 1100 && heard_in(shortest_heard) == 0)
        ++shortest_heard;
    std::int64_t longest_unheard = 1040;
    while (longest_unheard > 800 && heard_in(longest_unheard) == phases)
        --longest_unheard;
    table.as(Evidence::OwnReference, Layer::Timing);
    table.holds("shortest stall that was heard in 60 phases", "not below 854 us", fmt::format("{} us", shortest_heard),
                shortest_heard >= 854);
    table.holds("longest stall that was not heard", "not above 1019 us", fmt::format("{} us", longest_unheard),
                longest_unheard <= 1019);
    struct Case {
        std::int64_t stall_us;
        double least;
        double most;
    };
    for (const Case &c : {Case{1100, 4, 12}, Case{2000, 48, 55}, Case{5000, 192, 199}}) {
        std::uint64_t least = UINT64_MAX;
        std::uint64_t most = 0;
        for (std::uint64_t phase = 0; phase < phases; ++phase) {
            const std::uint64_t lost = frames_lost(c.stall_us, phase);
            least = std::min(least, lost);
            most = std::max(most, lost);
        }
        // One more is lost when a stall begins less than t_mem before a burst; few phases see it.
        table.within(fmt::format("frames lost in a stall of {} us", c.stall_us), c.least, c.most,
                     static_cast<double>(least), static_cast<double>(most), 1, 0, "frames");
    }
}

void late_writes(Table &table) {
    // Bytes 1920.. are fetched by the burst issued when L reaches 1920 + 32 - 192 = 1760: 440 frames after the start.
    std::string heard;
    for (const std::int64_t offset_ticks : {-1, 0, 1}) {
        HdaBench bench;
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        const TimePoint start = bench.run_to_link_start(out0);
        bench.run_until(start + Duration{440ll * frame_ticks} + Duration{offset_ticks});
        bench.engine_buffer(out0)[1920] = std::byte{0x77};
        bench.run_until(start + core::from_milliseconds(15));
        (void)bench.position(out0);
        const bool was = bench.sink.bytes.size() > 1920 && bench.sink.bytes[1920] == std::byte{0x77};
        heard += was ? "heard " : "lost ";
    }
    table.as(Evidence::OwnReference, Layer::Order);
    table.equal_text("a byte written one tick before, at, and after the issue of its burst", "heard lost lost ", heard);

    struct Case {
        LinkFormat format;
        std::uint32_t fifo;
        std::uint32_t burst;
        double least_us;
        double most_us;
    };
    for (const Case &c :
         {Case{{48'000, 16, 2}, 192, 32, 854.2, 1000.0}, Case{{192'000, 32, 2}, 192, 32, 125.0, 125.0},
          Case{{44'100, 16, 2}, 192, 32, 916.7, 1104.2}, Case{{48'000, 16, 2}, 1024, 128, 4687.5, 5333.3}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.fifo_out = c.fifo;
        parameters.burst = c.burst;
        parameters.trace_bursts = true;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        const std::uint32_t packet = c.format.rate_hz / 100 * c.format.block_bytes();
        bench.program(out0, *hda::encode_format(c.format), {{packet}, {packet}});
        bench.set_run(out0, true);
        const TimePoint start = bench.run_to_link_start(out0);
        // When each block crossed, watched frame by frame.
        std::vector<TimePoint> crossed;
        for (std::int64_t frame = 1; frame <= 9600; ++frame) {
            bench.run_until(start + Duration{frame * frame_ticks});
            crossed.resize(bench.position(out0).link_bytes / c.format.block_bytes(), bench.now());
        }
        double least = 1e9;
        double most = 0;
        for (const auto &[issued, burst] : recorder.all<BurstIssued>()) {
            if (issued <= start) continue; // the fill
            for (const std::uint64_t byte : {burst.position, burst.position + burst.size_bytes - 1}) {
                const std::uint64_t block = byte / c.format.block_bytes();
                if (block >= crossed.size()) continue;
                const double lead = core::microseconds_of(crossed[block] - issued);
                least = std::min(least, lead);
                most = std::max(most, lead);
            }
        }
        table.as(Evidence::OwnReference, Layer::Timing);
        table.range(fmt::format("issue to heard, {} Hz, {} B per frame, FIFO {}, burst {}", c.format.rate_hz,
                                c.format.block_bytes(), c.fifo, c.burst),
                    c.least_us, c.most_us, least, most, 0.05, 1, "us");
    }
}

} // namespace acxsim::validation
