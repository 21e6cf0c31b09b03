// SPDX-License-Identifier: MIT
//
// What a worker tells its supervisor, over a pipe of its own: lines of text. A letter, a blank, the rest:
//   H 1234567    heartbeat: virtual time in nanoseconds
//   R {...}      the outcome as one line of JSON; the last line
#pragma once

#include <cstdint>

namespace acxsim::runner {

inline constexpr int result_descriptor = 3;
inline constexpr char heartbeat_mark = 'H';
inline constexpr char result_mark = 'R';
/// The worker's heart beats at least this often while the machine runs.
inline constexpr double heartbeat_seconds = 0.1;
/// After SIGUSR1 (hang) or SIGTERM (time limit), the worker has this long to report before it is killed.
inline constexpr double grace_seconds = 2;

} // namespace acxsim::runner
