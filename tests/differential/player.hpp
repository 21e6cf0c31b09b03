// SPDX-License-Identifier: MIT
//
// Plays a script on a controller of one timing and writes down everything that somebody outside it could notice.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hwmodel/timing.hpp"
#include "tests/differential/script.hpp"

namespace acxsim::differential {

struct Observation {
    std::size_t step;      ///< of the script, the one before which or at which it was made
    const char *what;      ///< a literal
    std::int64_t at_ticks; ///< virtual time
    std::uint64_t value;
    bool operator==(const Observation &other) const {
        return step == other.step && at_ticks == other.at_ticks && value == other.value &&
               std::string_view(what) == other.what;
    }
};

struct Performance {
    std::vector<Observation> observations;
    std::vector<std::string> records; ///< only when asked for
    std::uint64_t events = 0;         ///< taken from the queue
};

/// `keep_records` also keeps the trace, as text, to explain a difference.
Performance play(const Script &script, hw::Timing timing, bool keep_records = false);

} // namespace acxsim::differential
