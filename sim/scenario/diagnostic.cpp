// SPDX-License-Identifier: MIT
#include "sim/scenario/diagnostic.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace acxsim::scenario {

namespace {

// Levenshtein's distance with transpositions of neighbours, which is how people mistype.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> present(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        present[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            present[j] = std::min({last[j] + 1, present[j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                present[j] = std::min(present[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, present);
    }
    return last[b.size()];
}

} // namespace

std::string show(const Diagnostic &diagnostic) {
    const Place &place = diagnostic.place;
    std::string text;
    if (place.line != 0) {
        text = fmt::format("{}:{}:{}: {}\n", place.file, place.line, place.column, diagnostic.message);
    } else if (!place.file.empty()) {
        text = fmt::format("{}: {}\n", place.file, diagnostic.message);
    } else {
        text = diagnostic.message + "\n";
    }
    if (!diagnostic.source_line.empty()) {
        const std::string number = place.line != 0 ? fmt::format("{}", place.line) : std::string();
        text += fmt::format("{:>5} | {}\n", number, diagnostic.source_line);
        const std::size_t column =
            std::min<std::size_t>(place.column == 0 ? 1 : place.column, diagnostic.source_line.size() + 1);
        const std::size_t room = diagnostic.source_line.size() + 1 - column;
        const std::size_t length = std::clamp<std::size_t>(place.length, 1, std::max<std::size_t>(room, 1));
        // Tabs before the caret are repeated, so that it stands under its text whatever a tab is worth.
        std::string indent;
        for (std::size_t i = 0; i + 1 < column; ++i)
            indent += diagnostic.source_line[i] == '\t' ? '\t' : ' ';
        text += fmt::format("      | {}^{}\n", indent, std::string(length - 1, '~'));
    }
    if (!diagnostic.remedy.empty()) text += fmt::format("      = {}\n", diagnostic.remedy);
    return text;
}

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string> &candidates) {
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string &candidate : candidates) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < best_distance && distance < candidate.size()) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

} // namespace acxsim::scenario
