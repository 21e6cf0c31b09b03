// SPDX-License-Identifier: MIT
//
// The kernel's printf: what DbgPrint and the safe string functions make of a format and its arguments. It knows the
// Windows conversions
// (%wZ %Z %ws %S %I64d %Iu) besides the standard ones. Wide characters have 16 bits.
#pragma once

#include <cstdarg>
#include <string>

namespace acxsim::kernel {

struct DebugText {
    std::string shown;  ///< as the driver meant it
    std::string hashed; ///< the same without host addresses (%p), which differ from run to run
};

/// `wide_format`: the format was a wide string (converted to UTF-8), in which %s and %c mean wide arguments.
DebugText format_debug_text(const char *format, std::va_list arguments, bool wide_format = false);

std::string utf8_from_wide(const char16_t *text, std::size_t length);
std::u16string wide_from_utf8(const std::string &text);

} // namespace acxsim::kernel
