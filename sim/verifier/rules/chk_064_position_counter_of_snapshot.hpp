// SPDX-License-Identifier: MIT
//
// CHK-064: QPCPosition is a raw counter value read during the call. Source: RT-CB-71, RT-CB-72.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionCounterIsOfTheSnapshot final
    : public RuleOver<PositionCounterIsOfTheSnapshot, acx::PresentationPositionRead> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-064",
        .severity = Severity::Error,
        .states = "QPCPosition is a raw counter value read during the call",
        .why = "The client extrapolates from the pair; a counter value from another time, or in other units, shifts "
               "everything it computes.",
        .detects = "The value is compared with the counter just before and just after the callback.",
        .remedy = "Call KeQueryPerformanceCounter next to the register read and return it unconverted.",
        .contract = "RT-CB-71, RT-CB-72",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
        .shown_by = "chk_064_qpc_in_future.c"};

    void observe(const acx::PresentationPositionRead &read, const Context &context, Findings &findings) {
        if (static_cast<std::int32_t>(read.status) < 0 || (read.qpc >= read.qpc_entry && read.qpc <= read.qpc_exit))
            return;
        // A constant position may come with the counter of the moment it was frozen.
        if (read.state != static_cast<std::uint64_t>(acx::StreamState::Run)) return;
        const bool early = read.qpc < read.qpc_entry;
        const auto off = static_cast<std::int64_t>(early ? read.qpc_entry - read.qpc : read.qpc - read.qpc_exit);
        findings.report(rule, read.stream,
                        fmt::format("QPC {} lies {:.1f} us {} the call ({} to {})", read.qpc,
                                    context.streams.qpc_microseconds(off), early ? "before" : "after", read.qpc_entry,
                                    read.qpc_exit));
    }
};

} // namespace acxsim::verifier
