// SPDX-License-Identifier: MIT
//
// All registers of the USB host interface with where they lie, for documentation (`acxsim list registers usb`); decode
// uses the tables themselves. Follows hwmodel.md 3b.
#pragma once

#include <array>

#include "hwmodel/usb/registers.hpp"

namespace acxsim::hw::usb {

inline constexpr std::array register_map{
    RegisterGroup{"Host registers", host_registers},
    RegisterGroup{"Endpoint i: 0 output, 1 input", endpoint_registers, endpoint_base, endpoint_stride},
};

} // namespace acxsim::hw::usb
