// SPDX-License-Identifier: MIT
//
// Lazy equals exact: random scripts on the HDA controller, each played in both timings; everything that can be noticed
// must be the same. A difference is printed with the script's seed, both values, and the script made as small as it
// goes while it still shows a difference.
//
//   differential_hda [--scripts N] [--from SEED]
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/differential/player.hpp"

namespace acxsim::differential {

namespace {

constexpr std::uint64_t scripts_min = 10'000;

struct Difference {
    bool found = false;
    std::size_t index = 0; // of the first observation that differs
};

Difference compare(const Performance &exact, const Performance &lazy) {
    const std::size_t common = std::min(exact.observations.size(), lazy.observations.size());
    for (std::size_t i = 0; i < common; ++i) {
        if (!(exact.observations[i] == lazy.observations[i])) return {true, i};
    }
    return {exact.observations.size() != lazy.observations.size(), common};
}

bool differs(const Script &script) {
    return compare(play(script, hw::Timing::Exact), play(script, hw::Timing::Lazy)).found;
}

/// Leaves out what is not needed for a difference: halves, quarters, ... single steps.
Script shrink(Script script) {
    for (std::size_t size = script.steps.size() / 2; size != 0; size /= 2) {
        for (std::size_t first = 0; first + size <= script.steps.size();) {
            Script smaller = script;
            const auto begin = smaller.steps.begin() + static_cast<std::ptrdiff_t>(first);
            smaller.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
            if (differs(smaller)) {
                script = std::move(smaller);
            } else {
                first += size;
            }
        }
    }
    return script;
}

void print(const char *timing, const Performance &performance, std::size_t index) {
    if (index >= performance.observations.size()) {
        std::printf("  %s: nothing more\n", timing);
        return;
    }
    const Observation &seen = performance.observations[index];
    std::printf("  %s: step %zu, tick %lld: %s = %llu\n", timing, seen.step, static_cast<long long>(seen.at_ticks),
                seen.what, static_cast<unsigned long long>(seen.value));
}

void explain(const Script &whole) {
    std::printf("DIFFERENCE in script %llu\n", static_cast<unsigned long long>(whole.seed));
    Performance exact = play(whole, hw::Timing::Exact);
    Performance lazy = play(whole, hw::Timing::Lazy);
    Difference first = compare(exact, lazy);
    print("exact", exact, first.index);
    print("lazy ", lazy, first.index);
    const Script script = shrink(whole);
    exact = play(script, hw::Timing::Exact, true);
    lazy = play(script, hw::Timing::Lazy, true);
    first = compare(exact, lazy);
    std::printf("made smaller, with%s\n", describe(script.parameters).c_str());
    for (std::size_t i = 0; i < script.steps.size(); ++i)
        std::printf("  %zu %s\n", i, describe(script.steps[i]).c_str());
    print("exact", exact, first.index);
    print("lazy ", lazy, first.index);
    for (std::size_t i = 0; i < std::max(exact.records.size(), lazy.records.size()); ++i) {
        const char *in_exact = i < exact.records.size() ? exact.records[i].c_str() : "no record";
        const char *in_lazy = i < lazy.records.size() ? lazy.records[i].c_str() : "no record";
        if (std::strcmp(in_exact, in_lazy) == 0) continue;
        std::printf("  first record that differs, number %zu\n    exact: %s\n    lazy:  %s\n", i, in_exact, in_lazy);
        break;
    }
}

} // namespace

int run(std::uint64_t from, std::uint64_t scripts, std::uint64_t at_least) {
    std::uint64_t observations = 0;
    std::uint64_t differences = 0;
    std::uint64_t exact_events = 0;
    std::uint64_t lazy_events = 0;
    std::uint64_t saved = 0;
    for (std::uint64_t seed = from; seed < from + scripts; ++seed) {
        const Script script = make_script(seed);
        const Performance exact = play(script, hw::Timing::Exact);
        const Performance lazy = play(script, hw::Timing::Lazy);
        observations += exact.observations.size();
        exact_events += exact.events;
        lazy_events += lazy.events;
        if (lazy.events * 3 < exact.events) ++saved;
        if (!compare(exact, lazy).found) continue;
        if (++differences <= 3) explain(script);
    }
    std::printf("%llu scripts, %llu observations, %llu differences; %llu events exact, %llu lazy, less than a third in "
                "%llu scripts\n",
                static_cast<unsigned long long>(scripts), static_cast<unsigned long long>(observations),
                static_cast<unsigned long long>(differences), static_cast<unsigned long long>(exact_events),
                static_cast<unsigned long long>(lazy_events), static_cast<unsigned long long>(saved));
    if (scripts == 1) return differences == 0 ? 0 : 1; // one script, to look into it
    if (scripts < at_least)
        std::printf("at least %llu scripts are asked for\n", static_cast<unsigned long long>(at_least));
    const bool means_something = saved * 4 > scripts;
    if (!means_something) std::printf("the lazy timing hardly saved an event: there was nothing to compare\n");
    return differences == 0 && scripts >= at_least && means_something ? 0 : 1;
}

} // namespace acxsim::differential

int main(int argc, char **argv) {
    std::uint64_t scripts = acxsim::differential::scripts_min;
    std::uint64_t at_least = scripts; // --at-least: a sanitized build is slow, and gets by with fewer
    std::uint64_t from = 1;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        if (option == "--scripts") scripts = std::strtoull(argv[i + 1], nullptr, 10);
        if (option == "--at-least") at_least = std::strtoull(argv[i + 1], nullptr, 10);
        if (option == "--from") from = std::strtoull(argv[i + 1], nullptr, 10);
    }
    return acxsim::differential::run(from, scripts, at_least);
}
