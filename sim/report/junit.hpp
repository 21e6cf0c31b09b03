// SPDX-License-Identifier: MIT
//
// The outcome as a JUnit report: one suite, a test case for the scenario and one for each rule that fired, so that CI
// pages list findings by rule.
#pragma once

#include <string>

#include "sim/scenario/outcome.hpp"

namespace acxsim::report {

std::string junit(const scenario::Outcome &outcome);

} // namespace acxsim::report
