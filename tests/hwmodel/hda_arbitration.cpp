// SPDX-License-Identifier: MIT
//
// Several engines and one bus: the rule of hwmodel.md 2.5 (bus_arbiter.hpp says it in full), the worst wait, fairness,
// and the load. Random scripts on several engines are in tests/reference.
#include "tests/support/catch.hpp"

#include <algorithm>
#include <memory>
#include <string>

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

/// Outputs that fill their FIFOs one after the other, in the order of `fill`, and whose links start in the frames
/// `starts`, both by output number. From then on each wants bursts at every 32nd byte.
class Rounds {
public:
    Rounds(std::uint32_t outstanding_max, Duration memory_latency, std::uint16_t format)
        : bench(parameters(outstanding_max, memory_latency)), format_(format) {}

    void begin(const std::vector<unsigned> &fill, const std::vector<std::pair<unsigned, std::int64_t>> &starts) {
        std::uint32_t held = 0xf0;
        bench.write(0x38, 4, held);
        for (const unsigned output : fill) {
            bench.program(out0 + output, format_, {{12288}, {12288}}, 1 + output);
            bench.set_run(out0 + output, true);
            bench.run_for(core::from_milliseconds(1));
        }
        const std::int64_t frames = (bench.now() - link_up).count() / frame_ticks + 1;
        first_frame_ = link_up + Duration{frames * frame_ticks};
        for (const auto &[output, frame] : starts) {
            // Just after the frame boundary before.
            bench.run_until(first_frame_ + Duration{(frame - 1) * frame_ticks + 1});
            held &= ~(1u << (out0 + output));
            bench.write(0x38, 4, held);
        }
        recorder = std::make_unique<Recorder>(bench.simulation);
    }
    /// The next bursts, in the order in which they were granted: "frame:output", frames counted from begin().
    std::string bursts(std::size_t count) {
        const auto engines = bench.controller.engines();
        while (recorder->count<BurstIssued>() < count)
            bench.simulation.timeline.run_next();
        std::string found;
        for (const auto &[when, burst] : recorder->all<BurstIssued>()) {
            if (count-- == 0) break;
            for (unsigned output = 0; output < 4; ++output) {
                if (engines[out0 + output]->object() != burst.engine) continue;
                const std::int64_t frame = (when - first_frame_).count() / frame_ticks;
                found += (found.empty() ? "" : " ") + std::to_string(frame) + ":" + std::to_string(output);
            }
        }
        return found;
    }

    HdaBench bench;
    std::unique_ptr<Recorder> recorder;

private:
    static hda::Parameters parameters(std::uint32_t outstanding_max, Duration memory_latency) {
        auto p = hda::Parameters::ideal();
        p.max_out = outstanding_max;
        p.t_mem = core::Distribution::constant(memory_latency);
        p.trace_bursts = true;
        p.line_rate_check = false;
        return p;
    }
    std::uint16_t format_;
    static constexpr TimePoint link_up = core::power_on + core::from_microseconds(100); // CRST was written at power-on
    TimePoint first_frame_;
};

} // namespace

TEST_CASE("the turn goes on after the engine that was served last, however long the bus was idle since") {
    Rounds rounds(1, core::from_microseconds(1), 0x0011); // a burst in 8 frames each
    rounds.begin({0, 1, 2}, {{0, 1}, {2, 1}, {1, 4}});
    // Output 1 filled its FIFO before 2; then 1 alone, and 2 comes before 0.
    CHECK(rounds.bursts(6) == "9:0 9:2 12:1 17:2 17:0 20:1");
}

TEST_CASE("one burst a turn: an engine that wants two gets the second when the others had theirs") {
    Rounds rounds(4, core::from_microseconds(1), 0x1833); // 192 kHz, 24 in 32 bit, 4 channels: two bursts a frame
    rounds.begin({2, 1, 0}, {{0, 1}, {1, 1}, {2, 1}});
    CHECK(rounds.bursts(6) == "2:1 2:2 2:0 2:1 2:2 2:0");
}

TEST_CASE("a slot that comes free on a frame boundary: those who waited and those who ask now are in one round") {
    // A burst takes one frame exactly, and there is one slot. Outputs 0 and 2 ask at frame 9, output 1 at frame 10.
    Rounds rounds(1, Duration{frame_ticks}, 0x0011);
    rounds.begin({0, 1, 2}, {{0, 1}, {2, 1}, {1, 2}});
    CHECK(rounds.bursts(3) == "9:0 10:1 11:2");
    // One tick later both wait; one tick sooner, output 1 has not asked yet.
    Rounds later(1, Duration{frame_ticks + 1}, 0x0011);
    later.begin({0, 1, 2}, {{0, 1}, {2, 1}, {1, 2}});
    CHECK(later.bursts(3) == "9:0 10:1 11:2");
    Rounds sooner(1, Duration{frame_ticks - 1}, 0x0011);
    sooner.begin({0, 1, 2}, {{0, 1}, {2, 1}, {1, 2}});
    CHECK(sooner.bursts(3) == "9:0 9:2 10:1");
}

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
