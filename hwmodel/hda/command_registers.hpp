// SPDX-License-Identifier: MIT
//
// Registers of the command path: the rings CORB (to the codecs) and RIRB (back), and the immediate command registers.
// Follows HDA 1.0a sections 3.3.18 to 3.3.31 and hwmodel.md 1.1, 1.9. See command_path.hpp for what they do.
#pragma once

#include "hwmodel/hda/registers.hpp"

namespace acxsim::hw::hda {

/// In the order of command_registers.
enum class Command : std::uint8_t {
    CorbLower,
    CorbUpper,
    CorbWritePointer,
    CorbReadPointer,
    CorbControl,
    CorbStatus,
    CorbSize,
    RirbLower,
    RirbUpper,
    RirbWritePointer,
    ResponseCount,
    RirbControl,
    RirbStatus,
    RirbSize,
    ImmediateCommand,
    ImmediateResponse,
    ImmediateStatus,
    Count
};

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Command::Count)> command_registers{{
    {"CORBLBASE", 0x40, 4, 0,    "3.3.18", {{{"BASE", 7, 25, Access::ReadWrite}}}, "command ring, 128-byte aligned"},
    {"CORBUBASE", 0x44, 4, 0,    "3.3.19", {{{"BASE", 0, 32, Access::ReadWrite}}}, "upper half of the command ring's address"},
    {"CORBWP",    0x48, 2, 0,    "3.3.20", {{{"WP", 0, 8, Access::ReadWrite}}}, "last command that software wrote"},
    {"CORBRP",    0x4a, 2, 0,    "3.3.21", {{{"RP", 0, 8, Access::ReadOnly}, {"RPRST", 15, 1, Access::ReadWrite}}}, "last command that the controller sent; RPRST holds it at 0 and reads back"},
    {"CORBCTL",   0x4c, 1, 0,    "3.3.22", {{{"CMEIE", 0, 1, Access::ReadWrite}, {"RUN", 1, 1, Access::ReadWrite}}}, "RUN sends commands; CMEIE enables the memory error interrupt"},
    {"CORBSTS",   0x4d, 1, 0,    "3.3.23", {{{"CMEI", 0, 1, Access::WriteOneToClear}}}, "CMEI: a command could not be read from memory"},
    {"CORBSIZE",  0x4e, 1, 0x42, "3.3.24", {{{"SIZE", 0, 2, Access::ReadOnly}, {"CAP", 4, 4, Access::ReadOnly}}}, "256 entries, nothing else"},
    {"RIRBLBASE", 0x50, 4, 0,    "3.3.25", {{{"BASE", 7, 25, Access::ReadWrite}}}, "response ring, 128-byte aligned"},
    {"RIRBUBASE", 0x54, 4, 0,    "3.3.26", {{{"BASE", 0, 32, Access::ReadWrite}}}, "upper half of the response ring's address"},
    {"RIRBWP",    0x58, 2, 0,    "3.3.27", {{{"WP", 0, 8, Access::ReadOnly}, {"RST", 15, 1, Access::ReadWrite}}}, "last response that the controller wrote; writing RST puts it to 0"},
    {"RINTCNT",   0x5a, 2, 0,    "3.3.28", {{{"COUNT", 0, 8, Access::ReadWrite}}}, "responses per interrupt; 0 means 256"},
    {"RIRBCTL",   0x5c, 1, 0,    "3.3.29", {{{"RINTCTL", 0, 1, Access::ReadWrite}, {"DMAEN", 1, 1, Access::ReadWrite}, {"OIC", 2, 1, Access::ReadWrite}}}, "DMAEN writes responses; interrupt enables of response and overrun"},
    {"RIRBSTS",   0x5d, 1, 0,    "3.3.30", {{{"RINTFL", 0, 1, Access::WriteOneToClear}, {"OIS", 2, 1, Access::WriteOneToClear}}}, "RINTFL: RINTCNT responses have come, or the command ring ran dry after one; OIS: a response was lost"},
    {"RIRBSIZE",  0x5e, 1, 0x42, "3.3.31", {{{"SIZE", 0, 2, Access::ReadOnly}, {"CAP", 4, 4, Access::ReadOnly}}}, "256 entries, nothing else"},
    {"IC",        0x60, 4, 0,    "3.4.1",  {{{"COMMAND", 0, 32, Access::ReadWrite}}}, "immediate command"},
    {"IR",        0x64, 4, 0,    "3.4.2",  {}, "immediate response"},
    {"IRS",       0x68, 2, 0,    "3.4.3",  {{{"ICB", 0, 1, Access::ReadWrite}, {"IRV", 1, 1, Access::WriteOneToClear}}}, "ICB=1 sends IC and reads 1 until the response is there; IRV: IR is valid"},
}};
// clang-format on

inline constexpr std::uint32_t command_base = 0x40;
inline constexpr std::uint32_t command_end = 0x6a;

constexpr const Register &info(Command which) { return command_registers[static_cast<std::size_t>(which)]; }

} // namespace acxsim::hw::hda
