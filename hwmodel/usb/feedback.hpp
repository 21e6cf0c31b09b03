// SPDX-License-Identifier: MIT
//
// Arithmetic of asynchronous feedback (USB 2.0 section 5.12.4.2): sample blocks per microframe in 16.16, or per frame
// in 10.14; what a value means in hertz; which values a host believes; how many blocks the next packet gets.
// Follows hwmodel.md 3b and V-18. Pure functions: device, tests and validation share them.
#pragma once

#include <cstdint>

#include "hwmodel/usb/parameters.hpp"

namespace acxsim::hw::usb {

struct FeedbackFormat {
    std::uint32_t fraction_bits;    ///< 16 or 14
    std::uint32_t units_per_second; ///< microframes or frames

    constexpr std::uint32_t one() const { return 1u << fraction_bits; }
    /// The value of an ideal clock, rounded down as devices and hosts do.
    constexpr std::uint32_t nominal(std::uint32_t rate_hz) const {
        return static_cast<std::uint32_t>((static_cast<std::uint64_t>(rate_hz) << fraction_bits) / units_per_second);
    }
    /// What the value says, in hertz; one unit of it is 0.122 Hz at high speed and 0.061 Hz at full speed.
    constexpr double hertz(std::uint32_t value) const {
        return static_cast<double>(value) * units_per_second / static_cast<double>(one());
    }
    /// Hosts take values from 1/8 below nominal up to what the largest packet carries.
    constexpr bool plausible(std::uint32_t value, std::uint32_t rate_hz, std::uint32_t max_blocks_per_unit) const {
        const std::uint32_t usual = nominal(rate_hz);
        return value >= usual - usual / 8 && value <= (max_blocks_per_unit << fraction_bits);
    }
};

constexpr FeedbackFormat feedback_format(Speed speed) {
    return speed == Speed::High ? FeedbackFormat{16, 8000} : FeedbackFormat{14, 1000};
}

/// Sizes of packets from a feedback value: whole blocks now, the rest is kept for later.
class PacketSizes {
public:
    /// `units_per_packet`: microframes or frames in a service interval.
    constexpr PacketSizes(FeedbackFormat format, std::uint32_t units_per_packet)
        : one_(format.one()), units_per_packet_(units_per_packet) {}

    constexpr std::uint32_t next(std::uint32_t value) {
        const std::uint64_t sum = rest_ + std::uint64_t{value} * units_per_packet_;
        rest_ = sum % one_;
        return static_cast<std::uint32_t>(sum / one_);
    }

private:
    std::uint64_t rest_ = 0; // fraction of a block
    std::uint32_t one_;
    std::uint32_t units_per_packet_;
};

} // namespace acxsim::hw::usb
