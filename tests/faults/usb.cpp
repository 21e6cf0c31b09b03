// SPDX-License-Identifier: MIT
//
// U-1 to U-6, and in a USB device: what its host driver sees (hwmodel.md 3b and section 4). Every
// script also runs without the fault, and then shows nothing of the kind.
#include <deque>

#include "tests/faults/fault_bench.hpp"
#include "tests/hwmodel/usb_bench.hpp"

using namespace acxsim;
using namespace acxsim::hw;
using namespace acxsim::hw::test;
using core::from_microseconds;
using core::from_milliseconds;

namespace {

constexpr std::uint32_t capabilities = 0x00, frame_index = 0x08;
constexpr std::uint32_t done_count = 0x18, feedback = 0x24, device_delay = 0x2c; // of an endpoint
constexpr std::uint32_t output_in_flight = 4;
const std::vector<std::uint32_t> one_frame(8, 24); // 48 blocks at high speed

class UsbFaultBench : public UsbBench {
public:
    UsbFaultBench(bool armed, const Fault &fault, const usb::Parameters &parameters = quick_usb())
        : UsbBench(parameters), injector(simulation) {
        arm_fault(injector, controller, armed, fault, faults::Model::Usb);
        injector.begin();
    }
    std::uint64_t lost_blocks() { return controller.endpoint(0).converter().lost_blocks(); }

    faults::Injector injector;
};

/// Values of EPFEED, every 500 us.
std::vector<std::uint32_t> feedback_values(UsbFaultBench &bench, Duration length) {
    std::vector<std::uint32_t> values;
    for (Duration t{}; t < length; t += from_microseconds(500)) {
        bench.run_for(from_microseconds(500));
        values.push_back(bench.read(usb_out + feedback));
    }
    return values;
}

usb::Parameters without_servo(usb::Speed speed = usb::Speed::High) {
    auto parameters = quick_usb();
    parameters.feedback_servo = 0;
    parameters.speed = speed;
    return parameters;
}

/// A host that sends as many blocks as it has received (implicit feedback): sizes of input packets wait in a queue for
/// an output transfer to put them into.
class ImplicitHost {
public:
    explicit ImplicitHost(UsbFaultBench &bench) : bench_(bench) {
        for (const std::uint32_t endpoint : {usb_in, usb_out}) {
            bench_.select(endpoint);
            bench_.run(endpoint);
        }
        for (; received_ < output_in_flight; ++received_)
            bench_.prepare(usb_in, received_, std::vector<std::uint32_t>(8, 28));
        bench_.submit(usb_in, received_);
        for (; sent_ < output_in_flight; ++sent_)
            bench_.prepare(usb_out, sent_, one_frame);
        bench_.submit(usb_out, sent_);
    }
    void run_for(Duration length) {
        for (Duration t{}; t < length; t += from_microseconds(250)) {
            bench_.run_for(from_microseconds(250));
            serve();
        }
    }
    std::size_t longest_queue() const { return longest_; }

private:
    void serve() {
        for (; taken_ != bench_.read(usb_in + done_count); ++taken_) {
            for (std::uint32_t i = 0; i < 8; ++i)
                sizes_.push_back(bench_.packet(usb_in, taken_, i, 8));
            bench_.prepare(usb_in, received_++, std::vector<std::uint32_t>(8, 28));
        }
        bench_.submit(usb_in, received_);
        longest_ = std::max(longest_, sizes_.size());
        while (sent_ - bench_.read(usb_out + done_count) < output_in_flight && sizes_.size() >= 8) {
            bench_.prepare(usb_out, sent_++, {sizes_.begin(), sizes_.begin() + 8});
            sizes_.erase(sizes_.begin(), sizes_.begin() + 8);
        }
        bench_.submit(usb_out, sent_);
    }

    UsbFaultBench &bench_;
    std::uint32_t received_ = 0;
    std::uint32_t taken_ = 0;
    std::uint32_t sent_ = 0;
    std::deque<std::uint32_t> sizes_;
    std::size_t longest_ = 0;
};

} // namespace

FAULT_TEST(FeedbackJump, "U-1 feedback-jump: one value is a whole block off, and a host that believes it loses sound") {
    for (const usb::Speed speed : {usb::Speed::High, usb::Speed::Full}) {
        const std::uint32_t nominal = usb::feedback_format(speed).nominal(48'000);
        const std::uint32_t one = usb::feedback_format(speed).one();
        for (const std::int64_t mode : {-1, 0, 1, 2}) {
            Fault fault(FaultId::FeedbackJump, nth(3, mode == 2 ? 2 : 0));
            if (mode >= 0) fault.with(Parameter::Mode, mode);
            UsbFaultBench bench(mode >= 0, fault, without_servo(speed));
            bench.select(usb_out);
            const auto values = feedback_values(bench, from_milliseconds(400));
            const std::set<std::uint32_t> seen(values.begin(), values.end());
            INFO("mode " << mode << " of " << nominal);
            CHECK(seen.count(nominal) == 1);
            CHECK(seen.count(nominal + one) == (mode == 0 || mode == 2 ? 1 : 0));
            CHECK(seen.count(nominal - one) == (mode == 1 || mode == 2 ? 1 : 0));
            CHECK(values.back() == nominal);
        }
    }
    for (const std::int64_t mode : {-1, 0, 1}) { // up: more than fits; down: less than is played
        UsbFaultBench bench(
            mode >= 0, Fault(FaultId::FeedbackJump, nth(20)).with(Parameter::Mode, std::max<std::int64_t>(mode, 0)));
        bench.select(usb_out);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 16);
        bench.run_for(from_milliseconds(500));
        INFO("mode " << mode);
        CHECK((bench.lost_blocks() > 10) == (mode == 0));
        CHECK((bench.sink.starved_frames > 10) == (mode == 1));
    }
    UsbFaultBench by_half(true, Fault(FaultId::FeedbackJump).with(Parameter::Value, 32'768), without_servo());
    by_half.select(usb_out);
    const auto values = feedback_values(by_half, from_milliseconds(20));
    CHECK(std::count(values.begin(), values.end(), 0x68000u) > 0);
}

FAULT_TEST(FeedbackShifted, "U-2 feedback-shifted: from 100 ms on values are in the other speed's format") {
    for (const bool armed : {false, true}) {
        for (const usb::Speed speed : {usb::Speed::High, usb::Speed::Full}) {
            const std::int64_t bits = speed == usb::Speed::High ? 1 : 2;
            const usb::FeedbackFormat format = usb::feedback_format(speed);
            Fault fault(FaultId::FeedbackShifted, at_time(100));
            fault.with(Parameter::Bits, bits);
            UsbFaultBench bench(armed, fault, without_servo(speed));
            bench.select(usb_out);
            const auto before = feedback_values(bench, from_milliseconds(99));
            CHECK(before.back() == format.nominal(48'000));
            bench.run_for(from_milliseconds(40));
            const auto after = feedback_values(bench, from_milliseconds(200));
            const std::set<std::uint32_t> seen(after.begin(), after.end());
            INFO("armed " << armed);
            CHECK(seen == std::set<std::uint32_t>{format.nominal(48'000) << (armed ? bits : 0)});
            CHECK(format.plausible(after.back(), 48'000, format.units_per_second == 8000 ? 7 : 49) == !armed);
            // 10.14 per frame at high speed, 16.16 per frame at full speed.
            if (armed) CHECK(after.back() == (speed == usb::Speed::High ? 48u << 14 : 48u << 16));
        }
    }
    Fault right(FaultId::FeedbackShifted);
    right.with(Parameter::Mode, 1).with(Parameter::Bits, 4).with(Parameter::Duration, 100 * ms);
    UsbFaultBench bench(true, right, without_servo());
    bench.select(usb_out);
    bench.run_for(from_milliseconds(50));
    CHECK(bench.read(usb_out + feedback) == 0x6000);
    bench.run_for(from_milliseconds(80));
    CHECK(bench.read(usb_out + feedback) == 0x60000);
}

FAULT_TEST(EmptyPacketStops, "U-3 empty-packet-stops: silence after a packet of no bytes, until the next selection") {
    for (const bool armed : {false, true}) {
        UsbFaultBench bench(armed, Fault(FaultId::EmptyPacketStops));
        bench.select(usb_in);
        bench.run(usb_in);
        bench.prepare(usb_in, 0, std::vector<std::uint32_t>(80, 28));
        bench.submit(usb_in, 1);
        const auto play = [&](bool with_empty_packet) {
            bench.select(usb_out);
            bench.run(usb_out);
            for (std::uint32_t i = 0; i < 6; ++i)
                bench.prepare(usb_out, i, one_frame);
            if (with_empty_packet) bench.prepare(usb_out, 2, {24, 24, 24, 24, 0, 24, 24, 24});
            bench.submit(usb_out, 6);
            bench.run_for(from_milliseconds(8)); // from the frame after the next on
        };
        play(true);
        INFO("armed " << armed);
        for (std::uint32_t i = 0; i < 6; ++i)
            CHECK(bench.header(usb_out, i, 28) == 0); // done
        const std::size_t heard = bench.sink.bytes.size() / 4;
        CHECK((heard > 260) == !armed); // all but the six blocks of that packet and what the FIFO still holds
        CHECK((heard < 125) == armed);  // 2 frames and a half
        CHECK((bench.sink.starved_frames > 150) == armed);
        CHECK((bench.packet(usb_in, 0, 45, 8) == 0) == armed); // 3 ms after it: nothing, or the usual packet
        bench.write(usb_out, 0);
        play(false); // selected anew
        CHECK(bench.sink.bytes.size() / 4 - heard > 260);
    }
}

FAULT_TEST(ImplicitFeedbackOverflow,
           "U-4 implicit-feedback-overflow: output transfers do not come back, and sizes of input packets pile up") {
    for (const bool armed : {false, true}) {
        Fault fault(FaultId::ImplicitFeedbackOverflow, at_time(100));
        fault.with(Parameter::Duration, 20 * ms);
        UsbFaultBench bench(armed, fault);
        ImplicitHost host(bench);
        host.run_for(from_milliseconds(95));
        CHECK(host.longest_queue() <= 32); // a queue of that many is enough
        CHECK(bench.sink.starved_frames == 0);
        host.run_for(from_milliseconds(10));
        const std::uint32_t returned = bench.read(usb_out + done_count);
        const std::uint32_t received = bench.read(usb_in + done_count);
        host.run_for(from_milliseconds(10));
        INFO("armed " << armed);
        CHECK(bench.read(usb_in + done_count) - received >= 9);
        CHECK((bench.read(usb_out + done_count) == returned) == armed);
        host.run_for(from_milliseconds(100));
        CHECK((host.longest_queue() > 100) == armed);
        CHECK((host.longest_queue() <= 32) == !armed);
        CHECK(bench.read(usb_out + done_count) - returned >= 80); // all have come back in the end
        CHECK((bench.sink.starved_frames > 48 * 10) == armed);
    }
}

FAULT_TEST(PipelineDelay, "U-5 pipeline-delay: EPDELAY is another one from 50 ms on") {
    for (const bool armed : {false, true}) {
        UsbFaultBench bench(armed, Fault(FaultId::PipelineDelay, at_time(50)).with(Parameter::Delay, 35 * ms));
        bench.run_for(from_milliseconds(49));
        CHECK(bench.read(usb_out + device_delay) == 2000);
        bench.run_for(from_milliseconds(2));
        CHECK(bench.read(usb_out + device_delay) == (armed ? 35'000u : 2000u));
        CHECK(bench.read(usb_in + device_delay) == (armed ? 35'000u : 2000u));
    }
}

FAULT_TEST(FrameCounterWrap, "U-6 frame-counter-wrap: FRAME wraps after 256 ms, CAP says 2048") {
    for (const bool armed : {false, true}) {
        UsbFaultBench bench(armed, Fault(FaultId::FrameCounterWrap, at_time(300)));
        std::uint32_t highest = 0;
        unsigned steps_over_range = 0;
        std::uint32_t before = bench.read(frame_index) >> 3;
        for (int i = 1; i <= 1000; ++i) {
            bench.run_for(from_milliseconds(1));
            const std::uint32_t frame = bench.read(frame_index) >> 3;
            if (i >= 300) highest = std::max(highest, frame);
            steps_over_range += ((frame - before) & 0x7ff) != 1; // as CAP has it
            if (i > 300 && ((frame - before) & 0xff) != 1) FAIL("frame " << frame << " after " << before);
            before = frame;
        }
        INFO("armed " << armed);
        CHECK(bench.read(capabilities) >> 24 == 11);
        CHECK(highest == (armed ? 255 : 1000));
        CHECK(steps_over_range == (armed ? 3 : 0)); // at the strike, then at 512 and 768
    }
    // Start frames mean what the counter counts, too: the frame after the wrap is 0 and not 256.
    UsbFaultBench bench(true, Fault(FaultId::FrameCounterWrap, at_time(1)));
    bench.run_for(from_milliseconds(254));
    bench.select(usb_out);
    bench.run(usb_out);
    bench.prepare(usb_out, 0, one_frame, 2);
    bench.submit(usb_out, 1);
    bench.run_until(core::power_on + from_milliseconds(260));
    CHECK(bench.header(usb_out, 0, 24) == 2u << 3);
    CHECK(bench.header(usb_out, 0, 28) == 0);
}

TEST_CASE("Q-44 and Q-45 add to what the device's clock does already, phase continuous; feedback follows") {
    for (const FaultId id : {FaultId::ClockDrift, FaultId::ClockStep}) {
        auto parameters = quick_usb();
        parameters.device_ppb = 50'000;
        parameters.device_drift = {
            core::Drift::Shape::Ramp, {-300'000}, from_milliseconds(100), from_milliseconds(400)};
        Fault fault(id, at_time(200));
        fault.with(Parameter::Error, 500'000);
        if (id == FaultId::ClockStep) fault.with(Parameter::Duration, 200 * ms);
        std::vector<std::int64_t> blocks; // in 10 s from 600 ms on
        for (const bool armed : {false, true}) {
            UsbFaultBench bench(armed, fault, parameters);
            bench.select(usb_out);
            bench.run(usb_out);
            UsbPump pump(bench, usb_out, 4, 16);
            bench.run_for(from_milliseconds(600));
            const std::uint64_t before = bench.controller.endpoint(0).position().link_bytes;
            bench.run_for(core::from_seconds(10));
            blocks.push_back(static_cast<std::int64_t>(bench.controller.endpoint(0).position().link_bytes - before) /
                             4);
            CHECK(bench.sink.starved_frames == 0);
            CHECK(bench.lost_blocks() == 0);
            const auto heard = words(bench.sink.bytes);
            CHECK(ramp_length(heard) == heard.size());
        }
        INFO(faults::info(id).name);
        CHECK(std::abs(blocks[0] - (480'000 - 120)) <= 1); // 50 - 300 ppm
        CHECK(std::abs(blocks[1] - (480'000 + 120)) <= 1); // and 500
    }
}

TEST_CASE("a USB device can be pulled out") {
    for (const bool armed : {false, true}) {
        UsbFaultBench bench(armed, Fault(FaultId::SurpriseRemoval, at_time(20)));
        bench.select(usb_out);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 16);
        bench.run_for(from_milliseconds(60));
        INFO("armed " << armed);
        CHECK((bench.read(capabilities) == 0xffff'ffff) == armed);
        CHECK((bench.sink.bytes.size() / 4 < 48 * 21) == armed);
    }
}

TEST_CASE("USB faults of an instant strike at a byte, at a completed transfer and at a register access") {
    const auto strikes_after = [](const Trigger &trigger) {
        UsbFaultBench bench(true, Fault(FaultId::PipelineDelay, trigger));
        bench.select(usb_out);
        bench.run(usb_out);
        UsbPump pump(bench, usb_out, 4, 8);
        unsigned milliseconds = 0;
        for (; bench.injector.armed().front().strikes() == 0 && milliseconds < 100; ++milliseconds)
            bench.run_for(from_milliseconds(1));
        CHECK(bench.read(usb_out + device_delay) == (milliseconds < 100 ? 20'000u : 2000u));
        return milliseconds;
    };
    Trigger byte;
    byte.byte = 48 * 4 * 30; // 30 ms of sound
    CHECK(strikes_after(byte) == 32);
    CHECK(strikes_after(nth(10)) == 12);
    Trigger access;
    access.register_offset = usb_out + 0x14; // the doorbell: twice before sound, then every millisecond
    access.occurrence = 20;
    access.access = faults::AccessKind::Write;
    const unsigned at = strikes_after(access);
    CHECK(at >= 20);
    CHECK(at <= 23);
    Trigger never;
    never.register_offset = usb_in + 0x14;
    CHECK(strikes_after(never) == 100);
}
