// SPDX-License-Identifier: MIT
//
// How one sample lies in memory. Samples travel as 32-bit left-justified integers; in a container of 16, 24 or 32 bits
// they keep their most significant `valid_bits`, the rest is zero, little-endian (WAVEFORMATEXTENSIBLE; HDA 1.0a 4.5.1
// for the 20- and 24-bit samples). Leaves out 8-bit containers (unsigned on Windows, refused by make_source).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "sim/acx/stream_connection.hpp"

namespace acxsim::client {

using acx::AudioFormat;

/// Writes one left-justified sample; returns where the next one goes.
inline std::byte *put_sample(std::byte *to, std::uint32_t sample, unsigned container_bytes) {
    if (container_bytes == 2) {
        const auto value = static_cast<std::uint16_t>(sample >> 16);
        std::memcpy(to, &value, sizeof value);
    } else if (container_bytes == 4) {
        std::memcpy(to, &sample, sizeof sample);
    } else {
        to[0] = static_cast<std::byte>(sample >> 8);
        to[1] = static_cast<std::byte>(sample >> 16);
        to[2] = static_cast<std::byte>(sample >> 24);
    }
    return to + container_bytes;
}

/// Reads one sample, left-justified.
inline std::uint32_t get_sample(const std::byte *from, unsigned container_bytes) {
    if (container_bytes == 2) {
        std::uint16_t value;
        std::memcpy(&value, from, sizeof value);
        return static_cast<std::uint32_t>(value) << 16;
    }
    if (container_bytes == 4) {
        std::uint32_t value;
        std::memcpy(&value, from, sizeof value);
        return value;
    }
    return std::to_integer<std::uint32_t>(from[0]) << 8 | std::to_integer<std::uint32_t>(from[1]) << 16 |
           std::to_integer<std::uint32_t>(from[2]) << 24;
}

/// The bits of a left-justified sample that the format carries.
constexpr std::uint32_t sample_mask(const AudioFormat &format) {
    return format.valid_bits >= 32 ? ~0u : ~0u << (32 - format.valid_bits);
}

/// Whether this floor can make content in that format; the text says what is wrong, empty if nothing is.
constexpr const char *unsupported_layout(const AudioFormat &format) {
    if (format.container_bits != 16 && format.container_bits != 24 && format.container_bits != 32) {
        return "samples lie in 16, 24 or 32 bits";
    }
    if (format.valid_bits == 0 || format.valid_bits > format.container_bits) return "valid bits exceed the container";
    if (format.channels == 0 || format.channels > 16) return "1 to 16 channels";
    if (format.rate_hz == 0) return "a sample rate above 0 Hz";
    return "";
}

} // namespace acxsim::client
