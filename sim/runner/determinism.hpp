// SPDX-License-Identifier: MIT
//
// Whether a run is one: the same inputs twice must leave the same trace. A driver that reads what the simulator does
// not control (the host's clock or counter, addresses, uninitialised memory) makes two runs differ; the first record
// that differs says where to look.
#pragma once

#include <string>

#include "sim/runner/supervisor.hpp"

namespace acxsim::runner {

/// Runs the plan twice and compares. The outcome is that of the first run; if the second one differs, its verdict is
/// NonDeterminism and its reason the first record that differs.
scenario::Outcome run_twice(const RunRequest &request, const scenario::Plan &plan, const SupervisorOutput &output);

/// Of two traces as text: number (from 1) and both lines of the first difference, in words. Empty: they agree.
std::string first_difference(const std::string &trace_file, const std::string &other_trace_file);

} // namespace acxsim::runner
