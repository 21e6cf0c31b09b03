// SPDX-License-Identifier: MIT
//
// Registry values as one writes them in a scenario: "Gain=dword:3", "device\Name=sz:Front", "Table=binary:01 02 ff".
// Before the equals sign stands the value's name, after the backslashes of the key that holds it: nothing for the
// driver's Parameters key, "device\" for the device's hardware key, "software\" for its software key, "service\" for
// the driver's service key, a full path beginning with \Registry\ for any other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::kernel {

struct RegistrySetting {
    std::u16string key; ///< full path
    std::u16string name;
    std::uint32_t type = 0;
    std::vector<std::uint8_t> data;
};

/// Types: dword, qword (decimal or 0x...), sz, expand_sz, multi_sz (strings separated by |), binary (hex bytes).
core::Result<RegistrySetting> parse_registry_setting(std::string_view text);

} // namespace acxsim::kernel
