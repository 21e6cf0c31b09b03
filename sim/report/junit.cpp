// SPDX-License-Identifier: MIT
#include "sim/report/junit.hpp"

#include <map>
#include <string_view>

#include <fmt/format.h>

#include "sim/report/human.hpp"

namespace acxsim::report {

namespace {

// For attributes and text alike. Control characters have no place in XML 1.0 at all.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&apos;";
            break;
        case '\n':
            result += "&#10;";
            break;
        case '\t':
            result += "&#9;";
            break;
        default:
            result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
        }
    }
    return result;
}

} // namespace

std::string junit(const scenario::Outcome &outcome) {
    std::map<std::string, std::vector<const scenario::ViolationReport *>> by_rule;
    for (const scenario::ViolationReport &violation : outcome.violations) {
        if (!violation.expected && violation.severity != "warning" && violation.severity != "information")
            by_rule[violation.id].push_back(&violation);
    }
    const bool passed = outcome.verdict == scenario::Verdict::Pass;
    const bool is_error = outcome.exit_code() >= 4 || outcome.exit_code() == 2;
    const std::string name = escaped(outcome.scenario);
    std::string cases;
    cases += fmt::format("    <testcase classname=\"acxsim\" name=\"{}\" time=\"{:.3f}\"", name, outcome.wall_seconds);
    if (passed) {
        cases += "/>\n";
    } else {
        const std::string_view element = is_error ? "error" : "failure";
        const std::string text = human(outcome, HumanOptions{false, false, false, {}});
        cases += fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n", element,
                             escaped(name_of(outcome.verdict)), escaped(outcome.reason), escaped(text));
    }
    for (const auto &[id, violations] : by_rule) {
        const scenario::ViolationReport &first = *violations.front();
        const scenario::SourceFrame *place = first.place();
        cases +=
            fmt::format("    <testcase classname=\"acxsim.{}\" name=\"{} {}\"", name, id, escaped(first.statement));
        if (place) cases += fmt::format(" file=\"{}\" line=\"{}\"", escaped(place->file), place->line);
        cases += fmt::format(" time=\"0\">\n      <failure type=\"{}\" message=\"{}\">{} violation(s), the first at {} "
                             "ns</failure>\n    </testcase>\n",
                             id, escaped(first.message), violations.size(), first.time_ns);
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
                       "  <testsuite name=\"acxsim {}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"{:.3f}\">\n{}"
                       "  </testsuite>\n</testsuites>\n",
                       name, 1 + by_rule.size(), by_rule.size() + (!passed && !is_error ? 1 : 0), is_error ? 1 : 0,
                       outcome.wall_seconds, cases);
}

std::string junit_suite(const std::string &name, const std::vector<JunitCase> &cases, double wall_seconds) {
    std::string text;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    for (const JunitCase &each : cases) {
        text += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", escaped(name),
                            escaped(each.name), each.wall_seconds);
        if (!each.skipped.empty()) {
            ++skipped;
            text += fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", escaped(each.skipped));
            continue;
        }
        const scenario::Outcome &outcome = *each.outcome;
        if (outcome.verdict == scenario::Verdict::Pass) {
            text += "/>\n";
            continue;
        }
        const bool is_error = outcome.exit_code() >= 4 || outcome.exit_code() == 2;
        ++(is_error ? errors : failures);
        text += fmt::format(">\n      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n    </testcase>\n",
                            is_error ? "error" : "failure", escaped(name_of(outcome.verdict)), escaped(outcome.reason),
                            escaped(human(outcome, HumanOptions{false, false, false, {}})));
    }
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"{}\" tests=\"{}\" "
        "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n{}  </testsuite>\n</testsuites>\n",
        escaped(name), cases.size(), failures, errors, skipped, wall_seconds, text);
}

} // namespace acxsim::report
