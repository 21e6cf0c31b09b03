// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/evaluation.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <pugixml.hpp>

#include "sim/builder/msbuild/condition.hpp"
#include "sim/builder/msbuild/document.hpp"

namespace acxsim::builder::msbuild {

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

constexpr int deepest_import = 32;

// Whether an item of this type is there changes what is compiled.
bool decides_sources(std::string_view type) {
    return equal_names(type, "ClCompile") || equal_names(type, "ProjectReference");
}

bool group_decides_sources(const pugi::xml_node &group) {
    const auto children = group.children();
    return std::any_of(children.begin(), children.end(),
                       [](const pugi::xml_node &child) { return decides_sources(child.name()); });
}

// The standard imports of a driver project, by what their file is called.
bool is_toolchain_file(std::string_view name) {
    const std::size_t slash = name.find_last_of("/\\");
    const std::string file = lower_case(slash == std::string_view::npos ? name : name.substr(slash + 1));
    return file.starts_with("microsoft.cpp.") || file.starts_with("microsoft.windows.wdk") ||
           file.starts_with("microsoft.windows.sdk") || file.starts_with("windowsdriver.");
}

std::string listed(const Names &names) {
    std::string text;
    for (const std::string &name : names)
        text += fmt::format("{}$({})", text.empty() ? "" : ", ", name);
    return text;
}

class Evaluator {
public:
    Evaluator(const ProjectOptions &options, FileNames &names) : names_(names), options_(options) {}

    core::Result<Evaluation> run(const fs::path &file) {
        evaluation_.file = file;
        set_reserved(file);
        if (const auto props = above("Directory.Build.props")) {
            if (auto read = import(*props, 0); !read) return read.error();
        }
        auto document = Document::load(file);
        if (!document) return document.error();
        documents_.push_back(std::move(*document));
        if (auto read = properties(documents_.back()->project(), *documents_.back(), {}, 0); !read) return read.error();
        if (const auto targets = above("Directory.Build.targets")) {
            if (auto read = import(*targets, 0); !read) return read.error();
        }
        for (const Group &group : definition_groups_)
            if (auto done = definition_group(group); !done) return done.error();
        for (const Group &group : item_groups_)
            if (auto done = item_group(group); !done) return done.error();
        return std::move(evaluation_);
    }

private:
    struct Group {
        pugi::xml_node node;
        const Document *document;
        Names unknown;
    };

    void set_reserved(const fs::path &file) {
        Properties &all = evaluation_.properties;
        all.set_global("Configuration", options_.configuration);
        all.set_global("Platform", options_.platform);
        for (const auto &[name, value] : options_.properties)
            all.set_global(name, value);
        folder_ = file.parent_path();
        const std::string folder = folder_.string();
        const std::string stem = file.stem().string();
        all.set_global("MSBuildProjectDirectory", folder);
        all.set_global("MSBuildProjectFile", file.filename().string());
        all.set_global("MSBuildProjectFullPath", file.string());
        all.set_global("MSBuildProjectName", stem);
        all.set_global("MSBuildProjectExtension", file.extension().string());
        all.set_default("ProjectDir", folder + "\\");
        all.set_default("ProjectName", stem);
        all.set_default("ProjectFileName", file.filename().string());
        all.set_default("ProjectPath", file.string());
        all.set_default("TargetName", stem);
        all.set_default("PlatformTarget", options_.platform);
        all.set_default("PlatformShortName", options_.platform);
        const bool is_32_bit = equal_names(options_.platform, "Win32");
        all.set_default("IntDir", (is_32_bit ? "" : options_.platform + "\\") + options_.configuration + "\\");
        all.set_default("OutDir", (is_32_bit ? "" : options_.platform + "\\") + options_.configuration + "\\");
        all.set_default("OS", "Windows_NT");
    }

    // MSBuild takes the nearest such file above the project.
    std::optional<fs::path> above(std::string_view name) {
        for (fs::path folder = folder_;; folder = folder.parent_path()) {
            if (auto found = names_.find(folder, name)) return found;
            if (folder == folder.parent_path()) return std::nullopt;
        }
    }

    Expanded expand(std::string_view text, const Document &document, const MetadataTable *metadata = nullptr) {
        // What $(MSBuildThisFile...) means depends on the file that says it.
        Properties &all = evaluation_.properties;
        const fs::path &file = document.path();
        all.set("MSBuildThisFileDirectory", {file.parent_path().string() + "\\"});
        all.set("MSBuildThisFile", {file.filename().string()});
        all.set("MSBuildThisFileName", {file.stem().string()});
        all.set("MSBuildThisFileFullPath", {file.string()});
        return all.expand(text, [metadata](std::string_view name) {
            if (metadata == nullptr) return Expanded{};
            const auto value = metadata->find(lower_case(name));
            return value == metadata->end() ? Expanded{} : value->second.value;
        });
    }

    core::Result<Truth> condition(const pugi::xml_node &node, const Document &document,
                                  const MetadataTable *metadata = nullptr) {
        const ConditionContext context{
            .expand = [&](std::string_view text) { return expand(text, document, metadata); },
            .exists = [&](std::string_view name) { return names_.find(folder_, unescape(name)).has_value(); }};
        auto truth = evaluate_condition(node.attribute("Condition").value(), context);
        if (!truth) return core::Error{truth.error().message, document.place(node)};
        return truth;
    }

    void note(std::string text, std::string place, const Names &unknown) {
        std::string remedy;
        for (const std::string &name : unknown) {
            if (!is_toolchain_property(name))
                remedy += fmt::format("{}--property {}=VALUE", remedy.empty() ? "" : " ", name);
        }
        if (!remedy.empty()) remedy = "say what it is: " + remedy;
        evaluation_.notes.push_back({std::move(text), std::move(place), std::move(remedy)});
    }

    // --- properties and imports -----------------------------------------------------------------------------------

    core::Result<void> properties(const pugi::xml_node &parent, const Document &document, const Names &inherited,
                                  int depth) {
        for (const pugi::xml_node &node : parent.children()) {
            const std::string_view name = node.name();
            if (node.type() != pugi::node_element) continue;
            if (name == "Choose") {
                if (auto done = choose(node, document, inherited, depth); !done) return done;
                continue;
            }
            if (name == "ItemGroup" || name == "ItemDefinitionGroup") {
                (name == "ItemGroup" ? item_groups_ : definition_groups_).push_back({node, &document, inherited});
                continue;
            }
            if (name == "Target") {
                note_target(node, document);
                continue;
            }
            if (name != "PropertyGroup" && name != "ImportGroup" && name != "Import") continue;
            auto truth = condition(node, document);
            if (!truth) return truth.error();
            Names unknown = inherited;
            unknown.merge(truth->unknown);
            if (name == "PropertyGroup") {
                if (auto done = property_group(node, document, truth->value, unknown); !done) return done;
            } else if (name == "ImportGroup") {
                if (!truth->value) continue;
                if (auto done = properties(node, document, unknown, depth); !done) return done;
            } else if (truth->value) {
                if (auto done = import_element(node, document, depth); !done) return done;
            } else if (!unknown.empty()) {
                note(fmt::format("whether {} is imported depends on {}, which is not known: left out",
                                 node.attribute("Project").value(), listed(unknown)),
                     document.place(node), unknown);
            }
        }
        return {};
    }

    core::Result<void> choose(const pugi::xml_node &node, const Document &document, const Names &inherited, int depth) {
        Names unknown = inherited;
        for (const pugi::xml_node &branch : node.children()) {
            const std::string_view name = branch.name();
            if (name != "When" && name != "Otherwise") continue;
            auto truth = condition(branch, document);
            if (!truth) return truth.error();
            unknown.merge(truth->unknown);
            if (name == "When" && !truth->value) continue;
            return properties(branch, document, unknown, depth);
        }
        return {};
    }

    core::Result<void> property_group(const pugi::xml_node &group, const Document &document, bool taken,
                                      const Names &group_unknown) {
        for (const pugi::xml_node &node : group.children()) {
            if (node.type() != pugi::node_element) continue;
            auto truth = condition(node, document);
            if (!truth) return truth.error();
            Names unknown = group_unknown;
            unknown.merge(truth->unknown);
            // "Unless somebody has set it": nobody has, as far as anybody can tell.
            for (auto name = unknown.begin(); name != unknown.end();)
                name = equal_names(*name, node.name()) ? unknown.erase(name) : std::next(name);
            if (taken && truth->value) {
                Expanded value = expand(node.child_value(), document);
                value.unknown.merge(unknown);
                evaluation_.properties.set(node.name(), std::move(value));
            } else if (const Expanded *known = evaluation_.properties.find(node.name()); known && !unknown.empty()) {
                Expanded value = *known;
                value.unknown.merge(unknown);
                evaluation_.properties.set(node.name(), std::move(value));
            }
        }
        return {};
    }

    core::Result<void> import_element(const pugi::xml_node &node, const Document &document, int depth) {
        const std::string written = node.attribute("Project").value();
        const Expanded name = expand(written, document);
        const auto parts = split_list(name.marked);
        if (!parts.empty() && parts[0].toolchain) return {};
        const fs::path from = document.path().parent_path();
        std::vector<fs::path> files;
        if (name.unknown.empty() && name.text.find_first_of("*?") != std::string::npos) {
            files = names_.match(from, unescape(name.text));
        } else if (const auto file = name.unknown.empty() ? names_.find(from, unescape(name.text)) : std::nullopt) {
            files.push_back(*file);
        } else {
            if (is_toolchain_file(name.text)) return {};
            note(name.unknown.empty()
                     ? fmt::format("the import {} is not there: what it sets is not known", written)
                     : fmt::format("the import {} cannot be found without {}: what it sets is not known", written,
                                   listed(name.unknown)),
                 document.place(node), name.unknown);
            return {};
        }
        for (const fs::path &file : files)
            if (auto done = import(file, depth + 1); !done) return done;
        return {};
    }

    core::Result<void> import(const fs::path &file, int depth) {
        if (depth > deepest_import) return core::Error{"imports are nested without end", file.string()};
        const bool known = std::any_of(documents_.begin(), documents_.end(),
                                       [&](const auto &document) { return document->path() == file; });
        if (known) return {}; // MSBuild skips a second import of one file
        auto document = Document::load(file);
        if (!document) return document.error();
        documents_.push_back(std::move(*document));
        const Document &imported = *documents_.back();
        return properties(imported.project(), imported, {}, depth);
    }

    void note_target(const pugi::xml_node &target, const Document &document) {
        for (const pugi::xml_node &group : target.children("ItemGroup")) {
            if (!group_decides_sources(group)) continue;
            note(fmt::format("the target {} adds sources while MSBuild runs it; targets do not run here: its sources "
                             "are left out",
                             target.attribute("Name").value()),
                 document.place(target), {});
        }
    }

    // --- item definitions and items ---------------------------------------------------------------------------------

    core::Result<void> take_metadata(const pugi::xml_node &parent, const Document &document, bool strict,
                                     MetadataTable &table) {
        static constexpr std::array<std::string_view, 10> reserved{
            "Include", "Exclude",      "Remove",         "Update",         "Condition",
            "Label",   "KeepMetadata", "RemoveMetadata", "KeepDuplicates", "MatchOnMetadata"};
        for (const pugi::xml_attribute &attribute : parent.attributes()) {
            if (std::find(reserved.begin(), reserved.end(), std::string_view(attribute.name())) != reserved.end())
                continue;
            table[lower_case(attribute.name())] = {expand(attribute.value(), document, &table), document.place(parent)};
        }
        for (const pugi::xml_node &node : parent.children()) {
            if (node.type() != pugi::node_element) continue;
            auto truth = condition(node, document, &table);
            if (!truth) return truth.error();
            if (!truth->unknown.empty()) {
                if (strict && equal_names(node.name(), "ExcludedFromBuild")) {
                    return core::Error{fmt::format("whether {} is compiled depends on {}, which is not known",
                                                   parent.attribute("Include").value(), listed(truth->unknown)),
                                       document.place(node), remedy_for(truth->unknown)};
                }
                note(fmt::format("{} depends on {}, which is not known: {}", node.name(), listed(truth->unknown),
                                 truth->value ? "taken as if it were empty" : "left out"),
                     document.place(node), truth->unknown);
            }
            if (!truth->value) continue;
            table[lower_case(node.name())] = {expand(node.child_value(), document, &table), document.place(node)};
        }
        return {};
    }

    static std::string remedy_for(const Names &unknown) {
        std::string text;
        for (const std::string &name : unknown)
            text += fmt::format("{}--property {}=VALUE", text.empty() ? "say what it is: " : " ", name);
        return text;
    }

    core::Result<void> definition_group(const Group &group) {
        auto group_truth = condition(group.node, *group.document);
        if (!group_truth) return group_truth.error();
        for (const pugi::xml_node &node : group.node.children()) {
            if (node.type() != pugi::node_element) continue;
            MetadataTable &table = evaluation_.definitions[lower_case(node.name())];
            auto truth = condition(node, *group.document, &table);
            if (!truth) return truth.error();
            Names unknown = group.unknown;
            unknown.merge(group_truth->unknown);
            unknown.merge(truth->unknown);
            const bool taken = group_truth->value && truth->value;
            if (!unknown.empty() && equal_names(node.name(), "ClCompile")) {
                note(fmt::format("settings of the compiler depend on {}, which is not known: {}", listed(unknown),
                                 taken ? "taken" : "left out"),
                     group.document->place(node), unknown);
            }
            if (!taken) continue;
            if (auto done = take_metadata(node, *group.document, false, table); !done) return done;
        }
        return {};
    }

    core::Result<void> item_group(const Group &group) {
        auto group_truth = condition(group.node, *group.document);
        if (!group_truth) return group_truth.error();
        for (const pugi::xml_node &node : group.node.children()) {
            if (node.type() != pugi::node_element) continue;
            auto truth = condition(node, *group.document);
            if (!truth) return truth.error();
            Names unknown = group.unknown;
            unknown.insert(group_truth->unknown.begin(), group_truth->unknown.end());
            unknown.merge(truth->unknown);
            if (!unknown.empty() && decides_sources(node.name())) {
                const pugi::xml_attribute what = node.first_attribute();
                return core::Error{fmt::format("what is compiled depends on {}, which is not known (<{} {}=\"{}\">)",
                                               listed(unknown), node.name(), what.name(), what.value()),
                                   group.document->place(node), remedy_for(unknown)};
            }
            if (!group_truth->value || !truth->value) continue;
            if (auto done = item(node, *group.document); !done) return done;
        }
        return {};
    }

    // The names that an Include, Exclude, Remove or Update stands for.
    core::Result<std::vector<Item>> named(const pugi::xml_node &node, const char *attribute, const Document &document) {
        std::vector<Item> result;
        const std::string written = node.attribute(attribute).value();
        const Expanded value = expand(written, document);
        const bool strict = decides_sources(node.name());
        if (strict && !value.unknown.empty()) {
            return core::Error{fmt::format("{} {}=\"{}\" names {}, which is not known", node.name(), attribute, written,
                                           listed(value.unknown)),
                               document.place(node), remedy_for(value.unknown)};
        }
        for (const ListPart &part : split_list(value.marked)) {
            Item item;
            item.include = unescape(part.text);
            item.folder = folder_;
            item.place = document.place(node);
            if (item.include.starts_with("@(")) {
                const std::string type = item.include.substr(2, item.include.find(')') - 2);
                const auto others = evaluation_.items.find(lower_case(type));
                if (type.find_first_of("->', ") != std::string::npos) {
                    if (!strict) continue;
                    return core::Error{fmt::format("{} {}=\"{}\": item transforms are not evaluated here", node.name(),
                                                   attribute, written),
                                       document.place(node), "name the files themselves"};
                }
                if (others != evaluation_.items.end())
                    result.insert(result.end(), others->second.begin(), others->second.end());
            } else if (item.include.find_first_of("*?") != std::string::npos) {
                for (const fs::path &file : names_.match(folder_, item.include)) {
                    item.include = file.string();
                    result.push_back(item);
                }
            } else {
                result.push_back(std::move(item));
            }
        }
        return result;
    }

    fs::path identity(const Item &item) {
        const auto file = names_.find(item.folder, item.include);
        return file ? *file : item.folder / item.include;
    }
    bool contains(const std::vector<Item> &items, const Item &wanted) {
        const fs::path path = identity(wanted);
        return std::any_of(items.begin(), items.end(), [&](const Item &item) { return identity(item) == path; });
    }

    core::Result<void> item(const pugi::xml_node &node, const Document &document) {
        const std::string type = lower_case(node.name());
        std::vector<Item> &all = evaluation_.items[type];
        auto removed = named(node, "Remove", document);
        if (!removed) return removed.error();
        if (!removed->empty()) std::erase_if(all, [&](const Item &item) { return contains(*removed, item); });

        auto updated = named(node, "Update", document);
        if (!updated) return updated.error();
        for (Item &item : all) {
            if (updated->empty() || !contains(*updated, item)) continue;
            if (auto done = take_metadata(node, document, decides_sources(type), item.metadata); !done) return done;
        }

        auto included = named(node, "Include", document);
        auto excluded = named(node, "Exclude", document);
        if (!included) return included.error();
        if (!excluded) return excluded.error();
        for (Item &item : *included) {
            if (!excluded->empty() && contains(*excluded, item)) continue;
            const auto definition = evaluation_.definitions.find(type);
            if (definition != evaluation_.definitions.end()) {
                MetadataTable metadata = definition->second;
                for (auto &[name, value] : item.metadata) // copied from another item
                    metadata[name] = value;
                item.metadata = std::move(metadata);
            }
            if (auto done = take_metadata(node, document, decides_sources(type), item.metadata); !done) return done;
            evaluation_.items[type].push_back(std::move(item));
        }
        return {};
    }

    FileNames &names_;
    const ProjectOptions &options_;
    fs::path folder_;
    std::vector<std::unique_ptr<Document>> documents_;
    std::vector<Group> definition_groups_;
    std::vector<Group> item_groups_;
    Evaluation evaluation_;
};

} // namespace

const std::vector<Item> &Evaluation::items_of(const std::string &type) const {
    static const std::vector<Item> none;
    const auto found = items.find(lower_case(type));
    return found == items.end() ? none : found->second;
}

core::Result<Evaluation> evaluate_project(const fs::path &file, const ProjectOptions &options, FileNames &names) {
    return Evaluator(options, names).run(file);
}

} // namespace acxsim::builder::msbuild
