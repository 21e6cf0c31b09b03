// SPDX-License-Identifier: MIT
//
// The USB bench of the experiments (sim/validation), under the name that tests know it by. Nothing here is modelled.
#pragma once

#include "sim/validation/usb_bench.hpp"
#include "tests/hwmodel/hda_bench.hpp"
