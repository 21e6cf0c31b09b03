// SPDX-License-Identifier: MIT
//
// A register as a constexpr row of a model's table: offset, width, reset value, fields with their access, where it is
// specified. Decode, write masks, trace names and documentation come from such tables (hda/registers.hpp and others).
// Register lists that are read at run time are register_table.hpp's.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace acxsim::hw {

enum class Access : std::uint8_t { ReadOnly, ReadWrite, WriteOneToClear };

struct Field {
    std::string_view name;
    std::uint8_t low_bit;
    std::uint8_t width_bits;
    Access access;
};

struct Register {
    std::string_view name;
    std::uint16_t offset; ///< from the base of its bank
    std::uint8_t width_bytes;
    std::uint32_t reset;
    std::string_view section;
    std::array<Field, 10> fields{}; ///< unused ones have width 0
    std::string_view help{};        ///< what it does, for documentation
    std::string_view option{};      ///< the parameter that makes it exist; empty: always there

    constexpr std::uint32_t mask(Access access) const {
        std::uint32_t bits = 0;
        for (const Field &field : fields) {
            if (field.width_bits == 0 || field.access != access) continue;
            bits |= (field.width_bits == 32 ? ~0u : (1u << field.width_bits) - 1) << field.low_bit;
        }
        return bits;
    }
    constexpr std::uint32_t writable() const { return mask(Access::ReadWrite); }
    constexpr std::uint32_t clearable() const { return mask(Access::WriteOneToClear); }
};

/// A register hit by an access, and which of its bytes.
struct Hit {
    std::uint8_t index;        ///< into the table
    std::uint8_t first_byte;   ///< of the register
    std::uint8_t access_shift; ///< bytes of the access before it
    std::uint8_t bytes;
};

/// Calls `each(Hit)` for every register of `table` that [offset, offset + width) touches, in table order.
template <class Each>
constexpr void decode(std::span<const Register> table, std::uint32_t offset, unsigned width_bytes, Each &&each) {
    const std::uint32_t end = offset + width_bytes;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const std::uint32_t low = table[i].offset;
        const std::uint32_t high = low + table[i].width_bytes;
        if (high <= offset || end <= low) continue;
        const std::uint32_t from = low > offset ? low : offset;
        const std::uint32_t to = high < end ? high : end;
        each(Hit{static_cast<std::uint8_t>(i), static_cast<std::uint8_t>(from - low),
                 static_cast<std::uint8_t>(from - offset), static_cast<std::uint8_t>(to - from)});
    }
}

/// The bits of a register that a hit covers.
constexpr std::uint32_t covered_bits(const Hit &hit) {
    const std::uint32_t ones = hit.bytes >= 4 ? ~0u : (1u << (hit.bytes * 8)) - 1;
    return ones << (hit.first_byte * 8);
}

/// Registers that lie together, for documentation (`acxsim list registers`).
struct RegisterGroup {
    std::string_view title;
    std::span<const Register> registers;
    std::uint32_t base = 0;
    std::uint32_t stride = 0; ///< one set of registers per engine, that far apart; 0: once
};

constexpr std::string_view to_string(Access access) {
    switch (access) {
    case Access::ReadOnly:
        return "RO";
    case Access::ReadWrite:
        return "RW";
    case Access::WriteOneToClear:
        return "W1C";
    }
    return "?";
}

} // namespace acxsim::hw
