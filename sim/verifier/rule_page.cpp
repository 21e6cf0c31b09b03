// SPDX-License-Identifier: MIT
#include "sim/verifier/rule_page.hpp"

#include <array>

#include <fmt/format.h>

#include "sim/verifier/rules.hpp"

namespace acxsim::verifier {

namespace {

constexpr std::size_t columns = 120;
constexpr std::string_view reference = "https://learn.microsoft.com/windows-hardware/drivers/ddi/";

std::string_view meaning(Severity severity) {
    switch (severity) {
    case Severity::Information:
        return "worth knowing, not a defect";
    case Severity::Warning:
        return "probably a defect";
    case Severity::Error:
        return "breaks the contract";
    case Severity::Fatal:
        return "would corrupt, stop or expose a real machine";
    }
    return "";
}

/// Breaks at blanks so that no line is longer than the page is wide.
std::string wrapped(std::string_view text) {
    std::string result;
    std::size_t column = 0;
    while (!text.empty()) {
        const std::size_t blank = text.find(' ');
        const std::string_view word = text.substr(0, blank);
        text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
        if (column != 0 && column + 1 + word.size() > columns) {
            result += '\n';
            column = 0;
        }
        if (column != 0) {
            result += ' ';
            ++column;
        }
        result += word;
        column += word.size();
    }
    return result;
}

std::string sentence(std::string_view statement) {
    std::string text(statement);
    if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + '.';
}

} // namespace

std::string rule_page(const RuleInfo &info) {
    std::string text = fmt::format("# {}\n\n{}\n\n", info.id, wrapped(sentence(info.states)));
    text += fmt::format("Severity: **{}** ({}).\n", to_string(info.severity), meaning(info.severity));
    const std::array<std::pair<std::string_view, std::string_view>, 3> parts{
        {{"Why it matters", info.why}, {"How it is detected", info.detects}, {"What to do", info.remedy}}};
    for (const auto &[title, part] : parts)
        text += fmt::format("\n## {}\n\n{}\n", title, wrapped(part));
    text += fmt::format("\n## Where it comes from\n\n- Contract: {}\n- Reference page: [{}]({}{})\n", info.contract,
                        info.page, reference, info.page);
    text += fmt::format("- A driver with just this defect: [tests/zoo/{0}](../../tests/zoo/{0})\n", info.shown_by);
    return text;
}

std::string rule_index() {
    std::string text = "# Rules\n\nWhat is checked in every run. `acxsim explain RULE` prints a page; these files are "
                       "generated from the rules themselves.\n\n| Rule | Severity | What must hold |\n|---|---|---|\n";
    for (const RuleInfo *info : rules()) {
        text += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", info->id, to_string(info->severity), info->states);
    }
    return text;
}

} // namespace acxsim::verifier
