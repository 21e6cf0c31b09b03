// SPDX-License-Identifier: MIT
#include "sim/scenario/hardware/register_list.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "sim/scenario/diagnostic.hpp"

namespace acxsim::scenario {

namespace {

/// One complaint ends the reading: a register list is short, and its rows depend on each other.
struct Complaint {
    core::Error error;
};

class RegisterListReader {
public:
    RegisterListReader(std::string_view text, const std::string &file) : text_(text), file_(file) {}

    hw::RegisterTable read() {
        toml::table document;
        try {
            document = toml::parse(text_, file_);
        } catch (const toml::parse_error &error) {
            complain(error.source(), fmt::format("not TOML: {}", error.description()), "");
        }
        check_keys(document, {"name", "size", "register"});
        const std::string block = text_of(document, "name", document.source());
        const auto size_bytes = integer_of(document, "size", std::nullopt, document.source());
        const toml::node *list = document.get("register");
        if (list == nullptr || !list->is_array_of_tables())
            complain(document.source(), "the list has no register", "write [[register]] for each");
        std::vector<hw::RegisterRow> rows;
        for (const toml::node &row : *list->as_array())
            rows.push_back(read_register(*row.as_table()));
        auto table = hw::RegisterTable::make(block, size_bytes, std::move(rows));
        if (!table) complain(document.source(), table.error().message, table.error().remedy);
        return std::move(table).value();
    }

private:
    [[noreturn]] void complain(const toml::source_region &where, std::string message, std::string remedy) const {
        const std::string place =
            where.begin.line == 0 ? file_ : fmt::format("{}:{}:{}", file_, where.begin.line, where.begin.column);
        throw Complaint{{fmt::format("{}: {}", place, message), place, std::move(remedy)}};
    }

    void check_keys(const toml::table &table, const std::vector<std::string> &known) const {
        for (auto &&[key, node] : table) {
            const std::string name(key.str());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            const auto meant = nearest(name, known);
            complain(key.source(), fmt::format("unknown key \"{}\"", name),
                     meant ? fmt::format("did you mean \"{}\"?", *meant)
                           : fmt::format("known are {}", fmt::join(known, ", ")));
        }
    }

    std::string text_of(const toml::table &table, std::string_view key, const toml::source_region &owner,
                        std::optional<std::string> otherwise = std::nullopt) const {
        const toml::node *node = table.get(key);
        if (node == nullptr) {
            if (otherwise) return *otherwise;
            complain(owner, fmt::format("\"{}\" is missing", key), "");
        }
        const auto *text = node->as_string();
        if (text == nullptr || text->get().empty()) complain(node->source(), fmt::format("{} is no text", key), "");
        return text->get();
    }

    std::uint64_t integer_of(const toml::table &table, std::string_view key, std::optional<std::uint64_t> otherwise,
                             const toml::source_region &owner) const {
        const toml::node *node = table.get(key);
        if (node == nullptr) {
            if (otherwise) return *otherwise;
            complain(owner, fmt::format("\"{}\" is missing", key), "");
        }
        const auto *integer = node->as_integer();
        if (integer == nullptr || integer->get() < 0)
            complain(node->source(), fmt::format("{} is no number from 0 on", key), "hexadecimal is fine: 0x40");
        return static_cast<std::uint64_t>(integer->get());
    }

    hw::FieldAccess access_of(const toml::table &table) const {
        const toml::node *node = table.get("access");
        if (node == nullptr) return hw::FieldAccess::ReadWrite;
        const auto *text = node->as_string();
        const auto access = text == nullptr ? std::nullopt : hw::field_access(text->get());
        if (!access) complain(node->source(), "access is none of rw, ro, wo, w1c, w1s, rc", "");
        return *access;
    }

    /// "7" or "10:8", high bit first as data sheets have it.
    void read_bits(const toml::table &table, hw::RegisterField &field) const {
        const std::string bits = text_of(table, "bits", table.source());
        const std::size_t colon = bits.find(':');
        const auto number = [&](std::string_view digits) {
            unsigned value = 0;
            const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            if (error != std::errc() || end != digits.data() + digits.size() || value > 63)
                complain(table.get("bits")->source(), fmt::format("bits is \"{}\"", bits),
                         "write \"7\" for one bit, \"10:8\" for several, the highest first; bits count from 0 to 63");
            return value;
        };
        const unsigned high = number(std::string_view(bits).substr(0, colon));
        field.low_bit = colon == std::string::npos ? high : number(std::string_view(bits).substr(colon + 1));
        if (field.low_bit > high)
            complain(table.get("bits")->source(), fmt::format("bits is \"{}\"", bits), "the highest bit comes first");
        field.width_bits = high - field.low_bit + 1;
    }

    hw::RegisterRow read_register(const toml::table &table) const {
        check_keys(table, {"name", "offset", "width", "reset", "help", "access", "fields"});
        hw::RegisterRow row;
        row.name = text_of(table, "name", table.source());
        row.offset = integer_of(table, "offset", std::nullopt, table.source());
        row.width_bytes =
            static_cast<unsigned>(std::min<std::uint64_t>(integer_of(table, "width", 4, table.source()), 99));
        row.reset = integer_of(table, "reset", 0, table.source());
        row.help = text_of(table, "help", table.source(), "");
        const toml::node *fields = table.get("fields");
        if (fields == nullptr) {
            row.fields.push_back({row.name, 0, std::min(row.width_bytes * 8, 64u), access_of(table)});
            return row;
        }
        if (table.contains("access"))
            complain(table.get("access")->source(), "a register with fields has no access of its own",
                     "give each field its access");
        const auto *list = fields->as_array();
        if (list == nullptr || list->empty()) complain(fields->source(), "fields is no list of fields", "");
        for (const toml::node &node : *list) {
            const auto *entry = node.as_table();
            if (entry == nullptr) complain(node.source(), "a field is a table: { name = \"RUN\", bits = \"0\" }", "");
            check_keys(*entry, {"name", "bits", "access", "help"});
            hw::RegisterField field;
            field.name = text_of(*entry, "name", entry->source());
            field.access = access_of(*entry);
            field.help = text_of(*entry, "help", entry->source(), "");
            read_bits(*entry, field);
            row.fields.push_back(std::move(field));
        }
        return row;
    }

    std::string_view text_;
    std::string file_;
};

} // namespace

core::Result<hw::RegisterTable> read_register_list_text(std::string_view text, const std::string &file) {
    try {
        return RegisterListReader(text, file).read();
    } catch (const Complaint &complaint) {
        return complaint.error;
    }
}

core::Result<hw::RegisterTable> read_register_list(const std::string &file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf())) {
        return core::Error{fmt::format("the register list {} cannot be read", file), file,
                           "it lies beside the model's module"};
    }
    return read_register_list_text(text.str(), file);
}

} // namespace acxsim::scenario
