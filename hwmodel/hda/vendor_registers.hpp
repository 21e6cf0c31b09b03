// SPDX-License-Identifier: MIT
//
// Registers beyond the specification: the aliases on pages of their own, and what Intel adds from Skylake on (parameter
// `intel_extensions`). Follows hwmodel.md 1.1; offsets and bits as Linux's hda_register.h and SOF name them. The layout
// of FIFOTRK is not published: lowest level in the low half, error count in the high half is a choice of ours.
#pragma once

#include "hwmodel/hda/registers.hpp"

namespace acxsim::hw::hda {

/// In the order of vendor_registers.
enum class Vendor : std::uint8_t { FifoTrack, ExtendedMode2, LatencyTolerance, D0i3Control, Count };

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Vendor::Count)> vendor_registers{{
    {"FIFOTRK", 0x100c, 4, 0x0000ffff, "vendor", {{{"LEVEL", 0, 16, Access::ReadOnly}, {"ERRORS", 16, 16, Access::ReadOnly}}}, "lowest fill of any output's FIFO at a frame boundary since the last write, in bytes, and FIFO errors of all engines since then; any write starts anew", "intel_extensions"},
    {"EM2",     0x1030, 4, 0x00002000, "vendor", {{{"L1SEN", 13, 1, Access::ReadWrite}}}, "L1SEN lets the link to memory sleep (L1) between bursts, which costs `l1_exit`", "intel_extensions"},
    {"LTRP",    0x1048, 1, 0x00,       "vendor", {{{"GB", 0, 7, Access::ReadWrite}}}, "guard band in microseconds that the device asks for before its memory accesses", "intel_extensions"},
    {"D0I3C",   0x104a, 1, 0x00,       "vendor", {{{"CIP", 0, 1, Access::ReadOnly}, {"I3", 2, 1, Access::ReadWrite}}}, "I3 asks for D0i3; CIP reads 1 while the transition is under way, which takes no time here", "intel_extensions"},
}};

/// Per engine, every 0x20 from stream 0's, in the order of stream_vendor_registers.
enum class StreamVendor : std::uint8_t { PositionBuffer, ExtendedFifoSize, Count };
inline constexpr std::array<Register, static_cast<std::size_t>(StreamVendor::Count)> stream_vendor_registers{{
    {"DPIB",    0x04, 4, 0, "vendor", {}, "what the position buffer holds next: F of bursts issued, ahead of memory", "intel_extensions"},
    {"EFIFOS",  0x14, 4, 0, "vendor", {}, "FIFO size minus 1, with room for sizes that SDFIFOS cannot tell", "intel_extensions"},
}};
inline constexpr std::uint32_t stream_vendor_base = 0x1080; // every 0x20

/// The wall clock on a page of its own, so that user mode may map it.
inline constexpr std::array<Register, 1> wall_clock_alias{{
    {"WALCLKA", 0x2030, 4, 0, "alias", {}, "the same as WALCLK"},
}};
/// LPIB likewise, every 0x20 from stream 0's.
inline constexpr std::array<Register, 1> link_position_alias{{
    {"SDLPIBA", 0x04, 4, 0, "alias", {}, "the same as SDLPIB"},
}};
inline constexpr std::uint32_t link_position_alias_base = 0x2080; // every 0x20
// clang-format on

constexpr const Register &info(Vendor which) { return vendor_registers[static_cast<std::size_t>(which)]; }
constexpr const Register &info(StreamVendor which) { return stream_vendor_registers[static_cast<std::size_t>(which)]; }

} // namespace acxsim::hw::hda
