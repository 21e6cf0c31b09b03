// SPDX-License-Identifier: MIT
#include "sim/builder/wpp/options.hpp"

#include <cctype>
#include <string_view>

#include <fmt/format.h>

namespace acxsim::builder::wpp {

core::Result<Config> options_config(const std::vector<std::string> &options, std::vector<std::string> &scan_files) {
    Config config;
    for (const std::string &option : options) {
        // One option may hold several, divided by blanks; those inside parentheses and braces belong to it.
        std::vector<std::string> words;
        std::string word;
        int depth = 0;
        for (const char c : option + " ") {
            depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
            if (depth <= 0 && std::isspace(static_cast<unsigned char>(c)) != 0) {
                if (!word.empty() && word != "\\") words.push_back(word);
                word.clear();
            } else {
                word += c;
            }
        }
        if (depth > 0)
            return core::Error{fmt::format("the WPP option \"{}\" has no closing parenthesis", option), "", ""};
        for (const std::string &each : words) {
            if (each.rfind("-func:", 0) == 0) {
                auto function = parse_trace_function(std::string_view(each).substr(6), "the WPP option " + each);
                if (!function) return function.error();
                Config one;
                one.functions.emplace(function->name, *function);
                if (auto merged = config.merge(one); !merged) return merged.error();
            } else if (each.rfind("-scan:", 0) == 0) {
                scan_files.push_back(each.substr(6));
            } else if (each.rfind("-ini:", 0) == 0 || each.rfind("-gen:", 0) == 0) {
                continue; // Microsoft's own templates; what they define is built in
            }
        }
    }
    return config;
}

} // namespace acxsim::builder::wpp
