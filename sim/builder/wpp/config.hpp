// SPDX-License-Identifier: MIT
//
// The configuration language of WPP software tracing, as drivers write it in comments between `begin_wpp config` and
// `end_wpp`: trace functions, prefixes and suffixes of their messages, formats of their own.
// Source: "Can I customize DoTraceMessage?", "How do I add a prefix and suffix to a trace message?", "How do you define
// custom data types?". Leaves out: .tpl templates and .ini files of the user.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::builder::wpp {

/// FUNC Name{CONSTANT=value}(A, B, MSG, ...)
struct TraceFunction {
    std::string name;
    std::vector<std::pair<std::string, std::string>> constants;
    std::vector<std::string> parameters; ///< in order, with "MSG" and "..." among them
    std::string place = {};              ///< "file:line"

    bool takes_message() const;
    bool takes_any() const; ///< "..."
    /// What the names of its condition macros are made of: constants, then parameters, without MSG: "LEVEL_FLAGS".
    std::string conditions() const;
    bool same_as(const TraceFunction &other) const {
        return constants == other.constants && parameters == other.parameters;
    }
};

/// USEPREFIX(Name, "format", expression...) and USESUFFIX
struct Decoration {
    std::string format; ///< with its quotes, as the source has it
    std::vector<std::string> expressions;
    std::string place = {};
};

/// CUSTOM_TYPE, DEFINE_SIMPLE_TYPE, DEFINE_CPLX_TYPE: what %!Name! means.
struct CustomFormat {
    enum class Kind : std::uint8_t { Enum, FlagsEnum, List, Set, Simple, Complex };
    Kind kind = Kind::List;
    std::string enumeration = {};                                 ///< Enum, FlagsEnum: tag or name of the type
    std::vector<std::pair<std::string, std::int64_t>> items = {}; ///< List: values, Set: bit numbers
    std::string conversion = {};                                  ///< Simple: a printf conversion without '%'
    std::string helper = {};                                      ///< Complex: macro that lists the pieces
    std::string argument_type = {};
    std::string item_type = {};
    std::string place = {};
};

struct Config {
    std::map<std::string, TraceFunction> functions;
    std::map<std::string, Decoration> prefixes;
    std::map<std::string, Decoration> suffixes;
    std::map<std::string, CustomFormat> formats;
    std::vector<std::string> macros; ///< of WPP_FLAGS(-Dname(arguments)=text): "name(arguments) text"
    bool empty() const { return functions.empty() && prefixes.empty() && suffixes.empty(); }

    /// Adds what `other` says; a trace function that both declare, differently, is an error.
    core::Result<void> merge(const Config &other);
};

/// Reads every config block of a file. `path` is for messages.
core::Result<Config> parse_config_blocks(std::string_view text, const std::string &path);

/// Name{CONSTANT=value}(A, B, MSG, ...), as -func: has it.
core::Result<TraceFunction> parse_trace_function(std::string_view text, const std::string &place);

} // namespace acxsim::builder::wpp
