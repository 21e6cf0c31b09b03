// SPDX-License-Identifier: MIT
//
// The golden trace of QEMU's intel-hda (tests/qemu/golden/intel_hda.json), built in so that an installed acxsim can
// validate too. tests/qemu/record_trace.py makes it; the file holds the command.
#pragma once

#include <string_view>

namespace acxsim::validation {

/// JSON text.
std::string_view qemu_golden_trace();

} // namespace acxsim::validation
