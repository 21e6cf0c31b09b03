// SPDX-License-Identifier: MIT
//
// The last lines that the driver wrote (WPP, TraceLogging, DbgPrint), as report values. Looked up while the driver's
// module is still loaded: the places of DbgPrint calls come from its debug information.
#pragma once

#include <cstddef>

#include "sim/scenario/outcome.hpp"

namespace acxsim::scenario {

inline constexpr std::size_t driver_lines_kept = 200;

/// Of the running machine; none if there is no machine.
void report_driver_lines(Outcome &outcome);

} // namespace acxsim::scenario
