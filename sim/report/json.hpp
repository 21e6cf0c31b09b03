// SPDX-License-Identifier: MIT
//
// The outcome as JSON: what CI reads, and how a worker process hands its outcome to the supervisor. Reading gives back
// the same value.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/result.hpp"
#include "sim/scenario/outcome.hpp"

namespace acxsim::report {

/// One object, indented by two unless `compact`.
std::string json(const scenario::Outcome &outcome, bool compact = false);
core::Result<scenario::Outcome> outcome_from_json(std::string_view text);

} // namespace acxsim::report
