// SPDX-License-Identifier: MIT
//
// Functions that a driver imports and this simulator does not model. The loader binds each to a thunk of its own, so
// that calling it names it and its caller and follows a policy, instead of ending the process in the dynamic linker.
// The thunk returns zero where the driver's debug information says that a pointer, a count or nothing is expected, and
// the policy's status otherwise.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace acxsim::kernel {

enum class UnmodelledPolicy : std::uint8_t {
    Fail,   ///< STATUS_NOT_IMPLEMENTED, and a violation (CHK-200)
    Status, ///< STATUS_NOT_SUPPORTED, and a note
    Abort,  ///< the run ends there
};
inline constexpr std::array<std::string_view, 3> unmodelled_policy_names{"fail", "status", "abort"};

/// Of the machine that runs.
void set_unmodelled_policy(UnmodelledPolicy policy);
UnmodelledPolicy unmodelled_policy();

inline constexpr std::size_t unmodelled_functions_max = 512;

/// The function to call in place of `name`; the same for the same name. nullptr if there are too many.
void *unmodelled_thunk(const std::string &name, bool returns_status);
/// The name with that hash, empty if it is not one of those.
std::string_view unmodelled_name(std::uint64_t name_hash);

} // namespace acxsim::kernel
