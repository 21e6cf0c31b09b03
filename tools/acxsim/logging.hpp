// SPDX-License-Identifier: MIT
//
// The log goes to stderr, so that stdout carries results only.
#pragma once

namespace acxsim::tool {

void start_log(bool verbose, bool quiet);

} // namespace acxsim::tool
