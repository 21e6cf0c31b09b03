// SPDX-License-Identifier: MIT
//
// File names as Windows reads them: backslashes separate, case does not matter, * and ? stand for many. Folders are
// read once and remembered: a project asks for the same few hundred names again and again.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::builder {

std::string lower_case(std::string_view text);
/// Case does not matter.
bool equal_names(std::string_view left, std::string_view right);
bool is_source_name(std::string_view name);

class FileNames {
public:
    /// The file or folder that Windows would find under `name`, seen from `base`; in the file system's own spelling.
    std::optional<std::filesystem::path> find(const std::filesystem::path &base, std::string_view name);

    /// All files that match `pattern` (with *, ?, and ** for any depth), seen from `base`, ordered by name.
    std::vector<std::filesystem::path> match(const std::filesystem::path &base, std::string_view pattern);

private:
    struct Folder {
        std::map<std::string, std::string> by_lower_case;
    };
    const Folder &folder(const std::filesystem::path &path);
    void match_parts(const std::filesystem::path &base, const std::vector<std::string> &parts, std::size_t next,
                     std::vector<std::filesystem::path> &found);

    std::map<std::filesystem::path, Folder> folders_;
};

} // namespace acxsim::builder
