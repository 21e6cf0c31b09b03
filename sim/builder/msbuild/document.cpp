// SPDX-License-Identifier: MIT
#include "sim/builder/msbuild/document.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace acxsim::builder::msbuild {

namespace {

struct Position {
    std::size_t line;
    std::size_t column;
};

Position position_in(const std::string &text, std::ptrdiff_t offset) {
    const std::size_t end = std::min(text.size(), static_cast<std::size_t>(std::max<std::ptrdiff_t>(offset, 0)));
    const auto stop = text.begin() + static_cast<std::ptrdiff_t>(end);
    const auto line = static_cast<std::size_t>(std::count(text.begin(), stop, '\n')) + 1;
    const std::size_t line_start = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    return {line, end - (line_start == std::string::npos ? 0 : line_start + 1) + 1};
}

} // namespace

core::Result<std::unique_ptr<Document>> Document::load(const std::filesystem::path &path) {
    auto document = std::make_unique<Document>();
    document->path_ = path;
    std::ifstream stream(path, std::ios::binary);
    if (!stream) {
        return core::Error{fmt::format("the project {} cannot be read: {}", path.string(), std::strerror(errno)),
                           path.string()};
    }
    document->text_.assign(std::istreambuf_iterator<char>(stream), {});
    std::string &text = document->text_;
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    const pugi::xml_parse_result result = document->xml_.load_buffer(text.data(), text.size());
    if (!result) {
        const Position at = position_in(text, result.offset);
        return core::Error{fmt::format("the project does not parse as XML: {}", result.description()),
                           fmt::format("{}:{}:{}", path.string(), at.line, at.column)};
    }
    if (!document->project()) {
        return core::Error{fmt::format("this is no MSBuild project: it has no <Project> element, but <{}>",
                                       document->xml_.first_child().name()),
                           fmt::format("{}:1:1", path.string())};
    }
    return document;
}

std::string Document::place(const pugi::xml_node &node) const {
    return fmt::format("{}:{}", path_.string(), position_in(text_, node.offset_debug()).line);
}

} // namespace acxsim::builder::msbuild
