// SPDX-License-Identifier: MIT
//
// Names are UTF-16 in the driver and UTF-8 in reports.
#pragma once

#include <string>

#include "sim/wdf/unicode.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

inline std::string narrow(const std::u16string &wide) {
    std::string out;
    for (const char16_t unit : wide) {
        if (unit < 0x80) {
            out += static_cast<char>(unit);
        } else if (unit < 0x800) {
            out += static_cast<char>(0xc0 | unit >> 6);
            out += static_cast<char>(0x80 | (unit & 0x3f));
        } else {
            out += static_cast<char>(0xe0 | unit >> 12);
            out += static_cast<char>(0x80 | (unit >> 6 & 0x3f));
            out += static_cast<char>(0x80 | (unit & 0x3f));
        }
    }
    return out;
}
inline std::string narrow(PCUNICODE_STRING text) { return narrow(wdf::to_u16string(text)); }

/// What circuits and factories accept as a name or URI.
inline NTSTATUS check_name(PCUNICODE_STRING name) {
    constexpr USHORT bytes_max = 512;
    const bool usable = name->Buffer != nullptr && name->Length != 0 && name->Length % sizeof(WCHAR) == 0;
    return usable && name->Length <= bytes_max ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

} // namespace acxsim::acx
