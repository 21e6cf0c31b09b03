// SPDX-License-Identifier: MIT
//
// What the commands share in talking to a person: printing, refusing, colour, the file a report goes to.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/result.hpp"
#include "sim/runner/supervisor.hpp"
#include "sim/scenario/diagnostic.hpp"
#include "tools/acxsim/commands.hpp"

namespace acxsim::tool {

inline constexpr int usage_error = 2;

/// False if not all of it could be written: a full disk must not look like a result.
bool print(std::FILE *file, std::string_view text);
int refuse(const core::Error &error);
int refuse(const std::vector<scenario::Diagnostic> &problems);
/// The results could not be written; the verdict's exit code goes into the message.
int refuse_output(std::string_view what, std::string_view remedy, int exit_code);
bool has_colour(ColourMode mode);

/// A file that a report will go to, opened before the run so that it cannot fail afterwards.
using ReportFile = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;
/// Empty name: no file, and no error.
core::Result<ReportFile> open_report(const std::string &name, std::string_view option);

/// The seed may come from the file: the command names it, so that editing the file later does not change the run.
void name_seed(runner::RunRequest &request, const scenario::Plan &plan);
/// What the driver and the worker say, on stderr.
runner::SupervisorOutput worker_lines(bool driver_lines);

} // namespace acxsim::tool
