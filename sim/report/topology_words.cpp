// SPDX-License-Identifier: MIT
//
// Words for what a topology says in numbers and GUIDs.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/report/topology_text.hpp"

namespace acxsim::report {

namespace {

std::string decibel(std::int32_t level) {
    std::string text = fmt::format("{:.2f}", level / 65536.0);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text == "-0" ? "0" : text;
}

// Rough, as a person at a jack panel sees it.
std::string_view colour_word(int red, int green, int blue) {
    const int high = std::max({red, green, blue});
    const int low = std::min({red, green, blue});
    if (high - low < 24) return high < 64 ? "black" : high > 208 ? "white" : "grey";
    double hue = 0;
    if (high == red) {
        hue = 60.0 * (green - blue) / (high - low);
    } else if (high == green) {
        hue = 60.0 * (blue - red) / (high - low) + 120;
    } else {
        hue = 60.0 * (red - green) / (high - low) + 240;
    }
    if (hue < 0) hue += 360;
    if (hue < 15 || hue >= 345) return low > 120 ? "pink" : "red";
    if (hue < 45) return "orange";
    if (hue < 70) return "yellow";
    if (hue < 170) return "green";
    if (hue < 260) return "blue";
    return hue < 300 ? "purple" : "pink";
}

} // namespace

std::string short_name(const acx::TopologyGuid &guid) {
    constexpr std::array<std::string_view, 6> prefixes{
        "AUDIO_SIGNALPROCESSINGMODE_", "KSNODETYPE_",        "KSCATEGORY_",
        "KSDATAFORMAT_SUBTYPE_",       "KSDATAFORMAT_TYPE_", "KSPROPSETID_"};
    if (guid.name.empty()) return guid.text;
    for (const std::string_view prefix : prefixes) {
        if (guid.name.rfind(prefix, 0) == 0) return guid.name.substr(prefix.size());
    }
    return guid.name;
}

std::string level_text(const acx::TopologyElement &element) {
    if (element.level_min == element.level_max) return {};
    std::string text = fmt::format("{} .. {} dB", decibel(element.level_min), decibel(element.level_max));
    if (element.level_step != 0) text += fmt::format(" in steps of {} dB", decibel(element.level_step));
    return text;
}

// KSJACK_DESCRIPTION: blue in the lowest byte.
std::string colour_text(std::uint32_t rgb) {
    return fmt::format("#{:06x} ({})", rgb & 0xffffff,
                       colour_word(static_cast<int>(rgb >> 16 & 0xff), static_cast<int>(rgb >> 8 & 0xff),
                                   static_cast<int>(rgb & 0xff)));
}

} // namespace acxsim::report
