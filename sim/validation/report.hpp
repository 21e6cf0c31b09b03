// SPDX-License-Identifier: MIT
//
// What `acxsim validate` prints: a table for a person, JSON for a machine, or the page docs/accuracy.md, which follows
// hwmodel.md 5.5: evidence of different kinds apart, the layer beside each row, fits called fits, and what is not
// validated said so.
#pragma once

#include <string>
#include <vector>

#include "sim/validation/experiment.hpp"

namespace acxsim::validation {

struct Result {
    const Experiment *experiment;
    Table table;
};

std::string human_report(const std::vector<Result> &results);
std::string json_report(const std::vector<Result> &results);
/// Expects all experiments.
std::string accuracy_page(const std::vector<Result> &results);

} // namespace acxsim::validation
