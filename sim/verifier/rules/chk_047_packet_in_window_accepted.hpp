// SPDX-License-Identifier: MIT
//
// CHK-047: in Run the packet after the current one is accepted. Source: RT-CB-42, RT-PKT-44.
#pragma once

#include <fmt/format.h>
#include <set>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketInWindowIsAccepted final
    : public RuleOver<PacketInWindowIsAccepted, acx::RenderPacketSet, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-047",
        .severity = Severity::Error,
        .states = "in Run the packet after the current one is accepted",
        .why = "It is the only packet a client can send without a glitch; a driver that refuses it makes every client "
               "resynchronise for ever.",
        .detects = "SetRenderPacket(C + 1) in Run with a failure status, unless C moved during the call or the stream "
                   "had ended.",
        .remedy = "Refuse only packets at or before the current one (late) and beyond the next (overrun).",
        .contract = "RT-CB-42, RT-PKT-44",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_set_render_packet",
        .shown_by = "chk_047_announced_packet_refused.c"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        if (changed.to == static_cast<std::uint32_t>(acx::StreamState::Stop)) ended_.erase(changed.stream);
    }
    void observe(const acx::RenderPacketSet &set, const Context &, Findings &findings) {
        const bool ended = ended_.contains(set.stream);
        if ((set.flags & 0x200) != 0 && static_cast<std::int32_t>(set.status) >= 0) ended_.insert(set.stream);
        if (ended || set.state != static_cast<std::uint32_t>(acx::StreamState::Run) ||
            static_cast<std::int32_t>(set.status) >= 0)
            return;
        if (set.completed_before != set.completed_after || set.packet != set.completed_before + 1) return;
        findings.report(rule, set.stream, set.packet,
                        fmt::format("SetRenderPacket({}) returned 0x{:08x} while packet {} is in transfer", set.packet,
                                    set.status, set.completed_before));
    }

private:
    std::set<core::ObjectId> ended_;
};

} // namespace acxsim::verifier
