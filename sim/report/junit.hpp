// SPDX-License-Identifier: MIT
//
// The outcome as a JUnit report: one suite, a test case for the scenario and one for each rule that fired, so that CI
// pages list findings by rule.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/outcome.hpp"

namespace acxsim::report {

std::string junit(const scenario::Outcome &outcome);

/// One run of several.
struct JunitCase {
    std::string name;
    double wall_seconds = 0;
    std::string skipped; ///< why it was not run; empty: it was
    const scenario::Outcome *outcome = nullptr;
};
/// A suite with a test case for each run.
std::string junit_suite(const std::string &name, const std::vector<JunitCase> &cases, double wall_seconds);

} // namespace acxsim::report
