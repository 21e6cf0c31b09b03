// SPDX-License-Identifier: MIT
//
// Whose sanitizer run-time library a driver module and this process use. There can be one in a process: gcc brings it
// as a shared library (libasan.so, libubsan.so), clang links it into the program and leaves modules to find it there.
// What compilers do; there is no document that promises it.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/core/result.hpp"

namespace acxsim::kernel {

class ModuleFile;

enum class SanitizerRuntime : std::uint8_t { None, Gcc, Clang };

SanitizerRuntime sanitizer_of(const ModuleFile &file);
SanitizerRuntime sanitizer_of_this_process();

/// Why that module cannot be loaded into a process with that run-time library; nullopt: nothing speaks against it. A
/// module without sanitizers goes anywhere.
std::optional<core::Error> foreign_sanitizer(const ModuleFile &file, SanitizerRuntime process);

} // namespace acxsim::kernel
