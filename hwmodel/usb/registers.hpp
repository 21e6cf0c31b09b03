// SPDX-License-Identifier: MIT
//
// The register file between a driver and the isochronous host side, declared once: offset, reset value, fields with
// their access. It is our own, and small: what a driver says to a USB host controller through isochronous URBs, said
// with registers, a ring of transfers in memory (transfer.hpp) and a ring of events. All registers are 32 bits wide.
// Follows hwmodel.md 3b. Leaves out enumeration, control transfers and descriptors: the device is configured.
#pragma once

#include <array>
#include <cstdint>

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw::usb {

/// Host registers, in the order of host_registers.
enum class Host : std::uint8_t {
    Capabilities,
    Control,
    FrameIndex,
    InterruptEnable,
    InterruptStatus,
    EventRingLower,
    EventRingUpper,
    EventRingSize,
    EventWrite,
    EventRead,
    Count
};

// clang-format off
inline constexpr std::array<Register, static_cast<std::size_t>(Host::Count)> host_registers{{
    {"CAP",     0x00, 4, 0x0b10'0101, "3b", {{{"OUT", 0, 8, Access::ReadOnly}, {"IN", 8, 8, Access::ReadOnly}, {"FULL", 16, 1, Access::ReadOnly}, {"INTERVAL", 20, 4, Access::ReadOnly}, {"FRAMEBITS", 24, 5, Access::ReadOnly}}}, "what there is: output and input endpoints; FULL: full speed, a packet per 1 ms; microframes per packet; width of a frame number"},
    {"CTRL",    0x04, 4, 0,           "3b", {{{"RUN", 0, 1, Access::ReadWrite}}}, "frames are sent; 0 stops all endpoints at once and resets them"},
    {"FRAME",   0x08, 4, 0,           "2.8", {{{"MICROFRAME", 0, 3, Access::ReadOnly}, {"FRAME", 3, 11, Access::ReadOnly}}}, "where the host is: microframe of the frame, 0 to 7; frame number, modulo 2^FRAMEBITS"},
    {"INTEN",   0x0c, 4, 0,           "3b", {{{"EVENT", 0, 1, Access::ReadWrite}, {"LOST", 1, 1, Access::ReadWrite}}}, "status bits that interrupt"},
    {"INTSTS",  0x10, 4, 0,           "3b", {{{"EVENT", 0, 1, Access::WriteOneToClear}, {"LOST", 1, 1, Access::WriteOneToClear}}}, "EVENT: one was written; LOST: one was not, because the ring was full"},
    {"EVBASEL", 0x18, 4, 0,           "3b", {{{"BASE", 4, 28, Access::ReadWrite}}}, "event ring, 16 bytes an entry"},
    {"EVBASEU", 0x1c, 4, 0,           "3b", {{{"BASE", 0, 32, Access::ReadWrite}}}, "its upper half"},
    {"EVSIZE",  0x20, 4, 0,           "3b", {{{"ENTRIES", 0, 16, Access::ReadWrite}}}, "entries of the event ring; 0: nothing is written"},
    {"EVWRITE", 0x24, 4, 0,           "3b", {{{"COUNT", 0, 32, Access::ReadOnly}}}, "events written so far; entry = count modulo ENTRIES"},
    {"EVREAD",  0x28, 4, 0,           "3b", {{{"COUNT", 0, 32, Access::ReadWrite}}}, "events that software has read"},
}};

/// Registers of one endpoint, in the order of endpoint_registers.
enum class EndpointRegister : std::uint8_t {
    Control, Status, RingLower, RingUpper, RingSize, Submitted, Completed, Rate, Format, Feedback, Missed, Delay, PacketMax,
    Buffer, Count
};

inline constexpr std::array<Register, static_cast<std::size_t>(EndpointRegister::Count)> endpoint_registers{{
    {"EPCTRL",   0x00, 4, 0,      "3b", {{{"SELECT", 0, 1, Access::ReadWrite}, {"RUN", 1, 1, Access::ReadWrite}}}, "SELECT: the interface's alternate setting, the converter locks; reads 0 if the bus has no room. RUN: transfers are carried out; 0 returns them"},
    {"EPSTS",    0x04, 4, 0,      "3b", {{{"LOCKED", 0, 1, Access::ReadOnly}, {"ACTIVE", 1, 1, Access::ReadOnly}, {"MISSED", 2, 1, Access::WriteOneToClear}}}, "LOCKED: the converter runs; ACTIVE: samples still move; MISSED: an interval passed without a transfer"},
    {"EPRINGL",  0x08, 4, 0,      "3b", {{{"BASE", 6, 26, Access::ReadWrite}}}, "ring of transfers, 64 bytes each"},
    {"EPRINGU",  0x0c, 4, 0,      "3b", {{{"BASE", 0, 32, Access::ReadWrite}}}, "its upper half"},
    {"EPSIZE",   0x10, 4, 0,      "3b", {{{"ENTRIES", 0, 16, Access::ReadWrite}}}, "entries of that ring"},
    {"EPSUBMIT", 0x14, 4, 0,      "3b", {{{"COUNT", 0, 32, Access::ReadWrite}}}, "doorbell: transfers submitted since SELECT; entry = count modulo ENTRIES"},
    {"EPDONE",   0x18, 4, 0,      "3b", {{{"COUNT", 0, 32, Access::ReadOnly}}}, "transfers returned since SELECT"},
    {"EPRATE",   0x1c, 4, 48'000, "3b", {{{"HERTZ", 0, 32, Access::ReadWrite}}}, "sample rate"},
    {"EPFORMAT", 0x20, 4, 0x0210, "3b", {{{"BITS", 0, 8, Access::ReadWrite}, {"CHANNELS", 8, 8, Access::ReadWrite}}}, "valid bits of a sample; channels"},
    {"EPFEED",   0x24, 4, 0,      "3b", {{{"VALUE", 0, 32, Access::ReadOnly}}}, "samples per (micro)frame as last reported, 16.16 or 10.14; 0: none yet"},
    {"EPMISSED", 0x28, 4, 0,      "3b", {{{"COUNT", 0, 32, Access::ReadOnly}}}, "intervals without a transfer since SELECT"},
    {"EPDELAY",  0x2c, 4, 2'000,  "3b", {{{"MICROSECONDS", 0, 32, Access::ReadOnly}}}, "constant delay of the device behind its FIFO"},
    {"EPMAX",    0x30, 4, 0,      "3b", {{{"SAMPLES", 0, 32, Access::ReadOnly}}}, "most sample blocks in one packet"},
    {"EPBUFFER", 0x34, 4, 0,      "3b", {{{"SAMPLES", 0, 32, Access::ReadOnly}}}, "sample blocks that the device keeps when it begins to play"},
}};
// clang-format on

inline constexpr std::uint32_t endpoint_base = 0x100;  // the output endpoint, then
inline constexpr std::uint32_t endpoint_stride = 0x80; // the input endpoint
inline constexpr std::uint32_t register_space_bytes = 0x1000;

namespace control {
inline constexpr std::uint32_t select = 1u << 0;
inline constexpr std::uint32_t run = 1u << 1;
} // namespace control
namespace endpoint_status {
inline constexpr std::uint32_t locked = 1u << 0;
inline constexpr std::uint32_t active = 1u << 1;
inline constexpr std::uint32_t missed = 1u << 2;
} // namespace endpoint_status
namespace interrupt {
inline constexpr std::uint32_t event = 1u << 0;
inline constexpr std::uint32_t lost = 1u << 1;
} // namespace interrupt

constexpr const Register &info(Host which) { return host_registers[static_cast<std::size_t>(which)]; }
constexpr const Register &info(EndpointRegister which) { return endpoint_registers[static_cast<std::size_t>(which)]; }

static_assert(info(Host::Control).writable() == 1);
static_assert(info(EndpointRegister::RingLower).writable() == 0xffff'ffc0);

} // namespace acxsim::hw::usb
