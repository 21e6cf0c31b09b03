// SPDX-License-Identifier: MIT
//
// The pieces of a decoded trace message: numbers by printf's rules with the Windows lengths, GUIDs, durations, dates,
// names. Own code instead of the C library's, so that the text depends on nothing of the host.
#pragma once

#include <cstdint>
#include <string>

namespace acxsim::kernel {

/// What stands between '%' and the letter.
struct Conversion {
    bool left = false;
    bool plus = false;
    bool blank = false;
    bool alternate = false;
    bool zero = false;
    int width = 0;
    int precision = -1;
    enum class Length { None, Char, Short, Long, Quad, Native, Wide } length = Length::None;
    char letter = 0;
};

/// With blanks up to the conversion's width.
std::string padded(std::string text, const Conversion &conversion);
/// Bits as a signed or unsigned number of the conversion's width and base.
std::string number_text(std::uint64_t bits, const Conversion &conversion);
/// 16 bytes in memory order: "01020304-0506-0708-090a-0b0c0d0e0f10".
std::string guid_text(const unsigned char *bytes);
/// Bytes of an ANSI string: those that are not ASCII become '?', they would spoil the reports.
std::string ansi_text(std::string bytes);
/// day~h:m:s
std::string duration_text(std::int64_t milliseconds);
/// A count of 100 ns since 1601 as date and time of day.
std::string system_time_text(std::int64_t ticks);
std::string trace_level_name(std::uint32_t level);
std::string irql_name(std::uint64_t irql);

} // namespace acxsim::kernel
