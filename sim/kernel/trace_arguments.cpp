// SPDX-License-Identifier: MIT
#include "sim/kernel/trace_arguments.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/driver_log.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::size_t text_max = DriverLog::text_max;

bool ends(const std::string &bytes, std::size_t unit) {
    if (unit == 1) return bytes.find('\0') != std::string::npos;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        if (bytes[i] == 0 && bytes[i + 1] == 0) return true;
    }
    return false;
}

} // namespace

std::string real_text(const TraceValue &value, const Conversion &c) {
    double real = 0;
    if (value.kind == TraceValue::Class::Real)
        std::memcpy(&real, &value.bits, sizeof real);
    else
        real = static_cast<double>(static_cast<std::int64_t>(value.bits));
    const int precision = std::min(c.precision < 0 ? 6 : c.precision, 64);
    switch (c.letter) {
    case 'e':
        return fmt::format("{:.{}e}", real, precision);
    case 'E':
        return fmt::format("{:.{}E}", real, precision);
    case 'f':
        return fmt::format("{:.{}f}", real, precision);
    case 'G':
        return fmt::format("{:.{}G}", real, precision);
    case 'a':
        return fmt::format("{:a}", real);
    case 'A':
        return fmt::format("{:A}", real);
    default:
        return fmt::format("{:.{}g}", real, precision);
    }
}

std::string unreadable(std::uint64_t address) { return fmt::format("<unreadable {}>", address_text(address).hashed); }

std::string string_text(const TraceValue &value, bool wide, int precision) {
    if (value.kind == TraceValue::Class::Record) return counted_string_text(value, wide);
    if (value.bits == 0) return "NULL";
    const std::size_t limit = precision < 0 ? text_max : std::min<std::size_t>(precision, text_max);
    const std::size_t unit = wide ? 2 : 1;
    std::string bytes;
    // Page by page, so that what follows the string is not touched.
    for (std::uint64_t at = value.bits; bytes.size() < limit * unit;) {
        std::array<char, 4096> page;
        const std::size_t wanted = std::min<std::size_t>(4096 - (at & 4095), limit * unit - bytes.size());
        const std::size_t got = read_memory(reinterpret_cast<const void *>(at), page.data(), wanted);
        if (got == 0) {
            if (bytes.empty()) return unreadable(value.bits);
            break;
        }
        bytes.append(page.data(), got);
        at += got;
        if (ends(bytes, unit)) break;
    }
    if (!wide) return ansi_text(bytes.substr(0, bytes.find('\0')));
    std::u16string units(bytes.size() / 2, u'\0');
    std::memcpy(units.data(), bytes.data(), units.size() * 2);
    const std::size_t length = std::min(units.find(u'\0'), units.size());
    return utf8_from_wide(units.data(), length);
}

std::string counted_string_text(const TraceValue &value, bool wide) {
    struct Counted {
        std::uint16_t length_bytes;
        std::uint16_t maximum_length_bytes;
        std::uint32_t reserved;
        std::uint64_t buffer;
    } counted{};
    static_assert(sizeof(Counted) == 16);
    if (value.kind == TraceValue::Class::Record) {
        if (value.size_bytes < sizeof counted) return "<no string>";
        std::memcpy(&counted, value.record, sizeof counted);
    } else {
        if (value.bits == 0) return "NULL";
        if (read_memory(reinterpret_cast<const void *>(value.bits), &counted, sizeof counted) != sizeof counted)
            return unreadable(value.bits);
    }
    if (counted.buffer == 0) return "NULL";
    const std::size_t size = std::min<std::size_t>(counted.length_bytes, text_max * 2);
    std::string bytes(size, '\0');
    bytes.resize(read_memory(reinterpret_cast<const void *>(counted.buffer), bytes.data(), size));
    if (bytes.empty() && size != 0) return unreadable(counted.buffer);
    if (!wide) return ansi_text(bytes);
    std::u16string units(bytes.size() / 2, u'\0');
    std::memcpy(units.data(), bytes.data(), units.size() * 2);
    return utf8_from_wide(units.data(), units.size());
}

std::vector<unsigned char> bytes_of(const TraceValue &value, std::size_t size) {
    std::vector<unsigned char> bytes(size);
    if (value.kind == TraceValue::Class::Record) {
        if (value.size_bytes < size) return {};
        std::memcpy(bytes.data(), value.record, size);
    } else {
        bytes.resize(read_memory(reinterpret_cast<const void *>(value.bits), bytes.data(), size));
        if (bytes.size() != size) bytes.clear();
    }
    return bytes;
}

} // namespace acxsim::kernel
