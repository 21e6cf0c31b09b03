// SPDX-License-Identifier: MIT
#include "sim/runner/compilers.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "sim/runner/tool_process.hpp"

namespace acxsim::runner {

namespace fs = std::filesystem;

namespace {

// The C++ compiler to a C compiler and the other way round, by their names: gcc-12 and g++-12.
struct Pair {
    std::string c;
    std::string cxx;
};

std::optional<Pair> pair_of(const std::string &name) {
    const std::size_t slash = name.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
    const std::string file = slash == std::string::npos ? name : name.substr(slash + 1);
    for (const auto &[c, cxx] :
         {std::pair<std::string, std::string>{"clang", "clang++"}, {"gcc", "g++"}, {"cc", "c++"}}) {
        for (const std::string &word : {cxx, c}) {
            const std::size_t at = file.rfind(word);
            if (at == std::string::npos) continue;
            const std::string before = folder + file.substr(0, at);
            const std::string after = file.substr(at + word.size());
            return Pair{before + c + after, before + cxx + after};
        }
    }
    return std::nullopt;
}

core::Result<builder::Compilers> ask(builder::Compilers compilers) {
    std::vector<std::string> lines;
    const auto end = run_tool({.command = {compilers.cxx.string(), "--version"},
                               .environment = {{"LC_ALL", "C"}},
                               .line = [&lines](std::string_view line) { lines.emplace_back(line); }});
    if (!end) return end.error();
    std::string all;
    for (const std::string &line : lines)
        all += line + "\n";
    const std::string first = lines.empty() ? "" : lines[0];
    if (const std::size_t at = first.find("clang version "); at != std::string::npos) {
        compilers.id = "Clang";
        compilers.version = first.substr(at + 14);
        compilers.version = compilers.version.substr(0, compilers.version.find_first_not_of("0123456789."));
    } else if (all.find("Free Software Foundation") != std::string::npos) {
        compilers.id = "GNU";
        compilers.version = first.substr(first.rfind(' ') + 1);
    }
    if (end->exit_code != 0 || compilers.version.empty()) {
        return core::Error{fmt::format("{} is neither gcc nor clang: it says \"{}\"", compilers.cxx.string(), first),
                           "--cc"};
    }
    return compilers;
}

} // namespace

core::Result<builder::Compilers> find_compilers(const std::string &wanted) {
    std::vector<std::string> candidates{"gcc", "clang"};
    if (!wanted.empty()) candidates = {wanted};
    for (const std::string &candidate : candidates) {
        const auto names = pair_of(candidate);
        if (!names) {
            return core::Error{fmt::format("{} is not a name of gcc or clang", candidate), "--cc",
                               "give gcc, clang, or the path of one of them"};
        }
        builder::Compilers compilers;
        compilers.c = find_program(names->c);
        compilers.cxx = find_program(names->cxx);
        if (!compilers.c.empty() && !compilers.cxx.empty()) return ask(std::move(compilers));
        if (!wanted.empty()) {
            return core::Error{fmt::format("there is no compiler {}", compilers.c.empty() ? names->c : names->cxx),
                               "--cc", "install it (gcc and g++, or clang), or give its path"};
        }
    }
    return core::Error{"there is no compiler: neither gcc and g++ nor clang and clang++ are on the search path", "",
                       "install build-essential or clang, or give a path with --cc"};
}

} // namespace acxsim::runner
