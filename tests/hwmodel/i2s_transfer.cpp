// SPDX-License-Identifier: MIT
//
// What the I2S/TDM block moves: rings, pause, late segments, gaps and their effect on channels (hwmodel.md 3a).
#include "tests/support/catch.hpp"

#include "tests/hwmodel/i2s_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;

namespace {

std::vector<std::uint16_t> heard_words(const I2sBench &bench) {
    std::vector<std::uint16_t> words(bench.sink.bytes.size() / 2);
    std::memcpy(words.data(), bench.sink.bytes.data(), words.size() * 2);
    return words;
}

/// Words 1, 2, 3, ... in 16 bits, so that a word of silence is told from data.
void fill_words(std::byte *at, std::size_t words) {
    for (std::size_t i = 0; i < words; ++i) {
        const auto value = static_cast<std::uint16_t>(i + 1);
        std::memcpy(at + i * 2, &value, 2);
    }
}

i2s::Parameters software_owned() {
    i2s::Parameters parameters;
    parameters.software_owned_segments = true;
    return parameters;
}

} // namespace

TEST_CASE("i2s output plays the ring in order, lap after lap") {
    const auto segments =
        GENERATE(std::vector<std::uint32_t>{1920, 1920}, std::vector<std::uint32_t>{6, 10, 2, 1764, 38},
                 std::vector<std::uint32_t>{100, 20, 12});
    I2sBench bench;
    std::uint32_t lap = 0;
    for (const std::uint32_t size : segments)
        lap += size;
    fill_words(bench.side_buffer(0), lap / 2);
    bench.program(I2sBench::tx, segments);
    bench.start(I2sBench::tx);
    bench.run_slots(6000);
    bench.controller.before_cpu_access();
    const auto words = heard_words(bench);
    REQUIRE(words.size() == 6000);
    for (std::size_t i = 0; i < words.size(); ++i)
        REQUIRE(words[i] == i % (lap / 2) + 1);
    CHECK(bench.sink.starved_frames == 0);
}

TEST_CASE("i2s capture writes the ring in order, lap after lap") {
    I2sBench bench;
    bench.program(I2sBench::rx, {1920, 1920}, 0x41, 2); // 32 bit: 240 frames per segment
    bench.start(I2sBench::rx);
    bench.run_slots(2 * 960 + 8);
    CHECK(bench.position(I2sBench::rx).link_bytes == (2 * 960 + 8) * 4);
    for (std::uint32_t i = 0; i < 960; ++i) {
        std::uint32_t value;
        std::memcpy(&value, bench.side_buffer(1) + i * 4, 4);
        // Two laps are over, and the first burst of the third has arrived.
        REQUIRE(value == (i < 4 ? 1920 + i : 960 + i));
    }
    CHECK(bench.source.lost_blocks == 0);
}

TEST_CASE("a paused i2s output goes on with the next frame") {
    I2sBench bench;
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    bench.run_slots(1001);
    bench.write(0x40, 1); // in the middle of a frame: it ends first
    CHECK((bench.read(0x40) & 2) == 2);
    bench.run_for(Duration{slot_ticks - 1});
    CHECK((bench.read(0x40) & 2) == 2);
    bench.run_for(Duration{1});
    CHECK((bench.read(0x40) & 2) == 0);
    bench.write(0x40, 0);
    bench.run_for(core::from_seconds(1));
    CHECK(bench.position(I2sBench::tx).link_bytes == 1002 * 2);
    CHECK(bench.read(0x40 + 0x1c) == 6); // what had been fetched stays in the FIFO
    bench.start(I2sBench::tx);
    bench.run_slots(1000);
    bench.controller.before_cpu_access();
    const auto words = heard_words(bench);
    REQUIRE(words.size() == 2002);
    for (std::size_t i = 0; i < words.size(); ++i)
        REQUIRE(words[i] == i % 1920 + 1);
    CHECK(bench.sink.stops.size() == 1);
    CHECK(bench.sink.starved_frames == 0);
}

TEST_CASE(
    "a segment returned by the time its first burst is due keeps the channel going, a tick later it has stopped") {
    // The channel enters segment 2 (index 0 again) when 4 words are left of the 1920: at slot 1916.
    const std::int64_t late_ticks = GENERATE(-1, 0);
    I2sBench bench(software_owned());
    Recorder recorder(bench.simulation);
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments);
    bench.own(I2sBench::tx, 3);
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_until(start + Duration{1000 * slot_ticks});
    CHECK(bench.read(0x40 + 0x30) == 2); // the channel took segment 0's bit down
    bench.run_until(start + Duration{1916 * slot_ticks + late_ticks});
    bench.own(I2sBench::tx, 1);
    bench.run_until(start + Duration{2800 * slot_ticks});
    bench.controller.before_cpu_access();
    if (late_ticks < 0) {
        CHECK(recorder.count<SegmentLate>() == 0);
        // ... until the next one, which nobody has returned
        bench.run_slots(100);
        CHECK(recorder.count<SegmentLate>() == 1);
        return;
    }
    REQUIRE(recorder.count<SegmentLate>() == 1);
    CHECK(recorder.all<SegmentLate>()[0].first == start + Duration{1916 * slot_ticks});
    CHECK((bench.status(I2sBench::tx) & i2s_status::late) != 0);
    CHECK((bench.status(I2sBench::tx) & i2s_status::xrun) != 0);
    CHECK(bench.read(0x40) == 2); // DEN has gone down by itself, the word clock goes on
    CHECK(heard_words(bench).size() == 1920);
    CHECK(bench.controller.interrupt_line().raised());
    const auto errors = recorder.all<FifoError>();
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].first == start + Duration{1921 * slot_ticks});
}

TEST_CASE("an i2s channel that stopped late is silent until it is restarted, then goes on where it stood") {
    I2sBench bench(software_owned());
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments);
    bench.own(I2sBench::tx, 3);
    bench.start(I2sBench::tx);
    bench.run_slots(2920);
    bench.write(0x40, 0); // the side too, so that the channels stay in their slots
    bench.run_for(core::from_microseconds(50));
    bench.controller.before_cpu_access();
    CHECK(bench.sink.starved_frames == 500);
    bench.own(I2sBench::tx, 3);
    bench.start(I2sBench::tx);
    bench.run_slots(100);
    bench.controller.before_cpu_access();
    const auto words = heard_words(bench);
    REQUIRE(words.size() == 2020);
    CHECK(words[1919] == 1920);
    for (std::size_t i = 1920; i < 2020; ++i)
        REQUIRE(words[i] == i - 1920 + 1);
}

TEST_CASE("a hardware-owned i2s ring goes round by itself") {
    I2sBench bench;
    Recorder recorder(bench.simulation);
    bench.program(I2sBench::tx, two_segments);
    bench.start(I2sBench::tx);
    bench.run_slots(96'000);
    CHECK(recorder.count<SegmentLate>() == 0);
    CHECK(recorder.count<BufferCompleted>() == 100);
}

TEST_CASE("an i2s side enabled before its DMA has its channels rotated, unless it waits for a frame") {
    const bool rotates = GENERATE(true, false);
    i2s::Parameters parameters;
    parameters.slot_rotation = rotates;
    parameters.fifo_words = 16;
    I2sBench bench(parameters);
    Recorder recorder(bench.simulation);
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments, 0x13, 4); // 4 channels in 4 slots: a slot lasts 3'125'000 ticks
    const TimePoint start = bench.start_side(I2sBench::tx);
    bench.run_until(start + Duration{5 * 3'125'000 + 1'000'000}); // second frame, in the second slot
    bench.write(0x40, 3);
    bench.run_for(Duration{80 * 3'125'000});
    CHECK((bench.status(I2sBench::tx) & i2s_status::xrun) != 0);
    CHECK(recorder.count<FifoError>() == 1);
    const auto words = heard_words(bench);
    if (rotates) {
        // One slot of the second frame had passed: word 1 went out in slot 1.
        REQUIRE(words.size() > 9);
        CHECK(words[0] == 0);
        CHECK(words[1] == 1);
        CHECK(words[2] == 2);
        CHECK(words[4] == 4);
        CHECK(bench.sink.starved_frames == 1);
    } else {
        REQUIRE(words.size() > 9);
        CHECK(words[0] == 1);
        CHECK(words[4] == 5);
        CHECK(bench.sink.starved_frames == 2);
    }
}

TEST_CASE("i2s capture enabled before its DMA loses words, and with them the channel order") {
    const bool rotates = GENERATE(true, false);
    i2s::Parameters parameters;
    parameters.slot_rotation = rotates;
    I2sBench bench(parameters);
    bench.program(I2sBench::rx, two_segments, 0x43, 4); // 4 channels of 32 bits; frame n carries 4n .. 4n+3
    const TimePoint start = bench.start_side(I2sBench::rx);
    bench.run_until(start + Duration{13 * 3'125'000 + 1}); // 8 words fill the FIFO, 5 more are lost
    bench.write(0x80, 3);
    bench.run_for(Duration{40 * 3'125'000});
    CHECK((bench.status(I2sBench::rx) & i2s_status::xrun) != 0);
    std::vector<std::uint32_t> words(16);
    std::memcpy(words.data(), bench.side_buffer(1), 64);
    CHECK(words[7] == 7);
    CHECK(words[8] == (rotates ? 13u : 16u));
    CHECK(bench.source.lost_blocks == 2);
}

TEST_CASE("TDM slots beyond the channels pass empty") {
    I2sBench bench;
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments, 0x11, 8);
    const TimePoint start = bench.start(I2sBench::tx);
    const std::int64_t slot = 1'562'500;
    bench.run_until(start + Duration{2 * slot});
    CHECK(bench.read(0x40 + 0x1c) == 6); // both words of the frame have gone,
    bench.run_until(start + Duration{8 * slot});
    CHECK(bench.read(0x40 + 0x1c) == 6); // then nothing for six slots
    bench.run_until(start + Duration{9 * slot});
    CHECK(bench.read(0x40 + 0x1c) == 5);
    bench.run_until(start + Duration{8 * 480 * slot});
    bench.controller.before_cpu_access();
    CHECK(heard_words(bench).size() == 960);
}

TEST_CASE("a bus stall longer than the FIFO empties it, a shorter one does not") {
    // At slot 4 the FIFO holds 4 words and asks; it is empty at slot 8, and short at slot 9.
    const std::int64_t end_ticks = GENERATE(-1, 0);
    I2sBench bench;
    Recorder recorder(bench.simulation);
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    const Duration burst_time = core::from_nanoseconds(500);
    bench.controller.stall_dma(start + Duration{9 * slot_ticks} - burst_time + Duration{end_ticks + 1});
    bench.run_slots(960);
    CHECK(recorder.count<FifoError>() == (end_ticks < 0 ? 0 : 1));
    CHECK(((bench.status(I2sBench::tx) & i2s_status::xrun) != 0) == (end_ticks >= 0));
}

TEST_CASE("a gap is told as silence, and nothing is skipped") {
    I2sBench bench;
    fill_words(bench.side_buffer(0), 1920);
    bench.program(I2sBench::tx, two_segments);
    const TimePoint start = bench.start(I2sBench::tx);
    bench.run_slots(200);
    bench.controller.stall_dma(bench.now() + core::from_milliseconds(5));
    bench.run_until(start + Duration{1500 * slot_ticks});
    bench.controller.before_cpu_access();
    const auto words = heard_words(bench);
    // 5 ms are 240 frames, of which the FIFO bridges 4 at most.
    CHECK(bench.sink.starved_frames >= 235);
    CHECK(bench.sink.starved_frames <= 240);
    std::vector<std::uint16_t> data;
    for (const std::uint16_t word : words) {
        if (word != 0) data.push_back(word);
    }
    for (std::size_t i = 0; i < data.size(); ++i)
        REQUIRE(data[i] == i + 1);
    CHECK(words.size() + bench.sink.starved_frames * 2 == 1500);
}

TEST_CASE("an i2s descriptor or buffer out of reach stops the channel with BUSE") {
    I2sBench bench;
    Recorder recorder(bench.simulation);
    bench.program(I2sBench::tx, two_segments);
    SECTION("the list") {
        bench.write(0x40 + 0x24, 0x7fff);
        bench.write(0x40, 1);
    }
    SECTION("the buffer, while it runs") {
        bench.start(I2sBench::tx);
        bench.run_slots(100);
        bench.controller.before_cpu_access();
        bench.memory.unmap(bench.buffer.address(), 32);
        bench.run_slots(10);
    }
    SECTION("a segment that is no whole number of words") {
        bench.list.set_word(8, 1921);
        bench.write(0x40, 1);
    }
    CHECK((bench.status(I2sBench::tx) & i2s_status::buse) != 0);
    CHECK((bench.read(0x40) & 1) == 0);
    CHECK(bench.controller.interrupt_line().raised());
    CHECK(recorder.count<DescriptorError>() == 1);
}
