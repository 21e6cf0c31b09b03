// SPDX-License-Identifier: MIT
//
// Reads what gcc, clang and the linker print, and groups errors by their cause: forty places that miss the same header
// are one thing to mend. Each cause comes with its first place, how often it occurs, and the cure where one is known.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::builder {

struct Diagnostic {
    std::string place; ///< file:line, or the object for the linker
    std::string message;
    bool is_error = false;
};

/// Errors and warnings, in order; notes and quoted source lines are left out.
std::vector<Diagnostic> diagnostics_in(const std::vector<std::string> &lines);

struct Cause {
    std::string message;
    std::string cure;
    std::vector<std::string> places; ///< first one first, each once
    std::size_t count = 0;
};

/// Errors by cause, in the order of their first occurrence. The headers in `ddk` tell where a name is declared.
std::vector<Cause> causes_of(const std::vector<Diagnostic> &diagnostics, const std::filesystem::path &ddk);

std::size_t warnings_in(const std::vector<Diagnostic> &diagnostics);

} // namespace acxsim::builder
