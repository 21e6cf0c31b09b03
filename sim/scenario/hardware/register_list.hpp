// SPDX-License-Identifier: MIT
//
// Reads a register list from TOML into a hw::RegisterTable, so that a vendor's list is data and not code:
//
//   name = "mychip"
//   size = 0x100
//   [[register]]
//   name = "CTL"
//   offset = 0x00
//   width = 4            # bytes; default 4
//   reset = 0
//   help = "control"
//   fields = [ { name = "RUN", bits = "0", access = "rw" }, { name = "RATE", bits = "10:8", access = "rw" } ]
//
// A register without `fields` is one field of its whole width: give its `access` instead (default "rw"). Keys and
// concepts follow SystemRDL's register, field, sw access and reset; there is no inheritance and no array.
#pragma once

#include <string>
#include <string_view>

#include "hwmodel/registers/register_table.hpp"
#include "sim/core/result.hpp"

namespace acxsim::scenario {

/// The error names file, line and column, what was found, and what was expected.
core::Result<hw::RegisterTable> read_register_list(const std::string &file);
core::Result<hw::RegisterTable> read_register_list_text(std::string_view text, const std::string &file);

} // namespace acxsim::scenario
