// SPDX-License-Identifier: MIT
//
// The #include lines of a source text, without running the preprocessor: lines that a condition leaves out count too,
// and names that are macros do not. Byte order marks and any line ends are fine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace acxsim::builder {

struct IncludeLine {
    std::string name; ///< as it stands between the quotes or brackets
    bool quoted = false;
    std::size_t line = 0;
};

std::vector<IncludeLine> include_lines(std::string_view text);

} // namespace acxsim::builder
