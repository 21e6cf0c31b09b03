// SPDX-License-Identifier: MIT
//
// Registers and handshakes of the DSP-mediated model, and the positions it offers (hwmodel.md 3d).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/dsp_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

constexpr std::uint32_t out = 0xc0;

dsp::Parameters with_source(dsp::PositionSource source) {
    dsp::Parameters parameters;
    parameters.pos_source = source;
    return parameters;
}

} // namespace

TEST_CASE("dsp registers have their reset values and write masks") {
    DspBench bench;
    CHECK(bench.read(0x00) == 0x4453'0202);
    CHECK(bench.read(out) == 0);
    CHECK(bench.status(DspBench::out0) == 0);
    CHECK(bench.read(out + 0x1c) == 96); // 2 ms of the format in reset: 48 kHz, 8 bits, one channel
    bench.write(out + 0x08, ~0u);
    CHECK(bench.read(out + 0x08) == 7);
    bench.write(out + 0x10, 0x1234'56ff);
    CHECK(bench.read(out + 0x10) == 0x1234'5680);
    bench.controller.write(out + 0x19, 1, 0xff);
    CHECK(bench.read(out + 0x18) == 0);
    bench.controller.write(out + 0x18, 1, 5);
    CHECK(bench.read(out + 0x18) == 5);
    CHECK(bench.read(0x0140) == 0); // nobody there
}

TEST_CASE("dsp firmware boots in its time, not a tick earlier") {
    DspBench bench({}, 1, false);
    Recorder recorder(bench.simulation);
    bench.write(out + 0x0c, 0x11);
    CHECK(recorder.count<RegisterMisuse>() == 1);
    bench.write(0x04, 1);
    bench.run_for(core::from_milliseconds(1) - Duration{1});
    CHECK(bench.read(0x04) == 0);
    bench.run_for(Duration{1});
    CHECK(bench.read(0x04) == 1);
    bench.write(out + 0x0c, 0x11);
    CHECK(bench.read(out + 0x0c) == 0x11);
    bench.write(0x04, 0);
    CHECK(bench.read(out + 0x0c) == 0);
}

TEST_CASE("dsp streams refuse reserved formats and changes while they run") {
    DspBench bench;
    Recorder recorder(bench.simulation);
    bench.program(DspBench::out0, dsp_packets, 0x7011);
    bench.set_run(DspBench::out0, true);
    CHECK((bench.read(out) & 1) == 0);
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.write(out + 0x0c, 0x4011);
    bench.write(out + 0x18, 7);
    CHECK(bench.read(out + 0x0c) == 0x11);
    CHECK(bench.read(out + 0x18) == 1);
    const auto misuses = recorder.all<RegisterMisuse>();
    REQUIRE(misuses.size() == 4);
    CHECK(misuses[0].second.what == RegisterMisuse::ReservedFormat);
    CHECK(misuses[1].second.what == RegisterMisuse::ReservedFormat);
    CHECK(misuses[2].second.what == RegisterMisuse::WriteWhileRunning);
}

TEST_CASE("dsp interrupts: one message per rise of the line") {
    DspBench bench;
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.run_frames(480);
    CHECK((bench.status(DspBench::out0) & 1) == 1);
    CHECK(bench.read(0x0c) == 4);
    CHECK(bench.controller.interrupt_line().rises() == 1);
    bench.run_frames(480);
    CHECK(bench.controller.interrupt_line().rises() == 1); // nobody has cleared the status
    bench.write(out + 0x04, 1);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.run_frames(480);
    CHECK(bench.controller.interrupt_line().rises() == 2);
}

TEST_CASE("a dsp in D3 or removed answers with ones and moves nothing") {
    const bool remove = GENERATE(false, true);
    DspBench bench;
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.run_frames(480);
    remove ? bench.controller.surprise_remove() : bench.controller.enter_d3();
    CHECK(bench.read(out) == 0xffff'ffff);
    const std::size_t heard = bench.sink.bytes.size();
    bench.run_frames(2000);
    CHECK(bench.sink.bytes.size() == heard);
    CHECK(bench.simulation.timeline.idle());
    bench.controller.leave_d3();
    CHECK(bench.read(0x04) == (remove ? 0xffff'ffff : 0));
}

TEST_CASE("the dsp link counter counts what has crossed, from where the last stream left it") {
    dsp::Parameters parameters;
    parameters.llp_start = 0x1234'5678'9abc;
    DspBench bench(parameters);
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    for (std::int64_t frame = 1; frame < 1500; frame += 77) {
        bench.run_until(start + Duration{frame * link_frame_ticks} - Duration{1});
        CHECK(bench.link_counter(DspBench::out0) == 0x1234'5678'9abc + static_cast<std::uint64_t>(frame - 1) * 4);
        bench.run_until(start + Duration{frame * link_frame_ticks});
        CHECK(bench.link_counter(DspBench::out0) == 0x1234'5678'9abc + static_cast<std::uint64_t>(frame) * 4);
    }
    bench.set_run(DspBench::out0, false);
    bench.run_frames(2);
    const std::uint64_t left = bench.link_counter(DspBench::out0);
    bench.write(out, 2); // RST
    CHECK(bench.link_counter(DspBench::out0) == left);
}

TEST_CASE("a dsp link counter goes on over a pause, or begins anew") {
    const bool resets = GENERATE(false, true);
    dsp::Parameters parameters;
    parameters.llp_start = 1'000'000;
    parameters.llp_reset_on_resume = resets;
    DspBench bench(parameters);
    bench.program(DspBench::out0, dsp_packets);
    bench.start(DspBench::out0);
    bench.run_frames(1000);
    bench.set_run(DspBench::out0, false);
    bench.run_frames(2);
    CHECK(bench.link_counter(DspBench::out0) == 1'000'000 + 1000 * 4);
    const TimePoint start = bench.start(DspBench::out0);
    CHECK(bench.link_counter(DspBench::out0) == (resets ? 0u : 1'004'000u));
    bench.run_until(start + Duration{10 * link_frame_ticks});
    CHECK(bench.link_counter(DspBench::out0) == (resets ? 40u : 1'004'040u));
    CHECK(bench.position(DspBench::out0).link_bytes == 4040); // an instrument is not misled
}

TEST_CASE("the two halves of the dsp link counter tear at the wrap, whichever is read first") {
    dsp::Parameters parameters;
    parameters.llp_start = 0x1'0000'0000 - 4 * 100;
    for (const bool low_first : {true, false}) {
        DspBench bench(parameters);
        bench.program(DspBench::out0, dsp_packets);
        const TimePoint start = bench.start(DspBench::out0);
        const std::uint32_t first = out + (low_first ? 0x24 : 0x28);
        const std::uint32_t second = out + (low_first ? 0x28 : 0x24);
        bench.run_until(start + Duration{100 * link_frame_ticks} - Duration{1});
        const std::uint64_t one = bench.read(first);
        bench.run_until(start + Duration{100 * link_frame_ticks});
        const std::uint64_t other = bench.read(second);
        const std::uint64_t torn = low_first ? one | other << 32 : other | one << 32;
        if (low_first) {
            CHECK(torn == 0x1'0000'0000 + 0xffff'fffc); // 4 GiB ahead
        } else {
            CHECK(torn == 0); // 4 GiB behind
        }
        CHECK(bench.link_counter(DspBench::out0) == 0x1'0000'0000);
    }
}

TEST_CASE("dsp DPIB moves by chunks, wraps with the ring, and only one position is alive") {
    DspBench bench(with_source(dsp::PositionSource::DpibRegister));
    CHECK(bench.read(0x00) == 0x4453'1202);
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    CHECK(bench.read(out + 0x20) == 2 * 192);
    for (std::int64_t chunk = 0; chunk < 45; ++chunk) {
        const TimePoint arrival = start + Duration{((chunk + 1) * 48) * link_frame_ticks} + core::from_microseconds(40);
        bench.run_until(arrival - Duration{1});
        CHECK(bench.read(out + 0x20) == (chunk + 2) * 192 % 3840);
        bench.run_until(arrival);
        CHECK(bench.read(out + 0x20) == (chunk + 3) * 192 % 3840);
    }
    CHECK(bench.link_counter(DspBench::out0) == 0);
    CHECK(bench.posted_position(DspBench::out0) == 0);
}

TEST_CASE("the dsp position in memory is there when a processor looks") {
    DspBench bench(with_source(dsp::PositionSource::DpibMemory));
    bench.program(DspBench::out0, dsp_packets);
    const TimePoint start = bench.start(DspBench::out0);
    const TimePoint arrival = start + Duration{480 * link_frame_ticks} + core::from_microseconds(40);
    bench.run_until(arrival - Duration{1});
    CHECK(bench.posted_position(DspBench::out0) == 11 * 192);
    CHECK(bench.controller.settled_at(arrival - Duration{1}));
    CHECK_FALSE(bench.controller.settled_at(arrival));
    bench.run_until(arrival);
    CHECK(bench.posted_position(DspBench::out0) == 12 * 192);
    CHECK(bench.read(out + 0x20) == 0);
}
