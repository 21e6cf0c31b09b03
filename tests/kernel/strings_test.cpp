// SPDX-License-Identifier: MIT
//
// Counted and bounded strings, safe integers, formats.
#include "tests/support/catch.hpp"

#include <cstdarg>
#include <cstring>
#include <string>

#include "sim/kernel/debug_text.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "ntintsafe.h"
#include "ntstrsafe.h"
#include "wdm.h"

using namespace acxsim;

TEST_CASE("counted strings") {
    test::Machine machine;
    machine.run([] {
        UNICODE_STRING a, b;
        RtlInitUnicodeString(&a, L"Speaker");
        RtlInitUnicodeString(&b, L"SPEAKER0");
        CHECK(a.Length == 14);
        CHECK(a.MaximumLength == 16);
        CHECK(RtlPrefixUnicodeString(&a, &b, TRUE));
        CHECK_FALSE(RtlPrefixUnicodeString(&a, &b, FALSE));
        CHECK(RtlCompareUnicodeString(&a, &b, TRUE) < 0);
        DECLARE_UNICODE_STRING_SIZE(text, 10);
        CHECK(RtlAppendUnicodeStringToString(&text, &a) == STATUS_SUCCESS);
        CHECK(RtlAppendUnicodeToString(&text, L"0123") == STATUS_BUFFER_TOO_SMALL);
        CHECK(RtlAppendUnicodeToString(&text, L"01") == STATUS_SUCCESS);
        ULONG value = 0;
        UNICODE_STRING number;
        RtlInitUnicodeString(&number, L" 0x1F");
        CHECK(RtlUnicodeStringToInteger(&number, 0, &value) == STATUS_SUCCESS);
        CHECK(value == 31);
        CHECK(RtlIntegerToUnicodeString(48000, 10, &text) == STATUS_SUCCESS);
        CHECK(text.Length == 10);
        const GUID guid = {0x12345678, 0x9abc, 0xdef0, {1, 2, 3, 4, 5, 6, 7, 8}};
        UNICODE_STRING guid_text;
        CHECK(RtlStringFromGUID(guid, &guid_text) == STATUS_SUCCESS);
        UNICODE_STRING expected;
        RtlInitUnicodeString(&expected, L"{12345678-9ABC-DEF0-0102-030405060708}");
        CHECK(RtlEqualUnicodeString(&guid_text, &expected, FALSE));
        GUID back;
        CHECK(RtlGUIDFromString(&guid_text, &back) == STATUS_SUCCESS);
        CHECK(std::memcmp(&back, &guid, sizeof guid) == 0);
        RtlFreeUnicodeString(&guid_text);
    });
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("safe integers refuse what does not fit") {
    ULONG sum = 0;
    CHECK(RtlULongAdd(0xfffffff0, 0xf, &sum) == STATUS_SUCCESS);
    CHECK(sum == 0xffffffff);
    CHECK(RtlULongAdd(0xfffffff0, 0x10, &sum) == STATUS_INTEGER_OVERFLOW);
    SIZE_T product = 0;
    CHECK(RtlSizeTMult(1ULL << 40, 1ULL << 20, &product) == STATUS_SUCCESS);
    CHECK(product == 1ULL << 60);
    CHECK(RtlSizeTMult(1ULL << 40, 1ULL << 24, &product) == STATUS_INTEGER_OVERFLOW);
}

namespace {
kernel::DebugText format(const char *text, ...) {
    std::va_list arguments;
    va_start(arguments, text);
    auto result = kernel::format_debug_text(text, arguments);
    va_end(arguments);
    return result;
}
} // namespace

TEST_CASE("DbgPrint understands Windows formats, and its hash does not depend on addresses") {
    UNICODE_STRING wide = {8, 8, const_cast<PWCH>(L"codec")};
    CHECK(format("%wZ %ws|%S|%I64d %08lx %Iu %5d %-4s| %hu %c%%", &wide, L"w", L"s", 1LL << 40, 0xabcdU, std::size_t{7},
                 42, "ab", 65537, 'x')
              .shown == "code w|s|1099511627776 0000abcd 7    42 ab  | 1 x%");
    const auto pointer = format("at %p", reinterpret_cast<void *>(0x123450000));
    CHECK(pointer.shown == "at 0000000123450000");
    CHECK(pointer.hashed == "at <address>");
}

TEST_CASE("safe string functions format, truncate and terminate") {
    test::Machine machine;
    machine.run([] {
        CHAR narrow[8];
        CHECK(RtlStringCchPrintfA(narrow, 8, "%d-%s", 12, "ab") == STATUS_SUCCESS);
        CHECK(std::string(narrow) == "12-ab");
        CHECK(RtlStringCchPrintfA(narrow, 8, "%s", "0123456789") == STATUS_BUFFER_OVERFLOW);
        CHECK(std::string(narrow) == "0123456");
        WCHAR wide[16];
        CHECK(RtlStringCbPrintfW(wide, sizeof wide, L"%s:%S:%u", L"pin", "x", 7) == STATUS_SUCCESS);
        CHECK(wcscmp(wide, L"pin:x:7") == 0);
    });
}

TEST_CASE("bounded wide strings: copies, joins, lengths, in characters and in bytes") {
    WCHAR buffer[8];
    CHECK(RtlStringCchCopyNW(buffer, 8, L"abcdef", 3) == STATUS_SUCCESS);
    CHECK(wcscmp(buffer, L"abc") == 0);
    CHECK(RtlStringCchCatNW(buffer, 8, L"defgh", 2) == STATUS_SUCCESS);
    CHECK(wcscmp(buffer, L"abcde") == 0);
    CHECK(RtlStringCchCopyW(buffer, 4, L"abcdef") == STATUS_BUFFER_OVERFLOW);
    CHECK(wcscmp(buffer, L"abc") == 0);
    CHECK(RtlStringCbCopyW(buffer, sizeof buffer, L"xy") == STATUS_SUCCESS);
    size_t length = 99;
    CHECK(RtlStringCbLengthW(buffer, sizeof buffer, &length) == STATUS_SUCCESS);
    CHECK(length == 4);
    CHECK(RtlStringCchLengthW(buffer, 2, &length) == STATUS_INVALID_PARAMETER);
    CHECK(RtlStringCchCopyW(buffer, 0, L"x") == STATUS_INVALID_PARAMETER);
    CHAR narrow[4];
    CHECK(RtlStringCchCopyA(narrow, 4, "abcd") == STATUS_BUFFER_OVERFLOW);
    CHECK(RtlStringCbCopyA(narrow, 4, "abc") == STATUS_SUCCESS);
    CHECK(std::string(narrow) == "abc");
}

TEST_CASE("counted strings from parts: Init, InitEx, Printf, copies and conversions") {
    test::Machine machine;
    machine.run([] {
        UNICODE_STRING text;
        CHECK(RtlUnicodeStringInitEx(&text, L"pin", 0) == STATUS_SUCCESS);
        CHECK(text.Length == 6);
        CHECK(text.MaximumLength == 8);
        CHECK(RtlUnicodeStringInitEx(nullptr, nullptr, 0) == STATUS_INVALID_PARAMETER);
        CHECK(RtlUnicodeStringInitEx(nullptr, nullptr, STRSAFE_IGNORE_NULLS) == STATUS_SUCCESS);
        WCHAR buffer[6];
        UNICODE_STRING into = {0, sizeof buffer, buffer};
        CHECK(RtlUnicodeStringPrintf(&into, L"%u-%s", 12, L"ab") == STATUS_SUCCESS);
        CHECK(into.Length == 10);
        CHECK(RtlUnicodeStringPrintf(&into, L"%s", L"longer than that") == STATUS_BUFFER_OVERFLOW);
        RtlCopyUnicodeString(&into, &text);
        CHECK(into.Length == 6);
        ANSI_STRING narrow;
        CHECK(RtlUnicodeStringToAnsiString(&narrow, &text, TRUE) == STATUS_SUCCESS);
        CHECK(std::string(narrow.Buffer, narrow.Length) == "pin");
        RtlFreeAnsiString(&narrow);
        STRING plain;
        RtlInitString(&plain, "abc");
        CHECK(plain.Length == 3);
        CHECK(RtlUlongByteSwap(0x01020304) == 0x04030201);
    });
    CHECK_FALSE(machine.system.stopped());
}
