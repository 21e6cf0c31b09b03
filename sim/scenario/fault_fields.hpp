// SPDX-License-Identifier: MIT
//
// The rows of the field table for [[fault]]: which fault, when, where, and the parameters that faults take. The
// parameters come from the catalogue (hwmodel/faults); a row stands for all faults that take it, and validation says
// which do not.
#pragma once

#include <vector>

#include "sim/scenario/diagnostic.hpp"
#include "sim/scenario/fields.hpp"
#include "sim/scenario/parse.hpp"
#include "sim/scenario/validate.hpp"

namespace acxsim::scenario {

void add_fault_fields(std::vector<Field> &table);

/// Resolves names and modes of plan.faults, and checks that each fault can be armed in the plan's hardware.
void validate_faults(Plan &plan, const PlaceMap &places, std::vector<Diagnostic> &problems);

/// `NAME[:key=value...]` of --fault, as overrides of the fields of fault number `element`.
std::vector<Override> fault_overrides(const std::string &argument, std::size_t element);

} // namespace acxsim::scenario
