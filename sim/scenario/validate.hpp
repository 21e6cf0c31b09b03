// SPDX-License-Identifier: MIT
//
// What must fit together in a plan, beyond each field's own bounds: packets of whole frames, clients that fit the
// packet count, steps that name a stream, files that are there.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/plan.hpp"

namespace acxsim::scenario {

struct GivenAt {
    Place place;
    std::string source_line;
};
/// Where each key got its value: "stream.0.packet" -> place. Keys that were not given are not in it.
using PlaceMap = std::map<std::string, GivenAt>;

/// Appends what is wrong; resolves relative source paths against the scenario's folder.
void validate(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems);

} // namespace acxsim::scenario
