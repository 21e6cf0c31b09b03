// SPDX-License-Identifier: MIT
//
// An isochronous transfer as it lies in memory: what an isochronous URB says (buffer, a length per packet, start frame)
// and what comes back (status and actual length per packet, the frame it started in). Little-endian.
// A header of 64 bytes in the endpoint's ring names a buffer and a table of packets, one per service interval.
// Follows hwmodel.md 3b ("IRP").
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::hw::usb {

inline constexpr std::uint32_t transfer_bytes = 64;
inline constexpr std::uint32_t packet_entry_bytes = 16;
inline constexpr std::uint32_t event_bytes = 16;
inline constexpr std::uint32_t packets_max = 10 * 8; // ten frames at high speed

namespace transfer_flag {
inline constexpr std::uint32_t as_soon_as_possible = 1u << 0; ///< start_frame is not looked at
inline constexpr std::uint32_t interrupt = 1u << 1;           ///< an event is written when it is done
} // namespace transfer_flag

/// Of a transfer or a packet.
enum class TransferStatus : std::uint32_t {
    Done = 0,
    Pending = 1,   ///< what software should put there
    Cancelled = 2, ///< the endpoint was stopped
    BadFrame = 3,  ///< its start frame has passed, or lies too far ahead
    BadPacket = 4, ///< packet table unusable: no packets, too many, or one longer than EPMAX allows
    DataError = 5, ///< a packet: memory out of reach, or a device that sent more than was asked for
};

struct Transfer {
    std::uint64_t buffer = 0;       ///< +0: bus address
    std::uint64_t packet_table = 0; ///< +8: bus address
    std::uint32_t packet_count = 0; ///< +16
    std::uint32_t flags = 0;        ///< +20
    std::uint32_t start_frame = 0;  ///< +24: FRAME number; written back: FRAME register (microframes too) of the start
    std::uint32_t status = 0;       ///< +28: written back
    std::uint32_t packets_done = 0; ///< +32: written back
    std::uint32_t errors = 0;       ///< +36: written back: packets that were not carried out in full
};
static_assert(sizeof(Transfer) == 40);

struct Packet {
    std::uint32_t offset = 0; ///< into the buffer, bytes
    std::uint32_t length = 0; ///< bytes: to send, or room to receive
    std::uint32_t actual = 0; ///< written back
    std::uint32_t status = 0; ///< written back
};
static_assert(sizeof(Packet) == packet_entry_bytes);

/// An entry of the event ring.
struct Event {
    std::uint32_t endpoint = 0; ///< 0 the output, 1 the input endpoint
    std::uint32_t transfer = 0; ///< its count since SELECT: EPDONE before it
    std::uint32_t status = 0;
    std::uint32_t frame = 0; ///< FRAME register when it was done
};
static_assert(sizeof(Event) == event_bytes);

/// Fixed-layout values between memory and here; false if memory is out of reach.
template <class T>
bool fetch(PhysicalMemory &memory, core::ObjectId device, BusAddress address, T &value) {
    std::array<std::byte, sizeof(T)> bytes{};
    const bool reached = memory.read(device, address, bytes);
    std::memcpy(&value, bytes.data(), sizeof(T));
    return reached;
}
template <class T>
bool post(PhysicalMemory &memory, core::ObjectId device, BusAddress address, const T &value) {
    std::array<std::byte, sizeof(T)> bytes;
    std::memcpy(bytes.data(), &value, sizeof(T));
    return memory.write(device, address, bytes);
}

} // namespace acxsim::hw::usb
