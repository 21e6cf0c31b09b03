// SPDX-License-Identifier: MIT
#include "sim/builder/wpp/trace_headers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "sim/builder/wpp/config.hpp"
#include "sim/builder/wpp/options.hpp"
#include "sim/builder/wpp/source_scan.hpp"

namespace acxsim::builder::wpp {

namespace {

namespace fs = std::filesystem;
using core::Error;
using core::Result;

// Trace functions that so many drivers have that their use without a declaration is a slip, or a driver whose
// configuration is elsewhere. Without any configuration acxsim_trace_common.h defines them.
constexpr std::array<std::string_view, 24> common_functions{"TraceEvents",
                                                            "DoTraceLevelMessage",
                                                            "DrvLogCritical",
                                                            "DrvLogError",
                                                            "DrvLogWarning",
                                                            "DrvLogInfo",
                                                            "DrvLogVerbose",
                                                            "DrvLogEnter",
                                                            "DrvLogExit",
                                                            "TRACE_LINE",
                                                            "TRACE_HRESULT",
                                                            "TRACE_FUNCTION_ENTRY",
                                                            "TRACE_FUNCTION_EXIT",
                                                            "TRACE_METHOD_ENTRY",
                                                            "TRACE_METHOD_EXIT",
                                                            "TRACE_METHOD_LINE",
                                                            "RETURN_NTSTATUS_IF_FAILED",
                                                            "RETURN_NTSTATUS_IF_FAILED_MSG",
                                                            "RETURN_NTSTATUS_IF_FAILED_UNLESS_ALLOWED",
                                                            "RETURN_NTSTATUS_IF_NULL_ALLOC",
                                                            "RETURN_NTSTATUS_IF_TRUE",
                                                            "RETURN_NTSTATUS_IF_TRUE_MSG",
                                                            "RETURN_NTSTATUS",
                                                            "RETURN_NTSTATUS_MSG"};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

bool ends_with_tmh(const std::string &name) {
    if (name.size() < 4) return false;
    std::string end = name.substr(name.size() - 4);
    for (char &c : end)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return end == ".tmh";
}

std::string joined(const std::vector<std::string> &list, std::string_view separator = ", ") {
    std::string text;
    for (const std::string &each : list)
        text += (text.empty() ? "" : std::string(separator)) + each;
    return text;
}

std::string in_quotes(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

/// What a .tmh needs: the union over the sources that include it.
struct Wanted {
    Config config;
    std::set<std::string> functions; ///< used ones
    std::set<std::string> formats;
    std::set<std::string> undeclared; ///< common functions that are used and that nothing names
    std::vector<const ScannedFile *> reached;
    std::vector<std::string> sources;
    bool configured = false; ///< any config block or -func: option was there
};

/// True if the code declares or defines `name` as a function or a macro: a type stands before it.
bool declares(const std::string &code, const std::string &name) {
    for (std::size_t at = code.find(name); at != std::string::npos; at = code.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        if ((at > 0 && is_word(code[at - 1])) || (end < code.size() && is_word(code[end]))) continue;
        std::size_t before = at;
        while (before > 0 && (code[before - 1] == ' ' || code[before - 1] == '\t' || code[before - 1] == '\n'))
            --before;
        if (before == at || before == 0) continue;
        if (code[before - 1] == '*') return true;
        std::size_t begin = before;
        while (begin > 0 && is_word(code[begin - 1]))
            --begin;
        const std::string previous = code.substr(begin, before - begin);
        if (previous == "define") return true;
        if (!previous.empty() && previous != "return" && previous != "else" && previous != "do") return true;
    }
    return false;
}

/// Enumerators as numbers, as far as that can be told from the text; otherwise as they are, for the compiler.
void enumeration_items(const std::vector<Enumerator> &list, const std::string &format, std::string_view kind,
                       std::string &text) {
    std::map<std::string, std::int64_t> known;
    std::optional<std::int64_t> next = 0;
    std::vector<std::pair<std::string, std::int64_t>> numbers;
    bool all = true;
    for (const Enumerator &each : list) {
        if (each.name.front() == '#') {
            all = false;
            break;
        }
        if (!each.value.empty()) {
            char *end = nullptr;
            const std::int64_t number = static_cast<std::int64_t>(std::strtoll(each.value.c_str(), &end, 0));
            const std::string rest = end;
            if (end != each.value.c_str() && rest.find_first_not_of("uUlL \t\n") == std::string::npos) {
                next = number;
            } else if (const auto other = known.find(each.value); other != known.end()) {
                next = other->second;
            } else {
                all = false;
                break;
            }
        }
        known[each.name] = *next;
        numbers.emplace_back(each.name, *next);
        ++*next;
    }
    if (all) {
        for (const auto &[name, value] : numbers)
            text += fmt::format("    {{{}, {}, {}, {}, 0}},\n", in_quotes(format), in_quotes(name), value, kind);
        return;
    }
    for (const Enumerator &each : list) {
        if (each.name.front() == '#')
            text += each.name + "\n";
        else
            text += fmt::format("    {{{}, {}, (long long)({}), {}, 0}},\n", in_quotes(format), in_quotes(each.name),
                                each.name, kind);
    }
}

class Writer {
public:
    Writer(const std::string &name, const Wanted &wanted) : wanted_(wanted), items_("AcxSimWppItems_") {
        for (const char c : name)
            items_ += is_word(c) ? c : '_';
    }

    std::string write() {
        text_ = fmt::format("// Generated by acxsim from the WPP configuration of {}. Changes are lost.\n",
                            joined(wanted_.sources));
        text_ += "#include \"acxsim_wpp.h\"\n";
        for (const std::string &macro : wanted_.config.macros) {
            const std::string name = macro.substr(0, macro.find_first_of("( "));
            text_ += fmt::format("#ifndef {}\n#define {}\n#endif\n", name, macro);
        }
        formats();
        std::set<std::string> conditions;
        for (const std::string &name : wanted_.functions) {
            const TraceFunction &function = wanted_.config.functions.at(name);
            if (conditions.insert(function.conditions()).second) condition_defaults(function.conditions());
        }
        for (const std::string &name : wanted_.functions)
            function(wanted_.config.functions.at(name));
        if (!wanted_.configured) {
            text_ += "\n#include \"acxsim_trace_common.h\"\n";
        } else {
            for (const std::string &name : wanted_.undeclared) {
                text_ += fmt::format("\n#ifndef {0}\n#define {0}(...) _Pragma(\"GCC error \\\"{0}: no FUNC line of a "
                                     "begin_wpp config block names this trace function\\\"\")\n#endif\n",
                                     name);
            }
        }
        return std::move(text_);
    }

private:
    void formats() {
        std::string rows;
        std::string expanders;
        for (const std::string &name : wanted_.formats) {
            const CustomFormat &format = wanted_.config.formats.at(name);
            switch (format.kind) {
            case CustomFormat::Kind::Enum:
            case CustomFormat::Kind::FlagsEnum: {
                std::vector<Enumerator> list;
                for (const ScannedFile *file : wanted_.reached) {
                    list = find_enumeration(file->code, format.enumeration);
                    if (!list.empty()) break;
                }
                if (list.empty())
                    rows += fmt::format("    // %!{}!: no enumeration {} in sight, shown as a number\n", name,
                                        format.enumeration);
                enumeration_items(list, name,
                                  format.kind == CustomFormat::Kind::Enum ? "ACXSIM_TRACE_ITEM_NAME"
                                                                          : "ACXSIM_TRACE_ITEM_FLAG",
                                  rows);
                break;
            }
            case CustomFormat::Kind::List:
            case CustomFormat::Kind::Set:
                for (const auto &[item, value] : format.items) {
                    rows += fmt::format("    {{{}, {}, {}, {}, 0}},\n", in_quotes(name), in_quotes(item), value,
                                        format.kind == CustomFormat::Kind::List ? "ACXSIM_TRACE_ITEM_NAME"
                                                                                : "ACXSIM_TRACE_ITEM_BIT");
                }
                break;
            case CustomFormat::Kind::Simple:
                rows += fmt::format("    {{{}, {}, 0, ACXSIM_TRACE_ITEM_ALIAS, 0}},\n", in_quotes(name),
                                    in_quotes(format.conversion));
                break;
            case CustomFormat::Kind::Complex:
                if (format.helper == "0" || format.helper.empty()) break;
                expanders += expander(name, format);
                rows +=
                    fmt::format("#ifdef {3}\n    {{{0}, {1}, 0, ACXSIM_TRACE_ITEM_EXPAND, {2}_{4}}},\n#endif\n",
                                in_quotes(name), in_quotes(format.item_type), items_, format.helper, identifier(name));
                break;
            }
        }
        // A file that two sources reach is listed once.
        std::set<std::string> lines;
        for (const ScannedFile *file : wanted_.reached) {
            for (const LongCall &call : find_long_calls(file->code, wanted_.functions))
                lines.insert(fmt::format("    {{\"\", {}, {}LL << 32 | {}, ACXSIM_TRACE_ITEM_LINE, 0}},\n",
                                         in_quotes(file->path.filename().string()), call.first_line, call.last_line));
        }
        for (const std::string &line : lines)
            rows += line;
        if (rows.empty()) return;
        has_items_ = true;
        text_ += "\n" + expanders;
        text_ += fmt::format(
            "static const ACXSIM_TRACE_ITEM {}[] __attribute__((unused)) = {{\n{}    {{0, 0, 0, 0, 0}}}};\n", items_,
            rows);
    }

    static std::string identifier(const std::string &name) {
        std::string text;
        for (const char c : name)
            text += is_word(c) ? c : '_';
        return text;
    }

    std::string expander(const std::string &name, const CustomFormat &format) const {
        std::string type = format.argument_type;
        std::erase(type, '&');
        return fmt::format("#ifdef {3}\n"
                           "static __attribute__((unused)) void {0}_{1}(const ACXSIM_TRACE_VALUE *AcxSimValue,\n"
                           "    void (*AcxSimPair)(void *, size_t, const void *), void *AcxSimContext) {{\n"
                           "    const void *AcxSimData = AcxSimValue->Size == 0 ? (const void *)&AcxSimValue->Data : "
                           "AcxSimValue->Data;\n"
                           "    if (AcxSimValue->Size == 0 || AcxSimValue->Size >= sizeof({2})) {{\n"
                           "        {3}((*({2} *)AcxSimData))\n"
                           "    }}\n"
                           "}}\n#endif\n",
                           items_, identifier(name), type, format.helper);
    }

    void condition_defaults(const std::string &conditions) {
        text_ += fmt::format("\n"
                             "#ifndef WPP_{0}_PRE\n#define WPP_{0}_PRE(...)\n#endif\n"
                             "#ifndef WPP_{0}_POST\n#define WPP_{0}_POST(...)\n#endif\n"
                             "#ifndef WPP_{0}_ENABLED\n"
                             "#if defined(WPP_RECORDER_{0}_FILTER) && defined(ACXSIM_WPP_CONTROLS_KNOWN)\n"
                             "#define WPP_{0}_ENABLED(...) WPP_RECORDER_{0}_FILTER(__VA_ARGS__)\n"
                             "#else\n#define WPP_{0}_ENABLED(...) 1\n#endif\n#endif\n",
                             conditions);
    }

    /// The constant or parameter of that meaning: its value or name, and whether it is a parameter.
    struct Condition {
        std::string text;
        bool is_parameter = false;
    };
    static std::optional<Condition> condition(const TraceFunction &function,
                                              std::initializer_list<std::string_view> names) {
        const auto is_one = [&names](std::string name) {
            for (char &c : name)
                c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        for (const auto &[name, value] : function.constants) {
            if (is_one(name)) return Condition{value, false};
        }
        for (const std::string &name : function.parameters) {
            if (is_one(name)) return Condition{name, true};
        }
        return std::nullopt;
    }

    void function(const TraceFunction &function) {
        const std::string conditions = function.conditions();
        std::vector<std::string> parameters;
        std::vector<std::string> condition_arguments;
        for (const auto &[name, value] : function.constants)
            condition_arguments.push_back(value);
        const auto prefix = wanted_.config.prefixes.find(function.name);
        const auto suffix = wanted_.config.suffixes.find(function.name);
        std::string arguments;
        if (prefix != wanted_.config.prefixes.end()) {
            for (const std::string &expression : prefix->second.expressions)
                arguments += ", " + (expression == "__LINE__" ? "ACXSIM_TRACE_LINE_HERE" : expression);
        }
        bool after_message = false;
        for (const std::string &name : function.parameters) {
            parameters.push_back(name);
            if (name == "MSG")
                after_message = true;
            else if (name == "...")
                arguments += ", ##__VA_ARGS__";
            else if (after_message)
                arguments += ", " + name;
            else
                condition_arguments.push_back(name);
        }
        if (suffix != wanted_.config.suffixes.end()) {
            for (const std::string &expression : suffix->second.expressions)
                arguments += ", " + (expression == "__LINE__" ? "ACXSIM_TRACE_LINE_HERE" : expression);
        }
        const auto level = condition(function, {"LEVEL", "LVL"});
        const auto flags = condition(function, {"FLAGS", "FLAG"});
        // Without a flag the "level" is one: WPP_LEVEL_ENABLED(x) asks for the bit of that name.
        const bool level_is_flag =
            level && !flags && (level->is_parameter || level->text.rfind("TRACE_LEVEL_", 0) != 0);
        const std::string level_text = !level          ? "TRACE_LEVEL_NONE"
                                       : level_is_flag ? "TRACE_LEVEL_INFORMATION"
                                                       : level->text;
        const std::optional<Condition> shown_flags = level_is_flag ? level : flags;
        const std::string flags_text = !shown_flags                ? "\"\""
                                       : shown_flags->is_parameter ? "#" + shown_flags->text
                                                                   : in_quotes(shown_flags->text);
        const std::string condition_text = joined(condition_arguments);
        text_ += fmt::format(
            "\n// {9}\n#undef {0}\n#define {0}({1}) \\\n"
            "    WPP_{2}_PRE({3}) \\\n"
            "    ((void)((WPP_{2}_ENABLED({3})) ? \\\n"
            "        (ACXSIM_TRACE({4}, {5}, {6}, {7}, {8}{10}), 1) : 0)) \\\n"
            "    WPP_{2}_POST({3})\n",
            function.name, joined(parameters), conditions, condition_text, level_text, flags_text,
            has_items_ ? items_ : std::string("(const ACXSIM_TRACE_ITEM *)0"),
            prefix != wanted_.config.prefixes.end() ? prefix->second.format : std::string("\"\""),
            fmt::format("{}, {}", function.takes_message() ? "MSG" : "\"\"",
                        suffix != wanted_.config.suffixes.end() ? suffix->second.format : std::string("\"\"")),
            function.place, arguments);
    }

    const Wanted &wanted_;
    std::string items_;
    std::string text_;
    bool has_items_ = false;
};

} // namespace

core::Result<std::vector<TraceHeader>> generate_trace_headers(const TraceInput &input) {
    SourceTree tree(input.include_directories);
    std::vector<std::string> scans;
    auto from_options = options_config(input.options, scans);
    if (!from_options) return from_options.error();
    for (const fs::path &scan : input.scan_files)
        scans.push_back(scan.string());

    std::map<const ScannedFile *, Config> configs; // of each file, once
    const auto config_of = [&configs](const ScannedFile *file) -> Result<Config *> {
        const auto [found, is_new] = configs.try_emplace(file);
        if (is_new && file->text.find("begin_wpp") != std::string::npos) {
            auto parsed = parse_config_blocks(file->text, file->path.string());
            if (!parsed) return parsed.error();
            found->second = std::move(*parsed);
        }
        return &found->second;
    };

    std::map<std::string, Wanted> headers;
    for (const fs::path &source : input.sources) {
        if (tree.read(source) == nullptr)
            return Error{fmt::format("the source \"{}\" cannot be read", source.string()), "", ""};
        std::vector<const ScannedFile *> reached = tree.reach(source);
        std::set<std::string> names;
        for (const ScannedFile *file : reached) {
            for (std::string spelled : file->includes) {
                std::replace(spelled.begin(), spelled.end(), '\\', '/');
                if (ends_with_tmh(spelled) && tree.find_include(file->path, spelled).empty()) names.insert(spelled);
            }
        }
        if (names.empty()) continue;

        Config config;
        config.functions["DoTraceMessage"] = {"DoTraceMessage", {}, {"LEVEL", "MSG", "..."}, "built in"};
        Config declared = *from_options;
        std::set<const ScannedFile *> seen;
        const auto add = [&](const ScannedFile *file) -> Result<void> {
            if (!seen.insert(file).second) return {};
            auto one = config_of(file);
            if (!one) return one.error();
            return declared.merge(**one);
        };
        for (const std::string &scan : scans) {
            const fs::path path = tree.find_include(source, scan);
            const ScannedFile *file = path.empty() ? nullptr : tree.read(path);
            if (file == nullptr) {
                return Error{
                    fmt::format("the WPP scan file \"{}\" is neither beside \"{}\" nor in an include directory", scan,
                                source.string()),
                    "", ""};
            }
            if (auto added = add(file); !added) return added.error();
        }
        for (const ScannedFile *file : reached) {
            if (auto added = add(file); !added) return added.error();
        }
        const bool configured = !declared.empty();
        for (const auto &[name, function] : declared.functions)
            config.functions.erase(name); // a driver may declare DoTraceMessage itself
        if (auto merged = config.merge(declared); !merged) return merged.error();

        std::set<std::string> used;
        std::set<std::string> undeclared;
        const auto uses = [&reached](const std::string &name) {
            return std::any_of(reached.begin(), reached.end(),
                               [&name](const ScannedFile *file) { return file->words.count(name) != 0; });
        };
        for (const auto &[name, function] : config.functions) {
            if (uses(name)) used.insert(name);
        }
        for (const std::string_view common : common_functions) {
            const std::string name(common);
            if (config.functions.count(name) != 0 || !uses(name)) continue;
            if (std::none_of(reached.begin(), reached.end(),
                             [&name](const ScannedFile *file) { return declares(file->code, name); }))
                undeclared.insert(name);
        }
        std::set<std::string> formats;
        for (const auto &[name, format] : config.formats) {
            const std::string mark = "%!" + name + "!";
            const auto mentions = [&mark](const Decoration &decoration) {
                return decoration.format.find(mark) != std::string::npos;
            };
            bool found = std::any_of(reached.begin(), reached.end(), [&mark](const ScannedFile *file) {
                return file->code.find(mark) != std::string::npos;
            });
            for (const std::string &function : used) {
                const auto prefix = config.prefixes.find(function);
                const auto suffix = config.suffixes.find(function);
                found = found || (prefix != config.prefixes.end() && mentions(prefix->second)) ||
                        (suffix != config.suffixes.end() && mentions(suffix->second));
            }
            if (found) formats.insert(name);
        }

        for (const std::string &name : names) {
            Wanted &wanted = headers[name];
            if (auto merged = wanted.config.merge(config); !merged) return merged.error();
            wanted.functions.insert(used.begin(), used.end());
            wanted.formats.insert(formats.begin(), formats.end());
            wanted.undeclared.insert(undeclared.begin(), undeclared.end());
            wanted.reached.insert(wanted.reached.end(), reached.begin(), reached.end());
            wanted.sources.push_back(source.filename().string());
            wanted.configured = wanted.configured || configured;
        }
    }

    std::vector<TraceHeader> result;
    for (const auto &[name, wanted] : headers)
        result.push_back({name, Writer(name, wanted).write()});
    return result;
}

} // namespace acxsim::builder::wpp
