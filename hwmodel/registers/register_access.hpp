// SPDX-License-Identifier: MIT
//
// Accesses of any width to a bank of registers that a table declares (registers/register.hpp): which of them they
// touch, and which bits. What a register does is its block's business.
#pragma once

#include "hwmodel/registers/register.hpp"

namespace acxsim::hw {

/// `read(index)` gives the whole register. Widths 1, 2, 4.
template <class Read>
std::uint64_t read_bank(std::span<const Register> bank, std::uint32_t offset, unsigned width_bytes, Read &&read) {
    std::uint64_t value = 0;
    decode(bank, offset, width_bytes, [&](const Hit &hit) {
        const std::uint64_t part = (read(hit.index) & covered_bits(hit)) >> (hit.first_byte * 8);
        value |= part << (hit.access_shift * 8);
    });
    return value;
}

/// `write(index, value, covered)` gets the value in its place and the bits that the access carries. Widths 1, 2, 4.
template <class Write>
void write_bank(std::span<const Register> bank, std::uint32_t offset, unsigned width_bytes, std::uint64_t value,
                Write &&write) {
    decode(bank, offset, width_bytes, [&](const Hit &hit) {
        write(hit.index, static_cast<std::uint32_t>(value >> (hit.access_shift * 8)) << (hit.first_byte * 8),
              covered_bits(hit));
    });
}

} // namespace acxsim::hw
