// SPDX-License-Identifier: MIT
//
// The register file of the DSP's host DMA. It is ours: what a host driver programs for such streams, with HDA's stream
// format and descriptor list, and the position counters that firmware offers (hwmodel.md 3d). Global registers, then
// one bank per stream: captures first, then renders. All are 32 bits wide; 8- and 16-bit accesses reach their bytes.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw::dsp {

/// Global registers, in the order of global_registers.
enum class Global : std::uint8_t {
    Identity,
    Control,
    InterruptEnable,
    InterruptStatus,
    PositionLower,
    PositionUpper,
    Count
};

/// Registers of one stream, in the order of stream_registers.
enum class Stream : std::uint8_t {
    Control,
    Status,
    InterruptEnable,
    Format,
    ListLower,
    ListUpper,
    LastValidIndex,
    Prefill,
    Position,
    LinkLower,
    LinkUpper,
    Count
};

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Global::Count)> global_registers{{
    {"ID",     0x00, 4, 0x4453'0202, "3d", {{{"ISS", 0, 4, Access::ReadOnly}, {"OSS", 8, 4, Access::ReadOnly}, {"POS", 12, 2, Access::ReadOnly}, {"BLOCK", 16, 16, Access::ReadOnly}}}, "capture and render streams; which position is alive: 0 = LLP, 1 = SDPIB, 2 = memory"},
    {"CTL",    0x04, 4, 0,           "3d", {{{"EN", 0, 1, Access::ReadWrite}}}, "EN=0 holds all in reset; EN=1 boots the firmware; reads back what has been reached"},
    {"INTEN",  0x08, 4, 0,           "3d", {{{"SIE", 0, 4, Access::ReadWrite}, {"GIE", 31, 1, Access::ReadWrite}}}, "streams that may interrupt, and all of them"},
    {"INTSTS", 0x0c, 4, 0,           "3d", {{{"SIS", 0, 4, Access::ReadOnly}}}, "streams with an enabled status bit; nothing to clear here"},
    {"DPLBASE", 0x10, 4, 0,          "3d", {{{"ENABLE", 0, 1, Access::ReadWrite}, {"BASE", 7, 25, Access::ReadWrite}}}, "positions in memory: 8 bytes per stream"},
    {"DPUBASE", 0x14, 4, 0,          "3d", {{{"BASE", 0, 32, Access::ReadWrite}}}, "its upper half"},
}};

inline constexpr std::array<Register, static_cast<std::size_t>(Stream::Count)> stream_registers{{
    {"SCTL",   0x00, 4, 0, "3d", {{{"RUN", 0, 1, Access::ReadWrite}, {"RST", 1, 1, Access::ReadWrite}, {"TAG", 20, 4, Access::ReadWrite}}}, "RUN reads 1 until all has stopped; RST: to reset values, reads 0; TAG: the link's stream number"},
    {"SSTS",   0x04, 4, 0, "3d", {{{"IOC", 0, 1, Access::WriteOneToClear}, {"XRUN", 1, 1, Access::WriteOneToClear}, {"ERR", 2, 1, Access::WriteOneToClear}, {"RDY", 8, 1, Access::ReadOnly}}}, "what has happened; RDY: the prefill is complete"},
    {"SIEN",   0x08, 4, 0, "3d", {{{"IOC", 0, 1, Access::ReadWrite}, {"XRUN", 1, 1, Access::ReadWrite}, {"ERR", 2, 1, Access::ReadWrite}}}, "status bits that interrupt"},
    {"SFMT",   0x0c, 4, 0, "3d", {{{"CHAN", 0, 4, Access::ReadWrite}, {"BITS", 4, 3, Access::ReadWrite}, {"DIV", 8, 3, Access::ReadWrite}, {"MULT", 11, 3, Access::ReadWrite}, {"BASE", 14, 1, Access::ReadWrite}}}, "as SDnFMT of HDA"},
    {"SBDPL",  0x10, 4, 0, "3d", {{{"BASE", 7, 25, Access::ReadWrite}}}, "descriptor list, as HDA's"},
    {"SBDPU",  0x14, 4, 0, "3d", {{{"BASE", 0, 32, Access::ReadWrite}}}, "its upper half"},
    {"SLVI",   0x18, 4, 0, "3d", {{{"LVI", 0, 8, Access::ReadWrite}}}, "index of the last descriptor, at least 1"},
    {"SPREF",  0x1c, 4, 0, "3d", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "bytes that the DSP keeps ahead of the link in the present format"},
    {"SDPIB",  0x20, 4, 0, "3d", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "bytes moved between memory and DSP, modulo the ring"},
    {"LLPL",   0x24, 4, 0, "3d", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "bytes on the link, low half: a counter that streams inherit from one another"},
    {"LLPU",   0x28, 4, 0, "3d", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "its high half; nothing holds the two together"},
}};
// clang-format on

inline constexpr std::uint32_t stream_base = 0x40;
inline constexpr std::uint32_t stream_stride = 0x40;
inline constexpr unsigned capture_streams = 2;
inline constexpr unsigned render_streams = 2;
inline constexpr unsigned stream_count = capture_streams + render_streams;

constexpr const Register &info(Global which) { return global_registers[static_cast<std::size_t>(which)]; }
constexpr const Register &info(Stream which) { return stream_registers[static_cast<std::size_t>(which)]; }
constexpr std::uint8_t index_of(Stream which) { return static_cast<std::uint8_t>(which); }

namespace control {
inline constexpr std::uint32_t run = 1u << 0;   ///< RUN
inline constexpr std::uint32_t reset = 1u << 1; ///< RST
inline constexpr std::uint32_t tag_shift = 20;  ///< TAG
inline constexpr std::uint32_t tag_mask = 0xfu << tag_shift;
} // namespace control

namespace status {
inline constexpr std::uint32_t completion = 1u << 0; ///< IOC
inline constexpr std::uint32_t xrun = 1u << 1;       ///< XRUN: the DSP had nothing for the link, or no room
inline constexpr std::uint32_t error = 1u << 2;      ///< ERR: descriptor or data out of reach; RUN has cleared itself
inline constexpr std::uint32_t ready = 1u << 8;      ///< RDY
} // namespace status

inline constexpr unsigned position_source_shift = 12; ///< POS

static_assert(info(Stream::Status).clearable() == 0x7);
static_assert(info(Global::PositionLower).writable() == 0xffffff81);

} // namespace acxsim::hw::dsp
