// SPDX-License-Identifier: MIT
//
// The door from DDIs to System::bug_check: adds the hint that belongs to the code.
#include "sim/kernel/bug_check.hpp"

#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

void raise_bug_check(std::uint32_t code, std::array<std::uint64_t, 4> parameters, std::string text) {
    const BugCheckInfo *info = find_bug_check(code);
    System::current().bug_check(code, parameters, std::move(text),
                                info == nullptr ? std::string() : std::string(info->hint));
}

} // namespace acxsim::kernel
