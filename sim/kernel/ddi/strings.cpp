// SPDX-License-Identifier: MIT
//
// DDIs: counted strings, GUID text, random numbers. Case folding covers ASCII and Latin-1, as sim/ddk's towupper does.
// Leaves out: code pages (ANSI is Latin-1).
#include <cstdint>
#include <cstring>

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

constexpr std::uint32_t string_tag = 'R' | 't' << 8 | 'l' << 16 | 'S' << 24;

WCHAR upcase(WCHAR c) {
    if (c >= L'a' && c <= L'z') return static_cast<WCHAR>(c - 32);
    if (c >= 0xe0 && c <= 0xfe && c != 0xf7) return static_cast<WCHAR>(c - 32);
    if (c == 0xff) return 0x178;
    return c;
}

std::size_t wide_length(const WCHAR *text) {
    std::size_t length = 0;
    while (text[length] != 0)
        ++length;
    return length;
}

LONG compare(PCUNICODE_STRING a, PCUNICODE_STRING b, bool ignore_case) {
    const USHORT length_a = a->Length / sizeof(WCHAR);
    const USHORT length_b = b->Length / sizeof(WCHAR);
    for (USHORT i = 0; i < length_a && i < length_b; ++i) {
        const WCHAR x = ignore_case ? upcase(a->Buffer[i]) : a->Buffer[i];
        const WCHAR y = ignore_case ? upcase(b->Buffer[i]) : b->Buffer[i];
        if (x != y) return static_cast<LONG>(x) - static_cast<LONG>(y);
    }
    return static_cast<LONG>(length_a) - static_cast<LONG>(length_b);
}

NTSTATUS append(PUNICODE_STRING to, const WCHAR *from, std::size_t bytes) {
    if (bytes > static_cast<std::size_t>(to->MaximumLength - to->Length)) return STATUS_BUFFER_TOO_SMALL;
    std::memmove(reinterpret_cast<char *>(to->Buffer) + to->Length, from, bytes);
    to->Length = static_cast<USHORT>(to->Length + bytes);
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength) to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

/// Memory of a string that the run-time library allocates for the driver, who frees it with RtlFree...String.
void *allocate_string(std::size_t bytes) {
    return Pool::current().allocate({.size_bytes = bytes, .tag = string_tag, .paged = true});
}

int hex_digit(WCHAR c) {
    if (c >= L'0' && c <= L'9') return c - L'0';
    const WCHAR u = upcase(c);
    return u >= L'A' && u <= L'F' ? u - L'A' + 10 : -1;
}

constexpr char digits[] = "0123456789ABCDEF";

} // namespace

extern "C" {

VOID RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString) {
    ACXSIM_DDI(kernel_ddis, "RtlInitUnicodeString");
    *DestinationString = {0, 0, const_cast<PWCH>(SourceString)};
    if (SourceString == nullptr) return;
    std::size_t bytes = wide_length(SourceString) * sizeof(WCHAR);
    if (bytes > UNICODE_STRING_MAX_BYTES - sizeof(WCHAR)) bytes = UNICODE_STRING_MAX_BYTES - sizeof(WCHAR);
    DestinationString->Length = static_cast<USHORT>(bytes);
    DestinationString->MaximumLength = static_cast<USHORT>(bytes + sizeof(WCHAR));
}
VOID RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString) {
    ACXSIM_DDI(kernel_ddis, "RtlInitAnsiString");
    *DestinationString = {0, 0, const_cast<PCHAR>(SourceString)};
    if (SourceString == nullptr) return;
    const std::size_t bytes = std::strlen(SourceString) < 0xfffe ? std::strlen(SourceString) : 0xfffe;
    DestinationString->Length = static_cast<USHORT>(bytes);
    DestinationString->MaximumLength = static_cast<USHORT>(bytes + 1);
}
VOID RtlInitString(PSTRING DestinationString, PCSZ SourceString) {
    ACXSIM_DDI(kernel_ddis, "RtlInitString");
    *DestinationString = {0, 0, const_cast<PCHAR>(SourceString)};
    if (SourceString == nullptr) return;
    const std::size_t bytes = std::strlen(SourceString) < 0xfffe ? std::strlen(SourceString) : 0xfffe;
    DestinationString->Length = static_cast<USHORT>(bytes);
    DestinationString->MaximumLength = static_cast<USHORT>(bytes + 1);
}
VOID RtlInitEmptyUnicodeString(PUNICODE_STRING UnicodeString, PWCHAR Buffer, USHORT BufferSize) {
    ACXSIM_DDI(kernel_ddis, "RtlInitEmptyUnicodeString");
    *UnicodeString = {0, BufferSize, Buffer};
}
VOID RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString) {
    ACXSIM_DDI(kernel_ddis, "RtlCopyUnicodeString");
    DestinationString->Length = 0;
    if (SourceString == nullptr) return;
    const USHORT bytes = SourceString->Length < DestinationString->MaximumLength ? SourceString->Length
                                                                                 : DestinationString->MaximumLength;
    append(DestinationString, SourceString->Buffer, bytes);
}
NTSTATUS RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source) {
    ACXSIM_DDI(kernel_ddis, "RtlAppendUnicodeToString");
    return Source == nullptr ? STATUS_SUCCESS : append(Destination, Source, wide_length(Source) * sizeof(WCHAR));
}
NTSTATUS RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source) {
    ACXSIM_DDI(kernel_ddis, "RtlAppendUnicodeStringToString");
    return append(Destination, Source->Buffer, Source->Length);
}
LONG RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive) {
    ACXSIM_DDI(kernel_ddis, "RtlCompareUnicodeString");
    return compare(String1, String2, CaseInSensitive);
}
BOOLEAN RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive) {
    ACXSIM_DDI(kernel_ddis, "RtlEqualUnicodeString");
    return compare(String1, String2, CaseInSensitive) == 0;
}
BOOLEAN RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2, BOOLEAN CaseInSensitive) {
    ACXSIM_DDI(kernel_ddis, "RtlPrefixUnicodeString");
    if (String1->Length > String2->Length) return FALSE;
    const UNICODE_STRING head = {String1->Length, String1->Length, String2->Buffer};
    return compare(String1, &head, CaseInSensitive) == 0;
}
VOID RtlFreeUnicodeString(PUNICODE_STRING UnicodeString) {
    ACXSIM_DDI(kernel_ddis, "RtlFreeUnicodeString");
    if (UnicodeString->Buffer != nullptr) Pool::current().free(UnicodeString->Buffer);
    *UnicodeString = {0, 0, nullptr};
}
VOID RtlFreeAnsiString(PANSI_STRING AnsiString) {
    ACXSIM_DDI(kernel_ddis, "RtlFreeAnsiString");
    if (AnsiString->Buffer != nullptr) Pool::current().free(AnsiString->Buffer);
    *AnsiString = {0, 0, nullptr};
}
NTSTATUS RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString,
                                      BOOLEAN AllocateDestinationString) {
    ACXSIM_DDI(kernel_ddis, "RtlAnsiStringToUnicodeString");
    const std::size_t needed = (SourceString->Length + 1U) * sizeof(WCHAR);
    if (needed > UNICODE_STRING_MAX_BYTES) return STATUS_INVALID_PARAMETER_2;
    if (AllocateDestinationString) {
        DestinationString->Buffer = static_cast<PWCH>(allocate_string(needed));
        if (DestinationString->Buffer == nullptr) return STATUS_NO_MEMORY;
        DestinationString->MaximumLength = static_cast<USHORT>(needed);
    } else if (needed - sizeof(WCHAR) > DestinationString->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (USHORT i = 0; i < SourceString->Length; ++i) {
        DestinationString->Buffer[i] = static_cast<unsigned char>(SourceString->Buffer[i]);
    }
    DestinationString->Length = static_cast<USHORT>(needed - sizeof(WCHAR));
    if (needed <= DestinationString->MaximumLength) DestinationString->Buffer[SourceString->Length] = 0;
    return STATUS_SUCCESS;
}
NTSTATUS RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString,
                                      BOOLEAN AllocateDestinationString) {
    ACXSIM_DDI(kernel_ddis, "RtlUnicodeStringToAnsiString");
    const USHORT characters = SourceString->Length / sizeof(WCHAR);
    if (AllocateDestinationString) {
        DestinationString->Buffer = static_cast<PCHAR>(allocate_string(characters + 1U));
        if (DestinationString->Buffer == nullptr) return STATUS_NO_MEMORY;
        DestinationString->MaximumLength = static_cast<USHORT>(characters + 1);
    } else if (characters > DestinationString->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (USHORT i = 0; i < characters; ++i) {
        const WCHAR c = SourceString->Buffer[i];
        DestinationString->Buffer[i] = c < 0x100 ? static_cast<CHAR>(c) : '?';
    }
    DestinationString->Length = characters;
    if (characters < DestinationString->MaximumLength) DestinationString->Buffer[characters] = 0;
    return STATUS_SUCCESS;
}
NTSTATUS RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String) {
    ACXSIM_DDI(kernel_ddis, "RtlIntegerToUnicodeString");
    if (Base == 0) Base = 10;
    if (Base != 2 && Base != 8 && Base != 10 && Base != 16) return STATUS_INVALID_PARAMETER;
    WCHAR text[33];
    std::size_t at = 33;
    do {
        text[--at] = static_cast<WCHAR>(digits[Value % Base]);
        Value /= Base;
    } while (Value != 0);
    const std::size_t bytes = (33 - at) * sizeof(WCHAR);
    if (bytes > String->MaximumLength) return STATUS_BUFFER_OVERFLOW;
    String->Length = 0;
    return append(String, text + at, bytes);
}
NTSTATUS RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value) {
    ACXSIM_DDI(kernel_ddis, "RtlUnicodeStringToInteger");
    if (Base != 0 && Base != 2 && Base != 8 && Base != 10 && Base != 16) return STATUS_INVALID_PARAMETER;
    const WCHAR *at = String->Buffer;
    const WCHAR *end = at + String->Length / sizeof(WCHAR);
    while (at != end && *at <= L' ')
        ++at;
    bool negative = false;
    if (at != end && (*at == L'-' || *at == L'+')) negative = *at++ == L'-';
    if (Base == 0) {
        Base = 10;
        if (end - at > 1 && *at == L'0') {
            const WCHAR mark = upcase(at[1]);
            const ULONG marked = mark == L'X' ? 16 : mark == L'O' ? 8 : mark == L'B' ? 2 : 0;
            if (marked != 0) {
                Base = marked;
                at += 2;
            }
        }
    }
    ULONG result = 0;
    for (; at != end; ++at) {
        const int digit = hex_digit(*at);
        if (digit < 0 || static_cast<ULONG>(digit) >= Base) break;
        result = result * Base + static_cast<ULONG>(digit);
    }
    *Value = negative ? 0U - result : result;
    return STATUS_SUCCESS;
}
NTSTATUS RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString) {
    ACXSIM_DDI(kernel_ddis, "RtlStringFromGUID");
    constexpr std::size_t characters = 38;
    GuidString->Buffer = static_cast<PWCH>(allocate_string((characters + 1) * sizeof(WCHAR)));
    if (GuidString->Buffer == nullptr) return STATUS_NO_MEMORY;
    WCHAR *at = GuidString->Buffer;
    const auto number = [&at](std::uint64_t value, int nibbles) {
        for (int i = nibbles - 1; i >= 0; --i)
            *at++ = static_cast<WCHAR>(digits[(value >> (4 * i)) & 0xf]);
    };
    GUID guid;
    std::memcpy(&guid, &Guid, sizeof guid);
    *at++ = L'{';
    number(guid.Data1, 8);
    *at++ = L'-';
    number(guid.Data2, 4);
    *at++ = L'-';
    number(guid.Data3, 4);
    *at++ = L'-';
    for (int i = 0; i < 8; ++i) {
        if (i == 2) *at++ = L'-';
        number(guid.Data4[i], 2);
    }
    *at++ = L'}';
    *at = 0;
    GuidString->Length = characters * sizeof(WCHAR);
    GuidString->MaximumLength = (characters + 1) * sizeof(WCHAR);
    return STATUS_SUCCESS;
}
NTSTATUS RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid) {
    ACXSIM_DDI(kernel_ddis, "RtlGUIDFromString");
    static constexpr char form[] = "{hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh}";
    if (GuidString->Length != (sizeof form - 1) * sizeof(WCHAR)) return STATUS_INVALID_PARAMETER;
    std::uint8_t nibbles[32];
    std::size_t count = 0;
    for (std::size_t i = 0; i < sizeof form - 1; ++i) {
        if (form[i] != 'h') {
            if (GuidString->Buffer[i] != static_cast<WCHAR>(form[i])) return STATUS_INVALID_PARAMETER;
            continue;
        }
        const int digit = hex_digit(GuidString->Buffer[i]);
        if (digit < 0) return STATUS_INVALID_PARAMETER;
        nibbles[count++] = static_cast<std::uint8_t>(digit);
    }
    const auto number = [&nibbles](std::size_t from, std::size_t length) {
        std::uint32_t value = 0;
        for (std::size_t i = from; i < from + length; ++i)
            value = value << 4 | nibbles[i];
        return value;
    };
    Guid->Data1 = number(0, 8);
    Guid->Data2 = static_cast<USHORT>(number(8, 4));
    Guid->Data3 = static_cast<USHORT>(number(12, 4));
    for (std::size_t i = 0; i < 8; ++i)
        Guid->Data4[i] = static_cast<UCHAR>(number(16 + 2 * i, 2));
    return STATUS_SUCCESS;
}
WCHAR RtlUpcaseUnicodeChar(WCHAR SourceCharacter) {
    ACXSIM_DDI(kernel_ddis, "RtlUpcaseUnicodeChar");
    return upcase(SourceCharacter);
}
ULONG RtlRandomEx(PULONG Seed) {
    ACXSIM_DDI(kernel_ddis, "RtlRandomEx");
    *Seed = *Seed * 1'664'525U + 1'013'904'223U; // the driver's own seed: the same sequence in every run
    return *Seed & 0x7fffffffU;
}

} // extern "C"
