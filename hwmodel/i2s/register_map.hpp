// SPDX-License-Identifier: MIT
//
// All registers of the I2S/TDM block with where they lie, for documentation (`acxsim list registers i2s`); decode uses
// the tables themselves. Follows hwmodel.md 3a.
#pragma once

#include <array>

#include "hwmodel/i2s/registers.hpp"

namespace acxsim::hw::i2s {

inline constexpr std::array register_map{
    RegisterGroup{"Global registers", global_registers},
    RegisterGroup{"Side i: 0 transmits, 1 receives", side_registers, side_base, side_stride},
};

} // namespace acxsim::hw::i2s
