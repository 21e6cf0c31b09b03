// SPDX-License-Identifier: MIT
//
// Global registers whose content is a parameter, aliases, and the registers of vendors (hwmodel.md 1.1, 2.9).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("GCAP tells the engines, and only their bits exist in INTCTL and SSYNC") {
    struct Row {
        unsigned in, out;
        std::uint32_t capabilities, streams;
    };
    for (const Row &row :
         {Row{4, 4, 0x4401, 0xff}, Row{15, 15, 0xff01, 0x3fff'ffff}, Row{1, 2, 0x2101, 0x7}, Row{0, 1, 0x1001, 0x1}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.engines_in = row.in;
        parameters.engines_out = row.out;
        HdaBench bench(parameters);
        CHECK(bench.read(0x00, 2) == row.capabilities);
        CHECK(bench.controller.engines().size() == row.in + row.out);
        bench.write(0x20, 4, 0xffff'ffff);
        CHECK(bench.read(0x20, 4) == (0xc000'0000u | row.streams));
        bench.write(0x38, 4, 0xffff'ffff);
        CHECK(bench.read(0x38, 4) == row.streams);
        // Beyond the last descriptor there is nothing.
        const std::uint32_t beyond = HdaBench::descriptor(row.in + row.out);
        bench.write(beyond + 8, 4, 0x100);
        CHECK(bench.read(beyond + 8, 4) == 0);
    }
}

TEST_CASE("the last of 30 engines plays, interrupts by bit 29 and has its own position word") {
    auto parameters = hda::Parameters::ideal();
    parameters.engines_in = parameters.engines_out = 15;
    HdaBench bench(parameters);
    constexpr unsigned last = 29;
    fill_with_ramp(bench.engine_buffer(last), 3840);
    bench.program(last, 0x0011, two_packets);
    bench.enable_positions();
    bench.write(0x20, 4, 0xffff'ffff);
    bench.set_run(last, true);
    bench.run_for(core::from_milliseconds(12));
    CHECK(bench.read(0x24, 4) == 0xa000'0000);
    CHECK(bench.controller.interrupt_line().raised());
    CHECK(bench.posted_position(last) != 0);
    CHECK(bench.read(0x2084 + 0x20 * last, 4) == bench.read(HdaBench::descriptor(last) + 4, 4));
    REQUIRE(bench.sink.bytes.size() > 1000);
    CHECK(std::memcmp(bench.sink.bytes.data(), bench.engine_buffer(last), bench.sink.bytes.size()) == 0);
}

TEST_CASE("WALCLK runs at 24 or 48 MHz or not at all") {
    for (const std::int64_t rate : {24'000'000, 48'000'000, 0}) {
        auto parameters = hda::Parameters::ideal();
        parameters.walclk_hz = rate;
        HdaBench bench(parameters);
        const std::uint32_t before = bench.read(0x30, 4);
        bench.run_for(core::from_seconds(10));
        CHECK(bench.read(0x30, 4) - before == static_cast<std::uint32_t>(10 * rate));
    }
    // Microsoft's 89 s to the wrap would be 48 MHz.
    CHECK((1ll << 32) / 48e6 == Approx(89.478).margin(0.001));
}

TEST_CASE("aliases read what their originals read, in bytes too, and take no writes") {
    HdaBench bench;
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(7));
    const std::uint32_t position = bench.read(HdaBench::descriptor(out0) + 4, 4);
    REQUIRE(position > 0x100);
    const std::uint32_t alias = 0x2084 + 0x20 * out0;
    CHECK(bench.read(alias, 4) == position);
    CHECK(bench.read(alias, 1) == (position & 0xff));
    CHECK(bench.read(alias + 1, 1) == position >> 8);
    CHECK(bench.read(alias, 2) == position);
    CHECK(bench.read(0x2032, 2) == bench.read(0x30, 4) >> 16);
    bench.write(alias, 4, 0);
    bench.write(0x2030, 4, 0);
    CHECK(bench.read(alias, 4) == position);
    CHECK(bench.read(0x2030, 4) != 0);
}

TEST_CASE("SSYNC lies at 0x38, at 0x34, or nowhere") {
    using hda::StreamSyncPlace;
    for (const StreamSyncPlace place : {StreamSyncPlace::At38, StreamSyncPlace::At34, StreamSyncPlace::None}) {
        auto parameters = hda::Parameters::ideal();
        parameters.ssync = place;
        HdaBench bench(parameters);
        bench.write(0x34, 4, 0x30);
        bench.write(0x38, 4, 0x30);
        CHECK(bench.read(0x34, 4) == (place == StreamSyncPlace::At34 ? 0x30u : 0u));
        CHECK(bench.read(0x38, 4) == (place == StreamSyncPlace::At38 ? 0x30u : 0u));
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(1));
        CHECK((bench.position(out0).link_bytes == 0) == (place != StreamSyncPlace::None));
    }
}

TEST_CASE("payload limits per stream are told, and kept at RUN in both directions") {
    auto parameters = hda::Parameters::ideal();
    parameters.stream_payload_words = 0x30;
    parameters.stream_payload_words_in = 0x10;
    HdaBench bench(parameters);
    CHECK(bench.read(0x18, 2) == 0x30);
    CHECK(bench.read(0x1a, 2) == 0x10);
    const auto runs = [&](unsigned engine, std::uint16_t format) {
        bench.program(engine, format, {{12288}, {12288}});
        bench.set_run(engine, true);
        return (bench.read(HdaBench::descriptor(engine), 1) & 2) != 0;
    };
    // Refused first, while the link is empty: it is not the link's limit that refuses them.
    CHECK_FALSE(runs(out0 + 1, 0x1846)); // 192 kHz / 32 bit / 7 channels = 896 bits, the link has 960
    CHECK(runs(out0, 0x1837));           // 192 kHz / 24 bit / 8 channels = 768 bits = 0x30 words
    CHECK_FALSE(runs(in0 + 1, 0x1814));  // 192 kHz / 16 bit / 5 channels = 320 bits, the link has 464
    CHECK(runs(in0, 0x1813));            // 4 channels = 256 bits = 0x10 words
}

TEST_CASE("while CRST is 0, registers read their reset values or all ones; GCTL always answers") {
    auto parameters = hda::Parameters::ideal();
    const bool ones = GENERATE(false, true);
    if (ones) parameters.crst_reads = hda::ReadInReset::AllOnes;
    HdaBench bench(parameters, 1, false);
    CHECK(bench.read(0x08, 4) == 0);
    CHECK(bench.read(0x00, 2) == (ones ? 0xffffu : 0x4401u));
    CHECK(bench.read(HdaBench::descriptor(out0), 4) == (ones ? 0xffff'ffffu : 0x0004'0000u));
    bench.write(0x08, 4, 1);
    bench.run_for(core::from_milliseconds(1));
    CHECK(bench.read(0x00, 2) == 0x4401);
}

TEST_CASE("back in D0 the device answers after d3_exit, not a tick before") {
    auto parameters = hda::Parameters::ideal();
    parameters.d3_exit = core::from_milliseconds(3);
    HdaBench bench(parameters);
    bench.controller.enter_d3();
    const TimePoint begin = bench.now();
    bench.controller.leave_d3();
    bench.run_until(begin + core::from_milliseconds(3) - Duration{1});
    CHECK(bench.read(0x08, 4) == 0xffff'ffff);
    bench.run_until(begin + core::from_milliseconds(3));
    CHECK(bench.read(0x08, 4) == 0);
    // Asleep again before it answered: it stays silent.
    bench.controller.enter_d3();
    bench.controller.leave_d3();
    bench.controller.enter_d3();
    bench.run_for(core::from_milliseconds(10));
    CHECK(bench.read(0x08, 4) == 0xffff'ffff);
}

TEST_CASE("moving the position buffer under a running engine is on record, and a policy") {
    using Policy = hda::PositionBaseMovedPolicy;
    for (const Policy policy : {Policy::Accept, Policy::Ignore}) {
        auto parameters = hda::Parameters::ideal();
        parameters.position_base_moved = policy;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.enable_positions();
        const std::uint32_t before = bench.read(0x70, 4);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        CHECK(recorder.count<RegisterMisuse>() == 0);
        bench.write(0x70, 4, 0);
        REQUIRE(recorder.count<RegisterMisuse>() == 1);
        CHECK(recorder.all<RegisterMisuse>()[0].second.what == RegisterMisuse::PositionBaseMoved);
        CHECK(bench.read(0x70, 4) == (policy == Policy::Accept ? 0 : before));
    }
}

TEST_CASE("the registers of Skylake exist only where they are asked for") {
    HdaBench plain;
    CHECK(plain.read(0x1030, 4) == 0);
    auto parameters = hda::Parameters::ideal();
    parameters.intel_extensions = true;
    HdaBench bench(parameters);
    CHECK(bench.read(0x1030, 4) == 0x2000); // L1SEN
    bench.write(0x1030, 4, 0);
    CHECK(bench.read(0x1030, 4) == 0);
    bench.write(0x1048, 1, 0xff);
    CHECK(bench.read(0x1048, 1) == 0x7f);
    bench.write(0x104a, 1, 0xff);
    CHECK(bench.read(0x104a, 1) == 0x04); // CIP is the hardware's
    CHECK(bench.read(0x1094 + 0x20 * out0, 4) == 0xbf);
    bench.write(0x08, 4, 0);
    bench.run_for(core::from_milliseconds(1));
    CHECK(bench.read(0x1030, 4) == 0x2000); // reset value again
}

TEST_CASE("FIFOTRK holds the lowest fill and counts FIFO errors, from the last write on") {
    auto parameters = hda::Parameters::ideal();
    parameters.intel_extensions = true;
    HdaBench bench(parameters);
    CHECK(bench.read(0x100c, 4) == 0xffff); // nothing seen yet
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(50));
    CHECK(bench.read(0x100c, 4) == 160); // F - L stays in [160, 192]: V-3
    bench.controller.stall_dma(bench.now() + core::from_microseconds(500));
    bench.run_for(core::from_milliseconds(5));
    const std::uint32_t stalled = bench.read(0x100c, 4);
    CHECK(stalled < 100);
    CHECK(stalled > 0);
    bench.controller.stall_dma(bench.now() + core::from_milliseconds(2));
    bench.run_for(core::from_milliseconds(5));
    CHECK(bench.read(0x100c, 4) >> 16 != 0);
    CHECK((bench.read(0x100c, 4) & 0xffff) == 0);
    bench.write(0x100c, 4, 0);
    bench.run_for(core::from_milliseconds(50));
    CHECK(bench.read(0x100c, 4) == 160);
}

TEST_CASE("a burst that wakes the link to memory takes l1_exit longer, at most the guard band, unless L1SEN is off") {
    const auto first_arrival_us = [](std::uint32_t l1sen, std::uint32_t guard_band) {
        auto parameters = hda::Parameters::ideal();
        parameters.intel_extensions = true;
        parameters.trace_bursts = true;
        parameters.l1_exit = core::from_microseconds(80);
        HdaBench bench(parameters);
        bench.write(0x1030, 4, l1sen);
        bench.write(0x1048, 1, guard_band);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        Recorder recorder(bench.simulation);
        bench.run_for(core::from_milliseconds(1));
        const auto bursts = recorder.all<BurstIssued>();
        REQUIRE(bursts.size() > 2);
        const auto arrival = [&](std::size_t i) { return TimePoint{Duration{bursts[i].second.arrival_ticks}}; };
        // In the fill, the second burst goes out while the first is under way: it finds the link awake.
        CHECK((arrival(1) - arrival(0)).count() == 0);
        return core::microseconds_of(arrival(0) - bursts[0].first);
    };
    CHECK(first_arrival_us(0, 0) == Approx(1));
    CHECK(first_arrival_us(0x2000, 0) == Approx(81));
    CHECK(first_arrival_us(0x2000, 95) == Approx(81));
    CHECK(first_arrival_us(0x2000, 50) == Approx(51));
}
