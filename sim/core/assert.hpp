// SPDX-License-Identifier: MIT
//
// ACXSIM_ASSERT: what *we* did wrong. On in release builds too; never used on input from a user or a driver (those get
// a Result or a trace record). A failed assertion prints the place and ends the process by abort(), which the
// supervisor reports as exit code 7, simulator internal error.
#pragma once

namespace acxsim::core {

[[noreturn, gnu::cold]] void assertion_failed(const char *condition, const char *message, const char *file, int line);

} // namespace acxsim::core

#define ACXSIM_ASSERT(condition, message)                                                                              \
    (__builtin_expect(static_cast<bool>(condition), 1)                                                                 \
         ? static_cast<void>(0)                                                                                        \
         : ::acxsim::core::assertion_failed(#condition, message, __FILE__, __LINE__))
