// SPDX-License-Identifier: MIT
//
// All register tables of the controller with where they lie: what `acxsim list registers` and docs/registers-hda.md
// show.
#pragma once

#include <array>

#include "hwmodel/hda/command_registers.hpp"
#include "hwmodel/hda/vendor_registers.hpp"

namespace acxsim::hw::hda {

inline constexpr std::array register_map{
    RegisterGroup{"Global registers", global_registers},
    RegisterGroup{"Command path", command_registers},
    RegisterGroup{"Stream descriptor i", stream_registers, stream_base, stream_stride},
    RegisterGroup{"Vendor registers", vendor_registers},
    RegisterGroup{"Vendor registers of stream i", stream_vendor_registers, stream_vendor_base, stream_stride},
    RegisterGroup{"Wall clock alias", wall_clock_alias},
    RegisterGroup{"Link position alias of stream i", link_position_alias, link_position_alias_base, stream_stride},
};

} // namespace acxsim::hw::hda
