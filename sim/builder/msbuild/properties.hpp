// SPDX-License-Identifier: MIT
//
// MSBuild properties: $(Name) in the text of a project. A name that nothing has set is empty for MSBuild, but it may
// have been set by what this build cannot read (the WDK's own files, the environment, a solution): the expansion
// remembers such names, and so do properties whose value depends on them, so that whoever uses the text can tell a
// known value from a hope. Metadata references %(Name) are replaced from the item's metadata.
//
// Not modelled: property functions such as $([System.IO.Path]::...); they count as unknown names.
// https://learn.microsoft.com/visualstudio/msbuild/msbuild-properties
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace acxsim::builder::msbuild {

/// Text after expansion, with the names that it would have needed.
struct Expanded {
    std::string text;                   ///< as MSBuild has it: empty where a name is not known
    std::string marked = text;          ///< the same with the name that is not known where it would stand
    std::set<std::string> unknown = {}; ///< also those on which conditions hung that chose this text
};

/// One part of a list, with the names that are not known in it.
struct ListPart {
    std::string text;
    std::set<std::string> unknown = {};
    bool toolchain = false; ///< all of them name folders of the WDK or of Visual Studio
};

using Metadata = std::function<Expanded(std::string_view name)>;

class Properties {
public:
    /// A global property (command line): projects cannot change it.
    void set_global(std::string_view name, std::string value);
    void set(std::string_view name, Expanded value);
    /// Used while nothing has set the name.
    void set_default(std::string_view name, std::string value);

    /// The value, if anything has set it or given it a default.
    const Expanded *find(std::string_view name) const;
    /// The text, or empty if nothing has set it.
    std::string text(std::string_view name) const;

    Expanded expand(std::string_view text, const Metadata &metadata = nullptr) const;

private:
    Expanded value_of(std::string_view expression) const;

    std::map<std::string, Expanded> values_; // by name in lower case
    std::map<std::string, Expanded> defaults_;
    std::set<std::string> globals_;
};

/// Properties by which the WDK's and Visual Studio's own files name their folders.
bool is_toolchain_property(std::string_view name);

/// MSBuild writes characters with a meaning of their own as %XX.
std::string unescape(std::string_view text);
/// Splits at semicolons, trims, and drops empty parts; takes marked text.
std::vector<ListPart> split_list(std::string_view marked);
std::string_view trim(std::string_view text);

} // namespace acxsim::builder::msbuild
