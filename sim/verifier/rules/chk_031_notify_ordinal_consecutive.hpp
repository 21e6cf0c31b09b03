// SPDX-License-Identifier: MIT
//
// CHK-031: packet ordinals notified are consecutive. Source: AcxRtStreamNotifyPacketComplete; RT-PKT-23, RT-PKT-32.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NotifyOrdinalIsConsecutive final : public RuleOver<NotifyOrdinalIsConsecutive, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-031",
        .severity = Severity::Error,
        .states = "each AcxRtStreamNotifyPacketComplete carries the previous ordinal plus one",
        .why = "The shared register keeps only the last notification: after a jump the client believes packets were "
               "played that were not, skips them and writes into the packet that is on its way to the codec.",
        .detects = "The ordinal of every notification is compared with that of the one before it, per stream, from "
                   "PrepareHardware to ReleaseHardware.",
        .remedy = "Count packets in the driver, one notification for each, also when several completed while the DPC "
                  "was late: loop, do not batch. Restart at 0 only in EvtAcxStreamReleaseHardware.",
        .contract = "RT-PKT-23, RT-PKT-32",
        .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
        .shown_by = "chk_031_ordinal_skips.c"};

    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(notified.stream);
        if (stream == nullptr || !stream->last_packet) return; // the first one is CHK-033's business
        if (stream->last_notify < stream->last_run) return;    // the first after a pause is CHK-030's
        const std::uint64_t expected = *stream->last_packet + 1;
        if (notified.packet == expected) return;
        findings.report(rule, notified.stream, notified.packet,
                        fmt::format("packet {} notified after packet {}: expected {}", notified.packet,
                                    *stream->last_packet, expected));
    }
};

} // namespace acxsim::verifier
