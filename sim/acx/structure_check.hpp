// SPDX-License-Identifier: MIT
//
// What every DDI that takes a structure or an array begins with: its `Size` must be what its _INIT function writes
// (RT-TYP-01, CHK-001), its pointers must not be NULL.
#pragma once

#include <string_view>

#include "sim/acx/records.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/framework.hpp"

namespace acxsim::acx {

/// True if the structure was initialised; else the fact is on record. `object` 0: none yet.
template <class Structure>
bool structure_ok(core::ObjectId object, std::string_view name, const Structure &structure) {
    if (structure.Size == sizeof(Structure)) return true;
    kernel::System::current().trace().emit(
        StructureSizeWrong{object, 0, core::hash_text(name), structure.Size, sizeof(Structure)});
    return false;
}

/// Stops the machine if a driver passed NULL where the page does not allow it.
inline void require(const void *value, std::string_view ddi, std::string_view parameter) {
    wdf::Framework::current().require_parameter(value, ddi, parameter);
}

} // namespace acxsim::acx
