// SPDX-License-Identifier: MIT
//
// Code of a hardware model that a user has loaded (hwmodel/loadable): where it lies, and how it is kept from taking the
// simulator with it. Its register functions run on the fiber of the driver code that asked; its events run there or on
// the host stack, between the driver's turns. Wherever it raises a signal, throws, or does not come back, the run
// becomes a verdict that names the model and carries its stack (crash.hpp). Leaves out: several models in one process.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/kernel/stop.hpp"

namespace acxsim::kernel {

/// From now on the code of that loaded object (a dlopen handle) counts as a hardware model's. `name` is for reports.
void add_model_code(void *handle, std::string name);
/// Safe in a signal handler.
bool model_code_contains(std::uintptr_t address);
const std::string &model_code_name();

/// Runs `body` on the host stack. If the model's code fails in it, its frames are abandoned (never unwound) and what
/// happened is returned.
std::optional<Stop> guard_host_code(const std::function<void()> &body);

/// For crash handling: whether guard_host_code() is under way, and the way back to it. The second does not return.
bool host_code_is_guarded();
[[noreturn]] void leave_host_code(Stop stop);

/// What the exception that ended the model's code said, and the stack that threw it; empty if there was none.
std::string thrown_text();
const std::vector<std::uintptr_t> &thrown_stack();

} // namespace acxsim::kernel
