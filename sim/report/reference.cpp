// SPDX-License-Identifier: MIT
#include "sim/report/reference.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "hwmodel/dsp/register_map.hpp"
#include "hwmodel/hda/profiles.hpp"
#include "hwmodel/hda/register_map.hpp"
#include "hwmodel/i2s/register_map.hpp"
#include "hwmodel/usb/register_map.hpp"
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

/// A profile's value as a scenario would spell it.
std::string shown(const hw::hda::ProfileSetting &setting) {
    const auto &field = *setting.field;
    switch (field.kind) {
    case hw::FieldKind::Boolean:
        return setting.value != 0 ? "true" : "false";
    case hw::FieldKind::Duration:
    case hw::FieldKind::Latency:
        return scenario::show_quantity(scenario::Dimension::Time, core::from_nanoseconds(setting.value).count());
    case hw::FieldKind::Choice: {
        std::string_view rest = field.choices;
        for (std::int64_t i = 0; i < setting.value; ++i)
            rest.remove_prefix(rest.find(' ') + 1);
        return std::string(rest.substr(0, rest.find(' ')));
    }
    case hw::FieldKind::Integer:
        break;
    }
    return fmt::format("{}", setting.value);
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
    rows.reserve(std::size(kernel::profile_infos));
    for (const kernel::ProfileInfo &info : kernel::profile_infos)
        rows.push_back({std::string(info.name), std::string(info.help)});
    return table(style, {"profile", "meaning"}, rows);
}

std::string list_models(Style style) {
    std::vector<Row> rows;
    for (const scenario::HardwareModelInfo &info : scenario::hardware_models())
        rows.push_back({std::string(info.name), std::string(info.help)});
    std::string text = table(style, {"model", "meaning"}, rows);
    rows.clear();
    for (const hw::hda::Profile &profile : hw::hda::profiles()) {
        std::string changes;
        for (const hw::hda::ProfileSetting &setting : hw::hda::settings(profile))
            changes += fmt::format("{}{} = {}", changes.empty() ? "" : ", ", setting.field->name, shown(setting));
        rows.push_back({std::string(profile.name), std::string(profile.help)});
        if (style == Style::Markdown) {
            rows.back().push_back(changes);
        } else if (!changes.empty()) {
            rows.push_back({"", "sets " + changes});
        }
    }
    text += style == Style::Console
                ? "\nProfiles of model \"hda\" (hardware.profile); single parameters beside one override it:\n"
                : "\n";
    text += style == Style::Console ? table(style, {"profile", "meaning"}, rows)
                                    : table(style, {"profile", "meaning", "sets"}, rows);
    if (style == Style::Console)
        text += "\nTheir parameters: `acxsim list fields hardware`; registers: `acxsim list registers`\n";
    return text;
}

namespace {

std::string fields_of(const hw::Register &reg) {
    std::string text;
    for (const hw::Field &field : reg.fields) {
        if (field.width_bits == 0) continue;
        const unsigned high = field.low_bit + field.width_bits - 1u;
        const std::string bits =
            high == field.low_bit ? fmt::format("{}", high) : fmt::format("{}:{}", high, field.low_bit);
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", bits, field.name, to_string(field.access));
    }
    return text.empty() ? "RO" : text;
}

/// The register tables of a model, and what its page says before them.
struct RegisterPage {
    std::string_view model;
    std::string_view device;
    std::string_view introduction;
    std::span<const hw::RegisterGroup> banks;
};

constexpr std::array register_pages{
    RegisterPage{
        "hda", "the HDA controller",
        "BAR 0, little-endian, 16 KiB; bytes, words and dwords are legal; offsets that are not here "
        "read 0 and ignore writes. Reset values are those of the profile `hda_ich`. Bits are read-only (RO), "
        "read-write (RW) or write-one-to-clear (W1C). Sections are those of HDA 1.0a; `vendor` and `alias` are "
        "beyond it.",
        hw::hda::register_map},
    RegisterPage{"i2s", "the I2S/TDM block",
                 "Little-endian, 4 KiB; bytes, words and dwords are legal; offsets that are not here read 0 and ignore "
                 "writes. Bits are read-only (RO), read-write (RW) or write-one-to-clear (W1C). No chip has exactly "
                 "these registers; sections are those of the hardware specification (hwmodel).",
                 hw::i2s::register_map},
    RegisterPage{"dsp", "the DSP's host DMA",
                 "Little-endian, 4 KiB; bytes, words and dwords are legal; offsets that are not here read 0 and ignore "
                 "writes. Bits are read-only (RO), read-write (RW) or write-one-to-clear (W1C). No chip has exactly "
                 "these registers; sections are those of the hardware specification (hwmodel).",
                 hw::dsp::register_map},
    RegisterPage{"usb", "the USB host interface",
                 "Little-endian, 4 KiB; bytes, words and dwords are legal; offsets that are not here read 0 and ignore "
                 "writes. Bits are read-only (RO), read-write (RW) or write-one-to-clear (W1C). Reset values are those "
                 "of the default parameters. No host controller has these registers: they say what isochronous URBs "
                 "say; sections are those of the hardware specification (hwmodel).",
                 hw::usb::register_map},
};

std::string registers_of(const RegisterPage &page, Style style) {
    std::string text;
    if (style == Style::Markdown) {
        text = fmt::format(
            "# Registers of {}\n\nWhat the model \"{}\" decodes, from the same tables that its decode uses. "
            "{}\n\nThis page is generated by `acxsim list registers {} --markdown`.\n",
            page.device, page.model, page.introduction, page.model);
    }
    for (const hw::RegisterGroup &bank : page.banks) {
        std::string title(bank.title);
        if (bank.stride != 0) title += fmt::format(", at {:04x} + {:x} * i", bank.base, bank.stride);
        text += heading(style, title);
        std::vector<Row> rows;
        for (const hw::Register &reg : bank.registers) {
            const std::string offset =
                bank.stride != 0 ? fmt::format("+{:02x}", reg.offset) : fmt::format("{:04x}", reg.offset);
            std::string help(reg.help);
            if (!reg.option.empty()) help += fmt::format(" (with `{}`)", reg.option);
            rows.push_back({offset, std::string(reg.name), fmt::format("{}", reg.width_bytes * 8),
                            fmt::format("{:0{}x}", reg.reset, reg.width_bytes * 2), std::string(reg.section),
                            fields_of(reg), help});
        }
        text += table(style, {"offset", "name", "bits", "reset", "section", "fields", "meaning"}, rows);
        if (style == Style::Console) text += "\n";
    }
    return text;
}

} // namespace

core::Result<std::string> list_registers(Style style, std::string_view model) {
    if (model.empty()) model = "hda";
    for (const RegisterPage &page : register_pages) {
        if (page.model == model) return registers_of(page, style);
    }
    std::vector<std::string> known;
    for (const scenario::HardwareModelInfo &info : scenario::hardware_models())
        known.emplace_back(info.name);
    if (scenario::find_hardware_model(model) != nullptr)
        return core::Error{fmt::format("the model \"{}\" has no register table", model), "",
                           "those of hda, i2s, dsp and usb have one"};
    return core::Error{fmt::format("there is no model \"{}\"", model), "",
                       fmt::format("models are {}", fmt::join(known, ", "))};
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
    rows.reserve(std::size(kernel::cost_infos));
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
