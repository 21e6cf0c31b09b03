// SPDX-License-Identifier: MIT
//
// Walks the TOML tree beside the field table. Nothing is known here about single keys: what exists, in which section
// and with which bounds stands in fields.cpp; what must fit together stands in validate.cpp.
#include "sim/scenario/parse.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "sim/scenario/fault_fields.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/validate.hpp"

namespace acxsim::scenario {

namespace {

class Reader {
public:
    Reader(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

    void read_document() {
        toml::table document;
        try {
            document = toml::parse(text_, file_);
        } catch (const toml::parse_error &error) {
            complain(place_of(error.source()), fmt::format("not TOML: {}", error.description()),
                     "the format is described at https://toml.io");
            return;
        }
        for (auto &&[key, node] : document)
            read_section(key, node);
        check_required();
    }

    void apply(const Override &change);
    void check_required();

    Plan plan;
    PlaceMap places;
    std::vector<Diagnostic> problems;

private:
    Place place_of(const toml::source_region &region) const {
        Place place{file_, region.begin.line, region.begin.column, 1};
        if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
            place.length = region.end.column - region.begin.column;
        }
        return place;
    }
    std::string line_text(std::uint32_t line) const {
        std::string_view rest = text_;
        for (; line > 1 && !rest.empty(); --line) {
            const std::size_t end = rest.find('\n');
            if (end == std::string_view::npos) return {};
            rest.remove_prefix(end + 1);
        }
        std::string_view found = rest.substr(0, rest.find('\n'));
        if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
        return std::string(found);
    }
    void complain(const Place &place, std::string message, std::string remedy = {}) {
        problems.push_back({place, std::move(message), line_text(place.line), std::move(remedy)});
    }
    // What the file spelled there; for values whose text is not kept by the parser.
    std::string spelled_at(const toml::source_region &region) const {
        const std::string line = line_text(region.begin.line);
        if (region.begin.column == 0 || region.begin.column > line.size()) return {};
        const std::size_t length =
            region.end.line == region.begin.line ? region.end.column - region.begin.column : std::string::npos;
        return line.substr(region.begin.column - 1, length);
    }

    RawValue raw_of(const toml::node &node) const {
        RawValue raw;
        raw.text = spelled_at(node.source());
        if (const auto *text = node.as_string()) {
            raw.kind = RawValue::Kind::Text;
            raw.text = text->get();
        } else if (const auto *integer = node.as_integer()) {
            raw.kind = RawValue::Kind::Integer;
            raw.integer = integer->get();
        } else if (node.is_floating_point()) {
            raw.kind = RawValue::Kind::Real;
        } else if (const auto *boolean = node.as_boolean()) {
            raw.kind = RawValue::Kind::Boolean;
            raw.integer = boolean->get() ? 1 : 0;
        } else if (const auto *list = node.as_array()) {
            raw.kind = RawValue::Kind::List;
            for (const toml::node &item : *list) {
                if (const auto *text = item.as_string()) {
                    raw.items.push_back(text->get());
                } else {
                    raw.items_are_texts = false;
                }
            }
        } else if (node.is_table()) {
            raw.kind = RawValue::Kind::Table;
        }
        return raw;
    }

    void unknown(const Place &place, std::string_view what, std::string_view word, std::string_view where,
                 const std::vector<std::string> &known, std::string_view list_hint) {
        std::string remedy;
        if (const auto meant = nearest(word, known)) remedy = fmt::format("did you mean \"{}\"? ", *meant);
        complain(place, fmt::format("unknown {} \"{}\"{}", what, word, where), remedy + std::string(list_hint));
    }

    void read_section(const toml::key &key, const toml::node &node) {
        const std::string name(key.str());
        const Place place = place_of(key.source());
        const SectionInfo *info = nullptr;
        std::vector<std::string> known;
        for (const SectionInfo &section : sections()) {
            if (section.name.find('.') != std::string_view::npos) continue;
            known.emplace_back(section.name);
            if (section.name == name) info = &section;
        }
        if (info == nullptr) {
            if (!node.is_table() && !node.is_array_of_tables()) {
                complain(place, fmt::format("the key \"{}\" stands outside of any section", name),
                         fmt::format("sections are [{}]", fmt::join(known, "], [")));
            } else {
                unknown(place, "section", name, "", known, "`acxsim list fields` names all of them");
            }
            return;
        }
        if (!info->repeated) {
            if (const auto *table = node.as_table()) {
                read_table(name, 0, *table);
            } else {
                complain(place, fmt::format("\"{}\" is not a section", name), fmt::format("write [{}]", name));
            }
            return;
        }
        const toml::array *list = node.as_array();
        if (list == nullptr || !node.is_array_of_tables()) {
            complain(place, fmt::format("\"{}\" may occur several times and is not a plain section", name),
                     fmt::format("write [[{}]], with two brackets", name));
            return;
        }
        for (const toml::node &element : *list) {
            const std::size_t index = info->count(plan);
            info->append(plan);
            places[fmt::format("{}.{}", name, index)] = {place_of(element.source()),
                                                         line_text(element.source().begin.line)};
            read_table(name, index, *element.as_table());
        }
    }

    void read_table(const std::string &section, std::size_t element, const toml::table &table,
                    const std::string &prefix = {}) {
        // Keys on which others depend (the hardware model) come first, wherever they stand.
        for (const bool early : {true, false}) {
            for (auto &&[key, node] : table) {
                const std::string name = prefix + std::string(key.str());
                const Field *field = find_field(section, name, plan.hardware.model);
                if ((field != nullptr && field->early) == early) read_key(section, element, name, field, key, node);
            }
        }
    }

    void read_key(const std::string &section, std::size_t element, const std::string &name, const Field *field,
                  const toml::key &key, const toml::node &node) {
        const Place place = place_of(key.source());
        const std::string nested = section + "." + name;
        const bool is_section = std::any_of(sections().begin(), sections().end(),
                                            [&](const SectionInfo &info) { return info.name == nested; });
        if (is_section) {
            if (const auto *inner = node.as_table()) {
                read_table(nested, element, *inner);
            } else {
                complain(place, fmt::format("\"{}\" is not a table", name), fmt::format("write {} = {{ ... }}", name));
            }
            return;
        }
        // Names with dots (mmio.read) arrive as nested tables unless they were quoted.
        if (const auto *inner = node.as_table()) {
            const std::string dotted = name + ".";
            const auto names = names_in(section);
            if (std::any_of(names.begin(), names.end(),
                            [&](const std::string &known) { return known.rfind(dotted, 0) == 0; })) {
                read_table(section, element, *inner, dotted);
                return;
            }
        }
        if (field == nullptr) {
            unknown(place, "key", name, fmt::format(" in [{}]", section), names_in(section),
                    fmt::format("`acxsim list fields {}` names all of them", section));
            return;
        }
        const auto value = judge(*field, raw_of(node));
        if (!value) {
            complain(place_of(node.source()), value.error().message, value.error().remedy);
            return;
        }
        if (field->early && places.contains(key_of(*field, element))) return; // the command line has overridden it
        field->set(plan, element, *value);
        places[key_of(*field, element)] = {place_of(node.source()), line_text(node.source().begin.line)};
    }

    static std::string key_of(const Field &field, std::size_t element) {
        const SectionInfo *repeated = repeated_section(field.section);
        if (repeated == nullptr) return field.key();
        // stream.format -> stream.0.format
        return fmt::format("{}.{}{}.{}", repeated->name, element, field.section.substr(repeated->name.size()),
                           field.name);
    }

    std::string_view text_;
    std::string file_;
};

bool is_number(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("0123456789", text.front() == '-' ? 1 : 0) == std::string_view::npos && text != "-";
}

std::string unquoted(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    if (text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'')) {
        return std::string(text.substr(1, text.size() - 2));
    }
    return std::string(text);
}

// A value on the command line: what would be TOML is read as such; anything else is a text that needs no quotes.
RawValue raw_of_argument(const std::string &argument, FieldType type) {
    RawValue raw;
    raw.text = unquoted(argument);
    if (type == FieldType::TextList) {
        raw.kind = RawValue::Kind::List;
        std::string_view rest = raw.text;
        if (!rest.empty() && rest.front() == '[') rest.remove_prefix(1);
        if (!rest.empty() && rest.back() == ']') rest.remove_suffix(1);
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            raw.items.push_back(unquoted(rest.substr(0, comma)));
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
        }
        return raw;
    }
    raw.kind = RawValue::Kind::Text;
    if (type == FieldType::Text) return raw;
    if (is_number(raw.text)) {
        errno = 0;
        raw.integer = std::strtoll(raw.text.c_str(), nullptr, 10);
        raw.kind = errno == 0 ? RawValue::Kind::Integer : RawValue::Kind::Real;
    } else if (raw.text == "true" || raw.text == "false") {
        raw.kind = RawValue::Kind::Boolean;
        raw.integer = raw.text == "true" ? 1 : 0;
    }
    return raw;
}

} // namespace

void Reader::check_required() {
    for (const Field &field : fields()) {
        const SectionInfo *section = repeated_section(field.section);
        if (!field.required || section == nullptr) continue;
        for (std::size_t index = 0; index < section->count(plan); ++index) {
            if (places.contains(key_of(field, index))) continue;
            const bool given = std::any_of(problems.begin(), problems.end(), [&](const Diagnostic &problem) {
                return problem.message.rfind(field.name + " is ", 0) == 0 ||
                       problem.message.rfind(field.name + ":", 0) == 0;
            });
            if (given) continue; // it is there, and wrong: one complaint is enough
            complain(places[fmt::format("{}.{}", section->name, index)].place,
                     fmt::format("[[{}]] without \"{}\"", section->name, field.name),
                     fmt::format("{}: {}", field.name, field.help));
        }
    }
}

void Reader::apply(const Override &change) {
    const bool is_set = change.option == "--set";
    const std::string argument = is_set                    ? change.key + "=" + change.value
                                 : change.argument.empty() ? change.value
                                                           : change.argument;
    const auto fail = [&](bool about_key, std::string message, std::string remedy) {
        Place place{change.option, 0, 1, static_cast<std::uint32_t>(argument.size())};
        if (is_set && about_key) place.length = static_cast<std::uint32_t>(change.key.size());
        if (is_set && !about_key) {
            place.column = static_cast<std::uint32_t>(change.key.size() + 2);
            place.length = static_cast<std::uint32_t>(std::max<std::size_t>(change.value.size(), 1));
        }
        problems.push_back({place, std::move(message), argument, std::move(remedy)});
    };

    // stream.0.format.rate -> section "stream.format", element 0, name "rate".
    std::string key = change.key;
    std::optional<std::size_t> element;
    for (const SectionInfo &section : sections()) {
        const std::string prefix = std::string(section.name) + ".";
        if (!section.repeated || key.rfind(prefix, 0) != 0) continue;
        std::size_t digits = 0;
        while (prefix.size() + digits < key.size() &&
               std::isdigit(static_cast<unsigned char>(key[prefix.size() + digits])))
            ++digits;
        if (digits == 0 || digits > 4 || key[prefix.size() + digits] != '.') continue;
        element = static_cast<std::size_t>(std::stoul(key.substr(prefix.size(), digits)));
        key.erase(prefix.size(), digits + 1);
    }
    const Field *found = nullptr;
    std::vector<std::string> known;
    for (const Field &field : fields()) {
        known.push_back(field.key());
        const bool meant = field.model.empty() || field.model == plan.hardware.model;
        if (field.key() == key && (meant || found == nullptr)) found = &field;
    }
    if (found == nullptr && change.option == "--fault") {
        const std::string word = key.substr(key.find('.') + 1);
        std::string remedy = "`acxsim list faults` names what a fault takes";
        if (const auto meant = nearest(word, names_in("fault")))
            remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
        fail(true, fmt::format("a fault has no key \"{}\"", word), remedy);
        return;
    }
    if (found == nullptr) {
        std::string remedy = "`acxsim list fields` names all of them";
        if (const auto meant = nearest(key, known)) remedy = fmt::format("did you mean \"{}\"? {}", *meant, remedy);
        fail(true, fmt::format("unknown key \"{}\"", change.key), remedy);
        return;
    }
    const SectionInfo *repeated = repeated_section(found->section);
    std::size_t count = repeated == nullptr ? 1 : repeated->count(plan);
    // Without a file, naming the next element makes it: that is how a whole run fits into one command.
    const bool may_append = file_.empty() || change.option == "--fault";
    if (element && repeated != nullptr && *element == count && may_append && count < 64) {
        repeated->append(plan);
        ++count;
    }
    if (element && *element >= count) {
        const std::string_view what = repeated == nullptr ? found->section : repeated->name;
        fail(true, fmt::format("there is no {} {}: the scenario has {}", what, *element, count), "");
        return;
    }
    if (repeated != nullptr && count == 0) {
        fail(true, fmt::format("the scenario has no [[{}]]", repeated->name), "");
        return;
    }
    const auto value = judge(*found, raw_of_argument(change.value, found->type));
    if (!value) {
        fail(false, value.error().message, value.error().remedy);
        return;
    }
    for (std::size_t i = element.value_or(0); i < (element ? *element + 1 : count); ++i) {
        found->set(plan, i, *value);
        Place place{change.option, 0, 1, static_cast<std::uint32_t>(argument.size())};
        places[key_of(*found, i)] = {place, argument};
    }
}

namespace {

bool is_early(const Override &change) {
    return std::any_of(fields().begin(), fields().end(),
                       [&](const Field &field) { return field.early && field.key() == change.key; });
}

/// Reads the document with what the command line changes. What other keys depend on is changed before they are read.
PlanReading read(Reader &reader, const std::string &file, const std::vector<Override> &overrides) {
    for (const Override &change : overrides) {
        if (is_early(change)) reader.apply(change);
    }
    if (!file.empty()) reader.read_document();
    reader.plan.file = file;
    if (!file.empty() && !reader.places.contains("scenario.name")) {
        reader.plan.name = std::filesystem::path(file).stem().string();
    }
    if (reader.problems.empty()) {
        for (const Override &change : overrides) {
            if (change.option == "--fault") {
                for (const Override &part : fault_overrides(change.value, reader.plan.faults.size()))
                    reader.apply(part);
            } else if (!is_early(change)) {
                reader.apply(change);
            }
        }
    }
    if (reader.problems.empty() && file.empty()) reader.check_required();
    if (reader.problems.empty()) validate(reader.plan, reader.places, reader.problems);
    // As they stand in the file: what a person reads first should come first.
    std::stable_sort(reader.problems.begin(), reader.problems.end(), [](const Diagnostic &a, const Diagnostic &b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    PlanReading reading;
    if (reader.problems.empty()) reading.plan = std::move(reader.plan);
    reading.problems = std::move(reader.problems);
    return reading;
}

} // namespace

PlanReading read_plan_text(std::string_view text, const std::string &file, const std::vector<Override> &overrides) {
    Reader reader(text, file);
    return read(reader, file, overrides);
}

PlanReading read_plan(const PlanRequest &request) {
    if (request.file.empty()) {
        Reader reader("", "");
        reader.plan.streams.emplace_back();
        return read(reader, "", request.overrides);
    }
    const auto failed = [&](std::string message, std::string remedy) {
        PlanReading reading;
        reading.problems.push_back({{request.file, 0, 0, 1}, std::move(message), "", std::move(remedy)});
        return reading;
    };
    std::error_code code;
    const auto status = std::filesystem::status(request.file, code);
    if (!std::filesystem::exists(status)) {
        return failed("there is no such scenario file", "`acxsim run --help` shows examples");
    }
    if (std::filesystem::is_directory(status)) return failed("a scenario file is expected, this is a folder", "");
    std::ifstream stream(request.file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) {
        if (std::filesystem::file_size(request.file, code) != 0) {
            return failed(fmt::format("the scenario cannot be read: {}", std::strerror(errno)), "");
        }
    }
    return read_plan_text(text.str(), request.file, request.overrides);
}

} // namespace acxsim::scenario
