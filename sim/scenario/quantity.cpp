// SPDX-License-Identifier: MIT
#include "sim/scenario/quantity.hpp"

#include <array>
#include <limits>
#include <span>

#include <fmt/format.h>

namespace acxsim::scenario {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t size; // in base units
};

constexpr std::array time_units{Unit{"ns", 600},
                                Unit{"us", 600'000},
                                Unit{"ms", 600'000'000},
                                Unit{"s", 600'000'000'000},
                                Unit{"min", 36'000'000'000'000},
                                Unit{"h", 2'160'000'000'000'000}};
constexpr std::array frequency_units{Unit{"Hz", 1}, Unit{"kHz", 1000}, Unit{"MHz", 1'000'000}};
constexpr std::array error_units{Unit{"ppb", 1}, Unit{"ppm", 1000}};
constexpr std::array byte_units{Unit{"B", 1}, Unit{"KiB", 1024}, Unit{"MiB", 1024 * 1024}};

std::span<const Unit> units_of(Dimension dimension) {
    switch (dimension) {
    case Dimension::Time:
        return time_units;
    case Dimension::Frequency:
        return frequency_units;
    case Dimension::Error:
        return error_units;
    case Dimension::Bytes:
        break;
    }
    return byte_units;
}

std::string names_of(std::span<const Unit> units) {
    std::string names;
    for (const Unit &unit : units)
        names += (names.empty() ? "" : ", ") + std::string(unit.name);
    return names;
}

std::string_view word_of(Dimension dimension) {
    switch (dimension) {
    case Dimension::Time:
        return "a time";
    case Dimension::Frequency:
        return "a frequency";
    case Dimension::Error:
        return "a clock error";
    case Dimension::Bytes:
        break;
    }
    return "a size";
}

core::Error expected(Dimension dimension, std::string_view found, std::string_view why) {
    return {fmt::format("\"{}\" is not {}: {}", found, word_of(dimension), why), "",
            fmt::format("write a number and a unit ({}), such as \"{}\"", names_of(units_of(dimension)),
                        example_of(dimension))};
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

} // namespace

std::string_view example_of(Dimension dimension) {
    switch (dimension) {
    case Dimension::Time:
        return "10ms";
    case Dimension::Frequency:
        return "48kHz";
    case Dimension::Error:
        return "-37ppm";
    case Dimension::Bytes:
        break;
    }
    return "192B";
}

core::Result<std::int64_t> read_quantity(Dimension dimension, std::string_view text) {
    const std::string_view found = text;
    bool negative = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    __int128 digits = 0;
    __int128 scale = 1;
    bool in_fraction = false;
    std::size_t digit_count = 0;
    while (!text.empty() && (is_digit(text.front()) || text.front() == '.' || text.front() == '_')) {
        const char c = text.front();
        text.remove_prefix(1);
        if (c == '_') continue;
        if (c == '.') {
            if (in_fraction) return expected(dimension, found, "it has two decimal points");
            in_fraction = true;
            continue;
        }
        if (++digit_count > 18) return expected(dimension, found, "it has more than 18 digits");
        digits = digits * 10 + (c - '0');
        if (in_fraction) scale *= 10;
    }
    if (digit_count == 0) return expected(dimension, found, "it does not begin with a number");
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    if (text.empty()) return expected(dimension, found, "the unit is missing");
    for (const Unit &unit : units_of(dimension)) {
        if (unit.name != text) continue;
        const __int128 scaled = digits * unit.size;
        if (scaled % scale != 0) return expected(dimension, found, "it is finer than the simulator's resolution");
        const __int128 value = scaled / scale;
        if (value > std::numeric_limits<std::int64_t>::max()) return expected(dimension, found, "it is too large");
        return static_cast<std::int64_t>(negative ? -value : value);
    }
    return expected(dimension, found, fmt::format("\"{}\" is not a unit of {}", text, word_of(dimension).substr(2)));
}

std::string show_quantity(Dimension dimension, std::int64_t value) {
    const std::span<const Unit> units = units_of(dimension);
    for (std::size_t i = units.size(); i-- > 0;) {
        // "15.625ms" reads better than "15625000ns": three decimals of the larger unit are allowed.
        const __int128 thousandths = static_cast<__int128>(value) * 1000;
        const __int128 magnitude = value < 0 ? -static_cast<__int128>(value) : static_cast<__int128>(value);
        if (magnitude < units[i].size && i != 0) continue;
        if (thousandths % units[i].size != 0 && i != 0) continue;
        const auto whole = static_cast<std::int64_t>(magnitude / units[i].size);
        auto rest = static_cast<std::int64_t>(magnitude % units[i].size * 1000 / units[i].size);
        std::string text = fmt::format("{}{}", value < 0 ? "-" : "", whole);
        if (rest != 0) {
            std::string fraction = fmt::format("{:03}", rest);
            while (fraction.back() == '0')
                fraction.pop_back();
            text += "." + fraction;
        }
        return text + std::string(units[i].name);
    }
    return "0" + std::string(units.front().name);
}

} // namespace acxsim::scenario
