// SPDX-License-Identifier: MIT
//
// What a driver has built, as a tree for a person and as a graph for Graphviz. Every documented GUID by its short name,
// formats as they are said, levels in dB.
#pragma once

#include <string>

#include "sim/acx/topology.hpp"

namespace acxsim::report {

/// `verbose`: also properties, methods, events, channel masks and the framework's own parts.
std::string topology_tree(const acx::Topology &topology, bool verbose = false);
/// DOT: a cluster for each circuit, pins, elements and connections in it.
std::string topology_dot(const acx::Topology &topology);

/// "RAW" of AUDIO_SIGNALPROCESSINGMODE_RAW, "SPEAKER" of KSNODETYPE_SPEAKER; without a documented name, the GUID.
std::string short_name(const acx::TopologyGuid &guid);
/// 16.16 dB: "-96 .. 0 dB in steps of 0.5 dB".
std::string level_text(const acx::TopologyElement &element);
/// "#b3c98c (green)"
std::string colour_text(std::uint32_t rgb);

} // namespace acxsim::report
