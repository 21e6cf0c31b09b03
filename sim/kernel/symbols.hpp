// SPDX-License-Identifier: MIT
//
// From code addresses to source lines, by the debug information of the loaded modules (libdw). Opened when the first
// finding needs it, and cached: a run without findings pays nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace acxsim::kernel {

struct SourcePlace {
    std::string module;   ///< file name of the executable or shared object
    std::string function; ///< demangled; empty if unknown
    std::string file;     ///< empty if there is no debug information
    int line = 0;
};

/// Where that code address is. For return addresses pass `is_return_address`, so that the call's line is named and not
/// the one after it.
const SourcePlace &resolve_address(std::uintptr_t address, bool is_return_address = true);

/// Only the addresses inside loaded driver modules (DriverModule), innermost first.
std::vector<std::uintptr_t> driver_frames(std::span<const std::uintptr_t> stack);

/// ... and those inside a loaded hardware model, too.
std::vector<std::uintptr_t> foreign_frames(std::span<const std::uintptr_t> stack);

/// The place of the innermost frame inside a driver module; empty if there is none.
SourcePlace innermost_driver_place(std::span<const std::uintptr_t> stack);

} // namespace acxsim::kernel
