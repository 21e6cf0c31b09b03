// SPDX-License-Identifier: MIT
#include "sim/report/reference.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "sim/client/audio/source.hpp"
#include "sim/kernel/cost.hpp"
#include "sim/kernel/profile.hpp"
#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/hardware/models.hpp"
#include "sim/scenario/quantity.hpp"
#include "sim/verifier/rule_page.hpp"
#include "sim/verifier/rules.hpp"

namespace acxsim::report {

namespace {

using Row = std::vector<std::string>;

// A table with its columns as wide as what is in them; the last one runs free.
std::string table(Style style, const Row &head, const std::vector<Row> &rows) {
    std::string text;
    if (style == Style::Markdown) {
        const auto escaped = [](std::string cell) {
            for (std::size_t at = 0; (at = cell.find('|', at)) != std::string::npos; at += 2)
                cell.insert(at, "\\");
            return cell;
        };
        text = "|";
        for (const std::string &cell : head)
            text += " " + cell + " |";
        text += "\n|";
        for (std::size_t i = 0; i < head.size(); ++i)
            text += "---|";
        text += "\n";
        for (const Row &row : rows) {
            text += "|";
            for (const std::string &cell : row)
                text += " " + escaped(cell) + " |";
            text += "\n";
        }
        return text;
    }
    std::vector<std::size_t> widths(head.size(), 0);
    for (const Row &row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::min<std::size_t>(std::max(widths[i], row[i].size()), 34);
    }
    for (const Row &row : rows) {
        std::string line = " ";
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += i + 1 == row.size() ? " " + row[i] : fmt::format(" {:<{}}", row[i], widths[i] + 1);
        }
        while (!line.empty() && line.back() == ' ')
            line.pop_back();
        text += line + "\n";
    }
    return text;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char &c : result)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::string heading(Style style, std::string_view text, int level = 2) {
    return style == Style::Markdown
               ? fmt::format("\n{} {}\n\n", std::string(static_cast<std::size_t>(level), '#'), text)
               : fmt::format("{}\n", text);
}

} // namespace

core::Result<std::string> list_fields(Style style, std::string_view section) {
    std::string text;
    if (style == Style::Markdown) {
        text =
            "# Scenario file reference\n\nA scenario is one TOML file. Values carry their unit in quotes: `\"10ms\"`, "
            "`\"48kHz\"`, `\"-37ppm\"`. Every key below can also be given on the command line: `--set "
            "machine.profile=bad`, `--set stream.0.packet=5ms`.\n\nThis page is generated from the field table by "
            "`acxsim list fields --markdown`.\n";
    }
    bool found = false;
    std::vector<std::string> known;
    for (const scenario::SectionInfo &info : scenario::sections()) {
        known.emplace_back(info.name);
        const bool wanted = section.empty() || info.name == section ||
                            info.name.substr(0, section.size() + 1) == std::string(section) + ".";
        if (!wanted) continue;
        found = true;
        const std::string brackets = info.repeated ? fmt::format("[[{}]]", info.name) : fmt::format("[{}]", info.name);
        text += heading(style,
                        style == Style::Markdown ? "`" + brackets + "`" : fmt::format("{}  {}", brackets, info.help));
        if (style == Style::Markdown) text += std::string(info.help) + "\n\n";
        std::vector<Row> rows;
        for (const scenario::Field &field : scenario::fields()) {
            if (field.section != info.name) continue;
            std::string help = field.help;
            if (!field.model.empty()) help += fmt::format(" (model \"{}\")", field.model);
            const bool quote = field.name.find('.') != std::string::npos;
            const std::string name = quote ? "\"" + field.name + "\"" : field.name;
            const bool is_markdown = style == Style::Markdown;
            rows.push_back({is_markdown ? "`" + name + "`" : name, std::string(type_name(field.type)),
                            is_markdown ? "`" + show_default(field) + "`" : show_default(field), show_bounds(field),
                            help});
        }
        text += table(style, {"key", "type", "default", "allowed", "meaning"}, rows);
        if (style == Style::Console) text += "\n";
    }
    if (!found) {
        std::string remedy = fmt::format("sections are {}", fmt::join(known, ", "));
        if (const auto meant = scenario::nearest(section, known))
            remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
        return core::Error{fmt::format("there is no section \"{}\"", section), "", remedy};
    }
    return text;
}

std::string list_rules(Style style, std::string_view part) {
    std::vector<Row> rows;
    for (const verifier::RuleInfo *rule : verifier::rules()) {
        if (!part.empty() && lower(rule->id).find(lower(part)) == std::string::npos &&
            lower(rule->states).find(lower(part)) == std::string::npos) {
            continue;
        }
        const std::string id(rule->id);
        rows.push_back({style == Style::Markdown ? fmt::format("[{}]({}.md)", id, id) : id,
                        std::string(verifier::to_string(rule->severity)), std::string(rule->states)});
    }
    if (style == Style::Console) return table(style, {"rule", "severity", "statement"}, rows);
    return "# Rules\n\nWhat the verifier checks in every run. This page is generated by `acxsim list rules "
           "--markdown`.\n\n" +
           table(style, {"rule", "severity", "statement"}, rows);
}

std::string list_profiles(Style style) {
    std::vector<Row> rows;
    for (const kernel::ProfileInfo &info : kernel::profile_infos)
        rows.push_back({std::string(info.name), std::string(info.help)});
    return table(style, {"profile", "meaning"}, rows);
}

std::string list_models(Style style) {
    std::vector<Row> rows;
    for (const scenario::HardwareModelInfo &info : scenario::hardware_models())
        rows.push_back({std::string(info.name), std::string(info.help)});
    std::string text = table(style, {"model", "meaning"}, rows);
    if (style == Style::Console) text += "\nTheir parameters: `acxsim list fields hardware`\n";
    return text;
}

std::string list_clients(Style style) {
    std::vector<Row> rows{
        {"event", "two packets: waits for the packet event, writes or reads the next packet, checks every frame"},
        {"timer", "one packet: wakes by a timer, follows the presentation position, writes or reads ahead of it"}};
    std::string text = table(style, {"client", "meaning"}, rows);
    std::vector<Row> sounds{{"wav:FILE", "a recording (WAV, FLAC); relative paths start at the scenario's folder"}};
    for (const client::SourceInfo &info : client::source_infos) {
        if (info.kind == client::SourceKind::File) continue;
        sounds.push_back({info.kind == client::SourceKind::Tone ? "tone:FREQUENCY" : std::string(info.name),
                          std::string(info.help)});
    }
    text += style == Style::Console ? "\nSounds for `source`:\n" : "\n";
    return text + table(style, {"source", "meaning"}, sounds);
}

std::string list_costs(Style style) {
    std::vector<Row> rows;
    for (const kernel::CostInfo &info : kernel::cost_infos) {
        rows.push_back({std::string(info.name),
                        scenario::show_quantity(scenario::Dimension::Time, info.standard.count()),
                        std::string(info.help)});
    }
    return table(style, {"cost", "standard", "of"}, rows);
}

core::Result<std::string> explain_rule(Style style, std::string_view id) {
    std::string wanted(id);
    for (char &c : wanted)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (!wanted.empty() && std::isdigit(static_cast<unsigned char>(wanted.front()))) {
        wanted = "CHK-" + std::string(3 - std::min<std::size_t>(3, wanted.size()), '0') + wanted; // `explain 31`
    }
    const verifier::RuleInfo *rule = verifier::find_rule(wanted);
    if (rule == nullptr) {
        std::vector<std::string> known;
        for (const verifier::RuleInfo *each : verifier::rules())
            known.emplace_back(each->id);
        std::string remedy = "`acxsim list rules` names all of them";
        if (const auto meant = scenario::nearest(wanted, known))
            remedy = fmt::format("did you mean {}? {}", *meant, remedy);
        return core::Error{fmt::format("there is no rule \"{}\"", id), "", remedy};
    }
    if (style == Style::Markdown) return verifier::rule_page(*rule);
    return fmt::format("{} ({})\n  {}\n\nWhy it matters\n  {}\n\nHow it is seen\n  {}\n\nWhat to look at\n  {}\n\n"
                       "Contract {}; reference page {}\n",
                       rule->id, verifier::to_string(rule->severity), rule->states, rule->why, rule->detects,
                       rule->remedy, rule->contract, rule->page);
}

} // namespace acxsim::report
