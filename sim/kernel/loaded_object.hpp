// SPDX-License-Identifier: MIT
//
// Where a shared object lies that the dynamic linker has loaded: drivers and hardware models are told from the
// simulator's own code by their addresses.
#pragma once

#include <cstdint>

namespace acxsim::kernel {

struct AddressRange {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    bool contains(std::uintptr_t address) const { return address >= begin && address < end; }
};

/// From the lowest to the highest address of a dlopen handle's object; empty if the linker does not tell.
AddressRange range_of(void *handle);
/// Of the loaded object that contains the address.
AddressRange range_around(std::uintptr_t address);

} // namespace acxsim::kernel
