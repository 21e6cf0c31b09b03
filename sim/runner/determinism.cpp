// SPDX-License-Identifier: MIT
#include "sim/runner/determinism.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace acxsim::runner {

namespace {

using scenario::Outcome;
using scenario::Verdict;

/// A folder of its own for two trace files, gone afterwards.
class ScratchFolder {
public:
    ScratchFolder() {
        std::error_code code;
        std::string name = (std::filesystem::temp_directory_path(code) / "acxsim-XXXXXX").string();
        if (::mkdtemp(name.data()) != nullptr) path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder &) = delete;
    ScratchFolder &operator=(const ScratchFolder &) = delete;
    bool good() const { return !path_.empty(); }
    std::string file(std::string_view name) const { return (std::filesystem::path(path_) / name).string(); }

private:
    std::string path_;
};

bool came_to_an_end(const Outcome &outcome) {
    return outcome.verdict != Verdict::UsageError && outcome.verdict != Verdict::Interrupted &&
           outcome.verdict != Verdict::TimeLimit && outcome.verdict != Verdict::InternalError;
}

bool same(const Outcome &a, const Outcome &b) {
    return a.trace_hash == b.trace_hash && a.trace_records == b.trace_records && a.verdict == b.verdict;
}

} // namespace

std::string first_difference(const std::string &trace_file, const std::string &other_trace_file) {
    std::ifstream first(trace_file);
    std::ifstream second(other_trace_file);
    std::string a;
    std::string b;
    for (std::uint64_t number = 1;; ++number) {
        const bool more_a = static_cast<bool>(std::getline(first, a));
        const bool more_b = static_cast<bool>(std::getline(second, b));
        if (!more_a && !more_b) return {};
        if (more_a && more_b && a == b) continue;
        return fmt::format("record {}: \"{}\" in one, \"{}\" in the other", number, more_a ? a : "(the end)",
                           more_b ? b : "(the end)");
    }
}

Outcome run_twice(const RunRequest &request, const scenario::Plan &plan, const SupervisorOutput &output) {
    Outcome first = supervise(request, plan, output);
    if (!came_to_an_end(first)) return first;
    RunRequest again = request;
    again.trace_file.clear(); // what the first run wrote stays
    again.wav.clear();
    const SupervisorOutput silent{[](std::string_view) {}, [](std::string_view) {}};
    const Outcome second = supervise(again, plan, silent);
    if (!came_to_an_end(second) || same(first, second)) return first;

    first.verdict = Verdict::NonDeterminism;
    first.reason = fmt::format("two runs of the same inputs differ: trace hash {:016x} over {} records, then {:016x} "
                               "over {}",
                               first.trace_hash, first.trace_records, second.trace_hash, second.trace_records);
    // The traces themselves cost time and room: they are written only now that they are needed.
    const ScratchFolder scratch;
    std::string difference;
    if (scratch.good()) {
        again.trace_file = scratch.file("one");
        (void)supervise(again, plan, silent);
        again.trace_file = scratch.file("other");
        (void)supervise(again, plan, silent);
        difference = first_difference(scratch.file("one"), scratch.file("other"));
    }
    first.failures.insert(first.failures.begin(),
                          difference.empty() ? "two further runs agreed: the difference does not come every time"
                                             : "the first difference is " + difference);
    first.failures.insert(first.failures.begin() + 1,
                          "look for what the driver reads beside the DDIs: the processor's counters, the host's clock, "
                          "addresses, memory that was never written");
    return first;
}

} // namespace acxsim::runner
