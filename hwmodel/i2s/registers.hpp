// SPDX-License-Identifier: MIT
//
// The register file of the I2S/TDM block. It is ours: no chip has exactly these, but each is there because the drivers
// that hwmodel.md 3a cites program something like it. Global registers, then one bank per side: 0 transmits, 1
// receives. All are 32 bits wide; 8- and 16-bit accesses reach their bytes.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw::i2s {

/// Global registers, in the order of global_registers.
enum class Global : std::uint8_t { Identity, Control, InterruptEnable, InterruptStatus, Count };

/// Registers of one side, in the order of side_registers.
enum class Side : std::uint8_t {
    Control,
    Status,
    InterruptEnable,
    Format,
    Slots,
    Clock,
    FifoConfiguration,
    FifoLevel,
    ListLower,
    ListUpper,
    SegmentCount,
    SegmentIndex,
    Ownership,
    Position,
    PositionUpper,
    Count
};

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Global::Count)> global_registers{{
    {"ID",     0x00, 4, 0x4932'0002, "3a", {{{"SIDES", 0, 8, Access::ReadOnly}, {"SWOWN", 8, 1, Access::ReadOnly}, {"GRAN", 9, 2, Access::ReadOnly}, {"BLOCK", 16, 16, Access::ReadOnly}}}, "sides; whether segments are owned by software; when SPOS moves: 0 = by lap, 1 = by segment, 2 = by burst"},
    {"CTL",    0x04, 4, 0,           "3a", {{{"EN", 0, 1, Access::ReadWrite}}}, "EN=0 holds all in reset; reads back what has been reached"},
    {"INTEN",  0x08, 4, 0,           "3a", {{{"SIDE", 0, 2, Access::ReadWrite}, {"GIE", 31, 1, Access::ReadWrite}}}, "sides that may interrupt, and all of them"},
    {"INTSTS", 0x0c, 4, 0,           "3a", {{{"SIDE", 0, 2, Access::ReadOnly}}}, "sides with an enabled status bit; nothing to clear here"},
}};

inline constexpr std::array<Register, static_cast<std::size_t>(Side::Count)> side_registers{{
    {"SCTL",    0x00, 4, 0,      "3a", {{{"DEN", 0, 1, Access::ReadWrite}, {"SEN", 1, 1, Access::ReadWrite}, {"RST", 2, 1, Access::ReadWrite}}}, "DEN: DMA, SEN: word clock and data; they read 1 until all has stopped. RST: to reset values, reads 0"},
    {"SSTS",    0x04, 4, 0,      "3a", {{{"SEG", 0, 1, Access::WriteOneToClear}, {"HALF", 1, 1, Access::WriteOneToClear}, {"FULL", 2, 1, Access::WriteOneToClear}, {"XRUN", 4, 1, Access::WriteOneToClear}, {"LATE", 5, 1, Access::WriteOneToClear}, {"BUSE", 6, 1, Access::WriteOneToClear}, {"LOCK", 8, 1, Access::ReadOnly}}}, "what has happened; LOCK: the PLL has settled"},
    {"SIEN",    0x08, 4, 0,      "3a", {{{"SEG", 0, 1, Access::ReadWrite}, {"HALF", 1, 1, Access::ReadWrite}, {"FULL", 2, 1, Access::ReadWrite}, {"XRUN", 4, 1, Access::ReadWrite}, {"LATE", 5, 1, Access::ReadWrite}, {"BUSE", 6, 1, Access::ReadWrite}}}, "status bits that interrupt"},
    {"SFMT",    0x0c, 4, 0x10,   "3a", {{{"CHAN", 0, 4, Access::ReadWrite}, {"BITS", 4, 3, Access::ReadWrite}}}, "channels minus 1; bits: 0 = 8, 1 = 16, 2 = 20, 3 = 24, 4 = 32; 20 and 24 in 4 bytes"},
    {"SSLOTS",  0x10, 4, 1,      "3a", {{{"SLOTS", 0, 5, Access::ReadWrite}}}, "slots of a frame minus 1; channels go into the first ones"},
    {"SCLK",    0x14, 4, 0x20001, "3a", {{{"NUM", 0, 16, Access::ReadWrite}, {"DEN", 16, 16, Access::ReadWrite}}}, "PLL: frames per second = MCLK / 256 * NUM / DEN; writing it unlocks"},
    {"SFCFG",   0x18, 4, 0,      "3a", {{{"THRESH", 0, 8, Access::ReadWrite}, {"BURST", 8, 8, Access::ReadWrite}, {"DEPTH", 16, 8, Access::ReadOnly}}}, "FIFO words: request threshold, burst, depth"},
    {"SFLVL",   0x1c, 4, 0,      "3a", {{{"LEVEL", 0, 8, Access::ReadOnly}}}, "words in the FIFO"},
    {"SDESCL",  0x20, 4, 0,      "3a", {{{"BASE", 4, 28, Access::ReadWrite}}}, "descriptor list: 16 bytes per segment"},
    {"SDESCH",  0x24, 4, 0,      "3a", {{{"BASE", 0, 32, Access::ReadWrite}}}, "its upper half"},
    {"SSEGN",   0x28, 4, 2,      "3a", {{{"COUNT", 0, 6, Access::ReadWrite}}}, "segments in the ring, 2 to 32"},
    {"SSEGI",   0x2c, 4, 0,      "3a", {{{"INDEX", 0, 6, Access::ReadOnly}}}, "segment under way"},
    {"SOWN",    0x30, 4, 0,      "3a", {{{"OWN", 0, 32, Access::ReadWrite}}}, "1 = the channel may enter that segment. Writing 1 gives it; with SWOWN the channel takes the bit down at the segment's end"},
    {"SPOS",    0x34, 4, 0,      "3a", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "bytes moved between memory and FIFO since RST, lower half, as finely as the DMA reports"},
    {"SPOSH",   0x38, 4, 0,      "3a", {{{"BYTES", 0, 32, Access::ReadOnly}}}, "its upper half; the two halves are read one after the other, and nothing holds them together"},
}};
// clang-format on

inline constexpr std::uint32_t side_base = 0x40;
inline constexpr std::uint32_t side_stride = 0x40;
inline constexpr unsigned sides = 2;
inline constexpr unsigned segments_min = 2;
inline constexpr unsigned segments_max = 32;

constexpr const Register &info(Global which) { return global_registers[static_cast<std::size_t>(which)]; }
constexpr const Register &info(Side which) { return side_registers[static_cast<std::size_t>(which)]; }
constexpr std::uint8_t index_of(Side which) { return static_cast<std::uint8_t>(which); }

namespace control {
inline constexpr std::uint32_t dma_enable = 1u << 0;  ///< DEN
inline constexpr std::uint32_t side_enable = 1u << 1; ///< SEN
inline constexpr std::uint32_t reset = 1u << 2;       ///< RST
} // namespace control

namespace status {
inline constexpr std::uint32_t segment = 1u << 0; ///< SEG: a segment whose descriptor asks for it has been moved
inline constexpr std::uint32_t half = 1u << 1;    ///< HALF: the middle of the ring
inline constexpr std::uint32_t full = 1u << 2;    ///< FULL: the end of the ring
inline constexpr std::uint32_t xrun = 1u << 4;    ///< XRUN: FIFO empty (transmit) or full (receive) when the link came
inline constexpr std::uint32_t late = 1u << 5;    ///< LATE: next segment not owned; DEN has cleared itself
inline constexpr std::uint32_t bus_error = 1u << 6; ///< BUSE: descriptor or data out of reach; DEN has cleared itself
inline constexpr std::uint32_t locked = 1u << 8;    ///< LOCK
} // namespace status

inline constexpr std::uint32_t software_owned = 1u << 8; ///< SWOWN
inline constexpr unsigned granularity_shift = 9;         ///< GRAN

static_assert(info(Side::Status).clearable() == 0x77);
static_assert(info(Side::InterruptEnable).writable() == 0x77);
static_assert(info(Side::FifoConfiguration).writable() == 0xffff);

} // namespace acxsim::hw::i2s
