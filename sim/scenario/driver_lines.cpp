// SPDX-License-Identifier: MIT
#include "sim/scenario/driver_lines.hpp"

#include <algorithm>

#include "sim/core/trace.hpp"
#include "sim/kernel/driver_log.hpp"
#include "sim/kernel/executive.hpp"

namespace acxsim::scenario {

void report_driver_lines(Outcome &outcome) {
    kernel::Executive *executive = kernel::Executive::current_or_null();
    if (executive == nullptr) return;
    const kernel::DriverLog &log = executive->driver_log();
    outcome.driver_lines_total = log.count();
    const std::size_t count = std::min(log.lines().size(), driver_lines_kept);
    for (std::size_t i = log.lines().size() - count; i < log.lines().size(); ++i) {
        kernel::DriverLine line = log.lines()[i];
        kernel::DriverLog::resolve_place(line);
        outcome.driver_lines.push_back(
            {.time_ns = core::nanoseconds_of(line.time),
             .processor = line.processor == core::Trace::no_processor ? -1 : std::int32_t{line.processor},
             .irql = line.irql,
             .source = kernel::name_of(line.source),
             .level = line.level_name,
             .flags = line.flags,
             .function = line.function,
             .file = line.file,
             .line = line.line,
             .text = line.text,
             .shown = kernel::DriverLog::show(line)});
    }
}

} // namespace acxsim::scenario
