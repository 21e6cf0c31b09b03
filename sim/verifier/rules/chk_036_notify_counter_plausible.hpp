// SPDX-License-Identifier: MIT
//
// CHK-036: the QPC value of a notification is a raw counter reading, not in the future, not decreasing and not older
// than a packet. Source: RT-PKT-24, RT-PKT-90.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class NotifyCounterIsPlausible final : public RuleOver<NotifyCounterIsPlausible, acx::PacketNotified> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-036",
        .severity = Severity::Error,
        .states = "the QPC value of a notification is a raw counter reading, not in the future, not decreasing and not "
                  "older than a packet",
        .why = "The client computes positions and its next wake-up from it; a wrong one makes it write too early or "
               "too late.",
        .detects = "The value is compared with the counter at the call and with the notification before. A QPC "
                   "frequency other than 10 MHz tells 100-ns units apart.",
        .remedy =
            "Read KeQueryPerformanceCounter where the hardware completes (the ISR) and pass that value unconverted.",
        .contract = "RT-PKT-24, RT-PKT-90",
        .page = "acxstreams/nf-acxstreams-acxrtstreamnotifypacketcomplete",
        .shown_by = "chk_036_qpc_in_hns.c"};

    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(notified.stream);
        if (stream == nullptr) return;
        const core::Duration period = stream->packet_period();
        const auto oldest = static_cast<std::int64_t>(notified.qpc_now) -
                            context.streams.qpc_ticks(period + jitter_tolerance(period)) - 1;
        if (notified.qpc == 0) {
            findings.report(rule, notified.stream, notified.packet, "QPC is 0");
        } else if (notified.qpc > notified.qpc_now) {
            findings.report(rule, notified.stream, notified.packet,
                            fmt::format("QPC {} lies {:.1f} us in the future (the counter reads {})", notified.qpc,
                                        context.streams.qpc_microseconds(
                                            static_cast<std::int64_t>(notified.qpc - notified.qpc_now)),
                                        notified.qpc_now));
        } else if (stream->last_packet && stream->last_notify >= stream->last_run && notified.qpc < stream->last_qpc) {
            findings.report(rule, notified.stream, notified.packet,
                            fmt::format("QPC {} is below {} of the packet before", notified.qpc, stream->last_qpc));
        } else if (period.count() > 0 && static_cast<std::int64_t>(notified.qpc) < oldest) {
            findings.report(
                rule, notified.stream, notified.packet,
                fmt::format(
                    "QPC {} is {:.1f} us older than the call: more than a packet of {:.1f} us", notified.qpc,
                    context.streams.qpc_microseconds(static_cast<std::int64_t>(notified.qpc_now - notified.qpc)),
                    core::microseconds_of(period)));
        }
    }
};

} // namespace acxsim::verifier
