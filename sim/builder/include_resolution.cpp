// SPDX-License-Identifier: MIT
#include "sim/builder/include_resolution.hpp"

#include <algorithm>
#include <array>
#include <system_error>

namespace acxsim::builder {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path &path) {
    std::error_code failed;
    return fs::is_regular_file(path, failed);
}

std::optional<fs::path> file_of(std::optional<fs::path> path) {
    if (path && !is_file(*path)) return std::nullopt;
    return path;
}

} // namespace

std::optional<fs::path> IncludeResolution::on_windows(const IncludeLine &include, const std::vector<fs::path> &chain,
                                                      const std::vector<fs::path> &directories) {
    if (include.quoted) {
        for (const fs::path &folder : chain)
            if (auto found = file_of(names_.find(folder, include.name))) return found;
    }
    for (const fs::path &folder : directories)
        if (auto found = file_of(names_.find(folder, include.name))) return found;
    return file_of(names_.find(ddk_, include.name));
}

std::optional<fs::path> IncludeResolution::on_linux(const IncludeLine &include, const fs::path &folder,
                                                    const std::vector<fs::path> &directories) const {
    if (include.quoted && is_file(folder / include.name)) return (folder / include.name).lexically_normal();
    for (const fs::path &directory : directories)
        if (is_file(directory / include.name)) return (directory / include.name).lexically_normal();
    if (is_file(ddk_ / include.name)) return (ddk_ / include.name).lexically_normal();
    return std::nullopt;
}

bool IncludeResolution::is_ddk(const fs::path &file) const {
    return std::mismatch(ddk_.begin(), ddk_.end(), file.begin(), file.end()).first == ddk_.end();
}

} // namespace acxsim::builder
