// SPDX-License-Identifier: MIT
//
// A complaint about a scenario that points: file, line, column, the line itself with a caret under what is meant, and a
// remedy. Arguments of --set are "lines" too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::scenario {

/// A stretch of text in a source. Lines and columns count from 1; line 0: no position.
struct Place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;
};

struct Diagnostic {
    Place place;
    std::string message;
    std::string source_line; ///< empty: not shown
    std::string remedy;      ///< empty: none known
};

/// As shown to a person: `file:line:column: message`, the source line, the caret, the remedy. Ends with a newline.
std::string show(const Diagnostic &diagnostic);

/// The candidate nearest to `word` by edit distance, if it is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates);

} // namespace acxsim::scenario
