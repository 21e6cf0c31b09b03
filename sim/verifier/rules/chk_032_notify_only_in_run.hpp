// SPDX-License-Identifier: MIT
//
// CHK-032: AcxRtStreamNotifyPacketComplete is called in Run only. Source: RT-PKT-27.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NotifyOnlyInRun final : public RuleOver<NotifyOnlyInRun, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{.id = "CHK-032",
                                   .severity = Severity::Error,
                                   .states = "AcxRtStreamNotifyPacketComplete is called in Run only",
                                   .why = "The client takes a notification for a packet that was played and writes the "
                                          "next; outside Run nothing was.",
                                   .detects = "The stream's state is looked up at the call; while EvtAcxStreamPause "
                                              "runs, a completion in progress may still notify.",
                                   .remedy =
                                       "Drain timers, DPCs and work items in EvtAcxStreamPause before it returns.",
                                   .contract = "RT-PKT-27",
                                   .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
                                   .shown_by = "chk_032_notify_in_release.c"};

    void observe(const acx::PacketNotified &notified, const Context &, Findings &findings) {
        if (notified.state == static_cast<std::uint32_t>(acx::StreamState::Run)) return;
        findings.report(
            rule, notified.stream, notified.packet,
            fmt::format("packet {} notified in {}", notified.packet,
                        notified.state == static_cast<std::uint32_t>(acx::StreamState::Stop) ? "Stop" : "Pause"));
    }
};

} // namespace acxsim::verifier
