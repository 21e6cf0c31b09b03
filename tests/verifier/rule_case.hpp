// SPDX-License-Identifier: MIT
//
// One row of the table of rules: a sequence of records, and what the rules must make of it.
#pragma once

#include <string_view>
#include <vector>

#include "tests/verifier/bench.hpp"

namespace acxsim::test {

struct RuleCase {
    std::string_view rule;
    std::string_view title;
    std::vector<std::string_view> says = {}; ///< words of the one message; empty: the rule must stay silent
    void (*play)(Bench &);
    std::vector<std::string_view> also = {}; ///< other rules that speak up, and have to
    verifier::Severity severity = verifier::Severity::Error;
    core::Hertz qpc = {10'000'000, 1};
};

// Each in the file of that name.
std::vector<RuleCase> creation_cases();
std::vector<RuleCase> packet_memory_cases();
std::vector<RuleCase> state_cases();
std::vector<RuleCase> notification_cases();
std::vector<RuleCase> packet_flow_cases();
std::vector<RuleCase> position_cases();
std::vector<RuleCase> kernel_cases();

} // namespace acxsim::test
