// SPDX-License-Identifier: MIT
//
// How the elements of a circuit hang together: the connections that the driver added, or, without any, the chain in
// which its elements were added (contract.md 6.3, RT-CIR-03).
#pragma once

#include <vector>

#include "sim/acx/topology.hpp"

namespace acxsim::acx {

class Circuit;

std::vector<TopologyConnection> connections(Circuit &circuit);

} // namespace acxsim::acx
