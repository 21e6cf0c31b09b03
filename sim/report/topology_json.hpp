// SPDX-License-Identifier: MIT
//
// A driver's topology as JSON and back. One list of members serves both directions, so that what is written is what is
// read.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "sim/acx/topology.hpp"

namespace acxsim::report {

nlohmann::ordered_json topology_json(const acx::Topology &topology);
/// Throws the library's exceptions at what is no topology, as all reading here does.
acx::Topology topology_from_json(const nlohmann::ordered_json &json);

} // namespace acxsim::report
