// SPDX-License-Identifier: MIT
//
// Arguments of a trace message as text: real numbers, and what lies in memory: strings, counted strings, structures.
// Memory is read with care: what cannot be read is said to be so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/kernel/trace_format.hpp"
#include "sim/kernel/trace_pieces.hpp"

namespace acxsim::kernel {

/// By printf's e, f, g and a; an integer is converted.
std::string real_text(const TraceValue &value, const Conversion &c);
/// What stands for memory at that address that cannot be read.
std::string unreadable(std::uint64_t address);
/// The string that a pointer leads to, up to `precision` characters if that is not negative; a counted string by value.
std::string string_text(const TraceValue &value, bool wide, int precision);
/// ANSI_STRING or UNICODE_STRING, by pointer or by value.
std::string counted_string_text(const TraceValue &value, bool wide);
/// The bytes that a pointer or a structure argument stands for; none if they are fewer.
std::vector<unsigned char> bytes_of(const TraceValue &value, std::size_t size);

} // namespace acxsim::kernel
