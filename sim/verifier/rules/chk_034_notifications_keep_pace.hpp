// SPDX-License-Identifier: MIT
//
// CHK-034: in Run notifications follow at real-time pace, whatever the client does. Source: RT-PKT-26, RT-PKT-46.
#pragma once

#include <fmt/format.h>

#include <set>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class NotificationsKeepPace final
    : public RuleOver<NotificationsKeepPace, acx::PresentationPositionRead, acx::CurrentPacketRead,
                      acx::RenderPacketSet, acx::PacketNotified, client::ClientStarved> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-034",
        .severity = Severity::Error,
        .states = "in Run notifications follow at real-time pace, whatever the client does",
        .why =
            "A driver that stops counting when the client is late never recovers: every later packet is out of step.",
        .detects = "The number of notifications since the first Run is compared with the time spent in Run; more than "
                   "two packets behind is a finding, once per run.",
        .remedy = "Count packets from the hardware or the clock, never from SetRenderPacket; re-arm the timer from an "
                  "absolute schedule.",
        .contract = "RT-PKT-26, RT-PKT-46",
        .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
        .shown_by = "chk_034_notifications_stop.c",
        .blames = "AcxRtStreamNotifyPacketComplete"};

    void observe(const acx::PresentationPositionRead &read, const Context &context, Findings &findings) {
        look(read.stream, 0, context, findings);
    }
    void observe(const acx::CurrentPacketRead &read, const Context &context, Findings &findings) {
        look(read.stream, 0, context, findings);
    }
    void observe(const acx::RenderPacketSet &set, const Context &context, Findings &findings) {
        look(set.stream, 0, context, findings);
    }
    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        look(notified.stream, 1, context, findings);
    }
    void observe(const client::ClientStarved &starved, const Context &context, Findings &findings) {
        look(starved.stream, 0, context, findings);
    }

private:
    void look(core::ObjectId id, std::uint64_t now_notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(id);
        if (stream == nullptr || stream->state != acx::StreamState::Run || stream->packet_count != 2) return;
        const std::uint64_t notified = stream->notified + now_notified;
        if (notified == 0 && stream->last_run == stream->first_run) return; // CHK-027
        const core::Duration period = stream->packet_period();
        const core::Duration elapsed = context.now() - stream->first_run - stream->paused_since_run;
        // Packet n completes (n + 1) T after the start; behind by more than 2 T is too late.
        const core::Duration due = period * static_cast<std::int64_t>(notified + 1);
        const core::Duration limit = due + period * 2 + rate_tolerance(elapsed) + jitter_tolerance(period);
        if (elapsed <= limit || !reported_.insert({id, stream->last_run}).second) return;
        findings.report(rule, id,
                        fmt::format("{} packets notified in {:.3f} ms of Run: {:.1f} packets behind real time",
                                    notified, core::microseconds_of(elapsed) / 1000,
                                    core::seconds_of(elapsed - period * static_cast<std::int64_t>(notified)) /
                                        core::seconds_of(period)));
    }
    std::set<std::pair<core::ObjectId, core::TimePoint>> reported_;
};

} // namespace acxsim::verifier
