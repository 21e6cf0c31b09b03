// SPDX-License-Identifier: MIT
//
// `acxsim list faults` and docs/faults.md, from the catalogue (hwmodel/faults). See reference.hpp.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "hwmodel/faults/catalogue.hpp"
#include "sim/report/reference.hpp"
#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/fields.hpp"

namespace acxsim::report {

namespace {

namespace faults = hw::faults;

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower;
}

/// What a parameter may be, and its preset, in the unit in which one writes it.
struct Spelling {
    std::string bounds;
    std::string preset;
};
Spelling spelling(const faults::ParameterUse &use) {
    const faults::ParameterInfo &info = faults::info(use.which);
    if (info.unit == faults::Unit::Choice) {
        std::vector<std::string> names;
        for (std::string_view rest = use.choices; !rest.empty();) {
            const std::size_t end = rest.find(' ');
            names.emplace_back(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        }
        return {fmt::format("{}", fmt::join(names, " | ")), names[static_cast<std::size_t>(use.preset)]};
    }
    scenario::Field field = *scenario::find_field("fault", info.name);
    const std::int64_t scale = info.unit == faults::Unit::Nanoseconds ? core::from_nanoseconds(1).count() : 1;
    field.minimum = use.minimum * scale;
    field.maximum = use.maximum * scale;
    std::string bounds = scenario::show_bounds(field);
    if (use.admits != nullptr) bounds += fmt::format(": {}", use.admitted);
    field.minimum = field.maximum = use.preset * scale;
    std::string preset = scenario::show_bounds(field);
    preset.erase(preset.find(" .. "));
    return {bounds, preset};
}

std::string models_text(const faults::FaultInfo &fault) {
    std::string names;
    for (const faults::Model model : faults::all_models) {
        if ((fault.models & model) != 0) names += (names.empty() ? "" : ", ") + std::string(faults::model_name(model));
    }
    return names;
}

std::string in_full(const faults::FaultInfo &fault) {
    std::string text =
        fmt::format("{} {}  ({})\n\nWhat the driver sees\n  {}\n\nWhere it was seen\n  {}\n\nOccasion\n"
                    "  {}; {}\n\nHardware models\n  {}\n",
                    fault.id, fault.name, faults::group_name(fault.group), fault.sees, fault.source,
                    faults::occasion_text(fault.occasion),
                    fault.lasts ? "lasts once it has struck" : "over after each strike", models_text(fault));
    if (!fault.parameters.empty()) text += "\nParameters\n";
    for (const faults::ParameterUse &use : fault.parameters) {
        const Spelling spelled = spelling(use);
        text += fmt::format("  {:<12} {} (default {}; {})\n", faults::info(use.which).name, use.help, spelled.preset,
                            spelled.bounds);
    }
    return text + "\nTriggers, for every fault: `acxsim list fields fault`\n";
}

std::string page() {
    std::string text =
        "# Faults of the hardware\n\nEach fault is a quirk that real audio hardware, or another implementation of it, "
        "has shown. A scenario arms them with `[[fault]]`, a command with `--fault NAME[:key=value...]`:\n\n"
        "```toml\n[[fault]]\nname = \"lost-interrupt\"\noccurrence = 20   # the 20th completed buffer\nin_a_row = 2    "
        " "
        " # and the one after it\n```\n\n"
        "```sh\nacxsim run scenarios/render/speech_48k_event.toml --fault bus-stall:at=500ms:duration=3ms\n```\n\n"
        "When a fault strikes is said by `at` (a time), `byte` (how far the engine has come), `occurrence` (the n-th "
        "occasion), `probability` (of each occasion) and `register` with `access`; what is given must hold together. "
        "`in_a_row`, `every`, `interval` and `count` say how long and how often; `stream`, `engine` and `direction` "
        "where. [scenario.md](scenario.md) has their units and bounds. What an occasion is stands with each fault; a "
        "fault of *an instant* needs a trigger. A report tells when each fault struck, and if one never did.\n\n"
        "Source paths are of Linux 6.13, below `sound/`, unless another project is named.\n\n"
        "This page is generated from the catalogue by `acxsim list faults --markdown`.\n";
    faults::Group group = faults::Group::Interrupts;
    bool first = true;
    for (const faults::Group each : {faults::Group::Interrupts, faults::Group::Dma, faults::Group::Positions,
                                     faults::Group::Power, faults::Group::Format, faults::Group::Usb}) {
        for (const faults::FaultInfo &fault : faults::catalogue()) {
            if (fault.group != each) continue;
            if (first || fault.group != group) text += fmt::format("\n## {}\n", faults::group_name(fault.group));
            first = false;
            group = fault.group;
            text += fmt::format("\n### {} `{}`\n\n{}. Model{} {}.\n\n*Occasion:* {}{}.\n*Source:* {}.\n", fault.id,
                                fault.name,
                                static_cast<char>(std::toupper(static_cast<unsigned char>(fault.sees.front()))) +
                                    std::string(fault.sees.substr(1)),
                                models_text(fault).find(',') == std::string::npos ? "" : "s", models_text(fault),
                                faults::occasion_text(fault.occasion), fault.lasts ? "; it lasts" : "", fault.source);
            if (fault.parameters.empty()) continue;
            text += "\n| parameter | default | allowed | meaning |\n|---|---|---|---|\n";
            for (const faults::ParameterUse &use : fault.parameters) {
                Spelling spelled = spelling(use);
                for (std::size_t at = 0; (at = spelled.bounds.find('|', at)) != std::string::npos; at += 2)
                    spelled.bounds.insert(at, "\\");
                text += fmt::format("| `{}` | `{}` | {} | {} |\n", faults::info(use.which).name, spelled.preset,
                                    spelled.bounds, use.help);
            }
        }
    }
    return text;
}

} // namespace

core::Result<std::string> list_faults(Style style, std::string_view name) {
    if (style == Style::Markdown && name.empty()) return page();
    if (const faults::FaultInfo *fault = faults::find(name)) return in_full(*fault);
    std::string text;
    std::string_view group;
    const std::string wanted = in_lower_case(name);
    for (const faults::FaultInfo &fault : faults::catalogue()) {
        if (in_lower_case(fault.name).find(wanted) == std::string::npos &&
            in_lower_case(fault.sees).find(wanted) == std::string::npos) {
            continue;
        }
        if (faults::group_name(fault.group) != group) {
            group = faults::group_name(fault.group);
            text += fmt::format("{}{}\n", text.empty() ? "" : "\n", group);
        }
        text += fmt::format("  {:<5} {:<26} {}\n        {}\n", fault.id, fault.name, fault.sees, fault.source);
    }
    if (!text.empty()) return text + "\nOne in full, with its parameters: `acxsim list faults NAME`\n";
    std::vector<std::string> known;
    for (const faults::FaultInfo &fault : faults::catalogue())
        known.emplace_back(fault.name);
    std::string remedy = "`acxsim list faults` names all of them";
    if (const auto meant = scenario::nearest(wanted, known))
        remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
    return core::Error{fmt::format("there is no fault \"{}\"", name), "", remedy};
}

} // namespace acxsim::report
