// SPDX-License-Identifier: MIT
//
// What a driver left behind when it was unloaded: pool and MDLs, handles, threads that still run, timers that are still
// armed, framework objects that nobody deleted. Each with the driver's line that made it. Ask before the machine goes.
#pragma once

#include "sim/scenario/outcome.hpp"

namespace acxsim::kernel {
class Executive;
}
namespace acxsim::wdf {
class DriverHost;
}

namespace acxsim::scenario {

/// After DriverHost::unload().
void report_leaks(kernel::Executive &executive, wdf::DriverHost &host, Outcome &outcome);

} // namespace acxsim::scenario
