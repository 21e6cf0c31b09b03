// SPDX-License-Identifier: MIT
//
// What the generator of trace headers needs to know of the driver's files: which headers a source reaches, which .tmh
// it includes, which identifiers its code uses, which enumerations it sees. Includes are looked for as Windows does:
// case and the kind of slash do not matter. Conditions of the preprocessor are not evaluated: both branches count.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::builder::wpp {

struct ScannedFile {
    std::filesystem::path path;
    std::string text;                         ///< as it is, without byte-order mark
    std::string code;                         ///< comments blanked out, strings kept, spliced lines joined
    std::vector<std::string> includes;        ///< as spelled
    std::set<std::string, std::less<>> words; ///< identifiers outside comments and strings
};

/// Reads files once, whoever asks.
class SourceTree {
public:
    explicit SourceTree(std::vector<std::filesystem::path> include_directories)
        : include_directories_(std::move(include_directories)) {}

    /// nullptr if it cannot be read.
    const ScannedFile *read(const std::filesystem::path &path);
    /// The file behind an #include of `from`; empty if there is none.
    std::filesystem::path find_include(const std::filesystem::path &from, const std::string &spelled);
    /// That relative or absolute path below `folder`, whatever the case of its letters; empty if there is none.
    std::filesystem::path find_below(const std::filesystem::path &folder, const std::string &spelled);
    /// The source and every header it reaches, the source first.
    std::vector<const ScannedFile *> reach(const std::filesystem::path &source);

private:
    const std::map<std::string, std::string> &listing(const std::filesystem::path &folder);

    std::vector<std::filesystem::path> include_directories_;
    std::map<std::filesystem::path, std::unique_ptr<ScannedFile>> files_;
    std::map<std::filesystem::path, std::map<std::string, std::string>> listings_; // lower case -> as it is
};

/// Text without comments: each becomes a blank (line ends stay), strings and characters stay. Spliced lines are joined
/// and followed by as many empty ones, so that later lines keep their numbers.
std::string without_comments(std::string_view text);

/// Calls `name(...)` of one of the names that begin on one line and end on another, outside preprocessor lines.
struct LongCall {
    std::uint32_t first_line = 0;
    std::uint32_t last_line = 0;
};
std::vector<LongCall> find_long_calls(std::string_view code, const std::set<std::string> &names);

/// The enumerators of `enum name {...}` or `typedef enum {...} name`, in order, with preprocessor lines between them
/// (they begin with '#'); empty if the code does not define it.
struct Enumerator {
    std::string name;  ///< or a whole preprocessor line
    std::string value; ///< text after '='; empty: one more than the one before
};
std::vector<Enumerator> find_enumeration(std::string_view code, std::string_view name);

} // namespace acxsim::builder::wpp
