// SPDX-License-Identifier: MIT
//
// What a run left behind, turned into report values: findings with their source places, glitches, statistics,
// and how the machine stopped (leaks: leak_report.hpp). Symbols are looked up here, while the driver's module is still
// loaded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/client/stream_statistics.hpp"
#include "sim/core/trace.hpp"
#include "sim/kernel/stop.hpp"
#include "sim/scenario/outcome.hpp"
#include "sim/verifier/findings.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::scenario {

inline constexpr std::size_t violations_kept = 1000;
inline constexpr std::size_t glitches_kept = 1000;

/// Collects the glitches as they are told, whoever detects them.
class GlitchCollector final : public core::TraceObserver {
public:
    explicit GlitchCollector(core::Trace &trace);
    ~GlitchCollector() override;
    void on_record(const core::Record &record) override;
    /// `streams`: object of each stream, by index.
    void report(const std::vector<core::ObjectId> &streams, Outcome &outcome) const;

private:
    core::Trace &trace_;
    std::vector<core::Record> kept_;
    std::uint64_t total_ = 0;
};

StreamReport stream_report(const client::StreamStatistics &statistics);
void report_findings(const verifier::Findings &findings, const std::vector<core::ObjectId> &streams, Outcome &outcome);

/// The frames inside driver modules, innermost first; the addresses are where calls return to.
std::vector<SourceFrame> driver_stack(const std::vector<std::uintptr_t> &stack);

Verdict verdict_of(kernel::StopReason reason);
StopReport stop_report(const kernel::Stop &stop);
/// A driver callback that has been running for longer than `limit`, if there is one.
std::optional<StopReport> find_hang(kernel::System &system, core::Duration limit);
/// The callbacks in progress, the longest-running one first in the report.
StopReport describe_hang(kernel::System &system, std::string text);

} // namespace acxsim::scenario
