// SPDX-License-Identifier: MIT
#include "sim/core/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace acxsim::core {

void assertion_failed(const char *condition, const char *message, const char *file, int line) {
    std::fprintf(stderr, "acxsim: internal error at %s:%d: %s (%s)\n", file, line, message, condition);
    std::fflush(stderr);
    std::abort();
}

} // namespace acxsim::core
