// SPDX-License-Identifier: MIT
//
// The smoke run: from what an inspection found, a list of short runs that touch every streaming pin: each class of
// formats, event and timer mode, pause and resume, close. And what came out of them, with the same finding at the same
// line of the driver told once.
// A run here is nothing but overrides of the default scenario, so that one command line repeats it alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/outcome.hpp"
#include "sim/scenario/parse.hpp"

namespace acxsim::scenario {

/// At most so many formats of one pin are played: first, lowest and highest, then those with a rate, size or channel
/// count of their own.
inline constexpr std::size_t smoke_formats_max = 8;

struct SmokeCase {
    std::string circuit;
    std::uint32_t pin_id = 0;
    std::string direction; ///< "render", "capture"
    std::string mode;      ///< "RAW" ...
    std::string format;    ///< as shown
    std::string client;    ///< "event", "timer"
    std::string what;      ///< "play", "pause and resume"
    std::vector<Override> overrides;
    std::string name() const; ///< in one line
};

struct SmokePlan {
    std::string model;        ///< "hda", "timer"
    std::string model_reason; ///< why this one
    std::vector<SmokeCase> cases;
    std::vector<std::string> notes; ///< what is left out, and why
};

/// The option of an override that names a hardware model that was found by trying.
inline constexpr std::string_view found_model_option = "found";

/// `given`: what the user has set; it is kept, and decides where it says anything.
SmokePlan plan_smoke(const acx::Topology &topology, const HardwareUse &hardware, const std::vector<Override> &given);

/// True if the overrides ask for one run of their own making and not for the smoke run.
bool names_a_stream(const std::vector<Override> &overrides);

struct SmokeRun {
    SmokeCase what;
    Outcome outcome;
    std::string not_run; ///< why it could not be run here; empty: it ran
};

/// What some of the runs have in common. Run 0 is the inspection, the others count from 1.
template <class Report>
struct Merged {
    Report report; ///< the first of them
    std::uint64_t occurrences = 0;
    std::vector<std::size_t> runs;
};

struct SmokeOutcome {
    std::string version;
    std::string driver;
    std::uint64_t seed = 0;
    std::string profile;
    Verdict verdict = Verdict::Pass;
    std::string reason;
    double wall_seconds = 0;
    SmokePlan plan; ///< without its cases, which stand with the runs
    Outcome inspection;
    std::vector<SmokeRun> runs;
    std::vector<Merged<ViolationReport>> violations; ///< by rule and driver line
    std::vector<Merged<StopReport>> stops;           ///< by what happened and driver line
    std::vector<Merged<LeakReport>> leaks;
    std::vector<Merged<std::string>> failures; ///< other sentences: what failed, expectations that were not met
    std::string repeat_command;                ///< of the first failing run; empty: none failed

    int exit_code() const { return scenario::exit_code(verdict); }
};

/// Fills in the merged lists, the verdict (the worst one) and its reason from inspection and runs.
void conclude(SmokeOutcome &outcome);

} // namespace acxsim::scenario
