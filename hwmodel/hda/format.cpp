// SPDX-License-Identifier: MIT
//
// Field layout: 15 type, 14 base, 13:11 multiple - 1, 10:8 divisor - 1, 6:4 sample size, 3:0 channels - 1.
#include "hwmodel/hda/format.hpp"

#include <array>

namespace acxsim::hw::hda {

namespace {

constexpr std::array<std::uint16_t, 5> sample_bits{8, 16, 20, 24, 32};

constexpr std::uint32_t base_rate(bool base_44100) { return base_44100 ? 44'100u : 48'000u; }

} // namespace

std::optional<StreamFormat> decode_format(std::uint16_t value) {
    const unsigned multiple_code = (value >> 11) & 7u;
    const unsigned size_code = (value >> 4) & 7u;
    if ((value & 0x8000u) != 0 || multiple_code > 3 || size_code >= sample_bits.size()) return std::nullopt;
    StreamFormat format;
    format.base_44100 = (value & 0x4000u) != 0;
    format.multiple = multiple_code + 1;
    format.divisor = ((value >> 8) & 7u) + 1;
    format.link.rate_hz = base_rate(format.base_44100) * format.multiple / format.divisor;
    format.link.bits = sample_bits[size_code];
    format.link.channels = static_cast<std::uint16_t>((value & 0xfu) + 1);
    return format;
}

std::optional<std::uint16_t> encode_format(const LinkFormat &format) {
    if (format.channels < 1 || format.channels > 16) return std::nullopt;
    unsigned size_code = 0;
    while (size_code < sample_bits.size() && sample_bits[size_code] != format.bits)
        ++size_code;
    if (size_code == sample_bits.size()) return std::nullopt;
    for (const bool base_44100 : {false, true}) {
        for (unsigned divisor = 1; divisor <= 8; ++divisor) {
            for (unsigned multiple = 1; multiple <= 4; ++multiple) {
                if (base_rate(base_44100) * multiple != format.rate_hz * divisor) continue;
                return static_cast<std::uint16_t>((base_44100 ? 0x4000u : 0u) | (multiple - 1) << 11 |
                                                  (divisor - 1) << 8 | size_code << 4 | (format.channels - 1u));
            }
        }
    }
    return std::nullopt;
}

bool link_carries(std::int64_t rate_hz) {
    if (rate_hz <= 0 || rate_hz > 4 * std::int64_t{base_rate(false)}) return false;
    return encode_format({static_cast<std::uint32_t>(rate_hz), 16, 1}).has_value();
}

bool link_admits(const StreamFormat &candidate, std::uint32_t bits_in_use, std::uint32_t link_bits,
                 std::uint32_t stream_limit_bits) {
    const std::uint32_t bits = candidate.bits_per_frame();
    if (stream_limit_bits != 0 && bits > stream_limit_bits) return false;
    return bits_in_use + bits <= link_bits;
}

} // namespace acxsim::hw::hda
