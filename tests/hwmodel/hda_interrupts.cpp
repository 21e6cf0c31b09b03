// SPDX-License-Identifier: MIT
//
// From events in the engine to the interrupt line: V-15's truth table, W1C, and what MSI makes of it (hwmodel.md 1.5).
#include "tests/support/catch.hpp"

#include "hwmodel/hda/interrupt_tree.hpp"
#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

TEST_CASE("V-15: 32 combinations of BCIS, FIFOE, IOCE, FEIE, SIE, GIE") {
    // Five free bits in 32 rows and GIE in both halves of each row.
    for (unsigned row = 0; row < 32; ++row) {
        const bool completes = row & 1;
        const bool starves = row & 2;
        const bool ioce = row & 4;
        const bool feie = row & 8;
        const bool sie = row & 16;
        HdaBench bench;
        const std::uint32_t sd = HdaBench::descriptor(out0);
        bench.program(out0, 0x0011, {{1920, completes}, {1920, completes}});
        bench.write(sd, 1, (ioce ? 4u : 0u) | (feie ? 8u : 0u));
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(12));
        if (starves) {
            bench.controller.stall_dma(bench.now() + core::from_milliseconds(2));
            bench.run_for(core::from_milliseconds(4));
        }
        INFO("row " << row);
        const std::uint32_t expected_status = 0x20u | (completes ? 4u : 0u) | (starves ? 8u : 0u);
        CHECK(bench.read(sd + 3, 1) == expected_status); // whatever the enables say
        const bool stream = (completes && ioce) || (starves && feie);
        for (const bool gie : {false, true}) {
            bench.write(0x20, 4, (gie ? 0x8000'0000u : 0u) | (sie ? 1u << out0 : 0u));
            CHECK(bench.read(0x24, 4) == (stream ? 0x8000'0000u | 1u << out0 : 0u)); // GIS does not depend on INTCTL
            CHECK(bench.controller.interrupt_line().raised() == (gie && sie && stream));
        }
    }
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
