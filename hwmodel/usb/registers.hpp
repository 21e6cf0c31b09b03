// SPDX-License-Identifier: MIT
//
// The register file between a driver and the isochronous host side, declared once: offset, reset value, fields with
// their access. It is our own, and small: what a driver says to a USB host controller through isochronous URBs, said
// with registers, a ring of transfers in memory (transfer.hpp) and a ring of events. All registers are 32 bits wide.
// Follows hwmodel.md 3b. Leaves out enumeration, control transfers and descriptors: the device is configured.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace acxsim::hw::usb {

enum class Access : std::uint8_t { ReadOnly, ReadWrite, WriteOneToClear };

struct Field {
    std::string_view name;
    std::uint8_t low_bit;
    std::uint8_t width_bits;
    Access access;
    std::string_view help;
};

struct Register {
    std::string_view name;
    std::uint16_t offset;
    std::uint32_t reset;
    std::string_view help;
    std::array<Field, 5> fields{}; // unused ones have width 0

    constexpr std::uint32_t mask(Access access) const {
        std::uint32_t bits = 0;
        for (const Field &field : fields) {
            if (field.width_bits == 0 || field.access != access) continue;
            bits |= (field.width_bits == 32 ? ~0u : (1u << field.width_bits) - 1) << field.low_bit;
        }
        return bits;
    }
};

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
    {"CAP",     0x00, 0x0101, "what there is", {{{"OUT", 0, 8, Access::ReadOnly, "output endpoints"}, {"IN", 8, 8, Access::ReadOnly, "input endpoints"}, {"FULL", 16, 1, Access::ReadOnly, "full speed: a packet per 1 ms"}, {"INTERVAL", 20, 4, Access::ReadOnly, "microframes per packet"}, {"FRAMEBITS", 24, 5, Access::ReadOnly, "width of a frame number"}}}},
    {"CTRL",    0x04, 0,      "", {{{"RUN", 0, 1, Access::ReadWrite, "frames are sent; 0 stops all endpoints at once and resets them"}}}},
    {"FRAME",   0x08, 0,      "where the host is", {{{"MICROFRAME", 0, 3, Access::ReadOnly, "of the frame, 0 to 7"}, {"FRAME", 3, 11, Access::ReadOnly, "number, modulo 2^FRAMEBITS"}}}},
    {"INTEN",   0x0c, 0,      "", {{{"EVENT", 0, 1, Access::ReadWrite, ""}, {"LOST", 1, 1, Access::ReadWrite, ""}}}},
    {"INTSTS",  0x10, 0,      "", {{{"EVENT", 0, 1, Access::WriteOneToClear, "an event was written"}, {"LOST", 1, 1, Access::WriteOneToClear, "one was not, because the ring was full"}}}},
    {"EVBASEL", 0x18, 0,      "event ring, 16 bytes an entry", {{{"BASE", 4, 28, Access::ReadWrite, ""}}}},
    {"EVBASEU", 0x1c, 0,      "", {{{"BASE", 0, 32, Access::ReadWrite, ""}}}},
    {"EVSIZE",  0x20, 0,      "", {{{"ENTRIES", 0, 16, Access::ReadWrite, "0: nothing is written"}}}},
    {"EVWRITE", 0x24, 0,      "", {{{"COUNT", 0, 32, Access::ReadOnly, "events written so far; entry = count modulo ENTRIES"}}}},
    {"EVREAD",  0x28, 0,      "", {{{"COUNT", 0, 32, Access::ReadWrite, "events that software has read"}}}},
}};

/// Registers of one endpoint, in the order of endpoint_registers.
enum class EndpointRegister : std::uint8_t {
    Control, Status, RingLower, RingUpper, RingSize, Submitted, Completed, Rate, Format, Feedback, Missed, Delay, PacketMax,
    Buffer, Count
};

inline constexpr std::array<Register, static_cast<std::size_t>(EndpointRegister::Count)> endpoint_registers{{
    {"EPCTRL",   0x00, 0,      "", {{{"SELECT", 0, 1, Access::ReadWrite, "the interface's alternate setting: the converter locks; reads 0 if the bus has no room"}, {"RUN", 1, 1, Access::ReadWrite, "transfers are carried out; 0 returns them"}}}},
    {"EPSTS",    0x04, 0,      "", {{{"LOCKED", 0, 1, Access::ReadOnly, "the converter runs"}, {"ACTIVE", 1, 1, Access::ReadOnly, "samples still move"}, {"MISSED", 2, 1, Access::WriteOneToClear, "an interval passed without a transfer"}}}},
    {"EPRINGL",  0x08, 0,      "ring of transfers, 64 bytes each", {{{"BASE", 6, 26, Access::ReadWrite, ""}}}},
    {"EPRINGU",  0x0c, 0,      "", {{{"BASE", 0, 32, Access::ReadWrite, ""}}}},
    {"EPSIZE",   0x10, 0,      "", {{{"ENTRIES", 0, 16, Access::ReadWrite, ""}}}},
    {"EPSUBMIT", 0x14, 0,      "doorbell", {{{"COUNT", 0, 32, Access::ReadWrite, "transfers submitted since SELECT; entry = count modulo ENTRIES"}}}},
    {"EPDONE",   0x18, 0,      "", {{{"COUNT", 0, 32, Access::ReadOnly, "transfers returned since SELECT"}}}},
    {"EPRATE",   0x1c, 48'000, "", {{{"HERTZ", 0, 32, Access::ReadWrite, "sample rate"}}}},
    {"EPFORMAT", 0x20, 0x0210, "", {{{"BITS", 0, 8, Access::ReadWrite, "valid bits of a sample"}, {"CHANNELS", 8, 8, Access::ReadWrite, ""}}}},
    {"EPFEED",   0x24, 0,      "", {{{"VALUE", 0, 32, Access::ReadOnly, "samples per (micro)frame as last reported, 16.16 or 10.14; 0: none yet"}}}},
    {"EPMISSED", 0x28, 0,      "", {{{"COUNT", 0, 32, Access::ReadOnly, "intervals without a transfer since SELECT"}}}},
    {"EPDELAY",  0x2c, 0,      "", {{{"MICROSECONDS", 0, 32, Access::ReadOnly, "constant delay of the device behind its FIFO"}}}},
    {"EPMAX",    0x30, 0,      "", {{{"SAMPLES", 0, 32, Access::ReadOnly, "most sample blocks in one packet"}}}},
    {"EPBUFFER", 0x34, 0,      "", {{{"SAMPLES", 0, 32, Access::ReadOnly, "sample blocks that the device keeps when it begins to play"}}}},
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

static_assert(info(Host::Control).mask(Access::ReadWrite) == 1);
static_assert(info(EndpointRegister::RingLower).mask(Access::ReadWrite) == 0xffff'ffc0);

} // namespace acxsim::hw::usb
