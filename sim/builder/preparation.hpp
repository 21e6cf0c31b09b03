// SPDX-License-Identifier: MIT
//
// What has to lie beside a driver's sources before gcc or clang on Linux can compile them unchanged:
// forwarding headers for includes that Windows finds and Linux does not (another case, backslashes, the folder of a
// file further out), one for each spelling that is used; and the .tmh files of WPP. The folder that is written holds
//   include/            names as they are spelled, and .tmh files; the compiler's first include directory
//   include/up/up/...   the second one, so deep that spellings with leading .. stay inside
//   depends             what was read, for make and ninja
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sim/builder/driver_project.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder {

struct Preparation {
    std::map<std::filesystem::path, std::string> files; ///< text by name below include/
    std::vector<std::filesystem::path> read;            ///< sources and headers that were looked at
    std::vector<Note> notes;
};

/// `ddk` is the folder with the simulator's driver headers.
core::Result<Preparation> prepare(const Component &component, const std::filesystem::path &ddk);

/// Writes what has changed and removes what is no longer used. `target` is what `depends` speaks of.
core::Result<void> write_preparation(const Preparation &preparation, const std::filesystem::path &folder,
                                     const std::string &target);

/// The include directories of a preparation folder, in the order in which the compiler takes them.
std::vector<std::filesystem::path> preparation_directories(const std::filesystem::path &folder);

/// Writes `text` unless the file already says so; through a rename, so that no reader sees half of it.
core::Result<bool> write_if_changed(const std::filesystem::path &file, const std::string &text);

} // namespace acxsim::builder
