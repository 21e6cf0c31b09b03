// SPDX-License-Identifier: MIT
//
// Linked into every hardware model module (AcxsimAddHardwareModel.cmake): an assertion that fails in the model's use of
// the building blocks is the model's mistake. In the simulator's own code it would end the program.
#include <cstdio>
#include <cstdlib>

#include "sim/core/assert.hpp"

namespace acxsim::core {

void assertion_failed(const char *condition, const char *message, const char *file, int line) {
    std::fprintf(stderr, "hardware model: %s (%s), asked at %s:%d\n", message, condition, file, line);
    std::abort(); // taken by the simulator's crash handling, which knows whose code this is
}

} // namespace acxsim::core
