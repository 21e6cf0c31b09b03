// SPDX-License-Identifier: MIT
//
// From what was seen to the verdict. The worst thing decides: crash, hang, interruption, contract violation, a stream
// that did not come up, glitch or quality; then pass.
#pragma once

#include "sim/scenario/outcome.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

/// Marks expected violations, lists unmet expectations, sets verdict and reason. A verdict that is there already (the
/// run was stopped) stays.
void decide(const ExpectPlan &expect, Outcome &outcome);

} // namespace acxsim::scenario
