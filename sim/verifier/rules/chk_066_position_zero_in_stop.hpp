// SPDX-License-Identifier: MIT
//
// CHK-066: the position is 0 in Stop. Source: RT-LIF-12.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionIsZeroInStop final : public RuleOver<PositionIsZeroInStop, acx::PresentationPositionRead> {
public:
    static constexpr RuleInfo rule{.id = "CHK-066",
                                   .severity = Severity::Error,
                                   .states = "the position is 0 in Stop",
                                   .why = "A client that opens the stream again begins at an old position.",
                                   .detects = "The position is read after ReleaseHardware and before PrepareHardware.",
                                   .remedy = "Reset the position in EvtAcxStreamReleaseHardware.",
                                   .contract = "RT-LIF-12",
                                   .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
                                   .shown_by = "chk_066_position_in_stop.c"};

    void observe(const acx::PresentationPositionRead &read, const Context &, Findings &findings) {
        if (static_cast<std::int32_t>(read.status) < 0 ||
            read.state != static_cast<std::uint64_t>(acx::StreamState::Stop) || read.blocks == 0)
            return;
        findings.report(rule, read.stream, fmt::format("position {} frames in Stop, expected 0", read.blocks));
    }
};

} // namespace acxsim::verifier
