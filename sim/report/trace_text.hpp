// SPDX-License-Identifier: MIT
//
// Trace records as lines of text: time, processor, IRQL, what happened, to which object, with its members by name.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/core/trace.hpp"

namespace acxsim::report {

/// The record type of that kind, of whichever floor; nullptr if no floor declares it.
const core::KindInfo *kind_info_of(core::Kind kind);

std::string show_record(const core::Trace &trace, const core::Record &record);

/// The last records of the ring, oldest first.
std::vector<std::string> last_records(const core::Trace &trace, std::size_t count);

} // namespace acxsim::report
