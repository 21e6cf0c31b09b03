// SPDX-License-Identifier: MIT
//
// Trace formats that a driver defines itself: CUSTOM_TYPE (names, bits, flags), DEFINE_SIMPLE_TYPE (another
// conversion), DEFINE_CPLX_TYPE (pieces that a macro of the driver lists). The generated trace header has them as a
// table.
#pragma once

#include <string>
#include <string_view>

#include "sim/kernel/trace_format.hpp"

namespace acxsim::kernel {

/// The first row of that format; nullptr if the table has none. `items` may be nullptr.
const _ACXSIM_TRACE_ITEM *find_own_format(const _ACXSIM_TRACE_ITEM *items, std::string_view name);

std::string own_format_text(const _ACXSIM_TRACE_ITEM *format, const TraceValue &value);

/// 64 bits by value, also of a LARGE_INTEGER by value.
std::uint64_t quad_of(const TraceValue &value);

} // namespace acxsim::kernel
