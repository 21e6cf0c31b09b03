// SPDX-License-Identifier: MIT
#include "sim/kernel/trace_format.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/driver_module.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/status_text.hpp"
#include "sim/kernel/trace_arguments.hpp"
#include "sim/kernel/trace_own_formats.hpp"
#include "sim/kernel/trace_pieces.hpp"

#define NOMINMAX
#include "acxsim_trace.h"

namespace acxsim::kernel {

namespace {

constexpr std::size_t text_max = DriverLog::text_max;
constexpr int width_max = 256;

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
           });
}

class Decoder {
public:
    Decoder(const TraceMessage &message, std::span<const TraceValue> values) : message_(message), values_(values) {}

    DebugText decode() {
        const std::string_view format = message_.format;
        for (std::size_t at = 0; at < format.size() && text_.shown.size() < text_max;) {
            if (format[at] != '%') {
                const std::size_t end = std::min(format.find('%', at), format.size());
                put(std::string(format.substr(at, end - at)));
                at = end;
                continue;
            }
            at = conversion(at + 1);
        }
        return std::move(text_);
    }

private:
    void put(const std::string &piece) {
        text_.shown += piece;
        text_.hashed += piece;
    }
    void put(const DebugText &piece) {
        text_.shown += piece.shown;
        text_.hashed += piece.hashed;
    }
    const TraceValue *next() {
        if (used_ == values_.size()) return nullptr;
        return &values_[used_++];
    }

    /// `at`: after the '%'. Returns where the format goes on.
    std::size_t conversion(std::size_t at) {
        const std::string_view format = message_.format;
        const std::size_t begin = at;
        const auto peek = [&](std::size_t ahead = 0) { return at + ahead < format.size() ? format[at + ahead] : '\0'; };
        if (peek() == '%') {
            put("%");
            return at + 1;
        }
        Conversion c;
        for (bool more = true; more; more = more && (++at, true)) {
            switch (peek()) {
            case '-':
                c.left = true;
                break;
            case '+':
                c.plus = true;
                break;
            case ' ':
                c.blank = true;
                break;
            case '#':
                c.alternate = true;
                break;
            case '0':
                c.zero = true;
                break;
            default:
                more = false;
                break;
            }
        }
        const auto number = [&](int &value) {
            if (peek() == '*') {
                ++at;
                const TraceValue *given = next();
                value = given == nullptr ? 0
                                         : static_cast<int>(std::clamp<std::int64_t>(
                                               static_cast<std::int32_t>(given->bits), -width_max, text_max));
                return;
            }
            if (std::isdigit(static_cast<unsigned char>(peek())) == 0) return;
            value = 0;
            for (; std::isdigit(static_cast<unsigned char>(peek())) != 0; ++at)
                value = std::min(value * 10 + (peek() - '0'), static_cast<int>(text_max));
        };
        number(c.width);
        if (c.width < 0) {
            c.left = true;
            c.width = -c.width;
        }
        c.width = std::min(c.width, width_max);
        if (peek() == '.') {
            ++at;
            c.precision = 0;
            number(c.precision);
        }
        if (peek() == '!') {
            const std::size_t end = format.find('!', at + 1);
            if (end == std::string_view::npos) {
                put("%" + std::string(format.substr(begin)));
                return format.size();
            }
            extended(format.substr(at + 1, end - at - 1), c);
            return end + 1;
        }
        at += length(format.substr(at), c);
        c.letter = peek();
        if (c.letter == '\0') { // "%0" at the end, or a lone '%'
            put("%" + std::string(format.substr(begin)));
            return at;
        }
        printf_conversion(c, format.substr(begin - 1, at + 1 - (begin - 1)));
        return at + 1;
    }

    /// Length modifiers; returns how many characters they are.
    static std::size_t length(std::string_view text, Conversion &c) {
        using Length = Conversion::Length;
        constexpr std::array<std::pair<std::string_view, Length>, 11> all{{{"I64", Length::Quad},
                                                                           {"I32", Length::None},
                                                                           {"ll", Length::Quad},
                                                                           {"hh", Length::Char},
                                                                           {"I", Length::Native},
                                                                           {"l", Length::Long},
                                                                           {"h", Length::Short},
                                                                           {"w", Length::Wide},
                                                                           {"z", Length::Native},
                                                                           {"t", Length::Native},
                                                                           {"j", Length::Quad}}};
        for (const auto &[spelled, meaning] : all) {
            if (text.rfind(spelled, 0) == 0) {
                c.length = meaning;
                return spelled.size();
            }
        }
        return 0;
    }

    void printf_conversion(const Conversion &c, std::string_view spelled) {
        using Length = Conversion::Length;
        if (std::string_view("diuxXocCsSpZeEfgGaA").find(c.letter) == std::string_view::npos) {
            put(std::string(spelled)); // no conversion: the text stays as it is
            return;
        }
        const TraceValue *value = next();
        if (value == nullptr) {
            put("<no argument>");
            return;
        }
        switch (c.letter) {
        case 'c':
        case 'C': {
            const bool wide =
                c.letter == 'C' ? c.length != Length::Short : c.length == Length::Wide || c.length == Length::Long;
            const char16_t unit = static_cast<char16_t>(value->bits & (wide ? 0xffff : 0xff));
            put(padded(unit == 0 ? std::string() : utf8_from_wide(&unit, 1), c));
            return;
        }
        case 's':
        case 'S': {
            const bool wide =
                c.length == Length::Wide || c.length == Length::Long || (c.letter == 'S' && c.length != Length::Short);
            put(padded(string_text(*value, wide, c.precision), c));
            return;
        }
        case 'Z':
            put(padded(counted_string_text(*value, c.length == Length::Wide || c.length == Length::Long), c));
            return;
        case 'p':
            address(value->bits, c);
            return;
        case 'e':
        case 'E':
        case 'f':
        case 'g':
        case 'G':
        case 'a':
        case 'A':
            put(padded(real_text(*value, c), c));
            return;
        default:
            number(*value, c);
            return;
        }
    }

    void address(std::uint64_t bits, const Conversion &c) {
        DebugText text = address_text(bits);
        text.shown = padded(text.shown, c);
        text.hashed = padded(text.hashed, c);
        put(text);
    }

    void number(const TraceValue &value, const Conversion &c) {
        std::uint64_t bits = value.bits;
        if (value.kind == TraceValue::Class::Real) {
            double real = 0;
            std::memcpy(&real, &bits, sizeof real);
            bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(real));
        }
        // A pointer shown as a number would differ between runs, also one that went through ULONG_PTR.
        if (value.kind == TraceValue::Class::Pointer || (value.size_bytes == 8 && in_machine(bits))) {
            const DebugText stable = address_text(bits);
            std::uint64_t shown = bits;
            if (stable.shown.size() == 16) shown = std::stoull(stable.shown, nullptr, 16);
            text_.shown += number_text(shown, c);
            text_.hashed += stable.hashed.front() == '<' ? stable.hashed : number_text(shown, c);
            return;
        }
        put(number_text(bits, c));
    }

    static bool in_machine(std::uint64_t bits) {
        Executive *executive = Executive::current_or_null();
        return executive != nullptr && (executive->pool().region_contains(bits) || DriverModule::any_contains(bits));
    }

    // --- %!NAME! ------------------------------------------------------------------------------------------------

    void extended(std::string_view name, const Conversion &given) {
        if (own_format(name, given)) return;
        if (place_format(name)) return;
        // %!d!, %!08x!: a printf conversion between the marks
        Conversion c = given;
        const std::size_t modifiers = length(name, c);
        if (name.size() == modifiers + 1 &&
            std::string_view("diuxXocCsSpZ").find(name[modifiers]) != std::string_view::npos) {
            c.letter = name[modifiers];
            printf_conversion(c, name);
            return;
        }
        const TraceValue *value = next();
        if (value == nullptr) {
            put("<no argument>");
            return;
        }
        const auto is = [name](std::initializer_list<std::string_view> words) {
            return std::any_of(words.begin(), words.end(),
                               [name](std::string_view word) { return same_word(name, word); });
        };
        if (is({"STATUS", "NTSTATUS"})) {
            code(*value, status_name(static_cast<std::uint32_t>(value->bits)), true, given);
        } else if (is({"HRESULT"})) {
            code(*value, result_name(static_cast<std::uint32_t>(value->bits)), true, given);
        } else if (is({"WINERROR"})) {
            code(*value, error_name(static_cast<std::uint32_t>(value->bits)), false, given);
        } else if (is({"bool", "boolean"})) {
            put(padded(value->bits != 0 ? "TRUE" : "FALSE", given));
        } else if (is({"irql"})) {
            put(padded(irql_name(value->bits), given));
        } else if (is({"GUID", "CLSID", "LIBID", "IID", "UUID"})) {
            if (value->kind != TraceValue::Class::Record && value->bits == 0) {
                put(padded("NULL", given));
                return;
            }
            const std::vector<unsigned char> bytes = bytes_of(*value, 16);
            put(padded(bytes.empty() ? unreadable(value->bits) : guid_text(bytes.data()), given));
        } else if (is({"delta", "WAITTIME", "due"})) {
            put(padded(duration_text(static_cast<std::int64_t>(quad_of(*value))), given));
        } else if (is({"TIMESTAMP", "datetime", "TIME"})) {
            put(padded(system_time_text(static_cast<std::int64_t>(quad_of(*value))), given));
        } else if (is({"IPADDR"})) {
            ip_address(*value, given);
        } else if (is({"PORT"})) {
            const std::uint16_t port = static_cast<std::uint16_t>(value->bits);
            put(padded(fmt::format("{}", static_cast<std::uint16_t>(port << 8 | port >> 8)), given));
        } else if (is({"sid"})) {
            security_identifier(*value, given);
        } else {
            unknown(*value, given);
        }
    }

    void code(const TraceValue &value, std::string_view name, bool hexadecimal, const Conversion &c) {
        const auto number = static_cast<std::uint32_t>(value.bits);
        std::string text = hexadecimal ? fmt::format("0x{:08x}", number) : fmt::format("{}", number);
        if (!name.empty()) text += fmt::format("({})", name);
        put(padded(text, c));
    }

    void ip_address(const TraceValue &value, const Conversion &c) {
        std::array<unsigned char, 4> b{};
        if (value.kind == TraceValue::Class::Pointer || value.kind == TraceValue::Class::Record) {
            const std::vector<unsigned char> bytes = bytes_of(value, 4);
            if (bytes.empty()) {
                put(unreadable(value.bits));
                return;
            }
            std::copy(bytes.begin(), bytes.end(), b.begin());
        } else {
            const auto number = static_cast<std::uint32_t>(value.bits); // in network order, as in memory
            std::memcpy(b.data(), &number, 4);
        }
        put(padded(fmt::format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]), c));
    }

    void security_identifier(const TraceValue &value, const Conversion &c) {
        const std::vector<unsigned char> head = bytes_of(value, 8);
        if (head.empty()) {
            put(unreadable(value.bits));
            return;
        }
        const std::size_t count = std::min<std::size_t>(head[1], 15);
        std::uint64_t authority = 0;
        for (std::size_t i = 2; i < 8; ++i)
            authority = authority << 8 | head[i];
        std::string text = fmt::format("S-{}-{}", head[0], authority);
        const std::vector<unsigned char> all = bytes_of(value, 8 + count * 4);
        for (std::size_t i = 0; !all.empty() && i < count; ++i) {
            std::uint32_t part = 0;
            std::memcpy(&part, &all[8 + i * 4], 4);
            text += fmt::format("-{}", part);
        }
        put(padded(text, c));
    }

    /// A name that nobody defined: the value by its class.
    void unknown(const TraceValue &value, const Conversion &given) {
        Conversion c = given;
        switch (value.kind) {
        case TraceValue::Class::Pointer:
            address(value.bits, c);
            return;
        case TraceValue::Class::Record:
            put(padded(fmt::format("<{} bytes>", value.size_bytes), c));
            return;
        case TraceValue::Class::Real:
            c.letter = 'g';
            put(padded(real_text(value, c), c));
            return;
        default:
            c.letter = value.kind == TraceValue::Class::Signed ? 'd' : 'u';
            c.length = Conversion::Length::Quad;
            put(number_text(value.bits, c));
            return;
        }
    }

    /// Those that take no argument.
    bool place_format(std::string_view name) {
        if (name == "FUNC") {
            put(std::string(message_.function));
        } else if (name == "FILE") {
            put(std::string(message_.file));
        } else if (name == "LINE") {
            put(fmt::format("{}", message_.line));
        } else if (name == "LEVEL") {
            put(trace_level_name(message_.level));
        } else if (name == "FLAGS") {
            put(std::string(message_.flags));
        } else if (name == "SPACE") {
            put(" ");
        } else if (name == "CPU") {
            put(fmt::format("{}", message_.processor));
        } else if (name == "STDPREFIX" || name == "COMPNAME" || name == "SUBCOMP" || name == "MOD" || name == "TYP") {
            return true; // part of what every line shows anyway
        } else {
            return false;
        }
        return true;
    }

    /// The driver's CUSTOM_TYPE, DEFINE_SIMPLE_TYPE, DEFINE_CPLX_TYPE.
    bool own_format(std::string_view name, const Conversion &given) {
        const ACXSIM_TRACE_ITEM *format = find_own_format(message_.items, name);
        if (format == nullptr) return false;
        const TraceValue *value = next();
        put(value == nullptr ? "<no argument>" : padded(own_format_text(format, *value), given));
        return true;
    }

    const TraceMessage &message_;
    std::span<const TraceValue> values_;
    std::size_t used_ = 0;
    DebugText text_;
};

} // namespace

DebugText format_trace_message(const TraceMessage &message, std::span<const TraceValue> values) {
    return Decoder(message, values).decode();
}

} // namespace acxsim::kernel
