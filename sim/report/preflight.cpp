// SPDX-License-Identifier: MIT
#include "sim/report/preflight.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace acxsim::report {

namespace {

using kernel::Import;
using kernel::ImportOrigin;

std::string place_text(const Import::Place &place) {
    std::string text = place.at.file.empty() ? std::string("in code without debug information")
                                             : fmt::format("{}:{}", place.at.file, place.at.line);
    if (!place.at.function.empty()) text += " in " + place.at.function;
    if (!place.is_call) text += " (its address)";
    if (place.count > 1) text += fmt::format(" ({} times)", place.count);
    return text;
}

std::string uses_text(const Import &import, bool known) {
    if (!known) return "";
    return fmt::format("  used {} {}", import.uses, import.uses == 1 ? "time" : "times");
}

void append_section(std::string &text, const kernel::ModuleImports &imports, ImportOrigin origin,
                    std::string_view title) {
    if (imports.count(origin) == 0) return;
    text += fmt::format("\n{}\n", title);
    for (const Import &import : imports.imports) {
        if (import.origin != origin) continue;
        text +=
            fmt::format("  {}{}{}\n", import.name, import.library.empty() ? "" : fmt::format(" ({})", import.library),
                        uses_text(import, imports.places_known));
        if (origin == ImportOrigin::Missing && !import.loadable) {
            text += "      its address is needed: the module cannot be loaded without it\n";
        }
        if (!import.caveat.empty()) text += fmt::format("      {}\n", import.caveat);
        for (const Import::Place &place : import.places)
            text += fmt::format("      {}\n", place_text(place));
    }
}

} // namespace

std::string preflight_text(const kernel::ModuleImports &imports) {
    std::string text = fmt::format(
        "{}: {} imported, {} modelled, {} not modelled, {} from the host's libraries, {} of the compiler or common to "
        "both kernels\n",
        imports.path, imports.imports.size(), imports.count(ImportOrigin::Simulator),
        imports.count(ImportOrigin::Missing), imports.count(ImportOrigin::HostLibrary),
        imports.count(ImportOrigin::RunTime));
    if (!imports.places_known) {
        text +=
            "Call sites are not known: the module was linked without --emit-relocs (build it with `acxsim build` or "
            "acxsim_add_driver).\n";
    }
    append_section(text, imports, ImportOrigin::Missing,
                   "Not modelled; a call names the function and follows --unmodelled (fail, status, abort):");
    append_section(
        text, imports, ImportOrigin::HostLibrary,
        "From this computer's libraries; no functions of the Windows kernel, a driver would not link there:");
    bool titled = false;
    for (const Import &import : imports.imports) {
        if (import.origin != ImportOrigin::Simulator || import.caveat.empty()) continue;
        if (!titled) text += "\nModelled, but:\n";
        titled = true;
        text += fmt::format("  {}: {}\n", import.name, import.caveat);
    }
    return text;
}

std::string preflight_json(const kernel::ModuleImports &imports) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Import &import : imports.imports) {
        nlohmann::ordered_json item;
        item["name"] = import.name;
        item["origin"] = kernel::import_origin_names[static_cast<std::size_t>(import.origin)];
        if (!import.library.empty()) item["library"] = import.library;
        if (imports.places_known) item["uses"] = import.uses;
        if (!import.caveat.empty()) item["caveat"] = import.caveat;
        if (import.origin == ImportOrigin::Missing) item["loadable"] = import.loadable;
        if (!import.places.empty()) {
            nlohmann::ordered_json places = nlohmann::ordered_json::array();
            for (const Import::Place &place : import.places) {
                places.push_back({{"file", place.at.file},
                                  {"line", place.at.line},
                                  {"function", place.at.function},
                                  {"call", place.is_call},
                                  {"count", place.count}});
            }
            item["places"] = std::move(places);
        }
        list.push_back(std::move(item));
    }
    nlohmann::ordered_json object;
    object["module"] = imports.path;
    object["imported"] = imports.imports.size();
    object["modelled"] = imports.count(ImportOrigin::Simulator);
    object["not_modelled"] = imports.count(ImportOrigin::Missing);
    object["host_library"] = imports.count(ImportOrigin::HostLibrary);
    object["run_time"] = imports.count(ImportOrigin::RunTime);
    object["places_known"] = imports.places_known;
    object["imports"] = std::move(list);
    return object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

} // namespace acxsim::report
