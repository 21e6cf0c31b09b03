// SPDX-License-Identifier: MIT
//
// Several engines and one bus: the worst wait, fairness, and the load of hwmodel.md 2.5.
#include "tests/support/catch.hpp"

#include <algorithm>

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

struct Contention {
    Duration worst_wait{};
    std::uint64_t bursts = 0;
    std::uint64_t starved_frames = 0;
    std::vector<std::uint64_t> bursts_of; ///< by engine
    bool in_turn = true;                  ///< nobody was served twice while another waited
};

/// `engines` outputs start in the same frame and run for `duration`; one burst outstanding, t_mem 1 us.
Contention contend(unsigned engines, std::uint16_t format, std::uint32_t packet_bytes, Duration duration) {
    auto parameters = hda::Parameters::ideal();
    parameters.engines_in = 0;
    parameters.engines_out = engines;
    parameters.max_out = 1;
    parameters.trace_bursts = true;
    parameters.line_rate_check = false;
    HdaBench bench(parameters);
    bench.write(0x38, 4, (1u << engines) - 1);
    for (unsigned i = 0; i < engines; ++i) {
        bench.program(i, format, {{packet_bytes}, {packet_bytes}}, 1 + i % 15);
        bench.set_run(i, true);
    }
    bench.run_for(core::from_milliseconds(1)); // everybody is full and ready
    bench.write(0x38, 4, 0);
    bench.run_for(core::from_milliseconds(1));
    Recorder recorder(bench.simulation);
    bench.run_for(duration);

    Contention result;
    result.starved_frames = bench.sink.starved_frames;
    result.bursts_of.assign(engines, 0);
    const auto all = bench.controller.engines();
    // All want their burst at the same frame boundary; whoever is served k-th has waited k us.
    std::vector<core::ObjectId> served;
    TimePoint boundary{};
    for (const auto &[when, burst] : recorder.all<BurstIssued>()) {
        ++result.bursts;
        for (unsigned i = 0; i < engines; ++i)
            result.bursts_of[i] += all[i]->object() == burst.engine ? 1 : 0;
        if (served.size() == engines || served.empty()) {
            served.clear();
            boundary = when;
        }
        if (std::find(served.begin(), served.end(), burst.engine) != served.end()) result.in_turn = false;
        served.push_back(burst.engine);
        result.worst_wait = std::max(result.worst_wait, when - boundary);
    }
    return result;
}

} // namespace

TEST_CASE("the worst wait of N engines with one burst outstanding is (N - 1) t_mem: 7 us for 8, 14 us for 15") {
    for (const unsigned engines : {2u, 8u, 15u}) {
        const Contention result = contend(engines, 0x0011, 1920, core::from_milliseconds(9));
        INFO(engines << " engines");
        CHECK((result.worst_wait - core::from_microseconds(engines - 1)).count() == 0);
        CHECK(result.starved_frames == 0);
    }
}

TEST_CASE("round robin: every engine gets one burst a turn, and all the same share") {
    const Contention result = contend(8, 0x0011, 1920, core::from_milliseconds(9));
    CHECK(result.in_turn);
    const auto [least, most] = std::minmax_element(result.bursts_of.begin(), result.bursts_of.end());
    CHECK(*least > 50);
    CHECK(*most - *least <= 1);
}

TEST_CASE("load at 192 kHz / 24 in 32 bit / 2 channels: 48 000 bursts a second, 4.8 % of the bus per engine") {
    const Contention one = contend(1, 0x1831, 12288, core::from_milliseconds(100));
    CHECK(one.bursts == 4800);
    const Contention eight = contend(8, 0x1831, 12288, core::from_milliseconds(100));
    CHECK(eight.bursts == 8 * 4800);
    CHECK(eight.starved_frames == 0); // contention alone underruns nobody
    CHECK(static_cast<double>(one.bursts) * 1e-6 / 0.1 == Approx(0.048));
}

TEST_CASE("an engine that wants more does not push out one that wants little") {
    auto parameters = hda::Parameters::ideal();
    parameters.max_out = 1;
    parameters.t_mem = core::Distribution::constant(core::from_microseconds(3));
    HdaBench bench(parameters);
    for (unsigned i = 0; i < 3; ++i)
        bench.program(out0 + i, 0x1831, {{12288}, {12288}}, 1 + i); // three hungry ones: 43 % of the bus
    bench.program(out0 + 3, 0x0010, {{960}, {960}}, 4);             // one that is content with a burst in 16 frames
    for (unsigned i = 0; i < 4; ++i)
        bench.set_run(out0 + i, true);
    bench.run_for(core::from_milliseconds(200));
    CHECK(bench.sink.starved_frames == 0);
    for (unsigned i = 0; i < 4; ++i)
        CHECK(bench.position(out0 + i).issued_bytes > 0);
}
