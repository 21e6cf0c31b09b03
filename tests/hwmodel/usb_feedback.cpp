// SPDX-License-Identifier: MIT
//
// Feedback of the USB device: fixed-point arithmetic, measurement, and the loop through host and device that absorbs
// drift. Nominal rates and the published positions are the experiment V-18 (sim/validation/usb_experiments.cpp).
#include "tests/support/catch.hpp"

#include <cmath>

#include "tests/hwmodel/usb_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using Shape = core::Drift::Shape;

TEST_CASE("feedback values and what they mean") {
    constexpr usb::FeedbackFormat high = usb::feedback_format(usb::Speed::High);
    constexpr usb::FeedbackFormat full = usb::feedback_format(usb::Speed::Full);
    CHECK(high.nominal(48'000) == 0x060000);
    CHECK(high.nominal(44'100) == 0x058333);
    CHECK(full.nominal(44'100) == 0x0b0666);
    CHECK(full.nominal(48'000) == 0x0c0000);
    CHECK(high.hertz(0x058333) == Approx(44'099.98).margin(0.005));
    CHECK(high.hertz(1) == Approx(0.122).margin(0.0005));
    CHECK(full.hertz(1) == Approx(0.061).margin(0.0005));
    CHECK(high.plausible(0x060000, 48'000, 7));
    CHECK(high.plausible(0x070000, 48'000, 7));
    CHECK_FALSE(high.plausible(0x070001, 48'000, 7));
    CHECK(high.plausible(0x054000, 48'000, 7)); // 1/8 less
    CHECK_FALSE(high.plausible(0x053fff, 48'000, 7));
}

TEST_CASE("packet sizes from a value keep its fraction") {
    usb::PacketSizes sizes(usb::feedback_format(usb::Speed::High), 1);
    std::uint32_t sum = 0;
    for (int i = 0; i < 8000; ++i) {
        const std::uint32_t blocks = sizes.next(0x058333);
        REQUIRE((blocks == 5 || blocks == 6));
        sum += blocks;
    }
    CHECK(sum == 44'099); // 44 099.98 and never a block more
    usb::PacketSizes wide(usb::feedback_format(usb::Speed::High), 4);
    CHECK(wide.next(0x058333) == 22); // 22.05
}

TEST_CASE("feedback reports the device's rate in the host's time") {
    auto parameters = quick_usb();
    parameters.device_ppb = 80'000;
    parameters.host_ppb = -120'000;
    parameters.feedback_servo = 0;
    UsbBench bench(parameters);
    bench.select(usb_out);
    CHECK(bench.read(usb_out + 0x24) == 0); // nothing yet
    bench.run_for(core::from_seconds(1));
    const double expected = 6.0 * (1 + 80e-6) / (1 - 120e-6);
    double sum = 0;
    for (int i = 0; i < 1000; ++i) {
        bench.run_for(core::from_milliseconds(4));
        const double value = bench.read(usb_out + 0x24) / 65536.0;
        REQUIRE(std::abs(value - expected) <= 1.0 / (256 * 32)); // a cycle of the master clock over the window
        sum += value;
    }
    CHECK(sum / 1000 == Approx(expected).margin(2e-6));
}

TEST_CASE("a measurement takes 2^n intervals, and its report one or two more") {
    for (const std::uint32_t delay : {1u, 2u}) {
        auto parameters = quick_usb();
        parameters.feedback_exponent = 4;
        parameters.feedback_delay = delay;
        UsbBench bench(parameters);
        const TimePoint start = bench.controller.intervals().edge(80);
        bench.run_until(start - Duration{1});
        bench.select(usb_out); // measuring from interval 80 on
        const TimePoint reported = bench.controller.intervals().edge(80 + 16 + delay);
        bench.run_until(reported - Duration{1});
        CHECK(bench.read(usb_out + 0x24) == 0);
        bench.run_until(reported);
        CHECK(bench.read(usb_out + 0x24) == 0x60000);
    }
}

TEST_CASE("coarse feedback is right on average") {
    auto parameters = quick_usb();
    parameters.feedback_coarse_bits = 9;
    parameters.feedback_servo = 0;
    parameters.device_ppb = 37'000;
    UsbBench bench(parameters);
    bench.select(usb_out);
    bench.run_for(core::from_milliseconds(10));
    double sum = 0;
    for (int i = 0; i < 4096; ++i) {
        bench.run_for(core::from_milliseconds(4));
        const std::uint32_t value = bench.read(usb_out + 0x24);
        REQUIRE(value % 512 == 0);
        sum += value;
    }
    CHECK(sum / 4096 / 65536 == Approx(6.0 * (1 + 37e-6)).margin(2e-5)); // one step of 512 is 1300 ppm
}

TEST_CASE("packet sizes from feedback absorb the drift between host and device") {
    const std::int64_t ppb = GENERATE(0, 100'000, -100'000, 500'000, -500'000);
    const std::uint32_t rate = GENERATE(48'000u, 44'100u);
    auto parameters = quick_usb();
    parameters.device_ppb = ppb;
    UsbBench bench(parameters);
    bench.select(usb_out, rate);
    bench.run(usb_out);
    UsbPump pump(bench, usb_out, 4, 16);
    bench.run_for(core::from_seconds(20));
    CHECK(bench.sink.starved_frames == 0);
    CHECK(bench.controller.endpoint(0).converter().lost_blocks() == 0);
    const auto heard = words(bench.sink.bytes);
    CHECK(ramp_length(heard) == heard.size());
    CHECK(heard.size() > std::size_t{rate} * 19);
    // The FIFO stands where it began, but for the packets' own pattern.
    const auto level = static_cast<double>(bench.controller.endpoint(0).converter().level_blocks());
    CHECK(std::abs(level - bench.read(usb_out + 0x34)) <= 4);
}

TEST_CASE("feedback follows a device that wanders, at both speeds") {
    const usb::Speed speed = GENERATE(usb::Speed::High, usb::Speed::Full);
    const Shape shape = GENERATE(Shape::Step, Shape::Ramp, Shape::Sine, Shape::Walk);
    auto parameters = quick_usb();
    parameters.speed = speed;
    parameters.device_drift = {shape, {200'000}, core::from_seconds(2), core::from_seconds(5)};
    if (shape == Shape::Walk) parameters.device_drift.time = core::from_milliseconds(50);
    UsbBench bench(parameters);
    bench.select(usb_out);
    bench.run(usb_out);
    UsbPump pump(bench, usb_out, 4, speed == usb::Speed::High ? 16 : 2);
    bench.run_for(core::from_seconds(15));
    CHECK(bench.sink.starved_frames == 0);
    const auto heard = words(bench.sink.bytes);
    CHECK(ramp_length(heard) == heard.size());
    CHECK(heard.size() > 48'000 * 14);
}

TEST_CASE("without feedback 100 ppm slip 4.8 blocks a second until the device's FIFO runs dry or over") {
    auto parameters = quick_usb();
    parameters.feedback = false;
    parameters.device_ppb = 100'000;
    {
        UsbBench bench(parameters); // the device is faster: it starves
        bench.select(usb_out);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 16);
        CHECK(bench.read(usb_out + 0x24) == 0);
        bench.run_for(core::from_milliseconds(1400)); // 6 blocks in reserve, the 7th is missed after 1.46 s
        CHECK(bench.sink.starved_frames == 0);
        bench.run_for(core::from_milliseconds(150));
        CHECK(bench.sink.starved_frames > 0);
        CHECK(bench.read(usb_out + 0x24) == 0);
        const auto heard = words(bench.sink.bytes);
        CHECK(ramp_length(heard) == heard.size()); // silence, but nothing is lost
    }
    parameters.device_ppb = -100'000;
    {
        UsbBench bench(parameters); // slower: it loses blocks
        bench.select(usb_out);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 16);
        bench.run_for(core::from_milliseconds(2400)); // 12 blocks of room last 2.5 s
        CHECK(bench.controller.endpoint(0).converter().lost_blocks() == 0);
        bench.run_for(core::from_seconds(8));
        const std::uint64_t lost = bench.controller.endpoint(0).converter().lost_blocks();
        CHECK(lost >= 37); // 4.8 a second for 7.9 s
        CHECK(lost <= 39);
        CHECK(bench.sink.starved_frames == 0);
    }
}
