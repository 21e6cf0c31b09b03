// SPDX-License-Identifier: MIT
//
// Transfers of the USB host: packets in and out of memory, late and misplaced ones, stop, frame numbers and their
// wraps, interrupt moderation, and that looking changes nothing (hwmodel.md 2.7, 2.8, 3b).
#include "tests/support/catch.hpp"

#include <algorithm>

#include "tests/hwmodel/usb_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using core::from_microseconds;
using core::from_milliseconds;
using core::from_seconds;

namespace {

constexpr std::uint32_t done = 0, cancelled = 2, bad_frame = 3, bad_packet = 4, data_error = 5;
const std::vector<std::uint32_t> one_frame(8, 24); // 48 blocks at high speed

} // namespace

TEST_CASE("input blocks arrive in order, in packets of the device's making") {
    UsbBench bench;
    bench.select(usb_in);
    bench.run(usb_in);
    UsbPump pump(bench, usb_in, 4, 16);
    bench.run_for(from_seconds(2));
    CHECK(ramp_length(pump.received) == pump.received.size());
    CHECK(pump.received.size() > 48'000 * 19 / 10);
    CHECK(bench.source.lost_blocks == 0);
    CHECK(std::all_of(pump.received_lengths.begin() + 2, pump.received_lengths.end(),
                      [](std::uint32_t length) { return length == 24; }));
}

TEST_CASE("output is fetched when its interval begins: a later write is not heard") {
    UsbBench bench;
    bench.select(usb_out);
    bench.run(usb_out);
    bench.prepare(usb_out, 0, std::vector<std::uint32_t>(16, 24));
    fill_with_ramp(bench.buffer(usb_out, 0), 16 * 24);
    bench.submit(usb_out, 1);
    const std::uint32_t start = bench.header(usb_out, 0, 24);
    CHECK(start == 0);                                             // not written back before it is done
    const TimePoint first = core::power_on + from_milliseconds(2); // the frame after the next
    bench.run_until(first + from_microseconds(5 * 125));
    std::uint32_t late = 9999;
    std::memcpy(bench.buffer(usb_out, 0) + 5 * 24, &late, 4); // packet 5 has just been fetched
    std::memcpy(bench.buffer(usb_out, 0) + 6 * 24, &late, 4); // packet 6 has not
    bench.run_for(from_milliseconds(10));
    const auto heard = words(bench.sink.bytes);
    REQUIRE(heard.size() >= 96 - 12);
    CHECK(heard[5 * 6] == 5 * 6);
    CHECK(heard[6 * 6] == 9999);
    CHECK(bench.header(usb_out, 0, 28) == done);
    CHECK(bench.header(usb_out, 0, 32) == 16);
    CHECK(bench.header(usb_out, 0, 24) == 16); // FRAME when it began: frame 2, microframe 0
}

TEST_CASE("transfers that follow one another leave no interval empty, a late one does") {
    UsbBench bench;
    Recorder recorder(bench.simulation);
    bench.select(usb_out);
    bench.run(usb_out);
    for (std::uint32_t i = 0; i < 2; ++i)
        bench.prepare(usb_out, i, one_frame);
    bench.submit(usb_out, 2);
    bench.run_until(core::power_on + from_milliseconds(4) - Duration{1}); // frames 2 and 3, up to the last instant
    CHECK(bench.read(usb_out + 0x18) == 1);
    CHECK(bench.read(usb_out + 0x28) == 0);
    bench.prepare(usb_out, 2, one_frame);
    bench.submit(usb_out, 3); // in time
    bench.run_until(core::power_on + from_milliseconds(5) + from_microseconds(1));
    CHECK(bench.read(usb_out + 0x18) == 3);
    CHECK(bench.header(usb_out, 2, 24) == 4 * 8);
    CHECK(bench.read(usb_out + 0x28) == 1); // the interval that began a microsecond ago
    CHECK((bench.read(usb_out + 0x04) & 4) == 4);
    bench.prepare(usb_out, 3, one_frame);
    bench.submit(usb_out, 4); // 1 us late: frame 7 is the next
    bench.run_until(core::power_on + from_milliseconds(9));
    CHECK(bench.header(usb_out, 3, 24) == 7 * 8);
    CHECK(recorder.count<IntervalMissed>() == 2); // and again after the last one
    bench.write(usb_out + 0x04, 4);
    CHECK(bench.sink.starved_frames > 0);
}

TEST_CASE("a late submission is heard as silence of its own length, and nothing is lost") {
    UsbBench bench;
    Recorder recorder(bench.simulation);
    bench.select(usb_out);
    bench.run(usb_out);
    UsbPump pump(bench, usb_out, 4, 8);
    bench.run_for(from_milliseconds(100));
    CHECK(bench.sink.starved_frames == 0);
    unsigned served = 0;
    pump.latency = [&] { return served++ == 0 ? from_milliseconds(7) : from_microseconds(20); }; // 4 ms are in flight
    bench.run_for(from_milliseconds(100));
    const auto heard = words(bench.sink.bytes);
    CHECK(ramp_length(heard) == heard.size());
    CHECK(recorder.count<IntervalMissed>() == 1);
    CHECK(recorder.count<FifoError>() == 1);
    const std::uint64_t missed = bench.read(usb_out + 0x28);
    CHECK(missed >= 8 * 4); // 3 ms late, and a frame and a part of one until the next can start
    CHECK(missed <= 8 * 6);
    CHECK(bench.sink.starved_frames >= missed * 6 - 12);
    CHECK(bench.sink.starved_frames <= missed * 6 + 12);
}

TEST_CASE("an input that nobody asks for overflows the device's FIFO") {
    UsbBench bench;
    Recorder recorder(bench.simulation);
    bench.select(usb_in);
    bench.run(usb_in);
    UsbPump pump(bench, usb_in, 2, 8);
    bench.run_for(from_milliseconds(50));
    CHECK(bench.source.lost_blocks == 0);
    unsigned served = 0;
    pump.latency = [&] { return served++ == 0 ? from_milliseconds(5) : from_microseconds(20); };
    bench.run_for(from_milliseconds(50));
    CHECK(bench.source.lost_blocks > 48 * 3 - 24);
    CHECK(recorder.count<FifoError>() >= 1);
    CHECK(ramp_length(pump.received) < pump.received.size());
}

TEST_CASE("start frames: a coming one is kept to the microframe, one that has passed is refused") {
    auto parameters = quick_usb();
    parameters.frame_start = 2040; // wraps in 8 ms
    UsbBench bench(parameters);
    bench.select(usb_out);
    bench.run(usb_out);
    CHECK(bench.read(0x08) == 2040u << 3);
    bench.prepare(usb_out, 0, one_frame, 5); // frame 2048 + 5, beyond the wrap
    bench.prepare(usb_out, 1, one_frame, 4); // before it: refused once its turn comes
    bench.prepare(usb_out, 2, one_frame);
    bench.submit(usb_out, 3);
    bench.run_until(core::power_on + from_milliseconds(13) - Duration{1});
    CHECK(bench.read(0x08) == (4u << 3 | 7));
    CHECK(bench.read(usb_out + 0x18) == 0);
    bench.run_until(core::power_on + from_milliseconds(14));
    CHECK(bench.header(usb_out, 0, 28) == done);
    CHECK(bench.header(usb_out, 0, 24) == 5u << 3);
    CHECK(bench.header(usb_out, 1, 28) == bad_frame);
    bench.run_until(core::power_on + from_milliseconds(15));
    CHECK(bench.header(usb_out, 2, 28) == done);
    CHECK(bench.header(usb_out, 2, 24) == 6u << 3); // as if the refused one had not been there
}

TEST_CASE("frame numbers wrap: 11 bits at the start offset, 8 bits every 256 ms") {
    {
        auto parameters = quick_usb();
        parameters.frame_start = 0x7ff;
        UsbBench bench(parameters);
        bench.run_until(core::power_on + from_milliseconds(1) - Duration{1});
        CHECK(bench.read(0x08) == (0x7ffu << 3 | 7));
        bench.run_until(core::power_on + from_milliseconds(1));
        CHECK(bench.read(0x08) == 0);
    }
    auto parameters = quick_usb();
    parameters.frame_bits = 8;
    UsbBench bench(parameters);
    unsigned wraps = 0;
    std::uint32_t before = 0;
    for (int i = 0; i < 1000; ++i) {
        bench.run_for(from_milliseconds(1));
        const std::uint32_t frame = bench.read(0x08) >> 3;
        REQUIRE(frame < 256);
        REQUIRE(((frame - before) & 0xff) == 1);
        if (frame < before) ++wraps;
        before = frame;
    }
    CHECK(wraps == 3);
}

TEST_CASE("stopping returns what was not sent, and the device plays out what it has") {
    UsbBench bench;
    bench.select(usb_out);
    bench.run(usb_out);
    for (std::uint32_t i = 0; i < 4; ++i) {
        bench.prepare(usb_out, i, one_frame);
        for (std::uint32_t block = 0; block < 48; ++block) {
            const std::uint32_t value = i * 48 + block;
            std::memcpy(bench.buffer(usb_out, i) + block * 4, &value, 4);
        }
    }
    bench.submit(usb_out, 4);
    bench.run_until(core::power_on + from_milliseconds(3) + from_microseconds(3 * 125 + 10)); // packet 3 of transfer 1
    bench.stop(usb_out);
    CHECK((bench.read(usb_out + 0x04) & 2) == 2);
    bench.run_for(from_microseconds(600));
    CHECK((bench.read(usb_out + 0x04) & 2) == 0);
    CHECK(bench.read(usb_out + 0x18) == 4);
    CHECK(bench.header(usb_out, 0, 28) == done);
    CHECK(bench.header(usb_out, 1, 28) == cancelled);
    CHECK(bench.header(usb_out, 1, 32) == 4); // packets 0 to 3
    CHECK(bench.header(usb_out, 2, 28) == cancelled);
    CHECK(bench.header(usb_out, 2, 32) == 0);
    const auto heard = words(bench.sink.bytes);
    CHECK(heard.size() == 48 + 4 * 6);
    CHECK(ramp_length(heard) == heard.size());
    CHECK(bench.sink.starved_frames == 0);
    CHECK(bench.sink.stops.size() == 1);

    // Again: counts go on, and so does the position.
    const std::uint64_t before = bench.controller.endpoint(0).position().link_bytes;
    CHECK(before == heard.size() * 4);
    bench.run(usb_out);
    bench.prepare(usb_out, 4, one_frame);
    bench.submit(usb_out, 5);
    bench.run_for(from_milliseconds(5));
    bench.stop(usb_out);
    bench.run_for(from_milliseconds(1));
    CHECK(bench.controller.endpoint(0).position().link_bytes == before + 48 * 4);
}

TEST_CASE("what arrives before the converter has locked is lost") {
    auto parameters = quick_usb();
    parameters.lock_delay = from_milliseconds(5);
    UsbBench bench(parameters);
    bench.select(usb_out);
    bench.run(usb_out);
    bench.run_until(core::power_on + from_milliseconds(5) - Duration{1});
    CHECK((bench.read(usb_out + 0x04) & 1) == 0);
    UsbPump pump(bench, usb_out, 4, 8);
    bench.run_until(core::power_on + from_milliseconds(5));
    CHECK((bench.read(usb_out + 0x04) & 1) == 1);

    UsbBench early(parameters);
    early.select(usb_out);
    early.run(usb_out);
    UsbPump hasty(early, usb_out, 4, 8); // begins in frame 2, locked in frame 5
    early.run_until(core::power_on + from_milliseconds(50));
    const auto heard = words(early.sink.bytes);
    REQUIRE(!heard.empty());
    CHECK(heard.front() == 3 * 48 - 6); // 23 packets were lost; the one that ends at 5 ms was not
}

TEST_CASE("interrupts are moderated: at most one per interval of moderation, none is lost") {
    const Duration imod = GENERATE(Duration{}, from_microseconds(40), from_microseconds(700), from_milliseconds(1));
    auto parameters = quick_usb();
    parameters.imod = imod;
    UsbBench bench(parameters);
    bench.select(usb_in);
    bench.run(usb_in);
    UsbPump pump(bench, usb_in, 12, 1); // a completion every 125 us
    pump.latency = [] { return from_microseconds(5); };
    bench.run_for(from_milliseconds(500));
    for (std::size_t i = 1; i < pump.interrupts.size(); ++i)
        REQUIRE(pump.interrupts[i] - pump.interrupts[i - 1] >= imod);
    const std::size_t per_second = imod <= from_microseconds(40) ? 8000 : imod == from_milliseconds(1) ? 1000 : 1428;
    CHECK(pump.interrupts.size() >= per_second * 49 / 100);
    CHECK(pump.interrupts.size() <= per_second * 51 / 100);
    CHECK(pump.completed >= 3970);
    CHECK(bench.source.lost_blocks == 0);
}

TEST_CASE("a full event ring loses events and says so") {
    UsbBench bench;
    bench.write(0x20, 2);
    bench.select(usb_out);
    bench.run(usb_out);
    for (std::uint32_t i = 0; i < 4; ++i)
        bench.prepare(usb_out, i, one_frame);
    bench.submit(usb_out, 4);
    bench.run_for(from_milliseconds(10));
    CHECK(bench.read(0x24) == 2);
    CHECK(bench.read(0x10) == 3);
    CHECK(bench.read(usb_out + 0x18) == 4); // the transfers themselves were returned
}

TEST_CASE("unusable transfers come back at once") {
    UsbBench bench;
    Recorder recorder(bench.simulation);
    bench.select(usb_out);
    bench.run(usb_out);
    bench.prepare(usb_out, 0, {});
    bench.prepare(usb_out, 1, {32}); // 8 blocks, 7 is the most
    bench.prepare(usb_out, 2, {27}); // no whole blocks
    bench.prepare(usb_out, 3, {28, 24});
    bench.transfers.set_word(3 * 64 + 4, 0xdead); // buffer out of reach
    bench.submit(usb_out, 4);
    for (std::uint32_t i = 0; i < 3; ++i)
        CHECK(bench.header(usb_out, i, 28) == bad_packet);
    CHECK(bench.header(usb_out, 3, 28) == 1);
    bench.run_for(from_milliseconds(5));
    CHECK(bench.header(usb_out, 3, 28) == data_error);
    CHECK(bench.header(usb_out, 3, 36) == 2);
    CHECK(recorder.count<DmaFault>() >= 1);

    CHECK(recorder.count<RegisterMisuse>() == 0);
    bench.submit(usb_out, 4 + 17); // more than the ring holds
    CHECK(bench.read(usb_out + 0x14) == 4);
    CHECK(recorder.all<RegisterMisuse>().front().second.what == RegisterMisuse::DoorbellBeyondRing);
}

TEST_CASE("a format that does not fit the bus is not admitted") {
    const auto admitted = [](usb::Speed speed, std::uint32_t rate, unsigned bits, unsigned channels) {
        auto parameters = quick_usb();
        parameters.speed = speed;
        UsbBench bench(parameters);
        bench.select(usb_out, rate, bits, channels);
        return bench.read(usb_out) == 1;
    };
    CHECK(admitted(usb::Speed::Full, 96'000, 24, 2));       // 97 blocks of 8 bytes
    CHECK_FALSE(admitted(usb::Speed::Full, 48'000, 24, 8)); // 49 blocks of 32 bytes
    CHECK(admitted(usb::Speed::High, 192'000, 32, 8));
    CHECK_FALSE(admitted(usb::Speed::High, 48'000, 17, 2));
    CHECK_FALSE(admitted(usb::Speed::High, 0, 16, 2));
}

TEST_CASE("full speed and longer intervals carry the same sound") {
    const std::uint32_t exponent = GENERATE(0u, 1u, 2u, 3u);
    const usb::Speed speed = GENERATE(usb::Speed::High, usb::Speed::Full);
    auto parameters = quick_usb();
    parameters.speed = speed;
    parameters.interval_exponent = exponent;
    parameters.device_ppb = 150'000;
    UsbBench bench(parameters);
    const std::uint32_t microframes = speed == usb::Speed::Full ? 8u : 1u << exponent;
    CHECK((bench.read(0x00) >> 20 & 0xf) == microframes);
    bench.select(usb_out, 44'100);
    bench.run(usb_out);
    UsbPump pump(bench, usb_out, 4, 16 / microframes);
    bench.run_for(from_seconds(5));
    const auto heard = words(bench.sink.bytes);
    CHECK(ramp_length(heard) == heard.size());
    CHECK(bench.sink.starved_frames == 0);
    CHECK(heard.size() > 44'100 * 49 / 10);
}

TEST_CASE("looking at registers and positions all the time changes nothing") {
    const auto run = [](bool looking) {
        auto parameters = quick_usb();
        parameters.device_ppb = 300'000;
        parameters.device_drift = {core::Drift::Shape::Walk, {300'000}, Duration{}, from_milliseconds(7)};
        parameters.feedback = false; // so that it starves and overflows now and then
        UsbBench bench(parameters, 5);
        Recorder recorder(bench.simulation);
        bench.select(usb_out, 44'100);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 8);
        std::uint64_t last = 0;
        for (int i = 0; i < 40'000; ++i) {
            bench.run_for(from_microseconds(97));
            if (!looking) continue;
            const EnginePosition position = bench.controller.endpoint(0).position();
            REQUIRE(position.link_bytes >= last);
            REQUIRE(position.link_bytes <= position.fetched_bytes);
            last = position.link_bytes;
            bench.read(usb_out + 0x24);
            bench.read(0x08);
        }
        std::vector<std::uint64_t> seen;
        for (const core::Record &record : recorder.records) {
            seen.push_back(static_cast<std::uint64_t>(core::ticks_of(record.time)));
            seen.push_back(record.kind);
        }
        return std::make_tuple(seen, bench.sink.bytes, bench.sink.starved_frames);
    };
    const auto unseen = run(false);
    CHECK(std::get<2>(unseen) > 0);
    CHECK(unseen == run(true));
    CHECK(unseen == run(false));
}

TEST_CASE("gone or in D3 the device answers with ones and moves nothing; back in D0 it is at reset") {
    UsbBench bench;
    bench.select(usb_out);
    bench.run(usb_out);
    UsbPump pump(bench, usb_out, 4, 8);
    bench.run_for(from_milliseconds(20));
    bench.controller.enter_d3();
    const std::size_t heard = bench.sink.bytes.size();
    CHECK(bench.read(usb_out) == 0xffff'ffff);
    bench.write(0x04, 1);
    bench.run_for(from_milliseconds(20));
    CHECK(bench.sink.bytes.size() == heard);
    bench.controller.leave_d3();
    CHECK(bench.read(0x04) == 0);
    CHECK(bench.read(usb_out) == 0);
    CHECK(bench.read(usb_out + 0x1c) == 48'000);
    bench.write(0x04, 1);
    bench.select(usb_out);
    CHECK(bench.read(usb_out) == 1);
    bench.controller.surprise_remove();
    CHECK(bench.read(0x04) == 0xffff'ffff);
    bench.run_for(from_milliseconds(20));
    CHECK(bench.sink.bytes.size() == heard);
}
