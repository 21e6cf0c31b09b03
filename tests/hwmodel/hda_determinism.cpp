// SPDX-License-Identifier: MIT
//
// A run is a function of its inputs: not of who looks at it, nor when. That it is one of the seed is V-20
// (sim/validation).
#include "tests/support/catch.hpp"

#include <algorithm>

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("looking does not disturb: the same run, looked at anywhere or never") {
    struct Outcome {
        std::uint64_t hash;
        std::vector<std::byte> heard;
        std::uint64_t starved;
        std::vector<std::byte> recorded;
        std::uint64_t lost;
    };
    const auto run = [](std::uint64_t seed, bool looking) {
        hda::Parameters parameters;
        parameters.t_mem =
            core::Distribution::lognormal(core::from_microseconds(20), 1.5,
                                          {20'000'000, core::from_microseconds(200), core::from_microseconds(1500)});
        parameters.bclk_ppb = 12'345;
        parameters.trace_bursts = true;
        HdaBench bench(parameters, seed);
        bench.enable_positions();
        bench.program(out0, seed % 2 == 0 ? 0x0011 : 0x4011, {{1764}, {1764}}, 1);
        bench.program(in0, 0x0011, two_packets, 2);
        fill_with_ramp(bench.engine_buffer(out0), 3528);
        bench.set_run(out0, true);
        bench.set_run(in0, true);
        std::uint64_t random = seed;
        const TimePoint end = bench.now() + core::from_milliseconds(150);
        while (looking && bench.now() < end) {
            random = core::mix(random ^ 0x9e3779b97f4a7c15ull, 0xd6e8feb86659fd93ull);
            bench.run_until(std::min(end, bench.now() + Duration{static_cast<std::int64_t>(random % 40'000'000)}));
            bench.controller.before_cpu_access();
            (void)bench.position(random % 2 == 0 ? out0 : in0);
            (void)bench.read(HdaBench::descriptor(out0) + 4, 4);
        }
        bench.run_until(end);
        (void)bench.position(out0);
        (void)bench.position(in0);
        bench.controller.before_cpu_access();
        std::vector<std::byte> recorded(bench.engine_buffer(in0), bench.engine_buffer(in0) + 3840);
        return Outcome{bench.simulation.trace.hash(), bench.sink.bytes, bench.sink.starved_frames, recorded,
                       bench.source.lost_blocks};
    };
    std::uint64_t starved = 0;
    std::uint64_t lost = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Outcome seen = run(seed, true);
        const Outcome unseen = run(seed, false);
        INFO("seed " << seed);
        REQUIRE(seen.heard == unseen.heard);
        REQUIRE(seen.starved == unseen.starved);
        REQUIRE(seen.recorded == unseen.recorded);
        REQUIRE(seen.lost == unseen.lost);
        REQUIRE(seen.hash == unseen.hash);
        starved += seen.starved;
        lost += seen.lost;
    }
    CHECK(starved > 0); // the runs were rough enough to mean something
    CHECK(lost > 0);
}
