// SPDX-License-Identifier: MIT
//
// CHK-055: QPCPacketStart is the instant of the packet's first sample: one packet before its completion. Source:
// RT-CB-61, RT-PKT-65.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class CaptureStartIsPacketStart final : public RuleOver<CaptureStartIsPacketStart, acx::CapturePacketRead> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-055",
        .severity = Severity::Error,
        .states = "QPCPacketStart is the instant of the packet's first sample: one packet before its completion",
        .why = "The client aligns capture with render and video by it; echo cancellation fails when it is off by a "
               "packet.",
        .detects = "The value is compared with the notification's QPC minus the packet period, within 1 ms or 10 % (a "
                   "pause inside the packet is allowed for, AMB-12).",
        .remedy = "Keep the QPC of the previous completion, or of Run for packet 0, and report that.",
        .contract = "RT-CB-61, RT-PKT-65",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_capture_packet",
        .shown_by = "chk_055_start_is_completion.c"};

    void observe(const acx::CapturePacketRead &read, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(read.stream);
        if (static_cast<std::int32_t>(read.status) < 0 || stream == nullptr || !stream->last_packet ||
            read.packet != *stream->last_packet)
            return;
        if (read.qpc_start == 0) {
            findings.report(rule, read.stream, read.packet, "QPCPacketStart is 0");
            return;
        }
        const core::Duration period = stream->packet_period();
        const auto age = static_cast<std::int64_t>(stream->last_qpc - read.qpc_start);
        const std::int64_t nominal = context.streams.qpc_ticks(period);
        const std::int64_t tolerance = context.streams.qpc_ticks(jitter_tolerance(period));
        const bool resumed_within =
            stream->last_run != stream->first_run && context.now() - stream->last_run <= period * 2;
        const std::int64_t pause = resumed_within ? context.streams.qpc_ticks(stream->paused_since_run) : 0;
        if (age >= nominal - tolerance && age <= nominal + tolerance + pause) return;
        findings.report(
            rule, read.stream, read.packet,
            fmt::format("QPCPacketStart lies {:.1f} us before the packet's completion, expected {:.1f} us +- {:.1f} us",
                        context.streams.qpc_microseconds(age), core::microseconds_of(period),
                        core::microseconds_of(jitter_tolerance(period))));
    }
};

} // namespace acxsim::verifier
