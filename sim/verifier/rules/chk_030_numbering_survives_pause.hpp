// SPDX-License-Identifier: MIT
//
// CHK-030: after Pause and Run the packet that was interrupted is completed once, under its own number. Source:
// RT-PKT-06, RT-PKT-07.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NumberingSurvivesPause final : public RuleOver<NumberingSurvivesPause, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-030",
        .severity = Severity::Error,
        .states = "after Pause and Run the packet that was interrupted is completed once, under its own number",
        .why = "The client goes on where it was; a driver that starts over, skips or repeats shifts every later packet "
               "by one.",
        .detects = "The first notification after a resume is compared with the last one before the pause.",
        .remedy = "Keep packet counter and position in Pause; reset them in ReleaseHardware only.",
        .contract = "RT-PKT-06, RT-PKT-07",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_pause",
        .shown_by = "chk_030_packet_repeated_on_resume.c"};

    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(notified.stream);
        if (stream == nullptr || stream->last_run == stream->first_run) return; // never resumed
        if (stream->last_packet && stream->last_notify >= stream->last_run) return;
        const std::uint64_t expected = stream->last_packet ? *stream->last_packet + 1 : 0;
        if (notified.packet == expected) return;
        findings.report(
            rule, notified.stream, notified.packet,
            fmt::format("first packet notified after the pause is {}, expected {}", notified.packet, expected));
    }
};

} // namespace acxsim::verifier
