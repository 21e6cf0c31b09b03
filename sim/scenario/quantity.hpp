// SPDX-License-Identifier: MIT
//
// Numbers with units as people write them: "10ms", "48kHz", "-37ppm", "1.5us", "192B". Read exactly, in decimal integer
// arithmetic: a value that is not a whole number of the base unit is an error, never rounded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/result.hpp"

namespace acxsim::scenario {

enum class Dimension : std::uint8_t {
    Time,      ///< base unit: tick (1/600 ns)
    Frequency, ///< base unit: Hz
    Error,     ///< base unit: ppb
    Bytes,     ///< base unit: byte
};

/// The number in base units. The error says what was found and what was expected; its place is empty.
core::Result<std::int64_t> read_quantity(Dimension dimension, std::string_view text);

/// The same value with the largest unit that needs no fraction: 600000000 ticks -> "1ms".
std::string show_quantity(Dimension dimension, std::int64_t value);

/// An example of the dimension for messages: "10ms".
std::string_view example_of(Dimension dimension);

} // namespace acxsim::scenario
