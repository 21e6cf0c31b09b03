// SPDX-License-Identifier: MIT
//
// Generates the .tmh files that driver sources include for WPP software tracing, from the configuration in the
// driver's own comments. A generated header defines one macro per trace function; it serves all call sites, expands to
// the driver's condition macros (WPP_..._PRE, _ENABLED, _POST, with any control flow in them) around a call of
// AcxSimTrace() (sim/ddk/acxsim_trace.h), and leaves the decoding of arguments to the simulator.
// Source: "WPP Software Tracing", "Can I customize DoTraceMessage?". Leaves out: message files (TMF), .tpl templates.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/core/result.hpp"

namespace acxsim::builder::wpp {

struct TraceHeader {
    std::string name; ///< as the source spells it, with '/' between folders
    std::string text;
};

struct TraceInput {
    std::vector<std::filesystem::path> sources;
    std::vector<std::filesystem::path> include_directories;
    std::vector<std::filesystem::path> scan_files; ///< WppScanConfigurationData; looked for beside the sources too
    std::vector<std::string> options;              ///< WppAdditionalOptions, -func: -scan: and others
};

/// One header per .tmh name that a source, or a header it reaches, includes; ordered by name. Errors carry file:line.
core::Result<std::vector<TraceHeader>> generate_trace_headers(const TraceInput &input);

} // namespace acxsim::builder::wpp
