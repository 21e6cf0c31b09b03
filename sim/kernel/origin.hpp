// SPDX-License-Identifier: MIT
//
// Where something was made: the driver's callback and the stack of the call, kept with what a driver can leave behind
// (handles, threads, timers), so that a leak is told with the line that made it. A walk along frame pointers; symbols
// are looked up only when something is reported.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace acxsim::kernel {

struct Origin {
    std::string callback;              ///< driver callback in progress; empty: none
    std::vector<std::uintptr_t> stack; ///< innermost first, beginning in the driver
};

/// Of the DDI that is running now.
Origin origin_of_call();

} // namespace acxsim::kernel
