// SPDX-License-Identifier: MIT
//
// All registers of the DSP with where they lie, for documentation (`acxsim list registers dsp`); decode uses the tables
// themselves. Follows hwmodel.md 3d.
#pragma once

#include <array>

#include "hwmodel/dsp/registers.hpp"

namespace acxsim::hw::dsp {

inline constexpr std::array register_map{
    RegisterGroup{"Global registers", global_registers},
    RegisterGroup{"Stream i: captures first, then renders", stream_registers, stream_base, stream_stride},
};

} // namespace acxsim::hw::dsp
