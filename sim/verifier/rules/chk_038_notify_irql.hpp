// SPDX-License-Identifier: MIT
//
// CHK-038: AcxRtStreamNotifyPacketComplete is called at DISPATCH_LEVEL or below. Source: RT-PKT-21.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NotifyAtDispatchOrBelow final : public RuleOver<NotifyAtDispatchOrBelow, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-038",
        .severity = Severity::Fatal,
        .states = "AcxRtStreamNotifyPacketComplete is called at DISPATCH_LEVEL or below",
        .why = "At device IRQL the framework cannot take its locks or set the event: the machine stops or hangs.",
        .detects = "The IRQL at the call.",
        .remedy = "Take the QPC in the ISR, queue the DPC, notify from there.",
        .contract = "RT-PKT-21",
        .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
        .shown_by = "chk_038_notify_above_dispatch.c"};

    void observe(const acx::PacketNotified &notified, const Context &, Findings &findings) {
        if (notified.caller_irql <= 2) return;
        findings.report(rule, notified.stream, notified.packet,
                        fmt::format("called at IRQL {}, highest allowed is DISPATCH_LEVEL (2)", notified.caller_irql));
    }
};

} // namespace acxsim::verifier
