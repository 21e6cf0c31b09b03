// SPDX-License-Identifier: MIT
#include "sim/builder/wpp/source_scan.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace acxsim::builder::wpp {

namespace {

namespace fs = std::filesystem;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

std::string lower(std::string text) {
    for (char &c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return std::string(text);
}

// UTF-16 files, as some editors save them, become UTF-8 as far as ASCII goes: nothing else matters here.
std::string without_byte_order_mark(std::string text) {
    if (text.rfind("\xef\xbb\xbf", 0) == 0) return text.substr(3);
    if (text.rfind("\xff\xfe", 0) == 0) {
        std::string narrow;
        for (std::size_t i = 2; i + 1 < text.size(); i += 2)
            narrow += text[i + 1] == 0 ? text[i] : '?';
        return narrow;
    }
    return text;
}

/// #include "x" and #include <x>, as spelled.
std::vector<std::string> includes_of(std::string_view code) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < code.size();) {
        const std::size_t end = std::min(code.find('\n', at), code.size());
        std::string line = trimmed(code.substr(at, end - at));
        at = end + 1;
        if (line.empty() || line.front() != '#') continue;
        line = trimmed(std::string_view(line).substr(1));
        if (line.rfind("include", 0) != 0) continue;
        line = trimmed(std::string_view(line).substr(7));
        if (line.size() < 3 || (line.front() != '"' && line.front() != '<')) continue;
        const std::size_t close = line.find(line.front() == '"' ? '"' : '>', 1);
        if (close != std::string::npos) found.push_back(line.substr(1, close - 1));
    }
    return found;
}

std::set<std::string, std::less<>> words_of(std::string_view code) {
    std::set<std::string, std::less<>> words;
    char quote = 0;
    for (std::size_t at = 0; at < code.size();) {
        const char c = code[at];
        if (quote != 0) {
            if (c == '\\') ++at;
            if (c == quote || c == '\n') quote = 0;
            ++at;
        } else if (is_word(c)) {
            const std::size_t begin = at;
            while (at < code.size() && is_word(code[at]))
                ++at;
            if (std::isdigit(static_cast<unsigned char>(c)) == 0) words.emplace(code.substr(begin, at - begin));
        } else {
            if (c == '"' || c == '\'') quote = c;
            ++at;
        }
    }
    return words;
}

} // namespace

std::string without_comments(std::string_view text) {
    std::string code;
    code.reserve(text.size());
    std::size_t spliced = 0; // lines that were joined to the present one
    enum class State { Code, Line, Block, String, Character } state = State::Code;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const char next = i + 1 < text.size() ? text[i + 1] : '\0';
        if (c == '\r') continue;
        if (c == '\\' && (next == '\n' || (next == '\r' && i + 2 < text.size() && text[i + 2] == '\n'))) {
            i += next == '\n' ? 1 : 2; // a spliced line
            ++spliced;
            continue;
        }
        if (c == '\n') {
            code.append(spliced, '\n');
            spliced = 0;
        }
        switch (state) {
        case State::Code:
            if (c == '/' && next == '/') {
                state = State::Line;
                code += ' ';
            } else if (c == '/' && next == '*') {
                state = State::Block;
                code += ' ';
                ++i;
            } else {
                if (c == '"') state = State::String;
                // 1'000 is a number, not a character.
                if (c == '\'' && !(!code.empty() && std::isdigit(static_cast<unsigned char>(code.back())) != 0))
                    state = State::Character;
                code += c;
            }
            break;
        case State::Line:
            if (c == '\n') {
                state = State::Code;
                code += c;
            }
            break;
        case State::Block:
            if (c == '\n') code += c;
            if (c == '*' && next == '/') {
                state = State::Code;
                ++i;
            }
            break;
        case State::String:
        case State::Character:
            code += c;
            if (c == '\\' && next != '\0') {
                code += next;
                ++i;
            } else if (c == (state == State::String ? '"' : '\'') || c == '\n') {
                state = State::Code;
            }
            break;
        }
    }
    return code;
}

const std::map<std::string, std::string> &SourceTree::listing(const fs::path &folder) {
    const auto [found, is_new] = listings_.try_emplace(folder);
    if (is_new) {
        std::error_code code;
        for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
            const std::string name = entry->path().filename().string();
            std::string &known = found->second[lower(name)];
            if (known.empty() || name < known) known = name; // two that differ only in case: always the same one
        }
    }
    return found->second;
}

fs::path SourceTree::find_below(const fs::path &folder, const std::string &spelled) {
    std::string slashes = spelled;
    std::replace(slashes.begin(), slashes.end(), '\\', '/');
    const fs::path wanted = slashes;
    fs::path at = wanted.is_absolute() ? fs::path("/") : folder;
    if (at.empty()) at = ".";
    for (const fs::path &part : wanted.relative_path()) {
        if (part == "." || part == ".." || part.empty()) {
            at /= part;
            continue;
        }
        std::error_code code;
        if (fs::exists(at / part, code)) {
            at /= part;
            continue;
        }
        const auto &names = listing(at);
        const auto found = names.find(lower(part.string()));
        if (found == names.end()) return {};
        at /= found->second;
    }
    std::error_code code;
    return fs::is_regular_file(at, code) ? at.lexically_normal() : fs::path{};
}

fs::path SourceTree::find_include(const fs::path &from, const std::string &spelled) {
    if (fs::path found = find_below(from.parent_path(), spelled); !found.empty()) return found;
    for (const fs::path &folder : include_directories_) {
        if (fs::path found = find_below(folder, spelled); !found.empty()) return found;
    }
    return {};
}

const ScannedFile *SourceTree::read(const fs::path &path) {
    const auto [found, is_new] = files_.try_emplace(path.lexically_normal());
    if (is_new) {
        std::ifstream stream(path, std::ios::binary);
        if (!stream) return nullptr;
        auto file = std::make_unique<ScannedFile>();
        file->path = path.lexically_normal();
        file->text =
            without_byte_order_mark({std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()});
        file->code = without_comments(file->text);
        file->includes = includes_of(file->code);
        file->words = words_of(file->code);
        found->second = std::move(file);
    }
    return found->second.get();
}

std::vector<const ScannedFile *> SourceTree::reach(const fs::path &source) {
    std::vector<const ScannedFile *> reached;
    std::set<fs::path> seen{source.lexically_normal()};
    if (const ScannedFile *file = read(source)) reached.push_back(file);
    for (std::size_t i = 0; i < reached.size(); ++i) { // grows as it goes
        for (const std::string &spelled : reached[i]->includes) {
            const fs::path path = find_include(reached[i]->path, spelled);
            if (path.empty() || !seen.insert(path).second) continue;
            if (const ScannedFile *file = read(path)) reached.push_back(file);
        }
    }
    return reached;
}

std::vector<LongCall> find_long_calls(std::string_view code, const std::set<std::string> &names) {
    std::vector<LongCall> calls;
    std::uint32_t line = 1;
    bool directive = false;
    bool line_begins = true;
    char quote = 0;
    struct Open {
        int depth;
        std::uint32_t line;
    };
    std::vector<Open> open; // calls that are not closed yet
    int depth = 0;
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '\n') {
            ++line;
            directive = false;
            line_begins = true;
            quote = 0;
            continue;
        }
        if (line_begins && c == '#') directive = true;
        if (!is_blank(c)) line_begins = false;
        if (directive) continue;
        if (quote != 0) {
            if (c == '\\')
                ++at;
            else if (c == quote)
                quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (is_word(c)) {
            const std::size_t begin = at;
            while (at + 1 < code.size() && is_word(code[at + 1]))
                ++at;
            std::size_t after = at + 1;
            while (after < code.size() && (code[after] == ' ' || code[after] == '\t'))
                ++after;
            if (after < code.size() && code[after] == '(' &&
                names.count(std::string(code.substr(begin, at + 1 - begin))) != 0)
                open.push_back({depth, line});
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            --depth;
            if (!open.empty() && open.back().depth >= depth) {
                if (open.back().line != line) calls.push_back({open.back().line, line});
                open.pop_back();
            }
        }
    }
    return calls;
}

std::vector<Enumerator> find_enumeration(std::string_view code, std::string_view name) {
    for (std::size_t at = code.find("enum"); at != std::string_view::npos; at = code.find("enum", at + 4)) {
        if ((at > 0 && is_word(code[at - 1])) || (at + 4 < code.size() && is_word(code[at + 4]))) continue;
        const std::size_t open = code.find_first_of("{;()", at);
        if (open == std::string_view::npos || code[open] != '{') continue;
        const std::size_t close = code.find('}', open);
        if (close == std::string_view::npos) continue;
        // "enum [class] tag [: type] {" and "} name, *pointer;"
        const std::string head(code.substr(at + 4, open - at - 4));
        const std::size_t end = std::min(code.find(';', close), code.size());
        const std::string tail(code.substr(close + 1, end - close - 1));
        const auto mentions = [name](const std::string &text) {
            for (std::size_t i = text.find(name); i != std::string::npos; i = text.find(name, i + 1)) {
                if ((i == 0 || !is_word(text[i - 1])) &&
                    (i + name.size() == text.size() || !is_word(text[i + name.size()])))
                    return true;
            }
            return false;
        };
        if (!mentions(head) && !mentions(tail)) continue;
        std::vector<Enumerator> list;
        std::string item;
        const auto finish = [&list, &item] {
            const std::string text = trimmed(item);
            item.clear();
            if (text.empty()) return;
            const std::size_t equals = text.find('=');
            list.push_back(
                {trimmed(text.substr(0, equals)), equals == std::string::npos ? "" : trimmed(text.substr(equals + 1))});
        };
        int depth = 0;
        for (std::size_t i = open + 1; i < close; ++i) {
            const char c = code[i];
            if (c == '#' && trimmed(item).empty()) {
                const std::size_t line_end = std::min(code.find('\n', i), close);
                list.push_back({trimmed(code.substr(i, line_end - i)), ""});
                i = line_end;
                continue;
            }
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0)
                finish();
            else
                item += c;
        }
        finish();
        return list;
    }
    return {};
}

} // namespace acxsim::builder::wpp
