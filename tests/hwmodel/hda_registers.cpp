// SPDX-License-Identifier: MIT
//
// The register file: reset values, write masks, partial accesses, handshakes one tick before and at their limit.
// Numbers from hwmodel.md 1.1, 1.2, 1.7 and the QEMU masks of 5.3.
#include "tests/support/catch.hpp"

#include "hwmodel/hda/command_registers.hpp"
#include "hwmodel/registers/decode_map.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("registers have their documented reset values") {
    HdaBench bench;
    CHECK(bench.read(0x00, 2) == 0x4401);
    CHECK(bench.read(0x02, 1) == 0);
    CHECK(bench.read(0x03, 1) == 1);
    CHECK(bench.read(0x04, 2) == 0x3c);
    CHECK(bench.read(0x06, 2) == 0x1d);
    CHECK(bench.read(0x20, 4) == 0);
    CHECK(bench.read(0x24, 4) == 0);
    CHECK(bench.read(0x40, 4) == 0); // CORB: not there
    for (unsigned engine = 0; engine < 8; ++engine) {
        const std::uint32_t sd = HdaBench::descriptor(engine);
        CHECK(bench.read(sd, 4) == 0x0004'0000);
        CHECK(bench.read(sd + 0x04, 4) == 0);
        CHECK(bench.read(sd + 0x0e, 2) == 4);
        CHECK(bench.read(sd + 0x10, 2) == (engine < 4 ? 0x77u : 0xbfu));
        CHECK(bench.read(sd + 0x12, 2) == 0);
    }
}

TEST_CASE("a map of a bank decodes what a walk through its table decodes") {
    using hda::stream_base;
    const auto hits = [](const auto &decoder) {
        std::vector<std::array<unsigned, 4>> found;
        decoder([&](const Hit &hit) { found.push_back({hit.index, hit.first_byte, hit.access_shift, hit.bytes}); });
        return found;
    };
    // The second and the third end before their tables do.
    const DecodeMap<stream_base> globals(hda::global_registers);
    const DecodeMap<0x60> commands(hda::command_registers);
    const DecodeMap<0x1c> stream(hda::stream_registers);
    const auto compare = [&](const auto &map, std::span<const Register> table, std::uint32_t bytes) {
        std::size_t touched = 0;
        for (const unsigned width : {1u, 2u, 4u}) {
            for (std::uint32_t offset = 0; offset + width <= bytes; ++offset) {
                const auto mapped = hits([&](auto each) { map.decode(offset, width, each); });
                const auto walked = hits([&](auto each) { decode(table, offset, width, each); });
                CHECK(mapped == walked);
                touched += mapped.size();
            }
        }
        CHECK(touched > bytes);
        const auto beyond = hits([&](auto each) { map.decode(bytes - 1, 4, each); });
        CHECK(beyond == hits([&](auto each) { decode(table, bytes - 1, 1, each); }));
        CHECK(hits([&](auto each) { map.decode(bytes, 4, each); }).empty());
    };
    compare(globals, hda::global_registers, stream_base);
    compare(commands, hda::command_registers, 0x60);
    compare(stream, hda::stream_registers, 0x1c);
}

TEST_CASE("writes stick only in the bits that are there") {
    HdaBench bench;
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.write(0x0c, 2, 0xffff);
    CHECK(bench.read(0x0c, 2) == 0x7fff);
    bench.write(0x20, 4, 0xffff'ffff);
    CHECK(bench.read(0x20, 4) == 0xc000'00ff);
    bench.write(0x70, 4, 0xffff'ffff);
    CHECK(bench.read(0x70, 4) == 0xffff'ff81);
    bench.write(sd + 0x0c, 2, 0xffff);
    CHECK(bench.read(sd + 0x0c, 2) == 0xff);
    bench.write(sd + 0x18, 4, 0xffff'ffff);
    CHECK(bench.read(sd + 0x18, 4) == 0xffff'ff80);
    bench.write(sd + 0x12, 2, 0xffff); // type and reserved bits do not stick
    CHECK(bench.read(sd + 0x12, 2) == 0x7f7f);
    bench.write(0x04, 2, 0xffff);
    CHECK(bench.read(0x04, 2) == 0x3c);
}

TEST_CASE("bytes of SDCTL and SDSTS can be reached alone") {
    HdaBench bench;
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.write(sd + 2, 1, 0x50);
    CHECK(bench.read(sd, 4) == 0x0054'0000);
    bench.write(sd, 1, 0x1c);
    CHECK(bench.read(sd, 4) == 0x0054'001c);
    CHECK(bench.read(sd + 2, 1) == 0x54);
    bench.write(sd + 0x08, 4, 0x11223344);
    CHECK(bench.read(sd + 0x09, 1) == 0x33);
    CHECK(bench.read(sd + 0x0a, 2) == 0x1122);
}

TEST_CASE("FIFOW takes 2, 3 and 4, FIFOS depends on the sample size") {
    HdaBench bench;
    const std::uint32_t sd = HdaBench::descriptor(out0);
    for (const unsigned code : {2u, 3u, 4u}) {
        bench.write(sd + 0x0e, 2, code);
        CHECK(bench.read(sd + 0x0e, 2) == code);
    }
    bench.write(sd + 0x0e, 2, 7);
    CHECK(bench.read(sd + 0x0e, 2) == 4);
    bench.write(sd + 0x12, 2, 0x0031); // 24 bit
    CHECK(bench.read(sd + 0x10, 2) == 0xff);
    bench.write(HdaBench::descriptor(in0) + 0x12, 2, 0x0031);
    CHECK(bench.read(HdaBench::descriptor(in0) + 0x10, 2) == 0x9f);
}

TEST_CASE("controller reset answers at its limit, not one tick before") {
    HdaBench bench(hda::Parameters::ideal(), 1, false);
    CHECK(bench.read(0x08, 4) == 0);
    bench.write(0x20, 4, 0x8000'0000); // lost: held in reset
    const TimePoint begin = bench.now();
    bench.write(0x08, 4, 1);
    bench.run_until(begin + core::from_microseconds(100) - Duration{1});
    CHECK(bench.read(0x08, 4) == 0);
    bench.run_until(begin + core::from_microseconds(100));
    CHECK(bench.read(0x08, 4) == 1);
    CHECK(bench.read(0x20, 4) == 0);
    CHECK(bench.read(0x30, 4) == 0); // WALCLK starts with the link
    CHECK(bench.read(0x0e, 2) == 0);
    bench.run_for(core::from_microseconds(521));
    CHECK(bench.read(0x0e, 2) == 1);
    bench.write(0x0e, 2, 1);
    CHECK(bench.read(0x0e, 2) == 0);

    bench.write(0x0c, 2, 1); // WAKEEN survives
    const TimePoint down = bench.now();
    bench.write(0x08, 4, 0);
    bench.run_until(down + core::from_microseconds(50) - Duration{1});
    CHECK(bench.read(0x08, 4) == 1);
    bench.run_until(down + core::from_microseconds(50));
    CHECK(bench.read(0x08, 4) == 0);
    CHECK(bench.read(0x0c, 2) == 1);
}

TEST_CASE("a controller whose reset is stuck never answers") {
    auto parameters = hda::Parameters::ideal();
    parameters.crst_stuck = true;
    HdaBench bench(parameters, 1, false);
    bench.write(0x08, 4, 1);
    bench.run_for(core::from_seconds(1));
    CHECK(bench.read(0x08, 4) == 0);
}

TEST_CASE("stream reset answers at its limit and clears the descriptor but not the FIFO configuration") {
    HdaBench bench;
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.write(sd + 0x0e, 2, 3);
    bench.program(out0, 0x0011, two_packets);
    const TimePoint begin = bench.now();
    bench.write(sd, 1, 1);
    bench.run_until(begin + core::from_microseconds(4) - Duration{1});
    CHECK((bench.read(sd, 1) & 1) == 0);
    CHECK(bench.read(sd + 0x08, 4) == 3840);
    bench.run_until(begin + core::from_microseconds(4));
    CHECK(bench.read(sd, 4) == 0x0004'0001);
    CHECK(bench.read(sd + 0x08, 4) == 0);
    CHECK(bench.read(sd + 0x0c, 2) == 0);
    CHECK(bench.read(sd + 0x12, 2) == 0);
    CHECK(bench.read(sd + 0x18, 4) == 0);
    CHECK(bench.read(sd + 0x0e, 2) == 3);
    bench.write(sd, 1, 0);
    bench.run_for(core::from_microseconds(4) - Duration{1});
    CHECK((bench.read(sd, 1) & 1) == 1);
    bench.run_for(Duration{1});
    CHECK((bench.read(sd, 1) & 1) == 0);
}

TEST_CASE("writing what RUN forbids is on record and follows the policy") {
    using Policy = hda::WriteWhileRunningPolicy;
    for (const Policy policy : {Policy::Ignore, Policy::AcceptImmediately, Policy::AcceptAtNextLap}) {
        auto parameters = hda::Parameters::ideal();
        parameters.write_while_running = policy;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        const std::uint32_t sd = HdaBench::descriptor(out0);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(5));
        CHECK(recorder.count<RegisterMisuse>() == 0);
        bench.write(sd + 0x08, 4, 1920);
        REQUIRE(recorder.count<RegisterMisuse>() == 1);
        const RegisterMisuse misuse = recorder.all<RegisterMisuse>()[0].second;
        CHECK(misuse.what == RegisterMisuse::WriteWhileRunning);
        CHECK(misuse.offset == sd + 0x08);
        CHECK(misuse.value == 1920);
        CHECK(bench.read(sd + 0x08, 4) == (policy == Policy::AcceptImmediately ? 1920u : 3840u));
        bench.run_for(core::from_milliseconds(20));
        CHECK(bench.read(sd + 0x08, 4) == (policy == Policy::Ignore ? 3840u : 1920u));
    }
}

TEST_CASE("forbidden programming is on record at RUN") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    const auto last = [&] { return recorder.all<RegisterMisuse>().back().second; };
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.program(out0, 0x0011, {{3840}});
    bench.set_run(out0, true);
    CHECK(last().what == RegisterMisuse::LastValidIndexZero);
    bench.run_for(core::from_milliseconds(1));
    bench.write(sd, 1, 1); // SRST with RUN = 1
    CHECK(last().what == RegisterMisuse::ResetWhileRunning);
    bench.run_for(core::from_microseconds(4));
    bench.write(sd, 1, 0);
    bench.run_for(core::from_microseconds(4));
    bench.program(out0, 0x0011, two_packets);
    bench.write(sd + 0x08, 4, 3844);
    bench.set_run(out0, true);
    CHECK(last().what == RegisterMisuse::CyclicLengthMismatch);
    bench.write(HdaBench::descriptor(out0 + 1) + 0x18, 4, 0x1040);
    CHECK(last().what == RegisterMisuse::UnalignedDescriptorList);
    bench.write(HdaBench::descriptor(out0 + 1) + 0x12, 2, 0x2811); // multiple 6
    CHECK(last().what == RegisterMisuse::ReservedFormat);
}

TEST_CASE("V-11: WALCLK starts where it is told, wraps after 2.7307 ms, and a full turn takes 178.956971 s") {
    auto parameters = hda::Parameters::ideal();
    parameters.walclk_start = 0xffff'0000;
    HdaBench bench(parameters, 1, false);
    bench.write(0x08, 4, 1);
    bench.run_for(core::from_microseconds(100));
    const TimePoint begin = bench.now();
    CHECK(bench.read(0x30, 4) == 0xffff'0000);
    const Duration wrap{65536 * 25'000ll};
    CHECK(core::microseconds_of(wrap) == Approx(2730.7).margin(0.05));
    bench.run_until(begin + wrap - Duration{1});
    CHECK(bench.read(0x30, 4) == 0xffff'ffff);
    CHECK(bench.read(0x2030, 4) == 0xffff'ffff);
    bench.run_until(begin + wrap);
    CHECK(bench.read(0x30, 4) == 0);
    const std::uint32_t before = bench.read(0x30, 4);
    const Duration turn{(std::int64_t{1} << 32) * 25'000};
    CHECK(core::seconds_of(turn) == Approx(178.956971).margin(1e-6));
    bench.run_for(turn);
    CHECK(bench.read(0x30, 4) == before);
    bench.run_for(core::from_seconds(100));
    CHECK(bench.read(0x30, 4) - before == 2'400'000'000u);
}

TEST_CASE("a device that is gone or asleep reads all ones, loses writes and issues nothing") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, two_packets);
    bench.enable_interrupts();
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(3));
    const bool asleep = GENERATE(false, true);
    asleep ? bench.controller.enter_d3() : bench.controller.surprise_remove();
    CHECK(recorder.count<EngineStopped>() == 1);
    CHECK(bench.read(0x24, 4) == 0xffff'ffff);
    bench.write(0x20, 4, 0);
    CHECK(bench.simulation.timeline.idle());
    if (!asleep) return;
    bench.controller.leave_d3();
    CHECK(bench.read(0x08, 4) == 0);
    CHECK(bench.read(0x20, 4) == 0xc000'0000); // GIE and CIE survive
}
