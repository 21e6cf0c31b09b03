// SPDX-License-Identifier: MIT
#include "sim/builder/preparation.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include "sim/builder/file_names.hpp"
#include "sim/builder/include_lines.hpp"
#include "sim/builder/include_resolution.hpp"
#include "sim/builder/wpp/trace_headers.hpp"

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

// Spellings may go so many folders up.
constexpr int levels_up = 6;

std::string contents(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

bool is_utf16(const std::string &text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

// Headers of the C and C++ libraries, which no include directory of the project has.
std::optional<std::string> standard_header(std::string_view name) {
    static constexpr std::array<std::string_view, 14> names{"assert.h", "ctype.h",  "errno.h",  "float.h",  "limits.h",
                                                            "math.h",   "stdarg.h", "stddef.h", "stdint.h", "stdio.h",
                                                            "stdlib.h", "string.h", "wchar.h",  "time.h"};
    const std::string lower = lower_case(name);
    if (lower == name || std::find(names.begin(), names.end(), lower) == names.end()) return std::nullopt;
    return lower;
}

class Preparer {
public:
    Preparer(const Component &component, const fs::path &ddk)
        : component_(component), resolution_(names_, ddk.lexically_normal()) {}

    core::Result<Preparation> run() {
        for (const SourceFile &source : component_.sources) {
            directories_ = component_.settings.include_directories;
            directories_.insert(directories_.end(), source.own.include_directories.begin(),
                                source.own.include_directories.end());
            seen_.clear(); // what a header's includes mean depends on who includes it
            std::vector<fs::path> chain;
            if (auto done = scan(source.path, chain); !done) return done.error();
            for (const auto *settings : {&component_.settings, &source.own})
                for (const fs::path &header : settings->forced_includes)
                    if (auto done = scan(header, chain); !done) return done.error();
        }
        if (auto done = trace_headers(); !done) return done.error();
        std::sort(preparation_.read.begin(), preparation_.read.end());
        preparation_.read.erase(std::unique(preparation_.read.begin(), preparation_.read.end()),
                                preparation_.read.end());
        return std::move(preparation_);
    }

private:
    const std::vector<IncludeLine> *lines_of(const fs::path &file) {
        const auto [entry, is_new] = lines_.try_emplace(file);
        if (is_new) {
            const std::string text = contents(file);
            if (is_utf16(text)) return nullptr;
            entry->second = include_lines(text);
            preparation_.read.push_back(file);
        }
        return &entry->second;
    }

    core::Result<void> scan(const fs::path &file, std::vector<fs::path> &chain) {
        if (!seen_.insert(file).second) return {};
        const std::vector<IncludeLine> *lines = lines_of(file);
        if (lines == nullptr) {
            return core::Error{"the file is in UTF-16, which gcc and clang do not read", file.string(),
                               "save it as UTF-8"};
        }
        chain.insert(chain.begin(), file.parent_path());
        for (const IncludeLine &include : *lines)
            if (auto done = follow(include, file, chain); !done) return done;
        chain.erase(chain.begin());
        return {};
    }

    core::Result<void> follow(const IncludeLine &include, const fs::path &file, std::vector<fs::path> &chain) {
        if (lower_case(include.name).ends_with(".tmh")) {
            needs_trace_headers_ = true;
            return {};
        }
        const auto wanted = resolution_.on_windows(include, chain, directories_);
        if (!wanted) {
            if (const auto standard = standard_header(include.name))
                preparation_.files[include.name] = fmt::format("#include <{}>\n", *standard);
            return {}; // the compiler knows it, or says that it is missing
        }
        const auto found = resolution_.on_linux(include, file.parent_path(), directories_);
        if (!found || *found != *wanted) forward(include, *wanted, file);
        return resolution_.is_ddk(*wanted) ? core::Result<void>{} : scan(*wanted, chain);
    }

    void forward(const IncludeLine &include, const fs::path &wanted, const fs::path &file) {
        forward_as(include.name, include, wanted, file);
        // gcc takes a backslash for a part of the name; clang -fms-extensions takes it for a slash.
        if (include.name.find('\\') == std::string::npos) return;
        std::string slashed = include.name;
        std::replace(slashed.begin(), slashed.end(), '\\', '/');
        forward_as(slashed, include, wanted, file);
    }
    void forward_as(const std::string &spelling, const IncludeLine &include, const fs::path &wanted,
                    const fs::path &file) {
        const fs::path name = place_of(spelling);
        if (name.empty()) return;
        std::string text = fmt::format("#include \"{}\"\n", wanted.string());
        const auto [entry, is_new] = preparation_.files.try_emplace(name, text);
        if (is_new || entry->second == text) return;
        preparation_.notes.push_back(
            {fmt::format("\"{}\" means {} here, but another file in the same spelling elsewhere; the first is taken",
                         include.name, wanted.string()),
             fmt::format("{}:{}", file.string(), include.line)});
    }

    // Below include/: the spelling itself; leading .. eat up the folders of the second include directory.
    static fs::path place_of(std::string_view spelling) {
        if (spelling[0] == '/') return {};
        int up = 0;
        std::string_view rest = spelling;
        while (rest.starts_with("../") || rest.starts_with("./")) {
            up += rest.starts_with("../") ? 1 : 0;
            rest.remove_prefix(rest.find('/') + 1);
        }
        if (up > levels_up) return {};
        if (up == 0) return fs::path(spelling);
        fs::path place;
        for (int level = up; level < levels_up; ++level)
            place /= "up";
        return place / rest;
    }

    core::Result<void> trace_headers() {
        if (!needs_trace_headers_) return {};
        wpp::TraceInput input{.sources = {},
                              .include_directories = component_.settings.include_directories,
                              .scan_files = component_.trace.scan_files,
                              .options = component_.trace.options};
        for (const SourceFile &source : component_.sources) {
            input.sources.push_back(source.path);
            for (const fs::path &folder : source.own.include_directories) {
                if (std::find(input.include_directories.begin(), input.include_directories.end(), folder) ==
                    input.include_directories.end())
                    input.include_directories.push_back(folder);
            }
        }
        auto headers = wpp::generate_trace_headers(input);
        if (!headers) return headers.error();
        for (wpp::TraceHeader &header : *headers)
            preparation_.files[place_of(header.name)] = std::move(header.text);
        for (const fs::path &file : component_.trace.scan_files)
            preparation_.read.push_back(file);
        return {};
    }

    const Component &component_;
    FileNames names_;
    IncludeResolution resolution_;
    std::vector<fs::path> directories_;
    std::map<fs::path, std::vector<IncludeLine>> lines_;
    std::set<fs::path> seen_;
    bool needs_trace_headers_ = false;
    Preparation preparation_;
};

core::Error not_written(const fs::path &file, const std::string &reason) {
    return {fmt::format("{} cannot be written: {}", file.string(), reason), file.string()};
}

std::string make_name(const fs::path &file) {
    std::string name;
    for (const char c : file.string())
        name += c == ' ' ? std::string("\\ ") : c == '$' ? std::string("$$") : std::string(1, c);
    return name;
}

} // namespace

core::Result<Preparation> prepare(const Component &component, const fs::path &ddk) {
    return Preparer(component, ddk).run();
}

std::vector<fs::path> preparation_directories(const fs::path &folder) {
    fs::path deep = folder / "include";
    for (int level = 0; level < levels_up; ++level)
        deep /= "up";
    return {folder / "include", deep};
}

core::Result<bool> write_if_changed(const fs::path &file, const std::string &text) {
    std::error_code failed;
    if (fs::is_regular_file(file, failed) && contents(file) == text) return false;
    fs::create_directories(file.parent_path(), failed);
    if (failed) return not_written(file, failed.message());
    const fs::path draft = file.string() + ".new";
    {
        std::ofstream stream(draft, std::ios::binary | std::ios::trunc);
        stream << text;
        if (!stream.flush()) return not_written(file, std::strerror(errno));
    }
    fs::rename(draft, file, failed);
    if (failed) return not_written(file, failed.message());
    return true;
}

core::Result<void> write_preparation(const Preparation &preparation, const fs::path &folder,
                                     const std::string &target) {
    std::error_code failed;
    for (const fs::path &directory : preparation_directories(folder)) {
        fs::create_directories(directory, failed);
        if (failed) return not_written(directory, failed.message());
    }
    std::set<fs::path> wanted;
    for (const auto &[name, text] : preparation.files) {
        const fs::path file = folder / "include" / name;
        wanted.insert(file.lexically_normal());
        if (auto written = write_if_changed(file, text); !written) return written.error();
    }
    std::vector<fs::path> stale;
    for (fs::recursive_directory_iterator entry(folder / "include", failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->is_regular_file(failed) && !wanted.contains(entry->path().lexically_normal()))
            stale.push_back(entry->path());
    }
    for (const fs::path &file : stale)
        fs::remove(file, failed);
    std::string depends = make_name(target) + ":";
    for (const fs::path &file : preparation.read)
        depends += " \\\n  " + make_name(file);
    auto written = write_if_changed(folder / "depends", depends + "\n");
    return written ? core::Result<void>{} : core::Result<void>{written.error()};
}

} // namespace acxsim::builder
