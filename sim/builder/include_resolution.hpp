// SPDX-License-Identifier: MIT
//
// Where an include leads: for MSVC on Windows (case and slashes do not matter; quoted names are looked for in the
// folder of the including file, then in those of the files that include it) and for gcc and clang on Linux. Where the
// two differ, a forwarding header is needed. https://learn.microsoft.com/cpp/preprocessor/hash-include-directive-c-cpp
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "sim/builder/file_names.hpp"
#include "sim/builder/include_lines.hpp"

namespace acxsim::builder {

class IncludeResolution {
public:
    IncludeResolution(FileNames &names, std::filesystem::path ddk) : names_(names), ddk_(std::move(ddk)) {}

    /// `chain`: folders of the including file and of those that include it, innermost first.
    std::optional<std::filesystem::path> on_windows(const IncludeLine &include,
                                                    const std::vector<std::filesystem::path> &chain,
                                                    const std::vector<std::filesystem::path> &directories);
    std::optional<std::filesystem::path> on_linux(const IncludeLine &include, const std::filesystem::path &folder,
                                                  const std::vector<std::filesystem::path> &directories) const;
    bool is_ddk(const std::filesystem::path &file) const;

private:
    FileNames &names_;
    std::filesystem::path ddk_;
};

} // namespace acxsim::builder
