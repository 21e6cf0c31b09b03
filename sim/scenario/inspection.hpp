// SPDX-License-Identifier: MIT
//
// What `acxsim inspect` looks at while the device is in D0: everything the driver has built, and one stream of each
// streaming pin, opened and closed, because only an open stream tells which stream callbacks there are.
// Called from the Plug and Play thread.
#pragma once

#include <string>
#include <vector>

#include "sim/acx/topology.hpp"

namespace acxsim::scenario {

/// `failures` gets a sentence for each pin whose stream could not be opened.
acx::Topology look_around(acx::Framework &framework, std::vector<std::string> &failures);

/// Modes by their short names: "RAW" of AUDIO_SIGNALPROCESSINGMODE_RAW; without a documented name, the GUID.
std::string short_mode_name(const acx::TopologyGuid &mode);

} // namespace acxsim::scenario
