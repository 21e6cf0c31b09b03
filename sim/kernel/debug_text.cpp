// SPDX-License-Identifier: MIT
#include "sim/kernel/debug_text.hpp"

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "sim/kernel/trace_format.hpp"

namespace acxsim::kernel {

namespace {

struct CountedString { // STRING and UNICODE_STRING
    std::uint16_t length_bytes;
    std::uint16_t maximum_length_bytes;
    const void *buffer;
};

std::string narrowed(const char16_t *text, std::size_t limit, bool terminated) {
    std::string result;
    for (std::size_t i = 0; i < limit && !(terminated && text[i] == 0); ++i) {
        const char16_t c = text[i];
        if (c < 0x80) {
            result += static_cast<char>(c);
        } else if (c < 0x800) {
            result += static_cast<char>(0xc0 | c >> 6);
            result += static_cast<char>(0x80 | (c & 0x3f));
        } else {
            result += static_cast<char>(0xe0 | c >> 12);
            result += static_cast<char>(0x80 | (c >> 6 & 0x3f));
            result += static_cast<char>(0x80 | (c & 0x3f));
        }
    }
    return result;
}

enum class Length { None, Char, Short, Long, LongLong, Size, Wide };

} // namespace

std::string utf8_from_wide(const char16_t *text, std::size_t length) { return narrowed(text, length, false); }

std::u16string wide_from_utf8(const std::string &text) {
    std::u16string result;
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&text](std::size_t at) {
            return at < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[at])) : 0x80U;
        };
        if (byte(i) < 0x80) {
            result += static_cast<char16_t>(byte(i));
            i += 1;
        } else if (byte(i) < 0xe0) {
            result += static_cast<char16_t>((byte(i) & 0x1f) << 6 | (byte(i + 1) & 0x3f));
            i += 2;
        } else {
            result += static_cast<char16_t>((byte(i) & 0x0f) << 12 | (byte(i + 1) & 0x3f) << 6 | (byte(i + 2) & 0x3f));
            i += 3;
        }
    }
    return result;
}

DebugText format_debug_text(const char *format, std::va_list arguments, bool wide_format) {
    DebugText text;
    const auto put = [&text](const std::string &piece) {
        text.shown += piece;
        text.hashed += piece;
    };
    const auto padded = [](std::string piece, int width, bool left) {
        if (width > 0 && piece.size() < static_cast<std::size_t>(width)) {
            piece.insert(left ? piece.size() : 0, static_cast<std::size_t>(width) - piece.size(), ' ');
        }
        return piece;
    };
    for (const char *at = format; *at != 0; ++at) {
        if (*at != '%') {
            put(std::string(1, *at));
            continue;
        }
        const char *begin = at++;
        if (*at == '%') {
            put("%");
            continue;
        }
        std::string flags;
        while (*at != 0 && std::strchr("-+ #0", *at) != nullptr)
            flags += *at++;
        const auto number = [&at, &arguments](int &value) {
            if (*at == '*') {
                value = va_arg(arguments, int);
                ++at;
                return;
            }
            value = 0;
            while (*at >= '0' && *at <= '9' && value < 4096)
                value = value * 10 + (*at++ - '0');
        };
        int width = 0;
        int precision = -1;
        number(width);
        if (*at == '.') {
            ++at;
            number(precision);
        }
        const bool left = flags.find('-') != std::string::npos;
        Length length = Length::None;
        if (std::strncmp(at, "I64", 3) == 0) {
            length = Length::LongLong;
            at += 3;
        } else if (std::strncmp(at, "I32", 3) == 0) {
            at += 3;
        } else if (*at == 'I' || *at == 'z' || *at == 't' || *at == 'j') {
            length = Length::Size;
            ++at;
        } else if (std::strncmp(at, "ll", 2) == 0) {
            length = Length::LongLong;
            at += 2;
        } else if (std::strncmp(at, "hh", 2) == 0) {
            length = Length::Char;
            at += 2;
        } else if (*at == 'l') {
            length = Length::Long; // 32 bits on Windows
            ++at;
        } else if (*at == 'h') {
            length = Length::Short;
            ++at;
        } else if (*at == 'w') {
            length = Length::Wide;
            ++at;
        }
        char conversion = *at;
        if (wide_format && length != Length::Wide && length != Length::Long && length != Length::Short) {
            conversion = conversion == 's' ? 'S' : conversion == 'S' ? 's' : conversion == 'c' ? 'C' : conversion;
        }
        char buffer[512];
        switch (conversion) {
        case 'd':
        case 'i':
        case 'u':
        case 'x':
        case 'X':
        case 'o': {
            const std::string form = "%" + flags + "*.*ll" + conversion;
            const bool is_signed = conversion == 'd' || conversion == 'i';
            long long value = 0;
            if (length == Length::LongLong || length == Length::Size) {
                value = va_arg(arguments, long long);
            } else {
                const int raw = va_arg(arguments, int);
                if (length == Length::Short)
                    value = is_signed ? static_cast<short>(raw) : static_cast<unsigned short>(raw);
                else if (length == Length::Char)
                    value = is_signed ? static_cast<signed char>(raw) : static_cast<unsigned char>(raw);
                else
                    value = is_signed ? raw : static_cast<long long>(static_cast<unsigned>(raw));
            }
            std::snprintf(buffer, sizeof buffer, form.c_str(), width, precision, value);
            put(buffer);
            break;
        }
        case 'c':
            put(padded(std::string(1, static_cast<char>(va_arg(arguments, int))), width, left));
            break;
        case 'C': {
            const char16_t c = static_cast<char16_t>(va_arg(arguments, int));
            put(padded(narrowed(&c, 1, false), width, left));
            break;
        }
        case 'p': {
            const DebugText address = address_text(va_arg(arguments, unsigned long long));
            text.shown += padded(address.shown, width, left);
            text.hashed += padded(address.hashed, width, left);
            break;
        }
        case 's':
        case 'S': {
            const void *string = va_arg(arguments, const void *);
            const std::size_t limit = precision < 0 ? 4096 : static_cast<std::size_t>(precision);
            const bool wide = conversion == 'S' || length == Length::Wide || length == Length::Long;
            if (string == nullptr)
                put(padded("(null)", width, left));
            else if (wide)
                put(padded(narrowed(static_cast<const char16_t *>(string), limit, true), width, left));
            else
                put(padded(
                    std::string(static_cast<const char *>(string), strnlen(static_cast<const char *>(string), limit)),
                    width, left));
            break;
        }
        case 'Z': {
            const auto *string = va_arg(arguments, const CountedString *);
            if (string == nullptr || string->buffer == nullptr)
                put("(null)");
            else if (length == Length::Wide || length == Length::Long)
                put(padded(narrowed(static_cast<const char16_t *>(string->buffer), string->length_bytes / 2U, false),
                           width, left));
            else
                put(padded(std::string(static_cast<const char *>(string->buffer), string->length_bytes), width, left));
            break;
        }
        case 'e':
        case 'E':
        case 'f':
        case 'g':
        case 'G': {
            const std::string form = "%" + flags + "*.*" + conversion;
            std::snprintf(buffer, sizeof buffer, form.c_str(), width, precision, va_arg(arguments, double));
            put(buffer);
            break;
        }
        case 0:
            put(begin);
            return text;
        default:
            put(std::string(begin, at + 1));
            break;
        }
    }
    return text;
}

} // namespace acxsim::kernel
