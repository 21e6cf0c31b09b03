// SPDX-License-Identifier: MIT
//
// CHK-041: the pre-roll packet 0 is accepted before the first Run. Source: AMB-01.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PrerollIsAccepted final : public RuleOver<PrerollIsAccepted, acx::RenderPacketSet> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-041",
        .severity = Severity::Information,
        .states = "the pre-roll packet 0 is accepted before the first Run",
        .why =
            "Nothing is in transfer yet, so packet 0 is not late. Microsoft samples refuse it too; clients carry on.",
        .detects = "The status of SetRenderPacket(0) before the first Run.",
        .remedy = "Compare with the current packet only once the stream has run.",
        .contract = "AMB-01",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_set_render_packet",
        .shown_by = "chk_041_pre_roll_refused.c"};

    void observe(const acx::RenderPacketSet &set, const Context &, Findings &findings) {
        if (set.ever_ran != 0 || set.packet != 0 || set.state == static_cast<std::uint32_t>(acx::StreamState::Run) ||
            static_cast<std::int32_t>(set.status) >= 0)
            return;
        findings.report(rule, set.stream, set.packet,
                        fmt::format("SetRenderPacket(0) before the first Run returned 0x{:08x}", set.status));
    }
};

} // namespace acxsim::verifier
