// SPDX-License-Identifier: MIT
//
// Trace records as lines of text: time, processor, IRQL, what happened, to which object, with its members by name.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "sim/core/trace.hpp"

namespace acxsim::report {

/// The record type of that kind, of whichever floor; nullptr if no floor declares it.
const core::KindInfo *kind_info_of(core::Kind kind);

std::string show_record(const core::Trace &trace, const core::Record &record);

/// Writes every record from now on to a file, a line each. Keep it alive until the run is over.
class TraceFile final : public core::TraceObserver {
public:
    /// Takes the open file and closes it.
    TraceFile(core::Trace &trace, std::FILE *file);
    ~TraceFile() override;
    TraceFile(const TraceFile &) = delete;
    TraceFile &operator=(const TraceFile &) = delete;
    void on_record(const core::Record &record) override;
    /// False if a line could not be written. No more lines afterwards.
    bool close();

private:
    core::Trace &trace_;
    std::FILE *file_;
};

/// The last records of the ring, oldest first.
std::vector<std::string> last_records(const core::Trace &trace, std::size_t count);

} // namespace acxsim::report
