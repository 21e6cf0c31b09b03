// SPDX-License-Identifier: MIT
//
// From events in the engine to the interrupt line: the truth table with all deviations, W1C, and what MSI makes of it
// (hwmodel.md 1.5). The table by what causes the statuses is V-15 (sim/validation).
#include "tests/support/catch.hpp"

#include "hwmodel/hda/interrupt_tree.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

/// The interrupt equations, spelled out once more from hwmodel.md 1.5, with what deviates.
struct Deviations {
    bool ioce_ignored = false;
    bool sie_required_for_gis = false;
};
struct TreeInput {
    bool bcis, fifoe, dese, ioce, feie, deie, cause, sie, cie, gie;
};
struct TreeOutput {
    std::uint32_t status;
    bool line;
};
TreeOutput tree(const TreeInput &in, const Deviations &deviations, unsigned stream) {
    const bool sis = (in.bcis && (in.ioce || deviations.ioce_ignored)) || (in.fifoe && in.feie) || (in.dese && in.deie);
    const bool enabled = (sis && in.sie) || (in.cause && in.cie);
    const bool gis = deviations.sie_required_for_gis ? enabled : sis || in.cause;
    return {(sis ? 1u << stream : 0u) | (in.cause ? 1u << 30 : 0u) | (gis ? 1u << 31 : 0u), in.gie && enabled};
}

} // namespace

TEST_CASE("V-15: all 1024 combinations of status, enable and controller bits, for every deviation") {
    unsigned rows = 0;
    for (const bool ioce_ignored : {false, true}) {
        for (const bool sie_required : {false, true}) {
            for (unsigned bits = 0; bits < 1024; ++bits) {
                const auto bit = [bits](unsigned i) { return (bits >> i & 1u) != 0; };
                const TreeInput in{bit(0), bit(1), bit(2), bit(3), bit(4), bit(5), bit(6), bit(7), bit(8), bit(9)};
                const TreeOutput expected = tree(in, {ioce_ignored, sie_required}, 5);
                const auto sdsts = static_cast<std::uint8_t>(0x20 | in.bcis << 2 | in.fifoe << 3 | in.dese << 4);
                const std::uint32_t sdctl = 2u | in.ioce << 2 | in.feie << 3 | in.deie << 4;
                const std::uint32_t intctl =
                    std::uint32_t{in.sie} << 5 | std::uint32_t{in.cie} << 30 | std::uint32_t{in.gie} << 31;
                const bool stream = hda::stream_interrupt(sdsts, sdctl, ioce_ignored);
                const std::uint32_t causes = hda::interrupt_causes(stream ? 1u << 5 : 0u, in.cause);
                const std::uint32_t intsts = hda::interrupt_status(causes, intctl, sie_required);
                const bool line = hda::interrupt_line(intsts, intctl);
                if (intsts != expected.status || line != expected.line) {
                    INFO("row " << bits << " ioce_ignored " << ioce_ignored << " sie_required " << sie_required);
                    CHECK(intsts == expected.status);
                    CHECK(line == expected.line);
                }
                ++rows;
            }
        }
    }
    CHECK(rows == 4096);
}

TEST_CASE("deviation: IOCE is ignored, BCIS interrupts anyway") {
    for (const bool ignored : {false, true}) {
        auto parameters = hda::Parameters::ideal();
        parameters.ioce_ignored = ignored;
        HdaBench bench(parameters);
        bench.enable_interrupts();
        bench.program(out0, 0x0011, two_packets);
        bench.write(HdaBench::descriptor(out0), 1, 0);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(12));
        CHECK((bench.read(HdaBench::descriptor(out0) + 3, 1) & 4) == 4);
        CHECK(bench.controller.interrupt_line().raised() == ignored);
        CHECK(bench.read(0x24, 4) == (ignored ? 0x8000'0010u : 0u));
    }
}

TEST_CASE("deviation: BCIS comes up only while IOCE is set") {
    auto parameters = hda::Parameters::ideal();
    parameters.bcis_only_if_ioce = true;
    HdaBench bench(parameters);
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.program(out0, 0x0011, two_packets);
    bench.write(sd, 1, 0x18);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(12));
    CHECK(bench.read(sd + 3, 1) == 0x20);
    bench.write(sd, 1, 0x1e);
    bench.run_for(core::from_milliseconds(12));
    CHECK(bench.read(sd + 3, 1) == 0x24);
}

TEST_CASE("deviation: GIS needs SIE, as QEMU was measured: INTSTS 0x10") {
    auto parameters = hda::Parameters::ideal();
    parameters.sie_required_for_gis = true;
    HdaBench bench(parameters);
    bench.program(out0, 0x0011, two_packets);
    bench.write(0x20, 4, 0x8000'0000);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(12));
    CHECK(bench.read(0x24, 4) == 0x10);
    bench.write(0x20, 4, 0x8000'0010);
    CHECK(bench.read(0x24, 4) == 0x8000'0010);
    CHECK(bench.controller.interrupt_line().raised());
}

TEST_CASE("deviation: writing INTSTS takes causes down until the next status change") {
    auto parameters = hda::Parameters::ideal();
    parameters.intsts_writable = true;
    HdaBench bench(parameters);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(12));
    REQUIRE(bench.controller.interrupt_line().raised());
    bench.write(0x24, 4, 1u << out0);
    CHECK(bench.read(0x24, 4) == 0);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    CHECK((bench.read(HdaBench::descriptor(out0) + 3, 1) & 4) == 4); // BCIS itself stays
    bench.run_for(core::from_milliseconds(10));
    CHECK(bench.controller.interrupt_line().raised());
    CHECK(bench.controller.interrupt_line().rises() == 2);
}

TEST_CASE("the controller's own cause: a codec that announces itself") {
    HdaBench bench(hda::Parameters::ideal(), 1, false);
    bench.write(0x08, 4, 1);
    bench.run_for(core::from_microseconds(110));
    bench.write(0x0c, 2, 1);
    bench.write(0x20, 4, 0xc000'0000);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    bench.run_for(core::from_milliseconds(1));
    CHECK(bench.read(0x24, 4) == 0xc000'0000);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(0x0e, 2, 1);
    CHECK_FALSE(bench.controller.interrupt_line().raised());
}

TEST_CASE("status bits are write-one-to-clear, one by one, and INTSTS is a view") {
    HdaBench bench;
    const std::uint32_t sd = HdaBench::descriptor(out0);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(12));
    bench.controller.stall_dma(bench.now() + core::from_milliseconds(2));
    bench.run_for(core::from_milliseconds(4));
    CHECK(bench.read(sd + 3, 1) == 0x2c);
    bench.write(0x24, 4, 0xffff'ffff);
    CHECK(bench.read(0x24, 4) == (0x8000'0000u | 1u << out0));
    bench.write(sd + 3, 1, 0x08);
    CHECK(bench.read(sd + 3, 1) == 0x24);
    CHECK(bench.controller.interrupt_line().raised());
    bench.write(sd + 3, 1, 0xff);
    CHECK(bench.read(sd + 3, 1) == 0x20); // FIFORDY is read-only
    CHECK_FALSE(bench.controller.interrupt_line().raised());
    CHECK(bench.read(0x24, 4) == 0);
}

namespace {
struct CountingInterruptSink : InterruptSink {
    void line_changed(bool raised) override { (raised ? ups : downs) += 1; }
    unsigned ups = 0;
    unsigned downs = 0;
};
} // namespace

TEST_CASE("MSI: a status bit left set swallows every later completion") {
    HdaBench bench;
    CountingInterruptSink processor;
    bench.controller.interrupt_line().connect(&processor);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(55));
    CHECK(processor.ups == 1); // nobody cleared BCIS
    bench.write(HdaBench::descriptor(out0) + 3, 1, 4);
    bench.run_for(core::from_milliseconds(10));
    CHECK(processor.ups == 2);
    CHECK(processor.downs == 0);
    CHECK(bench.controller.interrupt_line().rises() == 2);
}

TEST_CASE("MSI: two streams on one line merge while it is up") {
    HdaBench bench;
    CountingInterruptSink processor;
    bench.controller.interrupt_line().connect(&processor);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets, 1);
    bench.program(out0 + 1, 0x0011, two_packets, 2);
    bench.set_run(out0, true);
    bench.run_frames(10); // ends 10 frames apart
    bench.set_run(out0 + 1, true);
    for (int packet = 0; packet < 5; ++packet) {
        while (!bench.controller.interrupt_line().raised())
            bench.simulation.timeline.run_next();
        bench.run_for(core::from_microseconds(300)); // interrupt latency
        CHECK(bench.read(0x24, 4) == (0x8000'0000u | 3u << out0));
        bench.write(HdaBench::descriptor(out0) + 3, 1, 4);
        bench.write(HdaBench::descriptor(out0 + 1) + 3, 1, 4);
        CHECK_FALSE(bench.controller.interrupt_line().raised());
    }
    CHECK(processor.ups == 5);
    CHECK(bench.controller.interrupt_line().rises() == 5);
}

TEST_CASE("level: the line rises and falls with its cause") {
    auto parameters = hda::Parameters::ideal();
    parameters.msi = false;
    HdaBench bench(parameters);
    CountingInterruptSink processor;
    bench.controller.interrupt_line().connect(&processor);
    bench.enable_interrupts();
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(12));
    CHECK(processor.ups == 1);
    bench.write(HdaBench::descriptor(out0) + 3, 1, 4);
    CHECK(processor.downs == 1);
}

TEST_CASE("BCIS can be set at issue, at arrival or when the last byte is on the link") {
    using hda::CompletionPoint;
    for (const CompletionPoint point : {CompletionPoint::Issued, CompletionPoint::Arrived, CompletionPoint::OnLink}) {
        auto parameters = hda::Parameters::ideal();
        parameters.bcis_point = point;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        const TimePoint start = bench.run_to_link_start(out0);
        while (recorder.count<BufferCompleted>() < 4)
            bench.simulation.timeline.run_next();
        const TimePoint issue = start + Duration{(4 * 480 - 48ll) * frame_ticks};
        const TimePoint expected = point == CompletionPoint::Issued    ? issue
                                   : point == CompletionPoint::Arrived ? issue + core::from_microseconds(1)
                                                                       : start + Duration{4 * 480ll * frame_ticks};
        CHECK((recorder.all<BufferCompleted>().back().first - expected).count() == 0);
        CHECK((bench.read(HdaBench::descriptor(out0) + 3, 1) & 4) == 4);
    }
}
