// SPDX-License-Identifier: MIT
//
// Clocks that drift in the models around a cyclic channel, I2S and DSP: the link follows its oscillator and nobody
// else, however it wanders; and the wraps of their counters, which a start value brings near (hwmodel.md 2.1, 2.8,
// 2.9).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/dsp_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using Shape = core::Drift::Shape;

namespace {

constexpr std::int64_t seed = 5;
constexpr core::PartsPerBillion error{-40'000};

const std::vector<core::Drift> drifts{
    {Shape::Step, {2'000'000}, core::from_milliseconds(300)},
    {Shape::Ramp, {-2'000'000}, core::from_milliseconds(200), core::from_milliseconds(700)},
    {Shape::Sine, {2'500'000}, core::from_milliseconds(10), core::from_milliseconds(900)},
    {Shape::Walk, {2'500'000}, core::from_milliseconds(10), core::from_milliseconds(7)},
};

/// Runs on from the start of a link at 48 kHz and 4 bytes a frame. At every moment as many frames must have crossed as
/// an oscillator of the same kind says, give or take the one under way; returns how many more they were at most than
/// those of a clock without error.
template <class Bench>
double follow(Bench &bench, unsigned stream, TimePoint start, const core::Drift &drift, std::string_view site) {
    core::Choices choices(seed);
    const core::Oscillator reference(error, drift, choices, site);
    double away_max = 0;
    for (int i = 0; i < 900; ++i) {
        bench.run_for(core::from_microseconds(1'237));
        const __int128 reading = reference.reading_at(bench.now()) - reference.reading_at(start);
        const double cycles = static_cast<double>(reading) * 1e-9 / link_frame_ticks;
        const double nominal = static_cast<double>((bench.now() - start).count()) / link_frame_ticks;
        const auto frames = static_cast<double>(bench.position(stream).link_bytes / 4);
        REQUIRE(std::abs(frames - cycles) <= 1.0);
        away_max = std::max(away_max, std::abs(frames - nominal));
    }
    return away_max;
}

} // namespace

TEST_CASE("i2s words leave at the pace of MCLK's oscillator, whichever way it drifts") {
    for (const core::Drift &drift : drifts) {
        INFO("shape " << static_cast<int>(drift.shape));
        i2s::Parameters parameters;
        parameters.mclk_ppb = error.value;
        parameters.mclk_drift = drift;
        I2sBench bench(parameters, seed);
        bench.program(I2sBench::tx, two_segments);
        CHECK(follow(bench, I2sBench::tx, bench.start(I2sBench::tx), drift, "i2s.mclk") > 5);
        CHECK(bench.sink.starved_frames == 0);
    }
}

TEST_CASE("dsp link frames follow the audio crystal, whichever way it drifts") {
    for (const core::Drift &drift : drifts) {
        INFO("shape " << static_cast<int>(drift.shape));
        dsp::Parameters parameters;
        parameters.link_ppb = error.value;
        parameters.link_drift = drift;
        DspBench bench(parameters, seed);
        bench.program(DspBench::out0, dsp_packets);
        CHECK(follow(bench, DspBench::out0, bench.start(DspBench::out0), drift, "dsp.link") > 5);
        CHECK(bench.sink.starved_frames == 0);
    }
}

TEST_CASE("both sides of the i2s block hang on one MCLK, whatever their dividers") {
    i2s::Parameters parameters;
    parameters.mclk_drift = {Shape::Walk, {2'500'000}, Duration{}, core::from_milliseconds(1)};
    I2sBench bench(parameters);
    bench.program(I2sBench::tx, two_segments);
    bench.program(I2sBench::rx, {7680, 7680}, 0x11, 2, 2, 1); // four times as fast
    bench.start(I2sBench::tx);
    bench.start(I2sBench::rx);
    const auto tx_before = static_cast<std::int64_t>(bench.position(I2sBench::tx).link_bytes);
    const auto rx_before = static_cast<std::int64_t>(bench.position(I2sBench::rx).link_bytes);
    for (int i = 0; i < 1000; ++i) {
        bench.run_for(core::from_microseconds(1'003));
        const auto tx = static_cast<std::int64_t>(bench.position(I2sBench::tx).link_bytes) - tx_before;
        const auto rx = static_cast<std::int64_t>(bench.position(I2sBench::rx).link_bytes) - rx_before;
        REQUIRE(std::abs(rx - 4 * tx) <= 4 * 2 * 4); // two frames of the slow side
    }
}

TEST_CASE("an i2s rate that is no fraction of small numbers is met, with and without drift") {
    const bool drifts_too = GENERATE(false, true);
    i2s::Parameters parameters;
    parameters.mclk_hz = 24'575'989; // a prime
    if (drifts_too) parameters.mclk_drift = {Shape::Step, {1}, core::from_seconds(3600)};
    I2sBench bench(parameters);
    bench.program(I2sBench::tx, two_segments, 0x11, 2, 32'749, 65'521); // primes too
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_until(start + core::from_seconds(100));
    const __int128 exact = static_cast<__int128>(24'575'989) * 32'749 * 100 / (256 * 65'521);
    const auto frames = static_cast<std::int64_t>(bench.position(I2sBench::tx).link_bytes / 4);
    CHECK(std::abs(frames - static_cast<std::int64_t>(exact)) <= 1); // of 4.8 million
}

TEST_CASE("an i2s clock that has become faster leaves no gap unseen between two segments") {
    // Two bursts take a little less than the FIFO lasts at first, and a little longer after the step.
    i2s::Parameters parameters;
    parameters.threshold_words = 1;
    parameters.mclk_ppb = -2'500'000;
    parameters.mclk_drift = {Shape::Step, {2'500'000}, core::from_milliseconds(20)};
    parameters.burst_time = Duration{6'265'000};
    const auto run = [&](bool event_per_burst, std::optional<TimePoint> stalled_burst) {
        parameters.trace_bursts = event_per_burst;
        I2sBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(I2sBench::tx, two_segments);
        bench.start(I2sBench::tx);
        if (stalled_burst) {
            bench.run_until(*stalled_burst - Duration{1});
            bench.controller.stall_dma(*stalled_burst + parameters.burst_time);
        }
        bench.run_until(core::power_on + core::from_milliseconds(60));
        return std::make_pair(recorder.all<BurstIssued>(), recorder.all<FifoError>());
    };
    const auto bursts = run(true, {}).first;
    const auto chosen = std::find_if(bursts.begin(), bursts.end(), [](const auto &burst) {
        return burst.first > core::power_on + core::from_milliseconds(30) && burst.second.position % 1920 == 96;
    });
    REQUIRE(chosen != bursts.end());
    const auto exact = run(true, chosen->first).second;
    const auto lazy = run(false, chosen->first).second;
    REQUIRE(exact.size() == 1);
    REQUIRE(lazy.size() == 1);
    CHECK(core::ticks_of(lazy[0].first) == core::ticks_of(exact[0].first));
}

TEST_CASE("the halves of the i2s position wrap: the lower one at 4 GiB, both at 2^64") {
    constexpr std::uint32_t lower = 0x40 + 0x34;
    constexpr std::uint32_t upper = 0x40 + 0x38;
    const bool both = GENERATE(false, true);
    i2s::Parameters parameters;
    parameters.position_start = both ? -1920 : 0x1'0000'0000 - 1920;
    I2sBench bench(parameters);
    CHECK(bench.read(lower) == 0xffff'f880);
    CHECK(bench.read(upper) == (both ? 0xffff'ffff : 0));
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_until(start + Duration{952 * slot_ticks});
    CHECK(bench.read(lower) == 0xffff'fff8);
    CHECK(bench.read(upper) == (both ? 0xffff'ffff : 0));
    bench.run_for(parameters.burst_time);
    CHECK(bench.read(lower) == 0);
    CHECK(bench.read(upper) == (both ? 0 : 1));
}

TEST_CASE("the dsp link counter wraps at 2^64, which a start value below 0 brings near") {
    dsp::Parameters parameters;
    parameters.llp_start = -40;
    DspBench bench(parameters);
    CHECK(bench.link_counter(DspBench::out0) == ~std::uint64_t{0} - 39);
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    bench.run_until(start + Duration{9 * link_frame_ticks});
    CHECK(bench.link_counter(DspBench::out0) == ~std::uint64_t{0} - 3);
    bench.run_until(start + Duration{10 * link_frame_ticks});
    CHECK(bench.link_counter(DspBench::out0) == 0);
    CHECK(bench.read(DspBench::bank(DspBench::out0) + 0x28) == 0);
}
