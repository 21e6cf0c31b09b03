// SPDX-License-Identifier: MIT
//
// The outcome for a person at a console: at most some forty lines for a pass; a violation with its rule, time, place in
// the driver's source and the values that disagree. Colour only where the caller says so.
#pragma once

#include <string>

#include "sim/scenario/outcome.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::report {

struct HumanOptions {
    bool colour = false;
    bool verbose = false;     ///< every violation in full, whole stacks
    bool quote_source = true; ///< show the driver's line, if the file can be read
    std::string source_root;  ///< tried in front of relative file names
};

/// First line of a run: version, scenario, driver, seed.
std::string headline(const std::string &version, const scenario::Plan &plan);

/// Everything after it. Ends with a newline; the last line of a failed run is the command that repeats it.
std::string human(const scenario::Outcome &outcome, const HumanOptions &options);

} // namespace acxsim::report
