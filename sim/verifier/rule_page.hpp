// SPDX-License-Identifier: MIT
//
// A rule's page: what must hold, why it matters, how it is seen, what to do, where it comes from. Made of RuleInfo
// alone, so that page and rule cannot disagree; docs/rules holds one for each rule, `acxsim explain` prints the same.
#pragma once

#include <string>

#include "sim/verifier/rule.hpp"

namespace acxsim::verifier {

/// Markdown, lines up to 120 columns, one final newline.
std::string rule_page(const RuleInfo &info);
/// docs/rules/README.md: all pages in a table.
std::string rule_index();

} // namespace acxsim::verifier
