// SPDX-License-Identifier: MIT
//
// Formats as driver developers say them: "48 kHz 16-bit 2ch PCM", "44.1 kHz 24-in-32-bit 2ch PCM".
#pragma once

#include <cstdint>
#include <string>

#include "sim/acx/topology.hpp"

namespace acxsim::scenario {

std::string rate_text(std::uint32_t rate_hz);
std::string format_text(const acx::AudioFormat &format);
/// Also for formats that no client here can play.
std::string format_text(const acx::TopologyFormat &format);

} // namespace acxsim::scenario
