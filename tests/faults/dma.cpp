// SPDX-License-Identifier: MIT
//
// what a driver and a listener notice of faulty DMA and handshakes (hwmodel.md section
// 4). Every script also runs without the fault, and then shows nothing of the kind.
#include "tests/faults/fault_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

/// Frames of the ramp that were not heard as 0, 1, 2, ... modulo the buffer's 960.
std::size_t frames_off_ramp(FaultBench &bench, std::uint32_t buffer_frames = 960) {
    std::size_t wrong = 0;
    const std::vector<std::uint32_t> words = bench.words_heard();
    for (std::size_t i = 0; i < words.size(); ++i)
        wrong += words[i] != i % buffer_frames;
    return wrong;
}

void write_reset(FaultBench &bench, unsigned engine, bool on) {
    bench.write(HdaBench::descriptor(engine), 1, on ? 1 : 0);
}
bool reads_reset(FaultBench &bench, unsigned engine) { return (bench.read(HdaBench::descriptor(engine), 1) & 1) != 0; }

} // namespace

FAULT_TEST(BusStall, "Q-12 bus-stall: a gap, FIFOE, and the link position falls behind by its length") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::BusStall, at_time(5)).with(Parameter::Duration, 3 * ms));
        bench.start();
        bench.run_for(core::from_milliseconds(9));
        INFO("armed " << armed);
        // 3 ms less 1 ms of FIFO.
        CHECK(bench.sink.starved_frames >= (armed ? 92 : 0));
        CHECK(bench.sink.starved_frames <= (armed ? 104 : 0));
        CHECK(bench.saw_fifo_error() == armed);
        CHECK(bench.link_position() / 4 + bench.sink.starved_frames <= 432);
        CHECK(bench.link_position() / 4 + bench.sink.starved_frames >= 430);
        CHECK(frames_off_ramp(bench) == 0); // late, not lost
    }
}

FAULT_TEST(CaptureOverrun, "Q-13 capture-overrun: recorded samples are lost, FIFOE, the pointers stand") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::CaptureOverrun, at_time(5)).with(Parameter::Duration, 3 * ms));
        bench.start(in0);
        bench.run_for(core::from_milliseconds(9));
        INFO("armed " << armed);
        CHECK(bench.source.lost_blocks >= (armed ? 100 : 0));
        CHECK(bench.source.lost_blocks <= (armed ? 125 : 0));
        CHECK(bench.saw_fifo_error() == armed);
        CHECK(bench.link_position(in0) / 4 + bench.source.lost_blocks >= 430);
        CHECK(bench.link_position(in0) / 4 + bench.source.lost_blocks <= 432);
    }
    FaultBench output(true, Fault(FaultId::CaptureOverrun, at_time(5)).with(Parameter::Duration, 3 * ms));
    output.start();
    output.run_for(core::from_milliseconds(9));
    CHECK(output.sink.starved_frames == 0); // outputs go on
}

FAULT_TEST(DescriptorFetchError, "Q-14 descriptor-fetch-error: DESE, RUN reads 0, dead until a reset") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::DescriptorFetchError, nth(2)).with(Parameter::Entry, 1));
        bench.start();
        bench.run_for(core::from_milliseconds(55));
        INFO("armed " << armed);
        CHECK(bench.reads_run() == !armed);
        REQUIRE_FALSE(bench.services.empty());
        CHECK((bench.services.back().stream_status & 0x10) == (armed ? 0x10 : 0));
        // The second fetch of entry 1 is in the second lap: its first packet is the last that plays.
        CHECK((bench.words_heard().size() <= 3 * 480) == armed);
    }
}

FAULT_TEST(LateDmaReads, "Q-15 late-dma-reads: noise in 24-bit formats, no error bit, 16-bit formats are spared") {
    for (const bool is_24_bit : {true, false}) {
        for (const bool armed : {false, true}) {
            FaultBench bench(armed, Fault(FaultId::LateDmaReads));
            // 24 bits in 32, one channel: a word is a sample. 16 bits, two channels: a word is a frame.
            bench.start(out0, is_24_bit ? 0x0030 : 0x0011);
            bench.run_for(core::from_milliseconds(15));
            INFO("armed " << armed << " 24 bit " << is_24_bit);
            const std::size_t wrong = frames_off_ramp(bench);
            CHECK((wrong > 50) == (armed && is_24_bit));
            CHECK((wrong == 0) == !(armed && is_24_bit));
            CHECK((bench.stream_status() & 0x18) == 0);
        }
    }
}

FAULT_TEST(DeepPrefetch,
           "Q-16 deep-prefetch: what is written 5 ms before it is due is not heard, by all registers it should be") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::DeepPrefetch).with(Parameter::Size, 1536)); // 8 ms
        bench.start();
        bench.run_for(core::from_milliseconds(3));
        const std::uint32_t at = bench.link_position() + 5 * 192;
        const std::uint32_t word = 0x12345678;
        std::memcpy(bench.engine_buffer(out0) + at, &word, 4);
        bench.run_for(core::from_milliseconds(7));
        INFO("armed " << armed);
        REQUIRE(bench.words_heard().size() > at / 4);
        CHECK(bench.words_heard()[at / 4] == (armed ? at / 4 : word));
        CHECK((bench.stream_status() & 0x18) == 0);
        CHECK(bench.controller.engine(out0).fifo_bytes() == 192);
    }
}

FAULT_TEST(StuckAfterPause,
           "Q-17 stuck-after-pause: RUN and FIFORDY are set, the position stands, no interrupt comes") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::StuckAfterPause));
        bench.start();
        bench.run_for(core::from_milliseconds(15));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        const std::uint32_t before = bench.link_position();
        bench.services.clear();
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(15));
        INFO("armed " << armed);
        CHECK(bench.reads_run());
        CHECK((bench.stream_status() & 0x20) == 0x20);
        CHECK((bench.link_position() == before) == armed);
        CHECK(bench.completions().empty() == armed);
        // Pause and release once more: it goes.
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        const std::uint32_t again = bench.link_position();
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(5));
        CHECK(bench.link_position() != again);
    }
}

FAULT_TEST(RunNotCleared, "Q-18 run-not-cleared: RUN keeps reading 1, for a while or until SRST") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        Fault fault(FaultId::RunNotCleared);
        fault.with(Parameter::Delay, 5 * ms).with(Parameter::Mode, mode < 0 ? 0 : mode);
        FaultBench bench(mode >= 0, fault);
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(4));
        INFO("mode " << mode);
        CHECK(bench.reads_run() == (mode >= 0));
        bench.run_for(core::from_milliseconds(2));
        CHECK(bench.reads_run() == (mode == 1));
        write_reset(bench, out0, true);
        bench.run_for(core::from_milliseconds(1));
        CHECK_FALSE(bench.reads_run());
        CHECK(reads_reset(bench, out0));
    }
}

FAULT_TEST(ResetNotAcknowledged, "Q-19 reset-not-acknowledged: SRST does not read back what was written") {
    for (const std::int64_t mode : {-1, 0, 1}) {
        Fault fault(FaultId::ResetNotAcknowledged);
        fault.with(Parameter::Delay, 5 * ms).with(Parameter::Mode, mode < 0 ? 0 : mode);
        FaultBench bench(mode >= 0, fault);
        write_reset(bench, out0, true);
        bench.run_for(core::from_milliseconds(4));
        INFO("mode " << mode);
        CHECK(reads_reset(bench, out0) == (mode < 0));
        bench.run_for(core::from_milliseconds(2));
        CHECK(reads_reset(bench, out0) == (mode < 1));
    }
    FaultBench leaving(true, Fault(FaultId::ResetNotAcknowledged, nth(2)).with(Parameter::Mode, 1));
    write_reset(leaving, out0, true);
    leaving.run_for(core::from_milliseconds(1));
    write_reset(leaving, out0, false);
    leaving.run_for(core::from_milliseconds(50));
    CHECK(reads_reset(leaving, out0)); // it does not come off
}

FAULT_TEST(FifoNeverReady, "Q-20 fifo-never-ready: FIFORDY is not set, and nothing is heard") {
    for (const unsigned engine : {out0, in0}) {
        for (const std::int64_t mode : {-1, 0, 1}) {
            Fault fault(FaultId::FifoNeverReady);
            fault.with(Parameter::Delay, 5 * ms).with(Parameter::Mode, mode < 0 ? 0 : mode);
            FaultBench bench(mode >= 0, fault);
            bench.start(engine);
            bench.run_for(core::from_milliseconds(4));
            INFO("mode " << mode << " engine " << engine);
            CHECK((bench.stream_status(engine) & 0x20) == (mode < 0 ? 0x20 : 0));
            CHECK((bench.link_position(engine) == 0) == (mode >= 0));
            bench.run_for(core::from_milliseconds(4));
            CHECK((bench.stream_status(engine) & 0x20) == (mode < 1 ? 0x20 : 0));
            CHECK((bench.link_position(engine) == 0) == (mode == 1));
            CHECK(bench.reads_run(engine));
        }
    }
}

FAULT_TEST(DmaAfterStop, "Q-21 dma-after-stop: memory is touched after RUN reads 0: here it is no longer mapped") {
    for (const unsigned engine : {out0, in0}) {
        for (const bool armed : {false, true}) {
            FaultBench bench(armed, Fault(FaultId::DmaAfterStop).with(Parameter::Delay, 500 * us));
            Recorder recorder(bench.simulation);
            bench.start(engine);
            bench.run_for(core::from_milliseconds(5));
            bench.set_run(engine, false);
            bench.run_for(core::from_microseconds(100));
            INFO("armed " << armed << " engine " << engine);
            CHECK_FALSE(bench.reads_run(engine));
            const std::byte before = bench.engine_buffer(engine)[0];
            bench.memory.unmap(bench.buffer.address(), bench.buffer.pages()); // the driver frees its packets
            bench.run_for(core::from_milliseconds(2));
            REQUIRE(recorder.count<DmaFault>() == (armed ? 1 : 0));
            CHECK(bench.engine_buffer(engine)[0] == before);
            if (!armed) continue;
            const DmaFault fault = recorder.all<DmaFault>()[0].second;
            CHECK(fault.is_write == (engine == in0 ? 1u : 0u));
            CHECK(fault.device == bench.controller.engine(engine).object());
        }
    }
}

FAULT_TEST(RestartLosesPosition,
           "Q-22 restart-loses-position: after a pause the stream begins again at the first buffer") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::RestartLosesPosition));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        const std::uint32_t paused_at = bench.link_position();
        const std::size_t heard = bench.words_heard().size();
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(1));
        INFO("armed " << armed);
        CHECK(paused_at > 900);
        CHECK((bench.link_position() < 200) == armed);
        CHECK(bench.words_heard()[heard] == (armed ? 0 : paused_at / 4));
    }
}

FAULT_TEST(FifoOverPause,
           "Q-23 fifo-over-pause: up to a FIFO of sound is skipped, or fetched again and then heard changed") {
    for (const std::int64_t mode : {-1, 1, 2}) {
        FaultBench bench(mode >= 0, Fault(FaultId::FifoOverPause).with(Parameter::Mode, mode < 0 ? 0 : mode));
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        const std::vector<std::uint32_t> before = bench.words_heard();
        const std::uint32_t word = 0x12345678; // into what lies in the FIFO
        std::memcpy(bench.engine_buffer(out0) + 4 * before.size() + 8, &word, 4);
        bench.set_run(out0, true);
        bench.run_for(core::from_milliseconds(2));
        const std::vector<std::uint32_t> after = bench.words_heard();
        INFO("mode " << mode);
        REQUIRE(after.size() > before.size() + 8);
        const auto next = static_cast<std::uint32_t>(before.size());
        if (mode == 2) {
            CHECK(after[before.size()] >= next + 30); // lost
            CHECK(after[before.size()] <= next + 48);
        } else {
            CHECK(after[before.size()] == next);
            CHECK(after[before.size() + 2] == (mode == 1 ? word : next + 2));
        }
    }
}

FAULT_TEST(StaleStartPosition, "Q-24 stale-start-position: the position starts at an old value, until the next reset") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::StaleStartPosition).with(Parameter::Value, 1024));
        bench.start();
        INFO("armed " << armed);
        CHECK(bench.link_position() == (armed ? 1024 : 0));
        bench.run_for(core::from_milliseconds(2));
        CHECK(bench.link_position() - bench.position(out0).link_bytes == (armed ? 1024 : 0));
        CHECK(bench.posted_position(out0) == bench.position(out0).fetched_bytes + (armed ? 1024 : 0));
        bench.set_run(out0, false);
        bench.run_for(core::from_milliseconds(1));
        write_reset(bench, out0, true);
        bench.run_for(core::from_milliseconds(1));
        write_reset(bench, out0, false);
        bench.run_for(core::from_milliseconds(1));
        bench.start();
        CHECK(bench.link_position() == 0);
    }
}

FAULT_TEST(DmaReach, "Q-26 dma-reach: GCAP says 64 bits, the upper address bits are lost: reads go astray") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::DmaReach).with(Parameter::Bits, 32));
        Recorder recorder(bench.simulation);
        REQUIRE(bench.buffer.address() >> 32 != 0); // memory of the bench lies above 4 GiB
        bench.start();
        bench.run_for(core::from_milliseconds(5));
        INFO("armed " << armed);
        CHECK((bench.read(0x00, 2) & 1) == 1);
        CHECK((recorder.count<DmaFault>() > 20) == armed);
        CHECK((recorder.count<DmaFault>() == 0) == !armed);
        if (armed)
            CHECK(recorder.all<DmaFault>()[0].second.address ==
                  (bench.buffer.address() & 0xffff'ffff) + out0 * 8 * page_size_bytes);
    }
}

FAULT_TEST(DescriptorPageCrossing,
           "Q-35 descriptor-page-crossing: wrong data behind the 4 KiB boundary inside a buffer") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::DescriptorPageCrossing));
        bench.start(out0, 0x0011, {{6144}, {2048}});
        bench.run_for(core::from_milliseconds(50));
        const std::vector<std::uint32_t> words = bench.words_heard();
        INFO("armed " << armed);
        REQUIRE(words.size() > 2050);
        CHECK(words[1023] == 1023);
        CHECK(words[1024] == (armed ? 0 : 1024)); // the page begins again
        CHECK(words[1535] == (armed ? 511 : 1535));
        CHECK(words[1536] == 1536); // the next buffer lies within one page
    }
}

FAULT_TEST(NonCoherentDma,
           "Q-36 non-coherent-dma: a write 500 us before its fetch is not heard; fresh samples are not yet read") {
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::NonCoherentDma).with(Parameter::Delay, 1 * ms));
        bench.start();
        bench.run_for(core::from_milliseconds(3));
        const auto at = static_cast<std::uint32_t>(bench.position(out0).issued_bytes + 96); // fetched in 500 us
        const std::uint32_t word = 0x12345678;
        std::memcpy(bench.engine_buffer(out0) + at, &word, 4);
        const std::uint32_t far = at + 288; // fetched in 2 ms
        std::memcpy(bench.engine_buffer(out0) + far, &word, 4);
        bench.run_for(core::from_milliseconds(6));
        INFO("armed " << armed);
        REQUIRE(bench.words_heard().size() > far / 4);
        CHECK(bench.words_heard()[at / 4] == (armed ? at / 4 : word));
        CHECK(bench.words_heard()[far / 4] == word);
    }
    for (const bool armed : {false, true}) {
        FaultBench bench(armed, Fault(FaultId::NonCoherentDma).with(Parameter::Delay, 1 * ms));
        bench.start(in0);
        bench.run_for(core::from_milliseconds(5));
        bench.controller.before_cpu_access();
        const auto last = static_cast<std::uint32_t>(bench.position(in0).fetched_bytes - 4);
        std::uint32_t word = 0;
        std::memcpy(&word, bench.engine_buffer(in0) + last, 4);
        INFO("armed " << armed);
        CHECK(word == (armed ? 0 : last / 4));
        bench.run_for(core::from_milliseconds(2));
        std::memcpy(&word, bench.engine_buffer(in0) + last, 4);
        CHECK(word == last / 4);
    }
}
