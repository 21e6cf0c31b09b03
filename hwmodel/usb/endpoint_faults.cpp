// SPDX-License-Identifier: MIT
//
// See endpoint_faults.hpp.
#include "hwmodel/usb/endpoint_faults.hpp"

#include <algorithm>

namespace acxsim::hw::usb {

using faults::ArmedFault;
using faults::FaultId;
using faults::Parameter;

namespace {
enum class Jump : std::int64_t { Up, Down, Alternate }; // modes of U-1
enum class Shift : std::int64_t { Left, Right };        // modes of U-2
} // namespace

std::uint32_t EndpointFaults::feedback(std::uint32_t measured, std::uint64_t bytes) {
    std::int64_t value = measured;
    if (const ArmedFault *fault = injector_.strike(FaultId::FeedbackJump, where(bytes))) {
        const auto mode = static_cast<Jump>(fault->value(Parameter::Mode));
        const bool down = mode == Jump::Down || (mode == Jump::Alternate && fault->occasions() % 2 == 0);
        const std::int64_t jump = fault->value(Parameter::Value) * format_.one() / 65'536;
        value = std::max<std::int64_t>(value + (down ? -jump : jump), 0);
    }
    if (const ArmedFault *fault = injector_.strike(FaultId::FeedbackShifted, where(bytes))) {
        const std::int64_t bits = fault->value(Parameter::Bits);
        value = static_cast<Shift>(fault->value(Parameter::Mode)) == Shift::Left ? value << bits : value >> bits;
    }
    return static_cast<std::uint32_t>(value);
}

bool EndpointFaults::stops_at_empty_packet(std::uint64_t bytes) {
    return injector_.strike(FaultId::EmptyPacketStops, where(bytes)) != nullptr;
}

} // namespace acxsim::hw::usb
