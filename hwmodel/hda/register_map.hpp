// SPDX-License-Identifier: MIT
//
// All register tables of the controller with where they lie: what `acxsim list registers` and docs/registers-hda.md
// show.
#pragma once

#include <array>

#include "hwmodel/hda/command_registers.hpp"
#include "hwmodel/hda/vendor_registers.hpp"

namespace acxsim::hw::hda {

struct RegisterBank {
    std::string_view title;
    std::span<const Register> registers;
    std::uint32_t base = 0;
    std::uint32_t stride = 0; ///< one set of registers per engine, that far apart; 0: once
};

inline constexpr std::array register_map{
    RegisterBank{"Global registers", global_registers},
    RegisterBank{"Command path", command_registers},
    RegisterBank{"Stream descriptor i", stream_registers, stream_base, stream_stride},
    RegisterBank{"Vendor registers", vendor_registers},
    RegisterBank{"Vendor registers of stream i", stream_vendor_registers, stream_vendor_base, stream_stride},
    RegisterBank{"Wall clock alias", wall_clock_alias},
    RegisterBank{"Link position alias of stream i", link_position_alias, link_position_alias_base, stream_stride},
};

constexpr std::string_view to_string(Access access) {
    switch (access) {
    case Access::ReadOnly:
        return "RO";
    case Access::ReadWrite:
        return "RW";
    case Access::WriteOneToClear:
        return "W1C";
    }
    return "?";
}

} // namespace acxsim::hw::hda
