// SPDX-License-Identifier: MIT
//
// What a smoke run found, for a person, as JSON and as JUnit: a table of what was played, then each finding once with
// the runs that had it. The text ends with the command that repeats the first failing run.
#pragma once

#include <string>

#include "sim/report/human.hpp"
#include "sim/scenario/smoke.hpp"

namespace acxsim::report {

std::string smoke_headline(const std::string &version, const scenario::Plan &plan);
std::string smoke_human(const scenario::SmokeOutcome &outcome, const HumanOptions &options);
std::string smoke_json(const scenario::SmokeOutcome &outcome);
std::string smoke_junit(const scenario::SmokeOutcome &outcome);

} // namespace acxsim::report
