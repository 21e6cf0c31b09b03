// SPDX-License-Identifier: MIT
//
// CHK-035: packets complete no faster than real time. Source: RT-PKT-26.
#pragma once

#include <fmt/format.h>

#include <set>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class NotificationsAreNotAhead final : public RuleOver<NotificationsAreNotAhead, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-035",
        .severity = Severity::Warning,
        .states = "packets complete no faster than real time",
        .why = "A client driven too fast renders more audio than is played: it overruns, and its clock runs away.",
        .detects = "The completion QPC of packet n is compared with its nominal time since Run, less the FIFO, within "
                   "1000 ppm and the jitter tolerance.",
        .remedy = "Derive the period from the packet size and the sample rate; a packet completes when its last byte "
                  "was fetched.",
        .contract = "RT-PKT-26",
        .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
        .shown_by = "chk_035_notifications_early.c"};

    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(notified.stream);
        if (stream == nullptr || !stream->ran_since_prepare || stream->packet_period().count() == 0) return;
        const core::Duration period = stream->packet_period();
        const core::Duration fifo = time_of_frames(
            stream->fifo_bytes.value_or(0) / std::max<std::uint64_t>(stream->block_bytes, 1), stream->rate_hz);
        const core::Duration elapsed = context.now() - stream->first_run - stream->paused_since_run;
        const core::Duration nominal = period * static_cast<std::int64_t>(stream->notified + 1);
        const core::Duration earliest = nominal - fifo - rate_tolerance(nominal) - jitter_tolerance(period);
        if (elapsed >= earliest || !reported_.insert({notified.stream, stream->last_run}).second) return;
        findings.report(rule, notified.stream, notified.packet,
                        fmt::format("packet {} notified {:.3f} ms after the start, nominal {:.3f} ms: {:.3f} ms ahead",
                                    notified.packet, core::microseconds_of(elapsed) / 1000,
                                    core::microseconds_of(nominal) / 1000,
                                    core::microseconds_of(nominal - elapsed) / 1000));
    }

private:
    std::set<std::pair<core::ObjectId, core::TimePoint>> reported_;
};

} // namespace acxsim::verifier
