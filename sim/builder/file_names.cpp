// SPDX-License-Identifier: MIT
#include "sim/builder/file_names.hpp"

#include <algorithm>
#include <array>
#include <system_error>

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> parts;
    std::string part;
    for (const char c : name) {
        if (c != '/' && c != '\\') {
            part += c;
        } else if (!part.empty()) {
            parts.push_back(std::move(part));
            part.clear();
        }
    }
    if (!part.empty()) parts.push_back(std::move(part));
    return parts;
}

bool starts_at_root(std::string_view name) { return !name.empty() && (name[0] == '/' || name[0] == '\\'); }

bool matches(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return name.empty();
    if (pattern[0] == '*')
        return matches(pattern.substr(1), name) || (!name.empty() && matches(pattern, name.substr(1)));
    if (name.empty()) return false;
    return (pattern[0] == '?' || lower(pattern[0]) == lower(name[0])) && matches(pattern.substr(1), name.substr(1));
}

} // namespace

std::string lower_case(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool equal_names(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return lower(a) == lower(b); });
}

bool is_source_name(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return false;
    static constexpr std::array<std::string_view, 4> extensions{".c", ".cpp", ".cc", ".cxx"};
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](std::string_view extension) { return equal_names(extension, name.substr(dot)); });
}

const FileNames::Folder &FileNames::folder(const fs::path &path) {
    const auto [position, is_new] = folders_.try_emplace(path);
    if (is_new) {
        std::error_code failed;
        for (fs::directory_iterator entry(path, failed), end; !failed && entry != end; entry.increment(failed)) {
            std::string name = entry->path().filename().string();
            std::string &spelling = position->second.by_lower_case[lower_case(name)];
            // Two names that differ only in case: always the same one of them, whatever order the folder has.
            if (spelling.empty() || name < spelling) spelling = std::move(name);
        }
    }
    return position->second;
}

std::optional<fs::path> FileNames::find(const fs::path &base, std::string_view name) {
    fs::path path = starts_at_root(name) ? fs::path("/") : base;
    for (const std::string &part : parts_of(name)) {
        if (part == ".") continue;
        if (part == "..") {
            path = path.has_relative_path() && path.filename() != ".." ? path.parent_path() : path / "..";
            continue;
        }
        std::error_code failed;
        if (fs::exists(path / part, failed)) {
            path /= part;
            continue;
        }
        const Folder &names = folder(path);
        const auto entry = names.by_lower_case.find(lower_case(part));
        if (entry == names.by_lower_case.end()) return std::nullopt;
        path /= entry->second;
    }
    std::error_code failed;
    if (!fs::exists(path, failed)) return std::nullopt;
    return path.lexically_normal();
}

void FileNames::match_parts(const fs::path &base, const std::vector<std::string> &parts, std::size_t next,
                            std::vector<fs::path> &found) {
    if (next == parts.size()) return;
    const std::string &part = parts[next];
    const bool last = next + 1 == parts.size();
    std::error_code failed;
    if (part == "**") {
        if (!last) match_parts(base, parts, next + 1, found);
        for (const auto &[lower_name, name] : folder(base).by_lower_case) {
            const fs::path inner = base / name;
            if (fs::is_directory(inner, failed)) {
                match_parts(inner, parts, next, found);
            } else if (last) {
                found.push_back(inner);
            }
        }
        return;
    }
    if (part.find_first_of("*?") == std::string::npos) {
        const auto inner = find(base, part);
        if (!inner) return;
        if (!last) match_parts(*inner, parts, next + 1, found);
        if (last && !fs::is_directory(*inner, failed)) found.push_back(*inner);
        return;
    }
    for (const auto &[lower_name, name] : folder(base).by_lower_case) {
        if (!matches(part, name)) continue;
        const fs::path inner = base / name;
        const bool is_folder = fs::is_directory(inner, failed);
        if (!last && is_folder) match_parts(inner, parts, next + 1, found);
        if (last && !is_folder) found.push_back(inner);
    }
}

std::vector<fs::path> FileNames::match(const fs::path &base, std::string_view pattern) {
    std::vector<fs::path> found;
    match_parts(starts_at_root(pattern) ? fs::path("/") : base, parts_of(pattern), 0, found);
    for (fs::path &path : found)
        path = path.lexically_normal();
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

} // namespace acxsim::builder
