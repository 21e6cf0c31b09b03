// SPDX-License-Identifier: MIT
//
// Formatting for the safe string functions (RtlStringCch/CbPrintf...), which sim/ddk/ntstrsafe.h implements on top of
// the two functions here.
#include <cstdarg>
#include <cstring>

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/debug_text.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "ntstrsafe.h"

using namespace acxsim::kernel;

extern "C" {

int _vsnprintf(char *Buffer, size_t Count, const char *Format, va_list Arguments) {
    ACXSIM_DDI(kernel_ddis, "_vsnprintf");
    const std::string text = format_debug_text(Format, Arguments).shown;
    const std::size_t length = text.size() < Count ? text.size() : Count;
    std::memcpy(Buffer, text.data(), length);
    if (text.size() < Count) Buffer[length] = 0;
    return text.size() > Count ? -1 : static_cast<int>(length);
}

int _vsnwprintf(WCHAR *Buffer, size_t Count, const WCHAR *Format, va_list Arguments) {
    ACXSIM_DDI(kernel_ddis, "_vsnwprintf");
    std::size_t characters = 0;
    while (Format[characters] != 0)
        ++characters;
    const std::string format = utf8_from_wide(reinterpret_cast<const char16_t *>(Format), characters);
    const std::u16string text = wide_from_utf8(format_debug_text(format.c_str(), Arguments, true).shown);
    const std::size_t length = text.size() < Count ? text.size() : Count;
    std::memcpy(Buffer, text.data(), length * sizeof(WCHAR));
    if (text.size() < Count) Buffer[length] = 0;
    return text.size() > Count ? -1 : static_cast<int>(length);
}

} // extern "C"
