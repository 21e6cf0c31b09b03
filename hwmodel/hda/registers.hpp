// SPDX-License-Identifier: MIT
//
// The register file of the controller, declared once: offset, width, reset value, fields with their access, the section
// of HDA 1.0a, and a line of help. Decode, write masks, trace names and documentation (docs/registers-hda.md) all come
// from these tables. Follows hwmodel.md 1.1 and 1.2; command registers (40-69) are in command_registers.hpp, vendor
// ones (1000 on) in vendor_registers.hpp. A register with an `option` exists only when that parameter asks for it.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw::hda {

/// Most engines a controller can have: the stream bits of INTCTL, INTSTS and SSYNC end below CIE.
inline constexpr unsigned engines_max = 30;

/// Global registers, in the order of global_registers.
enum class Global : std::uint8_t {
    Capabilities,
    MinorVersion,
    MajorVersion,
    OutputPayload,
    InputPayload,
    Control,
    WakeEnable,
    StateStatus,
    Status,
    OutputStreamPayload,
    InputStreamPayload,
    InterruptControl,
    InterruptStatus,
    WallClock,
    StreamSync,
    PositionLower,
    PositionUpper,
    Count
};

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Global::Count)> global_registers{{
    {"GCAP",       0x00, 2, 0x4401, "3.3.2",  {{{"OSS", 12, 4, Access::ReadOnly}, {"ISS", 8, 4, Access::ReadOnly}, {"BSS", 3, 5, Access::ReadOnly}, {"NSDO", 1, 2, Access::ReadOnly}, {"64OK", 0, 1, Access::ReadOnly}}}, "engines out, in, bidirectional; serial data lines out minus 1; 64-bit addresses"},
    {"VMIN",       0x02, 1, 0x00,   "3.3.3",  {}, "minor version of the specification"},
    {"VMAJ",       0x03, 1, 0x01,   "3.3.4",  {}, "major version of the specification"},
    {"OUTPAY",     0x04, 2, 0x003c, "3.3.5",  {}, "16-bit words that one serial data line out carries per link frame: 960 bits"},
    {"INPAY",      0x06, 2, 0x001d, "3.3.6",  {}, "16-bit words that one serial data line in carries per link frame: 464 bits"},
    {"GCTL",       0x08, 4, 0,      "3.3.7",  {{{"CRST", 0, 1, Access::ReadWrite}, {"FCNTRL", 1, 1, Access::ReadWrite}, {"UNSOL", 8, 1, Access::ReadWrite}}}, "CRST=0 puts link and registers in reset; it reads back the state achieved. FCNTRL=1 asks for a flush, which is over at once"},
    {"WAKEEN",     0x0c, 2, 0,      "3.3.8",  {{{"SDIWEN", 0, 15, Access::ReadWrite}}}, "which codecs' status changes make an interrupt; survives CRST"},
    {"STATESTS",   0x0e, 2, 0,      "3.3.9",  {{{"SDIWAKE", 0, 15, Access::WriteOneToClear}}}, "codecs that announced themselves, `codec_ready` after leaving reset"},
    {"GSTS",       0x10, 2, 0,      "3.3.10", {{{"FSTS", 1, 1, Access::WriteOneToClear}}}, "flush is complete"},
    {"OUTSTRMPAY", 0x18, 2, 0,      "3.3.11", {}, "words per link frame that one output may use; 0: what OUTPAY says"},
    {"INSTRMPAY",  0x1a, 2, 0,      "3.3.12", {}, "words per link frame that one input may use; 0: what INPAY says"},
    {"INTCTL",     0x20, 4, 0,      "3.3.14", {{{"SIE", 0, 30, Access::ReadWrite}, {"CIE", 30, 1, Access::ReadWrite}, {"GIE", 31, 1, Access::ReadWrite}}}, "interrupt enables; GIE and CIE survive D3"},
    {"INTSTS",     0x24, 4, 0,      "3.3.15", {{{"SIS", 0, 30, Access::ReadOnly}, {"CIS", 30, 1, Access::ReadOnly}, {"GIS", 31, 1, Access::ReadOnly}}}, "a view of the status bits; GIS is the OR of all, whatever INTCTL says"},
    {"WALCLK",     0x30, 4, 0,      "3.3.16", {}, "counts at `walclk_hz` from leaving reset; wraps after 178.957 s at 24 MHz"},
    {"SSYNC",      0x38, 4, 0,      "3.3.17", {{{"SSYNC", 0, 30, Access::ReadWrite}}}, "holds the link of the streams whose bits are set; `ssync` moves it to 34 or takes it away"},
    {"DPLBASE",    0x70, 4, 0,      "3.3.32", {{{"ENABLE", 0, 1, Access::ReadWrite}, {"BASE", 7, 25, Access::ReadWrite}}}, "position buffer: 8 bytes per engine, 128-byte aligned; not to be moved while an engine runs"},
    {"DPUBASE",    0x74, 4, 0,      "3.3.33", {{{"BASE", 0, 32, Access::ReadWrite}}}, "upper half of the position buffer's address"},
}};

/// Registers of one stream descriptor, in the order of stream_registers.
enum class Stream : std::uint8_t {
    Control, Status, LinkPosition, CyclicLength, LastValidIndex, FifoWatermark, FifoSize, Format, FifoLimit, ListLower, ListUpper,
    Count
};

/// Stream descriptor i lies at 0x80 + 0x20 * i; inputs come first, then outputs.
inline constexpr std::array<Register, static_cast<std::size_t>(Stream::Count)> stream_registers{{
    {"SDCTL",   0x00, 3, 0x040000, "3.3.35", {{{"SRST", 0, 1, Access::ReadWrite}, {"RUN", 1, 1, Access::ReadWrite}, {"IOCE", 2, 1, Access::ReadWrite}, {"FEIE", 3, 1, Access::ReadWrite}, {"DEIE", 4, 1, Access::ReadWrite}, {"FIFOLC", 5, 1, Access::ReadWrite}, {"STRIPE", 16, 2, Access::ReadWrite}, {"TP", 18, 1, Access::ReadOnly}, {"DIR", 19, 1, Access::ReadWrite}, {"STRM", 20, 4, Access::ReadWrite}}}, "SRST and RUN read back what has been achieved. STRM 0 means unused. TP is wired to 1 unless `traffic_priority` says otherwise. FIFOLC exists with `fifo_limit`"},
    {"SDSTS",   0x03, 1, 0x00,     "3.3.36", {{{"BCIS", 2, 1, Access::WriteOneToClear}, {"FIFOE", 3, 1, Access::WriteOneToClear}, {"DESE", 4, 1, Access::WriteOneToClear}, {"FIFORDY", 5, 1, Access::ReadOnly}}}, "set whatever the enables say; DESE clears RUN. FIFORDY: data enough to start, or (input) descriptor loaded"},
    {"SDLPIB",  0x04, 4, 0,        "3.3.37", {}, "position in the cyclic buffer: `lpib_source`, `lpib_wrap_mode`"},
    {"SDCBL",   0x08, 4, 0,        "3.3.38", {{{"CBL", 0, 32, Access::ReadWrite}}}, "length of the cyclic buffer; must be the sum of the list's lengths: `cbl_mismatch`"},
    {"SDLVI",   0x0c, 2, 0,        "3.3.39", {{{"LVI", 0, 8, Access::ReadWrite}}}, "index of the list's last entry, at least 1: `lvi_zero`"},
    {"SDFIFOW", 0x0e, 2, 4,        "3.3.40", {{{"FIFOW", 0, 3, Access::ReadWrite}}}, "bytes per burst: 2 = 8, 3 = 16, 4 = 32; anything else reads back as 4"},
    {"SDFIFOS", 0x10, 2, 0,        "3.3.40", {{{"FIFOS", 0, 16, Access::ReadWrite}}}, "FIFO size minus 1; follows the format. Outputs take 16, 32, 64, 128, 192 and 256 bytes: `fifos_writable`"},
    {"SDFMT",   0x12, 2, 0,        "3.3.41", {{{"CHAN", 0, 4, Access::ReadWrite}, {"BITS", 4, 3, Access::ReadWrite}, {"DIV", 8, 3, Access::ReadWrite}, {"MULT", 11, 3, Access::ReadWrite}, {"BASE", 14, 1, Access::ReadWrite}}}, "sample format; writing it works FIFOS out anew"},
    {"SDFIFOL", 0x14, 2, 0,        "vendor", {{{"FIFOL", 0, 16, Access::ReadWrite}}}, "limit of an output's fill in bytes; FIFOLC=1 takes it into use and reads back 0", "fifo_limit"},
    {"SDBDPL",  0x18, 4, 0,        "3.3.42", {{{"BASE", 7, 25, Access::ReadWrite}}}, "buffer descriptor list, 128-byte aligned"},
    {"SDBDPU",  0x1c, 4, 0,        "3.3.43", {{{"BASE", 0, 32, Access::ReadWrite}}}, "upper half of the list's address"},
}};
// clang-format on

inline constexpr std::uint32_t stream_base = 0x80;
inline constexpr std::uint32_t stream_stride = 0x20;

constexpr const Register &info(Global which) { return global_registers[static_cast<std::size_t>(which)]; }
constexpr const Register &info(Stream which) { return stream_registers[static_cast<std::size_t>(which)]; }

static_assert(info(Global::InterruptControl).writable() == 0xffffffff);
static_assert(info(Global::PositionLower).writable() == 0xffffff81);
static_assert(info(Global::WakeEnable).writable() == 0x7fff);
static_assert(info(Stream::Format).writable() == 0x7f7f);
static_assert(info(Stream::ListLower).writable() == 0xffffff80);

} // namespace acxsim::hw::hda
