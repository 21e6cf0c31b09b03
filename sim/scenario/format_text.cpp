// SPDX-License-Identifier: MIT
#include "sim/scenario/format_text.hpp"

#include <string_view>

#include <fmt/format.h>

namespace acxsim::scenario {

namespace {

std::string sample_text(std::uint32_t container_bits, std::uint32_t valid_bits) {
    if (valid_bits == 0 || valid_bits == container_bits) return fmt::format("{}-bit", container_bits);
    return fmt::format("{}-in-{}-bit", valid_bits, container_bits);
}

std::string without_prefix(const acx::TopologyGuid &guid, std::string_view prefix) {
    if (guid.name.rfind(prefix, 0) == 0) return guid.name.substr(prefix.size());
    return guid.name.empty() ? guid.text : guid.name;
}

} // namespace

std::string rate_text(std::uint32_t rate_hz) {
    std::string text = fmt::format("{:.3f}", rate_hz / 1000.0);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + " kHz";
}

std::string format_text(const acx::AudioFormat &format) {
    return fmt::format("{} {} {}ch PCM", rate_text(format.rate_hz),
                       sample_text(format.container_bits, format.valid_bits), format.channels);
}

std::string format_text(const acx::TopologyFormat &format) {
    const std::string sub = without_prefix(format.sub_format, "KSDATAFORMAT_SUBTYPE_");
    if (format.rate_hz == 0) {
        return fmt::format("{}, {}", without_prefix(format.major_format, "KSDATAFORMAT_TYPE_"), sub);
    }
    return fmt::format("{} {} {}ch {}", rate_text(format.rate_hz),
                       sample_text(format.bits_per_sample, format.valid_bits), format.channels,
                       sub == "IEEE_FLOAT" ? "float" : sub);
}

} // namespace acxsim::scenario
