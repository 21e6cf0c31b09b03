// SPDX-License-Identifier: MIT
//
// What the documents leave undefined, or vendors do in their own way: each is a policy that does what its name says,
// and a misuse of registers is on record whatever the policy (hwmodel.md 1.2 to 1.4, 1.7, 5.3).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/hda_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

const std::uint32_t sd = HdaBench::descriptor(out0);

std::vector<std::uint32_t> misuses(const Recorder &recorder) {
    std::vector<std::uint32_t> whats;
    for (const auto &[when, misuse] : recorder.all<RegisterMisuse>())
        whats.push_back(misuse.what);
    return whats;
}

} // namespace

TEST_CASE("SRST with RUN = 1: stops and resets, or is ignored") {
    using Policy = hda::ResetWhileRunningPolicy;
    for (const Policy policy : {Policy::StopAndReset, Policy::Ignore}) {
        auto parameters = hda::Parameters::ideal();
        parameters.reset_while_running = policy;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(5));
        bench.write(sd, 1, 0x1f);
        bench.run_for(core::from_milliseconds(1));
        CHECK(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::ResetWhileRunning});
        const bool reset = policy == Policy::StopAndReset;
        CHECK((bench.read(sd, 1) & 3) == (reset ? 1u : 2u));
        CHECK(bench.read(sd + 8, 4) == (reset ? 0u : 3840u));
        CHECK(recorder.count<EngineStopped>() == (reset ? 1u : 0u));
    }
}

TEST_CASE("a CBL shorter than the list: who goes round where") {
    using Policy = hda::LengthMismatchPolicy;
    struct Row {
        Policy policy;
        std::uint32_t position; // after 25 ms: L = 4796..4800
        bool runs;
        std::uint32_t repeats_after; // bytes of sound
    };
    for (const Row &row :
         {Row{Policy::ReportAtLength, 4800 % 1920, true, 3840}, Row{Policy::ReportAtListEnd, 960, true, 3840},
          Row{Policy::FetchAtLength, 4800 % 1920, true, 1920}, Row{Policy::Stick, 1920, true, 3840},
          Row{Policy::DescriptorError, 0, false, 0}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.cbl_mismatch = row.policy;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        fill_with_ramp(bench.engine_buffer(out0), 3840);
        bench.program(out0, 0x0011, two_packets);
        bench.write(sd + 8, 4, 1920);
        bench.set_run(out0, true);
        INFO("policy " << static_cast<int>(row.policy));
        CHECK(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::CyclicLengthMismatch});
        if (!row.runs) {
            CHECK((bench.read(sd + 3, 1) & 0x10) == 0x10); // DESE
            CHECK((bench.read(sd, 1) & 2) == 0);
            continue;
        }
        bench.run_to_link_start(out0);
        bench.run_frames(1200);
        CHECK(bench.read(sd + 4, 4) == row.position);
        bench.run_frames(1200);
        std::uint32_t word = 0;
        std::memcpy(&word, bench.sink.bytes.data() + row.repeats_after, 4);
        CHECK(word == 0);
        std::memcpy(&word, bench.sink.bytes.data() + row.repeats_after - 4, 4);
        CHECK(word == row.repeats_after / 4 - 1);
    }
}

TEST_CASE("a CBL that cuts an entry: data go back to the first entry there, with the entry's interrupt") {
    auto parameters = hda::Parameters::ideal();
    parameters.cbl_mismatch = hda::LengthMismatchPolicy::FetchAtLength;
    for (const hda::FifoOnStop on_stop : {hda::FifoOnStop::Keep, hda::FifoOnStop::Rewind}) {
        parameters.fifo_on_stop = on_stop;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        fill_with_ramp(bench.engine_buffer(out0), 3840);
        bench.program(out0, 0x0011, two_packets);
        bench.write(sd + 8, 4, 2000);
        bench.set_run(out0, true);
        bench.run_to_link_start(out0);
        bench.run_frames(995); // L is in the cut entry of the second lap
        bench.set_run(out0, false);
        bench.run_frames(3);
        bench.set_run(out0, true);
        bench.run_frames(2200);
        REQUIRE(bench.sink.bytes.size() > 8000);
        for (std::size_t i = 0; i < 8000; i += 4) {
            std::uint32_t word = 0;
            std::memcpy(&word, bench.sink.bytes.data() + i, 4);
            REQUIRE(word == i % 2000 / 4);
        }
        std::vector<std::uint32_t> entries;
        for (const auto &[when, completed] : recorder.all<BufferCompleted>())
            entries.push_back(completed.entry);
        REQUIRE(entries.size() >= 6);
        entries.resize(6);
        // Rewound, the end of the cut entry is fetched a second time, and completes a second time.
        CHECK(entries == (on_stop == hda::FifoOnStop::Keep ? std::vector<std::uint32_t>{0, 1, 0, 1, 0, 1}
                                                           : std::vector<std::uint32_t>{0, 1, 0, 1, 1, 0}));
    }
}

TEST_CASE("a CBL longer than the list: the position follows CBL or the list") {
    using Policy = hda::LengthMismatchPolicy;
    struct Row {
        Policy policy;
        std::uint32_t position; // 1200 frames
    };
    for (const Row &row : {Row{Policy::ReportAtLength, 4800}, Row{Policy::ReportAtListEnd, 960},
                           Row{Policy::FetchAtLength, 960}, Row{Policy::Stick, 960}}) {
        auto parameters = hda::Parameters::ideal();
        parameters.cbl_mismatch = row.policy;
        HdaBench bench(parameters);
        bench.program(out0, 0x0011, two_packets);
        bench.write(sd + 8, 4, 5000);
        bench.set_run(out0, true);
        bench.run_to_link_start(out0);
        bench.run_frames(1200);
        INFO("policy " << static_cast<int>(row.policy));
        CHECK(bench.read(sd + 4, 4) == row.position);
    }
}

TEST_CASE("CBL is to be written once between resets") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, two_packets);
    bench.write(sd + 8, 4, 3840); // before the first run: fine
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(1));
    bench.set_run(out0, false);
    bench.run_for(core::from_milliseconds(1));
    CHECK(misuses(recorder).empty());
    bench.write(sd + 8, 4, 3840);
    CHECK(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::LengthWithoutReset});
    bench.write(sd, 1, 1);
    bench.run_for(core::from_microseconds(4));
    bench.write(sd, 1, 0);
    bench.run_for(core::from_microseconds(4));
    bench.write(sd + 8, 4, 3840);
    CHECK(misuses(recorder).size() == 1);
}

TEST_CASE("a lap that is not a whole number of blocks is on record") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, {{1920}, {1922}});
    bench.set_run(out0, true);
    CHECK(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::PartialBlockInLap});
}

TEST_CASE("a descriptor that changes while the engine runs is on record when the engine meets it, once") {
    HdaBench bench;
    Recorder recorder(bench.simulation);
    bench.program(out0, 0x0011, two_packets);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(15));
    CHECK(misuses(recorder).empty());
    const std::size_t entry = out0 * page_size_bytes + 16;
    bench.list.set_word(entry + 12, 0); // the second packet loses its IOC
    bench.run_for(core::from_milliseconds(60));
    REQUIRE(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::ListChanged});
    CHECK(recorder.all<RegisterMisuse>()[0].second.offset == 1);
    // Stopped and started anew, the list is what it is.
    bench.set_run(out0, false);
    bench.run_for(core::from_milliseconds(1));
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(60));
    CHECK(misuses(recorder).size() == 1);
}

TEST_CASE("a reserved format is refused, or the last good one stays") {
    using Policy = hda::ReservedFormatPolicy;
    for (const Policy policy : {Policy::RefuseRun, Policy::KeepPrevious}) {
        auto parameters = hda::Parameters::ideal();
        parameters.reserved_format = policy;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.program(out0, 0x0011, two_packets);
        bench.write(sd + 0x12, 2, 0x2811); // multiple 6
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(1));
        CHECK(misuses(recorder) ==
              std::vector<std::uint32_t>{RegisterMisuse::ReservedFormat, RegisterMisuse::ReservedFormat});
        CHECK((bench.read(sd, 1) & 2) == (policy == Policy::RefuseRun ? 0u : 2u));
        CHECK((bench.position(out0).link_bytes != 0) == (policy == Policy::KeepPrevious));
    }
}

TEST_CASE("RUN after a stop goes on, or begins at 0 again") {
    using Policy = hda::RestartPolicy;
    for (const Policy policy : {Policy::Continue, Policy::FromZero}) {
        auto parameters = hda::Parameters::ideal();
        parameters.restart = policy;
        HdaBench bench(parameters);
        fill_with_ramp(bench.engine_buffer(out0), 3840);
        bench.program(out0, 0x0011, two_packets);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(5));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        const std::uint32_t stopped = bench.read(sd + 4, 4);
        REQUIRE(stopped > 800);
        const std::size_t heard = bench.sink.bytes.size();
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(1));
        CHECK((bench.read(sd + 4, 4) > stopped) == (policy == Policy::Continue));
        std::uint32_t word = 0;
        std::memcpy(&word, bench.sink.bytes.data() + heard, 4);
        CHECK(word == (policy == Policy::Continue ? stopped / 4 : 0));
    }
}

TEST_CASE("SRST clears the programming, or leaves it") {
    for (const bool keeps : {false, true}) {
        auto parameters = hda::Parameters::ideal();
        parameters.srst_keeps_programming = keeps;
        HdaBench bench(parameters);
        bench.program(out0, 0x0011, two_packets);
        bench.write(sd, 1, 1);
        bench.run_for(core::from_microseconds(4));
        bench.write(sd, 1, 0);
        bench.run_for(core::from_microseconds(4));
        CHECK(bench.read(sd + 0x08, 4) == (keeps ? 3840u : 0u));
        CHECK(bench.read(sd + 0x0c, 2) == (keeps ? 1u : 0u));
        CHECK(bench.read(sd + 0x12, 2) == (keeps ? 0x11u : 0u));
        CHECK((bench.read(sd + 0x18, 4) != 0) == keeps);
        CHECK(bench.read(sd, 3) == 0x04'0000);
        bench.write(0x08, 4, 0); // controller reset clears all the same
        bench.run_for(core::from_milliseconds(1));
        CHECK(bench.read(sd + 0x08, 4) == 0);
    }
}

TEST_CASE("FIFOS: 0 before the format, 0 while it settles, a fixed value, read-only") {
    auto parameters = hda::Parameters::ideal();
    SECTION("not before the format") {
        parameters.fifos_after_format = true;
        HdaBench bench(parameters);
        CHECK(bench.read(sd + 0x10, 2) == 0);
        bench.write(sd + 0x12, 2, 0x0031);
        CHECK(bench.read(sd + 0x10, 2) == 0xff);
        bench.write(sd, 1, 1);
        bench.run_for(core::from_microseconds(4));
        CHECK(bench.read(sd + 0x10, 2) == 0);
    }
    SECTION("settles, not a tick early") {
        parameters.fifos_settle = core::from_microseconds(300);
        HdaBench bench(parameters);
        CHECK(bench.read(sd + 0x10, 2) == 0xbf);
        const TimePoint begin = bench.now();
        bench.write(sd + 0x12, 2, 0x0031);
        bench.run_until(begin + core::from_microseconds(300) - Duration{1});
        CHECK(bench.read(sd + 0x10, 2) == 0);
        bench.run_until(begin + core::from_microseconds(300));
        CHECK(bench.read(sd + 0x10, 2) == 0xff);
    }
    SECTION("whatever the FIFO is") {
        parameters.fifos_value = 0x100;
        HdaBench bench(parameters);
        CHECK(bench.read(sd + 0x10, 2) == 0x100);
    }
    SECTION("writable on outputs, unless it is not") {
        parameters.fifos_writable = GENERATE(false, true);
        HdaBench bench(parameters);
        bench.write(sd + 0x10, 2, 0x3f);
        CHECK(bench.read(sd + 0x10, 2) == (parameters.fifos_writable ? 0x3fu : 0xbfu));
        bench.write(HdaBench::descriptor(in0) + 0x10, 2, 0x3f);
        CHECK(bench.read(HdaBench::descriptor(in0) + 0x10, 2) == 0x77);
    }
}

TEST_CASE("reset values and bits that vendors have differently") {
    auto parameters = hda::Parameters::ideal();
    SECTION("SB600: bit 18 is non-snoop, 0 and writable") {
        parameters.traffic_priority = hda::TrafficPriorityBit::ReadWrite;
        HdaBench bench(parameters);
        CHECK(bench.read(sd, 3) == 0);
        bench.write(sd + 2, 1, 0x14);
        CHECK(bench.read(sd, 3) == 0x14'0000);
        bench.write(sd + 2, 1, 0x10);
        CHECK(bench.read(sd, 3) == 0x10'0000);
    }
    SECTION("QEMU: FIFORDY from the beginning, and no FIFOW") {
        parameters.sdsts_resets_ready = true;
        parameters.fifow_present = false;
        HdaBench bench(parameters);
        CHECK(bench.read(sd + 3, 1) == 0x20);
        bench.write(sd + 3, 1, 0xff);
        CHECK(bench.read(sd + 3, 1) == 0x20);
        bench.write(sd + 0x0e, 2, 3);
        CHECK(bench.read(sd + 0x0e, 2) == 0);
    }
    SECTION("Loongson: a narrow write of SDCTL is lost and on record; SDSTS takes bytes") {
        parameters.sdctl_dword_only = true;
        HdaBench bench(parameters);
        Recorder recorder(bench.simulation);
        bench.write(sd, 1, 0x1c);
        CHECK(bench.read(sd, 3) == 0x04'0000);
        CHECK(misuses(recorder) == std::vector<std::uint32_t>{RegisterMisuse::NarrowControlWrite});
        bench.write(sd, 4, 0x0010'001c);
        CHECK(bench.read(sd, 3) == 0x14'001c);
        bench.write(sd + 3, 1, 0xff);
        CHECK(misuses(recorder).size() == 1);
    }
}

TEST_CASE("FIFOL limits how far an output fetches ahead, from FIFOLC on") {
    auto parameters = hda::Parameters::ideal();
    parameters.fifo_limit = true;
    HdaBench bench(parameters);
    bench.program(out0, 0x0011, two_packets);
    bench.write(sd + 0x14, 2, 96);
    CHECK(bench.read(sd + 0x14, 2) == 96);
    bench.set_run(out0, true);
    bench.run_for(core::from_milliseconds(5));
    const auto lead = [&] { return bench.position(out0).issued_bytes - bench.position(out0).link_bytes; };
    CHECK(lead() > 96); // not yet taken into use
    bench.write(sd, 1, 0x3e);
    CHECK((bench.read(sd, 1) & 0x20) == 0);
    bench.run_for(core::from_milliseconds(2));
    for (int i = 0; i < 100; ++i) {
        bench.run_frames(1);
        CHECK(lead() <= 96);
        CHECK(lead() >= 96 - 32);
    }
    CHECK(bench.sink.starved_frames == 0);
    bench.write(sd + 0x14, 2, 192);
    bench.write(sd, 1, 0x3e);
    CHECK(lead() > 96); // a wider limit is filled at once
    HdaBench plain;
    plain.write(sd + 0x14, 2, 96);
    CHECK(plain.read(sd + 0x14, 2) == 0);
}
