// SPDX-License-Identifier: MIT
#include "sim/builder/compiler_output.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "sim/builder/file_names.hpp"

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "file:12:34: error: message" -> place "file:12"
std::optional<Diagnostic> compiler_line(std::string_view line) {
    static constexpr std::array<std::pair<std::string_view, bool>, 3> kinds{
        {{": fatal error: ", true}, {": error: ", true}, {": warning: ", false}}};
    for (const auto &[mark, is_error] : kinds) {
        const std::size_t at = line.find(mark);
        if (at == std::string_view::npos) continue;
        std::string_view place = line.substr(0, at);
        const std::size_t last = place.rfind(':');
        // A definition on the command line has no line.
        if (place == "<command-line>")
            return Diagnostic{std::string(place), std::string(line.substr(at + mark.size())), is_error};
        if (last == std::string_view::npos || !is_digits(place.substr(last + 1))) continue;
        const std::string_view before = place.substr(0, last);
        const std::size_t earlier = before.rfind(':');
        if (earlier != std::string_view::npos && is_digits(before.substr(earlier + 1))) place = before;
        return Diagnostic{std::string(place), std::string(line.substr(at + mark.size())), is_error};
    }
    return std::nullopt;
}

// "/usr/bin/ld: object: message" and "file:12: multiple definition of `x'; ..."
std::optional<Diagnostic> linker_line(std::string_view line) {
    static constexpr std::array<std::string_view, 4> marks{"multiple definition of", "undefined reference to",
                                                           "required symbol", "duplicate symbol"};
    for (const std::string_view mark : marks) {
        const std::size_t at = line.find(mark);
        if (at == std::string_view::npos) continue;
        std::string_view place = line.substr(0, at);
        if (const std::size_t tool = place.find("ld: "); tool != std::string_view::npos) place.remove_prefix(tool + 4);
        while (!place.empty() && (place.back() == ' ' || place.back() == ':' || place.back() == '`'))
            place.remove_suffix(1);
        std::string_view message = line.substr(at);
        message = message.substr(0, message.find(';'));
        return Diagnostic{std::string(place), std::string(message), true};
    }
    return std::nullopt;
}

// gcc's and clang's quotes become the same.
std::string plain_quotes(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view rest = text.substr(i);
        if (rest.starts_with("\xE2\x80\x98") || rest.starts_with("\xE2\x80\x99")) {
            result += '\'';
            i += 2;
        } else {
            result += text[i] == '`' ? '\'' : text[i];
        }
    }
    return result;
}

std::string in_quotes(std::string_view text) {
    const std::size_t open = text.find('\'');
    if (open == std::string_view::npos) return {};
    const std::size_t close = text.find('\'', open + 1);
    return std::string(text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
}

bool is_identifier_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool mentions(const std::string &text, const std::string &word) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const bool starts = at == 0 || !is_identifier_character(text[at - 1]);
        const std::size_t end = at + word.size();
        if (starts && (end == text.size() || !is_identifier_character(text[end]))) return true;
    }
    return false;
}

/// The simulator's driver headers as text, read when the first question comes.
class DdkIndex {
public:
    explicit DdkIndex(fs::path ddk) : ddk_(std::move(ddk)) {}

    std::string header_with(const std::string &word) {
        if (texts_.empty()) read();
        for (const auto &[name, text] : texts_)
            if (mentions(text, word)) return name;
        return {};
    }

private:
    void read() {
        std::error_code failed;
        for (fs::recursive_directory_iterator entry(ddk_, failed), end; !failed && entry != end;
             entry.increment(failed)) {
            if (entry->path().extension() != ".h") continue;
            std::ifstream stream(entry->path(), std::ios::binary);
            texts_[entry->path().lexically_relative(ddk_).string()].assign(std::istreambuf_iterator<char>(stream), {});
        }
    }
    fs::path ddk_;
    std::map<std::string, std::string> texts_;
};

bool looks_like_windows(const std::string &name) {
    static constexpr std::array<std::string_view, 25> prefixes{
        "Acx", "ACX", "Wdf", "WDF", "Ke",  "Io",  "Rtl", "Zw",  "Nt",  "Ex",  "Mm", "Ps", "Ob",
        "Po",  "Hal", "KS",  "Ks",  "Wpp", "WPP", "Etw", "Dbg", "Usb", "USB", "Se", "Cm"};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return name.starts_with(prefix); });
}

struct Named {
    std::string message;
    std::string cure;
};

Named missing_header(const std::string &name) {
    Named result{fmt::format("the header {} is not found", name), ""};
    if (lower_case(name).ends_with(".tmh")) {
        result.cure = "no WPP configuration was found for it: name the header that holds it with --trace-scan";
    } else {
        result.cure =
            "if it is the driver's own, add its folder with -I; if it is one of the WDK's, acxsim does not have "
            "it yet";
    }
    return result;
}

Named unknown_name(const std::string &name, DdkIndex &ddk) {
    Named result{fmt::format("{} is not declared", name), ""};
    const std::string header = ddk.header_with(name);
    if (!header.empty()) {
        result.cure = fmt::format("acxsim has it in <{}>, which this file does not include", header);
    } else if (looks_like_windows(name)) {
        result.cure = "it is not among the names that acxsim's driver headers declare";
    }
    return result;
}

Named name_cause(const Diagnostic &diagnostic, DdkIndex &ddk) {
    const std::string text = plain_quotes(diagnostic.message);
    const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
    if (has("No such file or directory")) return missing_header(text.substr(0, text.find(':')));
    if (has("file not found")) return missing_header(in_quotes(text));
    for (const char *unknown : {"was not declared", "undeclared identifier", "unknown type name",
                                "does not name a type", "implicit declaration of function", "has not been declared",
                                "undeclared (first use", "call to undeclared function", "undeclared here"})
        if (has(unknown) && !in_quotes(text).empty()) return unknown_name(in_quotes(text), ddk);
    if (has("has no member named") || has("no member named")) return {text, ""};
    if (has("jump to case label") || has("cannot jump from switch statement"))
        return {"a case label jumps over an initialisation", "MSVC refuses this too (C2360): put the case in braces"};
    if (has("jump to label") || has("cannot jump from this goto"))
        return {"a goto jumps over an initialisation", "compile with --cc clang"};
    if (has("structured exception handling") || has("__except") || has("__finally"))
        return {text, "structured exception handling goes as far as docs/building-a-driver.md says"};
    if (has("required symbol") && has("DriverEntry")) {
        return {"no source defines DriverEntry",
                "define NTSTATUS DriverEntry(PDRIVER_OBJECT, PUNICODE_STRING), extern \"C\" in C++"};
    }
    if (has("multiple definition of") || has("duplicate symbol"))
        return {fmt::format("{} is defined more than once", in_quotes(text)), ""};
    if (has("__asm") || has("unknown token in expression")) return {text, "inline assembly of MSVC is not translated"};
    return {text, ""};
}

} // namespace

std::vector<Diagnostic> diagnostics_in(const std::vector<std::string> &lines) {
    std::vector<Diagnostic> result;
    for (const std::string &line : lines) {
        auto diagnostic = compiler_line(line);
        if (!diagnostic) diagnostic = linker_line(line);
        if (diagnostic) result.push_back(std::move(*diagnostic));
    }
    return result;
}

std::vector<Cause> causes_of(const std::vector<Diagnostic> &diagnostics, const fs::path &ddk) {
    DdkIndex index(ddk);
    std::vector<Cause> causes;
    std::map<std::string, std::size_t> by_message;
    for (const Diagnostic &diagnostic : diagnostics) {
        if (!diagnostic.is_error) continue;
        Named named = name_cause(diagnostic, index);
        const auto [entry, is_new] = by_message.try_emplace(named.message, causes.size());
        if (is_new) causes.push_back({std::move(named.message), std::move(named.cure), {}, 0});
        Cause &cause = causes[entry->second];
        if (std::find(cause.places.begin(), cause.places.end(), diagnostic.place) != cause.places.end()) continue;
        cause.places.push_back(diagnostic.place);
        ++cause.count;
    }
    return causes;
}

std::size_t warnings_in(const std::vector<Diagnostic> &diagnostics) {
    return static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(),
                                                  [](const Diagnostic &diagnostic) { return !diagnostic.is_error; }));
}

} // namespace acxsim::builder
