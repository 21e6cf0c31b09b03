// SPDX-License-Identifier: MIT
#include "sim/kernel/trace_pieces.hpp"

#include <iterator>

#include <fmt/format.h>

namespace acxsim::kernel {

std::string padded(std::string text, const Conversion &conversion) {
    const auto width = static_cast<std::size_t>(conversion.width);
    if (text.size() < width) text.insert(conversion.left ? text.size() : 0, width - text.size(), ' ');
    return text;
}

namespace {

std::string integer_text(std::uint64_t bits, bool negative, const Conversion &conversion) {
    const unsigned base = conversion.letter == 'o' ? 8 : conversion.letter == 'x' || conversion.letter == 'X' ? 16 : 10;
    const char *digits = conversion.letter == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    std::string number;
    for (std::uint64_t rest = bits; rest != 0; rest /= base)
        number.insert(number.begin(), digits[rest % base]);
    const std::size_t least = static_cast<std::size_t>(conversion.precision < 0 ? 1 : conversion.precision);
    if (number.size() < least) number.insert(0, least - number.size(), '0');
    std::string sign = negative ? "-" : conversion.plus ? "+" : conversion.blank ? " " : "";
    if (conversion.letter != 'd' && conversion.letter != 'i') sign.clear();
    if (conversion.alternate && bits != 0 && base == 16) sign = conversion.letter == 'X' ? "0X" : "0x";
    if (conversion.alternate && base == 8 && (number.empty() || number.front() != '0')) sign = "0";
    const auto width = static_cast<std::size_t>(conversion.width);
    if (conversion.zero && !conversion.left && conversion.precision < 0 && number.size() + sign.size() < width)
        number.insert(0, width - number.size() - sign.size(), '0');
    return padded(sign + number, conversion);
}

} // namespace

std::string number_text(std::uint64_t bits, const Conversion &conversion) {
    unsigned width_bits = 32;
    switch (conversion.length) {
    case Conversion::Length::Char:
        width_bits = 8;
        break;
    case Conversion::Length::Short:
        width_bits = 16;
        break;
    case Conversion::Length::Quad:
    case Conversion::Length::Native:
        width_bits = 64;
        break;
    default:
        break;
    }
    const unsigned shift = 64 - width_bits;
    if (conversion.letter == 'd' || conversion.letter == 'i') {
        const std::int64_t value = static_cast<std::int64_t>(bits << shift) >> shift;
        const std::uint64_t magnitude =
            value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
        return integer_text(magnitude, value < 0, conversion);
    }
    return integer_text(bits << shift >> shift, false, conversion);
}

std::string guid_text(const unsigned char *b) {
    return fmt::format(
        "{:02x}{:02x}{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}-{:02x}{:02x}{:02x}{:02x}{:02x}{:"
        "02x}",
        b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

std::string ansi_text(std::string bytes) {
    for (char &c : bytes) {
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    }
    return bytes;
}

std::string duration_text(std::int64_t milliseconds) {
    const std::string sign = milliseconds < 0 ? "-" : "";
    const std::uint64_t seconds =
        (milliseconds < 0 ? ~static_cast<std::uint64_t>(milliseconds) + 1 : static_cast<std::uint64_t>(milliseconds)) /
        1000;
    return fmt::format("{}{}~{}:{:02}:{:02}", sign, seconds / 86'400, seconds / 3'600 % 24, seconds / 60 % 60,
                       seconds % 60);
}

// 100 ns since 1601, as a date: civil-from-days over eras of 400 years.
std::string system_time_text(std::int64_t ticks) {
    if (ticks < 0) return fmt::format("{}", ticks);
    const std::int64_t milliseconds = ticks / 10'000;
    const std::int64_t days = milliseconds / 86'400'000 + 584'694; // days from 0000-03-01 to 1601-01-01
    const std::int64_t era = days / 146'097;
    const std::int64_t day_of_era = days - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    const std::int64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    const std::int64_t of_day = milliseconds % 86'400'000;
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", year, month, day, of_day / 3'600'000,
                       of_day / 60'000 % 60, of_day / 1000 % 60, of_day % 1000);
}

std::string trace_level_name(std::uint32_t level) {
    constexpr const char *names[] = {"TRACE_LEVEL_NONE",    "TRACE_LEVEL_CRITICAL",    "TRACE_LEVEL_ERROR",
                                     "TRACE_LEVEL_WARNING", "TRACE_LEVEL_INFORMATION", "TRACE_LEVEL_VERBOSE"};
    return level < std::size(names) ? names[level] : fmt::format("{}", level);
}

std::string irql_name(std::uint64_t irql) {
    switch (irql) {
    case 0:
        return "PASSIVE_LEVEL";
    case 1:
        return "APC_LEVEL";
    case 2:
        return "DISPATCH_LEVEL";
    case 15:
        return "HIGH_LEVEL";
    default:
        return fmt::format("{}", irql);
    }
}

} // namespace acxsim::kernel
