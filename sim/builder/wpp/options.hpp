// SPDX-License-Identifier: MIT
//
// What a project, or --trace-option, says to the trace preprocessor beside the configuration in its headers. Known
// are -func: and -scan:; -ini: and -gen: name Microsoft's own templates, which are built in. Source: page "TraceWPP
// Command Syntax"; other options do not change what is generated here.
#pragma once

#include <string>
#include <vector>

#include "sim/builder/wpp/config.hpp"
#include "sim/core/result.hpp"

namespace acxsim::builder::wpp {

/// The functions that the options define; `scan_files` gets the files that they name, as they are spelled. The Error
/// says which option is malformed.
core::Result<Config> options_config(const std::vector<std::string> &options, std::vector<std::string> &scan_files);

} // namespace acxsim::builder::wpp
