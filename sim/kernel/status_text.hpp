// SPDX-License-Identifier: MIT
//
// Names of result codes, for lines that people read: NTSTATUS (those that ntstatus.h and wdfstatus.h of the DDK name),
// the common HRESULT values, the common Windows errors.
#pragma once

#include <cstdint>
#include <string_view>

namespace acxsim::kernel {

/// "STATUS_INVALID_PARAMETER"; empty if the code has no name here.
std::string_view status_name(std::uint32_t status);
std::string_view result_name(std::uint32_t result); ///< "E_INVALIDARG"
std::string_view error_name(std::uint32_t error);   ///< "ERROR_INVALID_PARAMETER"

} // namespace acxsim::kernel
