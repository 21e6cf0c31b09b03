// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/properties.hpp"

#include <algorithm>
#include <array>

#include "sim/builder/file_names.hpp"

namespace acxsim::builder::msbuild {

namespace {

bool is_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

// The position after the parenthesis that closes the one at `open`.
std::size_t closing(std::string_view text, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
        if (text[i] == '(') ++depth;
        if (text[i] == ')' && --depth == 0) return i + 1;
    }
    return std::string_view::npos;
}

constexpr char mark_begin = '\x01';
constexpr char mark_end = '\x02';

// A name that nobody knows, where its value would stand.
Expanded unknown_name(std::string_view expression) {
    std::string name(expression);
    std::replace(name.begin(), name.end(), ';', ',');
    return {.text = "", .marked = mark_begin + name + mark_end, .unknown = {name}};
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

} // namespace

bool is_toolchain_property(std::string_view name) {
    static constexpr std::array<std::string_view, 34> names{
        "sdk_inc_path",
        "ddk_inc_path",
        "sdk_lib_path",
        "ddk_lib_path",
        "kmdf_inc_path",
        "umdf_inc_path",
        "kmdf_lib_path",
        "km_includepath",
        "kit_shared_incpath",
        "kit_shared_includepath",
        "kit_shared_inc_path",
        "windowssdkdir",
        "windowssdk_includepath",
        "wdkcontentroot",
        "wdkbinroot",
        "wdkbuildfolder",
        "vcinstalldir",
        "vctoolsinstalldir",
        "vc_includepath",
        "vctargetspath",
        "vsinstalldir",
        "devenvdir",
        "msbuildextensionspath",
        "msbuildextensionspath32",
        "msbuildextensionspath64",
        "msbuildtoolspath",
        "userrootdir",
        "universalcrt_includepath",
        "includepath",
        "crt_inc_path",
        "windowstargetplatformversion",
        "latesttargetplatformversion",
        "sdkincludepath",
        "ddkincludepath",
    };
    return std::find(names.begin(), names.end(), lower_case(name)) != names.end();
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<ListPart> split_list(std::string_view marked) {
    std::vector<ListPart> parts;
    while (!marked.empty()) {
        const std::size_t end = std::min(marked.find(';'), marked.size());
        ListPart part;
        std::string text;
        std::string_view rest = marked.substr(0, end);
        while (!rest.empty()) {
            const std::size_t mark = std::min(rest.find(mark_begin), rest.size());
            text += rest.substr(0, mark);
            rest.remove_prefix(mark);
            if (rest.empty()) break;
            const std::size_t close = rest.find(mark_end);
            part.unknown.emplace(rest.substr(1, close - 1));
            rest.remove_prefix(close + 1);
        }
        part.text = trim(text);
        part.toolchain =
            !part.unknown.empty() && std::all_of(part.unknown.begin(), part.unknown.end(),
                                                 [](const auto &name) { return is_toolchain_property(name); });
        if (!part.text.empty() || !part.unknown.empty()) parts.push_back(std::move(part));
        marked.remove_prefix(std::min(end + 1, marked.size()));
    }
    return parts;
}

std::string unescape(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            result += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

void Properties::set_global(std::string_view name, std::string value) {
    values_[lower_case(name)] = Expanded{std::move(value)};
    globals_.insert(lower_case(name));
}

void Properties::set(std::string_view name, Expanded value) {
    if (!globals_.contains(lower_case(name))) values_[lower_case(name)] = std::move(value);
}

void Properties::set_default(std::string_view name, std::string value) {
    defaults_[lower_case(name)] = Expanded{std::move(value)};
}

const Expanded *Properties::find(std::string_view name) const {
    const std::string key = lower_case(name);
    if (const auto value = values_.find(key); value != values_.end()) return &value->second;
    if (const auto value = defaults_.find(key); value != defaults_.end()) return &value->second;
    return nullptr;
}

std::string Properties::text(std::string_view name) const {
    const Expanded *value = find(name);
    return value == nullptr ? std::string() : value->text;
}

Expanded Properties::value_of(std::string_view expression) const {
    if (is_name(expression)) {
        if (const Expanded *value = find(expression)) return *value;
    }
    return unknown_name(expression);
}

Expanded Properties::expand(std::string_view text, const Metadata &metadata) const {
    Expanded result;
    std::size_t position = 0;
    while (position < text.size()) {
        const char c = text[position];
        const bool reference = (c == '$' || c == '%') && position + 1 < text.size() && text[position + 1] == '(';
        const std::size_t end = reference ? closing(text, position + 1) : std::string_view::npos;
        if (!reference || end == std::string_view::npos) {
            result.text += c;
            result.marked += c;
            ++position;
            continue;
        }
        const std::string_view inner = trim(text.substr(position + 2, end - position - 3));
        if (c == '$') {
            Expanded value = value_of(inner);
            result.text += value.text;
            result.marked += value.marked;
            result.unknown.merge(value.unknown);
        } else if (metadata) {
            const std::size_t dot = inner.rfind('.');
            Expanded value = metadata(dot == std::string_view::npos ? inner : inner.substr(dot + 1));
            result.text += value.text;
            result.marked += value.marked;
            result.unknown.merge(value.unknown);
        }
        position = end;
    }
    return result;
}

} // namespace acxsim::builder::msbuild
