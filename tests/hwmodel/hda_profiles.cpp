// SPDX-License-Identifier: MIT
//
// Profiles: each sets parameters within their bounds, and each is shown by what a driver would see (hwmodel.md 2.10).
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

#include "hwmodel/hda/profiles.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

const std::uint32_t sd = HdaBench::descriptor(out0);
const std::uint32_t sd_in = HdaBench::descriptor(in0);

hda::Parameters profile(std::string_view name) {
    const hda::Profile *found = hda::find_profile(name);
    REQUIRE(found != nullptr);
    return found->parameters();
}

/// Starts an engine with 10 ms packets at 48 kHz / 16 bit / stereo.
void run(HdaBench &bench, unsigned engine) {
    bench.program(engine, 0x0011, two_packets);
    bench.enable_positions();
    bench.set_run(engine, true);
}

} // namespace

TEST_CASE("profiles: names are unique, help is there, every value lies within its field's bounds") {
    std::set<std::string_view> names;
    for (const hda::Profile &each : hda::profiles()) {
        CHECK(names.insert(each.name).second);
        CHECK(each.help.size() > 20);
        CHECK(hda::find_profile(each.name) == &each);
        for (const hda::ProfileSetting &setting : hda::settings(each)) {
            INFO(each.name << " " << setting.field->name);
            CHECK(setting.value >= setting.field->minimum);
            CHECK(setting.value <= setting.field->maximum);
        }
        CHECK(hda::settings(each).empty() == (each.name == "hda_ich"));
    }
    CHECK(names ==
          std::set<std::string_view>{"hda_ich", "hda_skl", "hda_dsp", "amd_fifo32", "via", "loongson", "qemu"});
    CHECK(hda::find_profile("hda_ich5") == nullptr);
}

TEST_CASE("every profile plays and records without losing a frame") {
    for (const hda::Profile &each : hda::profiles()) {
        INFO(each.name);
        HdaBench bench(each.parameters());
        fill_with_ramp(bench.engine_buffer(out0), 3840);
        for (const unsigned engine : {out0, in0}) {
            bench.program(engine, 0x0011, two_packets, engine == out0 ? 1 : 2);
            bench.write(HdaBench::descriptor(engine), 4, (engine == out0 ? 0x10'001eu : 0x20'001eu));
        }
        bench.run_for(core::from_milliseconds(500));
        CHECK(bench.sink.starved_frames == 0);
        CHECK(bench.source.lost_blocks == 0);
        REQUIRE(bench.sink.bytes.size() > 48 * 4 * 490);
        for (std::size_t i = 0; i < bench.sink.bytes.size(); i += 4) {
            std::uint32_t word = 0;
            std::memcpy(&word, bench.sink.bytes.data() + i, 4);
            REQUIRE(word == i % 3840 / 4);
        }
        CHECK((bench.read(sd + 3, 1) & 0x1c) == 4);
        CHECK((bench.read(sd_in + 3, 1) & 0x1c) == 4);
    }
}

TEST_CASE("hda_ich: the position buffer leads LPIB by the FIFO") {
    HdaBench bench(profile("hda_ich"));
    run(bench, out0);
    bench.run_for(core::from_milliseconds(5));
    const std::uint32_t lead = bench.posted_position(out0) - bench.read(sd + 4, 4);
    CHECK(lead >= 192 - 64);
    CHECK(lead <= 192);
    CHECK(bench.read(sd + 0x10, 2) == 0xbf);
}

TEST_CASE("hda_skl: FIFO told after the format, DPIB ahead of a capture's memory, which is right 20 us later") {
    HdaBench bench(profile("hda_skl"));
    CHECK(bench.read(sd_in + 0x10, 2) == 0);
    CHECK(bench.read(0x18, 2) == 0x30);
    Recorder recorder(bench.simulation);
    run(bench, in0);
    bench.run_for(core::from_milliseconds(1));
    CHECK(bench.read(0x1094 + 0x20 * in0, 4) == 511);
    CHECK(bench.read(0x1094 + 0x20 * out0, 4) == 1023);
    while (recorder.count<BufferCompleted>() < 3)
        bench.simulation.timeline.run_next();
    // At the interrupt the register knows about the whole packet, memory does not yet.
    const std::uint32_t dpib = bench.read(0x1084 + 0x20 * in0, 4);
    CHECK(dpib == 1920);
    CHECK(bench.posted_position(in0) < 1920);
    // SOF's rule: wait until the next frame boundary has passed and its write has arrived.
    bench.run_for(core::from_microseconds(20) + Duration{frame_ticks});
    CHECK(bench.posted_position(in0) >= 1920);
}

TEST_CASE("hda_skl: each burst wakes the link to memory unless the driver turns L1 off") {
    const auto first_data_us = [](bool sleeps) {
        auto parameters = profile("hda_skl");
        parameters.t_mem = core::Distribution::constant(core::from_microseconds(1));
        HdaBench bench(parameters);
        if (!sleeps) bench.write(0x1030, 4, 0);
        run(bench, out0);
        const TimePoint begin = bench.now();
        while ((bench.read(sd + 3, 1) & 0x20) == 0)
            bench.simulation.timeline.run_next();
        return core::microseconds_of(bench.now() - begin);
    };
    CHECK(first_data_us(true) - first_data_us(false) == Approx(80).margin(2));
}

TEST_CASE("hda_dsp: positions go in steps of 1 ms, and 2 ms lie between memory and ear") {
    HdaBench bench(profile("hda_dsp"));
    run(bench, out0);
    bench.run_for(core::from_milliseconds(5));
    std::set<std::uint32_t> seen;
    std::uint32_t lead_max = 0;
    std::uint32_t lead_min = UINT32_MAX;
    for (int i = 0; i < 480; ++i) {
        bench.run_frames(1);
        const EnginePosition at = bench.position(out0);
        seen.insert(static_cast<std::uint32_t>(at.fetched_bytes % 192));
        lead_max = std::max(lead_max, static_cast<std::uint32_t>(at.issued_bytes - at.link_bytes));
        lead_min = std::min(lead_min, static_cast<std::uint32_t>(at.issued_bytes - at.link_bytes));
    }
    CHECK(seen == std::set<std::uint32_t>{0});
    CHECK(lead_max == 2 * 192);
    CHECK(lead_min == 192 + 4);
    CHECK(bench.read(0x1094 + 0x20 * out0, 4) == 383);

    auto deep = profile("hda_dsp");
    deep.fifo_duration = core::from_milliseconds(100);
    HdaBench deep_bench(deep);
    deep_bench.program(out0, 0x0011, {{16384}, {16384}});
    deep_bench.set_run(out0, true);
    deep_bench.run_for(core::from_milliseconds(20));
    CHECK(deep_bench.position(out0).issued_bytes - deep_bench.position(out0).link_bytes > 18 * 1024);
}

TEST_CASE("amd_fifo32: LPIB of a capture is ahead of memory by up to 32 frames, and 32 frames behind it all is there") {
    HdaBench bench(profile("amd_fifo32"));
    run(bench, in0);
    bench.run_for(core::from_milliseconds(2));
    std::uint64_t ahead_max = 0;
    for (int i = 0; i < 600; ++i) {
        bench.run_frames(1);
        bench.run_for(core::from_microseconds(3)); // beyond the burst's flight
        const EnginePosition at = bench.position(in0);
        CHECK(bench.read(sd_in + 4, 4) == at.link_bytes % 3840);
        ahead_max = std::max(ahead_max, at.link_bytes - at.fetched_bytes);
    }
    CHECK(ahead_max > 100);
    CHECK(ahead_max <= 128);
}

TEST_CASE("via: LPIB is ahead by the FIFO once it moves, and the position buffer starts anew with each period") {
    HdaBench bench(profile("via"));
    run(bench, out0);
    CHECK(bench.read(sd + 4, 4) == 0);
    bench.run_for(core::from_milliseconds(15));
    const EnginePosition at = bench.position(out0);
    CHECK(bench.read(sd + 4, 4) == at.link_bytes + 192);
    CHECK(at.fetched_bytes > 1920 + 800);
    CHECK(bench.posted_position(out0) < 1920);
    CHECK(at.fetched_bytes - 1920 - bench.posted_position(out0) <= 64);
}

TEST_CASE("loongson: no wall clock, SDCTL by dwords only, and no interrupt for codec responses") {
    HdaBench bench(profile("loongson"));
    CHECK(bench.read(0x30, 4) == 0);
    CHECK(bench.read(0x2030, 4) == 0);
    bench.write(sd, 1, 0x1c);
    CHECK((bench.read(sd, 1) & 0x1c) == 0);
    bench.write(sd, 4, 0x10'001c);
    CHECK((bench.read(sd, 1) & 0x1c) == 0x1c);
}

TEST_CASE("qemu: the measured values of hwmodel.md 5.3") {
    HdaBench bench(profile("qemu"));
    CHECK(bench.read(0x00, 2) == 0x4401);
    CHECK(bench.read(sd + 0x10, 2) == 0x100);
    CHECK(bench.read(sd + 3, 1) == 0x20);
    CHECK(bench.read(sd, 3) == 0);
    CHECK(bench.read(sd + 0x0e, 2) == 0);
    bench.write(0x38, 4, 0xff);
    CHECK(bench.read(0x38, 4) == 0);
    bench.program(out0, 0x0011, two_packets);
    bench.enable_positions();
    bench.write(sd, 1, 0); // IOCE = 0
    bench.write(0x20, 4, 0x8000'0010);
    bench.set_run(out0, true);
    std::set<std::uint32_t> steps;
    std::uint32_t before = 0;
    for (int i = 0; i < 480 * 3; ++i) {
        bench.run_frames(1);
        const std::uint32_t position = bench.read(sd + 4, 4);
        CHECK(bench.posted_position(out0) == position);
        if (position != before) steps.insert((position + 3840 - before) % 3840);
        before = position;
    }
    CHECK(steps == std::set<std::uint32_t>{192});
    CHECK(bench.controller.interrupt_line().raised());
    bench.set_run(out0, false);
    bench.run_frames(2);
    CHECK(bench.read(sd + 4, 4) != 0);
    bench.set_run(out0, true);
    CHECK(bench.read(sd + 4, 4) <= 192);
}
