// SPDX-License-Identifier: MIT
//
// Approval tests: output is compared with a file under tests/report/approved/ that a person has looked at. When output
// changes on purpose, run the tests with ACXSIM_APPROVE=1 and look at the difference before committing it.
#pragma once

#include <string>

namespace acxsim::tests {

/// Fails, showing the first differing line, unless `text` equals approved/<name>.
void approve(const std::string &name, const std::string &text);

} // namespace acxsim::tests
