// SPDX-License-Identifier: MIT
//
// One XML file of a project: parsed, with its text kept so that every element can name its line.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <pugixml.hpp>

#include "sim/core/result.hpp"

namespace acxsim::builder::msbuild {

class Document {
public:
    /// The error names line and column of what does not parse.
    static core::Result<std::unique_ptr<Document>> load(const std::filesystem::path &path);

    const std::filesystem::path &path() const { return path_; }
    pugi::xml_node project() const { return xml_.child("Project"); }
    /// "file.vcxproj:42"
    std::string place(const pugi::xml_node &node) const;

private:
    std::filesystem::path path_;
    std::string text_;
    pugi::xml_document xml_;
};

} // namespace acxsim::builder::msbuild
