// SPDX-License-Identifier: MIT
//
// Every knob of the USB isochronous audio device and of the host controller it hangs on, with default, bounds and
// reason (hwmodel.md 3b). Host and device have an oscillator each: that they differ is what feedback is for.
// Not here: what a driver chooses (length of a transfer, transfers in flight).
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/drift_fields.hpp"
#include "hwmodel/parameter_field.hpp"

namespace acxsim::hw::usb {

enum class Speed : std::uint8_t {
    High, ///< 480 Mb/s: microframes of 125 us, feedback in 16.16
    Full, ///< 12 Mb/s: frames of 1 ms, feedback in 10.14
};

struct Parameters {
    // The host
    Speed speed = Speed::High;
    std::uint32_t interval_exponent = 0;
    std::int64_t host_ppb = 0;
    core::Drift host_drift;
    std::uint32_t frame_start = 0;
    std::uint32_t frame_bits = 11;
    std::uint32_t schedule_ahead = 1;
    core::Duration imod = core::from_microseconds(40);
    bool msi = true;
    // The device
    std::int64_t device_ppb = 0;
    core::Drift device_drift;
    std::uint32_t device_buffer = 2;
    core::Duration lock_delay = core::from_milliseconds(10);
    core::Duration pipeline_delay = core::from_milliseconds(2);
    bool feedback = true;
    std::uint32_t feedback_exponent = 5;
    std::uint32_t feedback_delay = 1;
    std::uint32_t feedback_coarse_bits = 0;
    std::uint32_t feedback_servo = 14;
};

// clang-format off
inline constexpr std::array host_fields{
    choice_field<&Parameters::speed>("speed", "high full", 2, "USB 2.0", "high: microframes of 125 us, feedback in 16.16; full: frames of 1 ms, feedback in 10.14"),
    integer_field<&Parameters::interval_exponent>("interval_exponent", "", 0, 3, "hwmodel 3b", "high speed: a packet every 125 us * 2^n (bInterval - 1)"),
    integer_field<&Parameters::host_ppb>("host_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 3b", "error of the host's frame clock; +-500000 is legal, more is stress"),
};
inline constexpr std::array further_host_fields{
    integer_field<&Parameters::frame_start>("frame_start", "frames", 0, 0x7ff, "hwmodel 2.8", "frame number at power-on, to reach its wrap early"),
    integer_field<&Parameters::frame_bits>("frame_bits", "bits", 8, 11, "hwmodel 2.8", "width of the frame number: 11 bits wrap after 2.048 s, 8 after 256 ms"),
    integer_field<&Parameters::schedule_ahead>("schedule_ahead", "frames", 0, 100, "hwmodel 3b", "whole frames between a doorbell and a transfer that continues no other"),
    duration_field<&Parameters::imod>("imod", 0, 10'000'000, "hwmodel 2.7", "least time between two interrupts; xHCI resets to 1 ms, Linux sets 40 us"),
    boolean_field<&Parameters::msi>("msi", "hwmodel 1.5", "message-signalled (a message per rise of the line) instead of level-triggered"),
};
inline constexpr std::array device_fields{
    integer_field<&Parameters::device_ppb>("device_ppb", "ppb", -2'500'000, 2'500'000, "hwmodel 3b", "error of the device's sample clock"),
};
inline constexpr std::array further_device_fields{
    integer_field<&Parameters::device_buffer>("device_buffer", "intervals", 1, 8, "hwmodel 3b", "samples that the device keeps when it begins to play, in service intervals; its FIFO holds twice as many"),
    duration_field<&Parameters::lock_delay>("lock_delay", 0, 1'000'000'000, "hwmodel 3b", "from selecting the interface to a running converter; what arrives earlier is lost"),
    duration_field<&Parameters::pipeline_delay>("pipeline_delay", 0, 50'000'000, "hwmodel 3b", "constant delay behind the device's FIFO, as its descriptor reports it"),
    boolean_field<&Parameters::feedback>("feedback", "hwmodel 3b", "the device reports its rate; without, the host's rate is off by the difference of the clocks"),
    integer_field<&Parameters::feedback_exponent>("feedback_exponent", "", 0, 13, "hwmodel 3b", "feedback is measured over 2^n service intervals"),
    integer_field<&Parameters::feedback_delay>("feedback_delay", "intervals", 1, 2, "hwmodel 3b", "from the end of a measurement to its report"),
    integer_field<&Parameters::feedback_coarse_bits>("feedback_coarse_bits", "bits", 0, 12, "hwmodel 3b", "low bits of the feedback value that are always zero; what they cut off is carried into the next value"),
    integer_field<&Parameters::feedback_servo>("feedback_servo", "", 0, 20, "hwmodel 3b", "the device asks for 2^-n of a sample more per interval for each sample that its FIFO lacks; 0: it does not"),
};
inline constexpr std::array parameter_fields = joined(
    host_fields,
    drift_fields<&Parameters::host_drift>({"host_drift", "host_drift_size", "host_drift_start", "host_drift_time"}),
    further_host_fields, device_fields,
    drift_fields<&Parameters::device_drift>({"device_drift", "device_drift_size", "device_drift_start", "device_drift_time"}),
    further_device_fields);
// clang-format on

} // namespace acxsim::hw::usb
