// SPDX-License-Identifier: MIT
//
// The bench of the experiments (sim/validation), under the name that tests know it by. Nothing here is modelled.
#pragma once

#include "sim/validation/hda_bench.hpp"

namespace acxsim::hw::test {
using namespace acxsim::validation;
} // namespace acxsim::hw::test
