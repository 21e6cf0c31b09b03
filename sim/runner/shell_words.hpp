// SPDX-License-Identifier: MIT
//
// Arguments as a shell takes them, for the commands that reports print. Characters that a shell leaves alone stay as
// they are, so that the line reads as it was typed.
#pragma once

#include <string>
#include <string_view>

namespace acxsim::runner {

std::string shell_word(std::string_view argument);

} // namespace acxsim::runner
