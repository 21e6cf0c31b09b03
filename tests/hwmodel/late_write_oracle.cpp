// SPDX-License-Identifier: MIT
//
// What a model says about when it fetched a byte (BlockTimes::fetched), held against the memory itself: a store one
// tick before that instant is heard, one at that instant is not (hwmodel.md 2.3, late-write rule). For the models that
// account for each byte.
#include "tests/support/catch.hpp"

#include "tests/hwmodel/dsp_bench.hpp"
#include "tests/hwmodel/hda_bench.hpp"
#include "tests/hwmodel/i2s_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

/// Keeps each byte that was played, and what was said of it.
struct OracleSink final : CodecSink {
    struct Heard {
        std::byte value;
        TimePoint crossed;
        TimePoint fetched;
    };
    void started(unsigned, const LinkFormat &, TimePoint) override {}
    void played(unsigned, std::span<const std::byte>, TimePoint) override { accounted = false; }
    void played_at(unsigned, std::span<const std::byte> blocks, const BlockTimes &times) override {
        for (std::size_t i = 0; i < blocks.size(); ++i)
            heard.push_back({blocks[i], times.crossed(blocks.size() - i), times.fetched(blocks.size() - i)});
    }
    void starved(unsigned, std::uint64_t, TimePoint) override {}
    void stopped(unsigned, TimePoint) override {}
    std::vector<Heard> heard;
    bool accounted = true;
};

constexpr std::size_t lap_bytes = 3840; // two packets of 480 stereo frames
constexpr std::byte poked{0xa5};

template <hw::Timing timing>
struct HdaRig {
    explicit HdaRig(OracleSink &sink) : bench(parameters()) {
        bench.controller.attach_sink(sink);
        bench.program(out0, 0x0011, two_packets);
        bench.enable_interrupts();
        bench.set_run(out0, true);
    }
    static hda::Parameters parameters() {
        hda::Parameters parameters = hda::Parameters::ideal();
        parameters.timing = timing;
        return parameters;
    }
    std::byte *memory() { return bench.engine_buffer(out0); }
    HdaBench bench;
};

struct I2sRig {
    explicit I2sRig(OracleSink &sink) {
        bench.controller.attach_sink(sink);
        bench.program(I2sBench::tx, {1920, 1920});
        bench.start(I2sBench::tx);
    }
    std::byte *memory() { return bench.side_buffer(I2sBench::tx); }
    I2sBench bench;
};

struct DspRig {
    explicit DspRig(OracleSink &sink) {
        bench.controller.attach_sink(sink);
        bench.program(DspBench::out0, dsp_packets);
        bench.start(DspBench::out0);
    }
    std::byte *memory() { return bench.stream_buffer(DspBench::out0); }
    DspBench bench;
};

template <class Rig>
OracleSink play(std::size_t offset, std::optional<TimePoint> poke_at) {
    OracleSink sink;
    Rig rig(sink);
    if (poke_at) {
        REQUIRE(*poke_at > rig.bench.now());
        rig.bench.run_until(*poke_at);
        rig.bench.controller.before_cpu_access();
        rig.memory()[offset] = poked;
    }
    rig.bench.run_for(core::from_milliseconds(poke_at ? 30 : 60));
    rig.bench.controller.before_cpu_access();
    return sink;
}

template <class Rig>
void check_oracle() {
    const OracleSink undisturbed = play<Rig>(0, std::nullopt);
    REQUIRE(undisturbed.accounted);
    for (const std::size_t offset : {0, 1, 31, 32, 517, 1919, 1920, 1951, 2500, 3839}) {
        const std::size_t place = lap_bytes + offset; // in the second lap
        REQUIRE(undisturbed.heard.size() > place);
        const auto &said = undisturbed.heard[place];
        INFO("byte " << offset);
        REQUIRE(said.fetched > core::power_on);
        CHECK(said.fetched < said.crossed);
        CHECK(play<Rig>(offset, said.fetched - Duration{1}).heard[place].value == poked);
        CHECK(play<Rig>(offset, said.fetched).heard[place].value != poked);
    }
}

} // namespace

TEST_CASE("hda, exact: a byte was fetched when the model says so") { check_oracle<HdaRig<hw::Timing::Exact>>(); }
TEST_CASE("hda, lazy: a byte was fetched when the model says so") { check_oracle<HdaRig<hw::Timing::Lazy>>(); }
TEST_CASE("i2s: a byte was fetched when the model says so") { check_oracle<I2sRig>(); }
TEST_CASE("dsp: a byte was fetched when the model says so") { check_oracle<DspRig>(); }
