// SPDX-License-Identifier: MIT
//
// UNICODE_STRING to and from u16string. Includes the DDK: for .cpp files of floors that define DDIs.
#pragma once

#include <string>

#include "wdf.h"

namespace acxsim::wdf {

static_assert(sizeof(WCHAR) == sizeof(char16_t));

/// nullptr is the empty string.
inline std::u16string to_u16string(PCUNICODE_STRING text) {
    if (text == nullptr || text->Buffer == nullptr) return {};
    return {reinterpret_cast<const char16_t *>(text->Buffer), text->Length / sizeof(WCHAR)};
}

/// Points into `text`, which must outlive it.
inline UNICODE_STRING unicode_string_of(const std::u16string &text) {
    UNICODE_STRING result;
    result.Length = static_cast<USHORT>(text.size() * sizeof(WCHAR));
    result.MaximumLength = static_cast<USHORT>(result.Length + sizeof(WCHAR));
    result.Buffer = reinterpret_cast<PWCH>(const_cast<char16_t *>(text.data()));
    return result;
}

} // namespace acxsim::wdf
