// SPDX-License-Identifier: MIT
//
// The stream format register (SDnFMT) and what the link can carry. Follows hwmodel.md 1.4, HDA 1.0a section 3.3.41.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "hwmodel/hda/cadence.hpp"
#include "hwmodel/link/codec.hpp"

namespace acxsim::hw::hda {

/// A decoded format register.
struct StreamFormat {
    LinkFormat link;
    bool base_44100 = false;
    std::uint32_t multiple = 1; ///< 1..4
    std::uint32_t divisor = 1;  ///< 1..8

    Cadence cadence() const { return {base_44100, multiple, divisor}; }
    /// Bits this stream puts on the link in its fullest frame (valid bits, not container bits).
    std::uint32_t bits_per_frame() const { return std::uint32_t{link.channels} * link.bits * multiple; }
};

/// nullopt for non-PCM and for reserved multiples and sample sizes.
std::optional<StreamFormat> decode_format(std::uint16_t value);

/// The register value of a format; nullopt if no multiple/divisor of 48 or 44.1 kHz makes that rate.
std::optional<std::uint16_t> encode_format(const LinkFormat &format);

/// Whether a link can carry that sample rate: 48 or 44.1 kHz, times 1 to 4, divided by 1 to 8.
bool link_carries(std::int64_t rate_hz);

/// Bits per link frame of one serial data line out: 48 Mb/s / 48 kHz - 40 bits of command (OUTPAY = 60 words).
inline constexpr std::uint32_t output_payload_bits = 960;
/// 24 Mb/s / 48 kHz - 36 bits of response (INPAY = 29 words).
inline constexpr std::uint32_t input_payload_bits = 464;

/// Whether `candidate` fits beside the streams that run already. `stream_limit_bits` 0 = no limit per stream.
bool link_admits(const StreamFormat &candidate, std::uint32_t bits_in_use, std::uint32_t link_bits,
                 std::uint32_t stream_limit_bits);

} // namespace acxsim::hw::hda
