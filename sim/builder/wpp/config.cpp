// SPDX-License-Identifier: MIT
#include "sim/builder/wpp/config.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>

#include <fmt/format.h>

namespace acxsim::builder::wpp {

namespace {

using core::Error;
using core::Result;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

/// A block's text without comment marks; knows the line of each character.
struct BlockText {
    std::string text;
    std::vector<std::uint32_t> lines;

    void append(std::string_view line, std::uint32_t number) {
        std::size_t at = 0;
        const auto skip_blanks = [&] {
            while (at < line.size() && is_blank(line[at]))
                ++at;
        };
        skip_blanks();
        // "//", "///", "/*", " *", also one after the other.
        while (at < line.size() && (line[at] == '/' || line[at] == '*')) {
            ++at;
            skip_blanks();
        }
        bool quoted = false;
        for (; at < line.size(); ++at) {
            const char c = line[at];
            if (quoted && c == '\\' && at + 1 < line.size()) {
                put(c, number);
                put(line[++at], number);
                continue;
            }
            if (c == '"') quoted = !quoted;
            const std::string_view rest = line.substr(at, 2);
            if (!quoted && (rest == "//" || rest == "*/")) break;
            put(c, number);
        }
        put('\n', number);
    }

private:
    void put(char c, std::uint32_t number) {
        text += c;
        lines.push_back(number);
    }
};

class Parser {
public:
    Parser(const BlockText &block, std::string path) : block_(block), path_(std::move(path)) {}

    Result<void> parse(Config &config);
    Result<TraceFunction> function();
    bool at_end() {
        skip_blanks();
        return at_ >= block_.text.size();
    }

private:
    std::string here() const {
        const std::size_t at = std::min(at_, block_.lines.empty() ? 0 : block_.lines.size() - 1);
        return block_.lines.empty() ? path_ : fmt::format("{}:{}", path_, block_.lines[at]);
    }
    Error failure(std::string message) const { return {std::move(message), here(), ""}; }
    std::string found() const {
        if (at_ >= block_.text.size()) return "the end of the block";
        std::string word(1, block_.text[at_]);
        for (std::size_t i = at_ + 1; is_word(block_.text[at_]) && i < block_.text.size() && is_word(block_.text[i]);
             ++i)
            word += block_.text[i];
        return word == "\n" ? "the end of the line" : "\"" + word + "\"";
    }
    void skip_blanks() {
        while (at_ < block_.text.size() && is_blank(block_.text[at_]))
            ++at_;
    }
    char peek() {
        skip_blanks();
        return at_ < block_.text.size() ? block_.text[at_] : '\0';
    }
    bool take(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    std::string word() {
        skip_blanks();
        std::string text;
        while (at_ < block_.text.size() && is_word(block_.text[at_]))
            text += block_.text[at_++];
        return text;
    }
    /// Up to a top-level ',' or `close`, which stay.
    Result<std::string> raw(char close, std::string_view what) {
        std::string text;
        int depth = 0;
        bool quoted = false;
        for (; at_ < block_.text.size(); ++at_) {
            const char c = block_.text[at_];
            if (quoted) {
                text += c;
                if (c == '\\' && at_ + 1 < block_.text.size())
                    text += block_.text[++at_];
                else if (c == '"')
                    quoted = false;
                else if (c == '\n')
                    return failure(fmt::format("{}: a string does not end on its line", what));
                continue;
            }
            if (depth == 0 && (c == ',' || c == close)) return trimmed(text);
            if (c == '"') quoted = true;
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' || c == ']' || c == '}') --depth;
            text += c == '\n' ? ' ' : c;
        }
        return failure(fmt::format("{}: '{}' is missing", what, close));
    }
    /// '(' raw, raw ... ')'
    Result<std::vector<std::string>> arguments(std::string_view what) {
        if (!take('(')) return failure(fmt::format("{}: expected '(', found {}", what, found()));
        std::vector<std::string> list;
        if (take(')')) return list;
        for (;;) {
            auto argument = raw(')', what);
            if (!argument) return argument.error();
            list.push_back(*argument);
            if (take(')')) return list;
            take(',');
        }
    }

    Result<void> decoration(std::string_view keyword, Config &config);
    Result<void> custom_type(Config &config);
    Result<void> defined_type(std::string_view keyword, Config &config);
    Result<void> items(const std::string &text, CustomFormat &format);

    const BlockText &block_;
    std::string path_;
    std::size_t at_ = 0;
};

Result<TraceFunction> Parser::function() {
    TraceFunction function;
    function.place = here();
    function.name = word();
    if (function.name.empty())
        return failure(fmt::format("FUNC: expected the name of a trace function, found {}", found()));
    function.place = here();
    const std::string what = "FUNC " + function.name;
    if (take('{')) {
        while (!take('}')) {
            const std::string name = word();
            if (name.empty()) return failure(fmt::format("{}: expected NAME=value or '}}', found {}", what, found()));
            if (!take('=')) return failure(fmt::format("{}: expected '=' after {}, found {}", what, name, found()));
            auto value = raw('}', what);
            if (!value) return value.error();
            if (value->empty()) return failure(fmt::format("{}: {} has no value", what, name));
            function.constants.emplace_back(name, *value);
            take(',');
        }
    }
    if (!take('(')) return failure(fmt::format("{}: expected '(', found {}", what, found()));
    while (!take(')')) {
        if (function.takes_any()) return failure(fmt::format("{}: '...' is not the last parameter", what));
        skip_blanks();
        std::string name;
        if (block_.text.compare(at_, 3, "...") == 0) {
            name = "...";
            at_ += 3;
        } else {
            name = word();
        }
        if (name.empty()) return failure(fmt::format("{}: expected a parameter or ')', found {}", what, found()));
        const auto is_it = [&name](const auto &constant) { return constant.first == name; };
        if (std::find(function.parameters.begin(), function.parameters.end(), name) != function.parameters.end() ||
            std::find_if(function.constants.begin(), function.constants.end(), is_it) != function.constants.end())
            return failure(fmt::format("{}: {} appears twice", what, name));
        function.parameters.push_back(name);
        if (peek() != ')' && !take(','))
            return failure(fmt::format("{}: expected ',' or ')', found {}", what, found()));
    }
    return function;
}

Result<void> Parser::decoration(std::string_view keyword, Config &config) {
    const std::string place = here();
    auto list = arguments(keyword);
    if (!list) return list.error();
    if (list->size() < 2)
        return failure(fmt::format("{} needs the name of a trace function and a format in quotes", keyword));
    const std::string &format = (*list)[1];
    if (format.size() < 2 || format.front() != '"' || format.back() != '"')
        return failure(fmt::format("{}({}): expected a format in quotes, found {}", keyword, list->front(), format));
    auto &decorations = keyword == "USEPREFIX" ? config.prefixes : config.suffixes;
    decorations[list->front()] = {format, {list->begin() + 2, list->end()}, place};
    return {};
}

// A, B=3, C(5)
Result<void> Parser::items(const std::string &text, CustomFormat &format) {
    std::int64_t next = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        std::string item = trimmed(std::string_view(text).substr(at, end - at));
        at = end + 1;
        const std::size_t mark = item.find_first_of("=(");
        if (mark != std::string::npos) {
            const std::string number = trimmed(item.substr(mark + 1));
            char *rest = nullptr;
            next = static_cast<std::int64_t>(std::strtoll(number.c_str(), &rest, 0));
            if (rest == number.c_str()) return failure(fmt::format("CUSTOM_TYPE: \"{}\" is not a number", number));
            item = trimmed(item.substr(0, mark));
        }
        if (item.size() > 1 && item.front() == '"' && item.back() == '"') item = item.substr(1, item.size() - 2);
        if (item.empty()) return failure("CUSTOM_TYPE: an item has no name");
        format.items.emplace_back(item, next++);
    }
    return {};
}

Result<void> Parser::custom_type(Config &config) {
    CustomFormat format;
    format.place = here();
    auto list = arguments("CUSTOM_TYPE");
    if (!list) return list.error();
    if (list->size() != 2 || list->front().empty())
        return failure("CUSTOM_TYPE needs a name and an item list: CUSTOM_TYPE(name, ItemEnum(type))");
    const std::string &what = (*list)[1];
    const std::size_t open = what.find('(');
    if (open == std::string::npos || what.back() != ')')
        return failure(fmt::format("CUSTOM_TYPE({}): expected an item list such as ItemEnum(type) or "
                                   "ItemListLong(a, b), found {}",
                                   list->front(), what));
    const std::string kind = trimmed(what.substr(0, open));
    const std::string inside = trimmed(what.substr(open + 1, what.size() - open - 2));
    if (kind == "ItemEnum" || kind == "ItemFlagsEnum") {
        format.kind = kind == "ItemEnum" ? CustomFormat::Kind::Enum : CustomFormat::Kind::FlagsEnum;
        format.enumeration = inside;
        if (inside.empty()) return failure(fmt::format("CUSTOM_TYPE({}): {} names no type", list->front(), kind));
    } else if (kind.rfind("ItemList", 0) == 0 || kind.rfind("ItemSet", 0) == 0) {
        format.kind = kind.rfind("ItemList", 0) == 0 ? CustomFormat::Kind::List : CustomFormat::Kind::Set;
        if (auto read = items(inside, format); !read) return read;
    } else {
        return failure(fmt::format("CUSTOM_TYPE({}): {} is none of ItemEnum, ItemFlagsEnum, ItemListByte, "
                                   "ItemListShort, ItemListLong, ItemSetByte, ItemSetShort, ItemSetLong",
                                   list->front(), kind));
    }
    config.formats[list->front()] = std::move(format);
    return {};
}

// DEFINE_SIMPLE_TYPE(name, type, item, "conversion", ...), DEFINE_CPLX_TYPE(name, macro, type, item, "conversion", ...)
Result<void> Parser::defined_type(std::string_view keyword, Config &config) {
    CustomFormat format;
    format.place = here();
    auto list = arguments(keyword);
    if (!list) return list.error();
    const bool complex = keyword == "DEFINE_CPLX_TYPE";
    if (list->size() < (complex ? 5U : 4U)) return failure(fmt::format("{} has too few parameters", keyword));
    if (complex) {
        format.kind = CustomFormat::Kind::Complex;
        format.helper = (*list)[1];
        format.argument_type = (*list)[2];
        format.item_type = (*list)[3];
    } else {
        format.kind = CustomFormat::Kind::Simple;
        format.item_type = (*list)[2];
        std::string conversion = (*list)[3];
        std::erase(conversion, '"');
        std::erase(conversion, '%');
        format.conversion = conversion;
    }
    config.formats[list->front()] = std::move(format);
    return {};
}

Result<void> Parser::parse(Config &config) {
    while (!at_end()) {
        if (take(';')) continue;
        const std::size_t begin = at_;
        const std::string keyword = word();
        if (keyword == "FUNC") {
            auto read = function();
            if (!read) return read.error();
            Config one;
            one.functions.emplace(read->name, *read);
            if (auto merged = config.merge(one); !merged) return merged;
        } else if (keyword == "USEPREFIX" || keyword == "USESUFFIX") {
            if (auto read = decoration(keyword, config); !read) return read;
        } else if (keyword == "NOPREFIX" || keyword == "NOSUFFIX") {
            auto list = arguments(keyword);
            if (!list) return list.error();
            for (const std::string &name : *list)
                (keyword == "NOPREFIX" ? config.prefixes : config.suffixes).erase(name);
        } else if (keyword == "CUSTOM_TYPE") {
            if (auto read = custom_type(config); !read) return read;
        } else if (keyword.rfind("DEFINE_", 0) == 0) {
            if (auto read = defined_type(keyword, config); !read) return read;
        } else if (keyword == "WPP_FLAGS") {
            auto list = arguments(keyword);
            if (!list) return list.error();
            std::string definition;
            for (const std::string &part : *list)
                definition += (definition.empty() ? "" : ",") + part;
            const std::size_t equals = definition.find('=');
            if (definition.rfind("-D", 0) == 0 && equals != std::string::npos)
                config.macros.push_back(definition.substr(2, equals - 2) + " " + definition.substr(equals + 1));
        } else if (!keyword.empty() && (peek() == '(' || peek() == '{') && block_.text[at_ - 1] != ' ') {
            at_ = begin;
            return failure(fmt::format("{} is not a WPP configuration statement (FUNC, USEPREFIX, USESUFFIX, NOPREFIX, "
                                       "NOSUFFIX, CUSTOM_TYPE, DEFINE_SIMPLE_TYPE, DEFINE_CPLX_TYPE, WPP_FLAGS)",
                                       keyword));
        } else { // prose
            at_ = std::min(block_.text.find('\n', begin), block_.text.size());
        }
    }
    return {};
}

} // namespace

bool TraceFunction::takes_message() const {
    return std::find(parameters.begin(), parameters.end(), "MSG") != parameters.end();
}

bool TraceFunction::takes_any() const { return !parameters.empty() && parameters.back() == "..."; }

std::string TraceFunction::conditions() const {
    std::string text;
    const auto add = [&text](const std::string &name) { text += (text.empty() ? "" : "_") + name; };
    for (const auto &[name, value] : constants)
        add(name);
    for (const std::string &name : parameters) {
        if (name == "MSG" || name == "...") break;
        add(name);
    }
    return text;
}

core::Result<void> Config::merge(const Config &other) {
    for (const auto &[name, function] : other.functions) {
        const auto [known, is_new] = functions.emplace(name, function);
        if (!is_new && !known->second.same_as(function)) {
            return Error{fmt::format("the trace function {} is declared twice with different parameters; the other is "
                                     "at {}",
                                     name, known->second.place),
                         function.place, ""};
        }
    }
    for (const auto &[name, prefix] : other.prefixes)
        prefixes[name] = prefix;
    for (const auto &[name, suffix] : other.suffixes)
        suffixes[name] = suffix;
    for (const auto &[name, format] : other.formats)
        formats[name] = format;
    for (const std::string &macro : other.macros) {
        if (std::find(macros.begin(), macros.end(), macro) == macros.end()) macros.push_back(macro);
    }
    return {};
}

core::Result<Config> parse_config_blocks(std::string_view text, const std::string &path) {
    Config config;
    std::optional<BlockText> block;
    std::uint32_t begun = 0;
    std::uint32_t number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        ++number;
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (const std::size_t mark = line.find("begin_wpp"); mark != std::string_view::npos) {
            if (trimmed(line.substr(mark + 9)).rfind("config", 0) != 0) continue; // begin_wpp enum, func
            if (block)
                return Error{fmt::format("begin_wpp config inside the block of line {}: end_wpp is missing", begun),
                             fmt::format("{}:{}", path, number), ""};
            block.emplace();
            begun = number;
        } else if (block && line.find("end_wpp") != std::string_view::npos) {
            Parser parser(*block, path);
            if (auto parsed = parser.parse(config); !parsed) return parsed.error();
            block.reset();
        } else if (block) {
            block->append(line, number);
        }
    }
    if (block) return Error{"begin_wpp config without end_wpp", fmt::format("{}:{}", path, begun), ""};
    return config;
}

core::Result<TraceFunction> parse_trace_function(std::string_view text, const std::string &place) {
    BlockText block;
    block.append(text, 1);
    Parser parser(block, place);
    auto function = parser.function();
    if (!function) return Error{function.error().message, place, ""};
    if (!parser.at_end()) return Error{fmt::format("FUNC {}: text after ')'", function->name), place, ""};
    function->place = place;
    return function;
}

} // namespace acxsim::builder::wpp
