// SPDX-License-Identifier: MIT
//
// Outcomes as runs would leave them, with everything fixed that varies (wall time, hash).
#pragma once

#include "sim/scenario/outcome.hpp"
#include "sim/scenario/smoke.hpp"

namespace acxsim::tests {

scenario::Outcome passing_outcome();
scenario::Outcome violating_outcome();
scenario::Outcome glitching_outcome();
scenario::Outcome crashing_outcome();
scenario::Outcome hanging_outcome();
scenario::Outcome leaking_outcome();
scenario::SmokeOutcome smoke_outcome(); ///< of five runs: pass, two alike, a leak, one not run

} // namespace acxsim::tests
