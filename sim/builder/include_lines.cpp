// SPDX-License-Identifier: MIT
#include "sim/builder/include_lines.hpp"

#include <algorithm>

namespace acxsim::builder {

namespace {

bool take(std::string_view &text, std::string_view word) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

} // namespace

std::vector<IncludeLine> include_lines(std::string_view text) {
    std::vector<IncludeLine> lines;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!take(line, "#") || !take(line, "include")) continue;
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.empty() || (line[0] != '"' && line[0] != '<')) continue;
        const bool quoted = line[0] == '"';
        const std::size_t close = line.find(quoted ? '"' : '>', 1);
        if (close == std::string_view::npos || close == 1) continue;
        lines.push_back({std::string(line.substr(1, close - 1)), quoted, number});
    }
    return lines;
}

} // namespace acxsim::builder
