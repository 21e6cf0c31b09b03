// SPDX-License-Identifier: MIT
//
// CHK-029: packet numbers restart at 0 after ReleaseHardware. Source: RT-LIF-12.
#pragma once

#include <fmt/format.h>
#include <set>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class NumberingRestartsAfterRelease final : public RuleOver<NumberingRestartsAfterRelease, acx::StreamStateChanged,
                                                            acx::PacketNotified, acx::CurrentPacketRead> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-029",
        .severity = Severity::Error,
        .states = "packet numbers restart at 0 after ReleaseHardware",
        .why =
            "After a stop the client begins with packet 0; a driver that counts on makes it wait, or skip, a packet.",
        .detects = "The first notification after a second PrepareHardware, and the packet counter read in Stop, are "
                   "inspected.",
        .remedy = "Reset packet counter and position in EvtAcxStreamReleaseHardware.",
        .contract = "RT-LIF-12",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_release_hardware",
        .shown_by = "chk_029_counter_survives_release.c"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        if (changed.to == static_cast<std::uint32_t>(acx::StreamState::Stop)) released_.insert(changed.stream);
    }
    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(notified.stream);
        if (stream == nullptr || stream->last_packet || notified.packet == 0 || !released_.contains(notified.stream))
            return;
        findings.report(rule, notified.stream, notified.packet,
                        fmt::format("first packet notified after ReleaseHardware is {}, expected 0", notified.packet));
    }
    void observe(const acx::CurrentPacketRead &read, const Context &, Findings &findings) {
        if (read.state != static_cast<std::uint64_t>(acx::StreamState::Stop) ||
            static_cast<std::int32_t>(read.status) < 0 || read.packet == 0)
            return;
        findings.report(rule, read.stream, read.packet,
                        fmt::format("the current packet is {} in Stop, expected 0", read.packet));
    }

private:
    std::set<core::ObjectId> released_;
};

} // namespace acxsim::verifier
