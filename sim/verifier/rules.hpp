// SPDX-License-Identifier: MIT
//
// The list of rules. A rule is in force because it stands here.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sim/verifier/rule.hpp"

namespace acxsim::verifier {

/// One of each rule, in order of id.
std::vector<std::unique_ptr<Rule>> make_rules();
/// What all rules say of themselves, in order of id.
const std::vector<const RuleInfo *> &rules();
/// The rule of that id ("CHK-031"), or nullptr.
const RuleInfo *find_rule(std::string_view id);

} // namespace acxsim::verifier
