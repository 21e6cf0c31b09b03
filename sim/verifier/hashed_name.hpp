// SPDX-License-Identifier: MIT
//
// Turns the name hashes that records carry back into names: DDIs of all floors, driver callbacks, structures that
// drivers hand over. Only asked when a rule has something to report, so that records stay small.
#pragma once

#include <cstdint>
#include <string_view>

namespace acxsim::verifier {

/// The name whose core::hash_text() is `hash`; `otherwise` if no table has it.
std::string_view hashed_name(std::uint64_t hash, std::string_view otherwise);

} // namespace acxsim::verifier
