// SPDX-License-Identifier: MIT
//
// What came out of a run, as one value: the verdict and everything a report says. It holds no simulator objects, so it
// travels from the worker process to its supervisor. Exit codes: design.md section 7.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/acx/topology.hpp"

namespace acxsim::scenario {

enum class Verdict : std::uint8_t {
    Pass,
    Violation,      ///< a contract rule was broken, or an expected violation did not come
    UsageError,     ///< the run could not be set up: scenario, driver or output
    Glitch,         ///< the sound, or a quality threshold
    Hang,           ///< a callback does not return, or the stream cannot be taken down
    Stalled,        ///< liveness: the driver or a stream did not come up, or gave up
    Crash,          ///< driver crash or bug check
    NonDeterminism, ///< two runs of the same inputs differ
    InternalError,  ///< ours
    TimeLimit,
    Interrupted,
};

constexpr int exit_code(Verdict verdict) {
    switch (verdict) {
    case Verdict::Pass:
        return 0;
    case Verdict::Violation:
        return 1;
    case Verdict::UsageError:
        return 2;
    case Verdict::Glitch:
        return 3;
    case Verdict::Hang:
    case Verdict::Stalled:
        return 4;
    case Verdict::Crash:
        return 5;
    case Verdict::NonDeterminism:
        return 6;
    case Verdict::InternalError:
        return 7;
    case Verdict::TimeLimit:
        return 124;
    case Verdict::Interrupted:
        break;
    }
    return 130;
}

inline constexpr std::array<std::string_view, 11> verdict_names{
    "pass",  "violation",       "usage error",    "glitch",     "hang",       "liveness",
    "crash", "non-determinism", "internal error", "time limit", "interrupted"};
constexpr std::string_view name_of(Verdict verdict) { return verdict_names[static_cast<std::size_t>(verdict)]; }

/// A line of source, as debug information tells it. line 0: unknown.
struct SourceFrame {
    std::string function;
    std::string file;
    std::uint32_t line = 0;
    std::string module; ///< "hda_codec.so"; the program itself: "acxsim"
};

struct ViolationReport {
    std::string id;
    std::string severity; ///< "fatal", "error", "warning" or "information"
    std::string statement;
    std::int64_t time_ns = 0;
    std::int32_t processor = -1; ///< -1: none
    std::uint32_t irql = 0;
    std::string call;
    std::string message; ///< with the values that disagree
    std::vector<SourceFrame> stack;
    std::int32_t stream = -1; ///< index; -1: none
    std::int64_t packet = -1; ///< -1: none
    std::uint64_t occurrences = 1;
    bool expected = false; ///< the scenario lists it under [expect]

    /// Where in the driver; nullptr if nothing is known.
    const SourceFrame *place() const { return stack.empty() || stack.front().line == 0 ? nullptr : &stack.front(); }
};

struct GlitchReport {
    std::string kind;
    std::int32_t stream = -1;
    std::uint64_t packet = 0;
    std::uint64_t frame = 0;
    std::uint64_t length = 0;
    std::int64_t time_ns = 0;
    std::int64_t late_ns = 0; ///< torn and stale: how long after the fetch the write came
};

struct StreamReport {
    std::string circuit;
    std::string direction;
    std::string format;
    std::uint32_t rate_hz = 0;
    std::uint32_t packet_frames = 0;
    std::uint32_t packet_count = 0;
    std::uint64_t packets_completed = 0;
    std::uint64_t frames_played = 0; ///< capture: frames read
    std::uint64_t positions_read = 0;
    double position_error_frames_max = 0;
    double notify_jitter_us_max = 0;
    std::uint64_t glitches = 0;
    std::string failure; ///< why the client gave up; empty: it did not
};

struct Artefact {
    std::string kind; ///< "wav", "trace"
    std::string path;
};

/// What the driver left behind when it was unloaded: everything of one kind that came from one place.
struct LeakReport {
    std::string what; ///< "pool", "MDL", "handle", "thread", "timer", "framework object" ...
    std::string name; ///< pool tag, kind of handle or object; empty: none
    std::uint64_t count = 1;
    std::uint64_t size_bytes = 0;   ///< of each; 0: has none
    std::string callback;           ///< the driver's callback in which it was made
    std::vector<SourceFrame> stack; ///< where it was made: driver frames only, innermost first

    /// Where in the driver it was made; nullptr: not known.
    const SourceFrame *place() const {
        for (const SourceFrame &frame : stack) {
            if (frame.line != 0) return &frame;
        }
        return nullptr;
    }
    /// In one line, without the place.
    std::string text() const;
};

/// A bug check, crash, hang or other end that was not the scenario's.
struct StopReport {
    std::string reason; ///< "bug check", "crash", "exit", "hang" ...
    std::string text;
    std::string hint;
    std::string callback;
    std::uint32_t bug_check_code = 0;
    std::array<std::uint64_t, 4> bug_check_parameters{};
    std::int32_t signal = 0;
    std::vector<SourceFrame> stack;
};

/// A fault that was armed, and what became of it.
struct FaultReport {
    std::string id;   ///< "Q-01"
    std::string name; ///< "lost-interrupt"
    std::string sees; ///< what it looks like to the driver
    std::uint64_t strikes = 0;
    std::uint64_t occasions = 0; ///< on which it had an effect
    std::int64_t first_ns = 0;   ///< of the first strike
    std::int64_t last_ns = 0;
};

/// A line that the driver wrote: WPP, TraceLogging, DbgPrint.
struct DriverLineReport {
    std::int64_t time_ns = 0;
    std::int32_t processor = -1; ///< -1: none
    std::uint32_t irql = 0;
    std::string source; ///< "wpp", "tracelogging" or "dbgprint"
    std::string level;
    std::string flags;
    std::string function;
    std::string file;
    std::uint32_t line = 0;
    std::string text;
    std::string shown; ///< all of it, as the log has it
};

/// How the driver turned to the hardware.
struct HardwareUse {
    bool registers_mapped = false; ///< MmMapIoSpace
    bool interrupt_connected = false;
    std::uint64_t register_accesses = 0;
    bool any() const { return registers_mapped || interrupt_connected || register_accesses != 0; }
};

struct Outcome {
    std::string version;
    std::string scenario; ///< its name
    std::string file;
    std::string driver;
    std::uint64_t seed = 0;
    std::string profile;
    std::string model;
    Verdict verdict = Verdict::Pass;
    std::string reason; ///< the verdict in one sentence
    double simulated_seconds = 0;
    double wall_seconds = 0;
    std::uint64_t trace_hash = 0;
    std::uint64_t trace_records = 0;
    std::uint32_t rules_checked = 0;
    std::vector<ViolationReport> violations; ///< in order of time, unexpected ones and expected ones
    std::uint64_t violations_dropped = 0;    ///< beyond what a report keeps
    std::vector<GlitchReport> glitches;
    std::uint64_t glitches_total = 0;
    std::vector<StreamReport> streams;
    std::vector<std::string> unmet;    ///< expectations that were not met, one sentence each
    std::vector<std::string> failures; ///< steps of the driver's life that failed, in words
    std::vector<LeakReport> leaks;     ///< what the driver left behind
    std::vector<FaultReport> faults;   ///< of the hardware, in the order in which they were armed
    std::vector<Artefact> artefacts;
    HardwareUse hardware;
    std::optional<acx::Topology> topology; ///< of an inspection
    std::optional<StopReport> stop;
    std::vector<std::string> last_records;      ///< the end of the trace, when the run ended badly
    std::vector<DriverLineReport> driver_lines; ///< the last ones
    std::uint64_t driver_lines_total = 0;
    std::string repeat_command;

    int exit_code() const { return scenario::exit_code(verdict); }
};

} // namespace acxsim::scenario
