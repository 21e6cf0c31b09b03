// SPDX-License-Identifier: MIT
//
// decode() for a bank that is accessed often: which register each byte of it belongs to, worked out once.
#pragma once

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw {

/// Of a bank of that many bytes. Registers of the table that lie beyond it are nowhere; none lies across its end.
template <std::size_t bank_bytes>
class DecodeMap {
public:
    /// Registers do not overlap; `table` is not needed any more afterwards.
    constexpr explicit DecodeMap(std::span<const Register> table) {
        for (std::size_t i = 0; i < table.size(); ++i) {
            for (unsigned byte = 0; byte < table[i].width_bytes && table[i].offset + byte < bank_bytes; ++byte)
                places_[table[i].offset + byte] = {static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(byte),
                                                   static_cast<std::uint8_t>(table[i].width_bytes - byte)};
        }
    }

    /// Calls `each(Hit)` for every register that [offset, offset + width) touches, by ascending offset.
    template <class Each>
    constexpr void decode(std::uint32_t offset, unsigned width_bytes, Each &&each) const {
        for (unsigned at = 0; at < width_bytes && offset + at < bank_bytes;) {
            const Place &place = places_[offset + at];
            if (place.left == 0) {
                ++at;
                continue;
            }
            const unsigned bytes = place.left < width_bytes - at ? place.left : width_bytes - at;
            each(Hit{place.index, place.first, static_cast<std::uint8_t>(at), static_cast<std::uint8_t>(bytes)});
            at += bytes;
        }
    }

private:
    struct Place {
        std::uint8_t index = 0; ///< into the table
        std::uint8_t first = 0; ///< which of the register's bytes
        std::uint8_t left = 0;  ///< bytes of the register from here on; 0: nothing lies here
    };
    std::array<Place, bank_bytes> places_{};
};

} // namespace acxsim::hw
