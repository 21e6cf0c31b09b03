// SPDX-License-Identifier: MIT
#include "sim/core/assert.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace acxsim::core {

void assertion_failed(const char *condition, const char *message, const char *file, int line) {
    std::fprintf(stderr, "acxsim: internal error at %s:%d: %s (%s)\n", file, line, message, condition);
    std::fflush(stderr);
    std::signal(SIGABRT, SIG_DFL); // our mistake: the crash handling for drivers must not take it for theirs
    std::abort();
}

} // namespace acxsim::core
