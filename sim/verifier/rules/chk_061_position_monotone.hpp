// SPDX-License-Identifier: MIT
//
// CHK-061: the position never decreases between PrepareHardware and ReleaseHardware. Source: RT-CB-75, AMB-34.
#pragma once

#include <fmt/format.h>
#include <map>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionNeverDecreases final
    : public RuleOver<PositionNeverDecreases, acx::PresentationPositionRead, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-061",
        .severity = Severity::Error,
        .states = "the position never decreases between PrepareHardware and ReleaseHardware",
        .why = "Clients compute how much to write from differences of positions; one step back becomes a huge unsigned "
               "number.",
        .detects = "Successive positions of a stream are compared; a drop to 0 in Pause is a warning (AMB-34).",
        .remedy = "Extend the hardware position to 64 bits under the lock that the DPC takes; keep it over Pause.",
        .contract = "RT-CB-75, AMB-34",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
        .shown_by = "chk_061_position_restarts_on_resume.c"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        if (changed.from == static_cast<std::uint32_t>(acx::StreamState::Stop) ||
            changed.to == static_cast<std::uint32_t>(acx::StreamState::Stop))
            last_.erase(changed.stream);
    }
    void observe(const acx::PresentationPositionRead &read, const Context &, Findings &findings) {
        if (static_cast<std::int32_t>(read.status) < 0 ||
            read.state == static_cast<std::uint64_t>(acx::StreamState::Stop))
            return;
        const auto [before, first] = last_.try_emplace(read.stream, read.blocks);
        if (!first && read.blocks < before->second) {
            const bool zero_in_pause =
                read.blocks == 0 && read.state == static_cast<std::uint64_t>(acx::StreamState::Pause);
            findings.report_as(zero_in_pause ? Severity::Warning : Severity::Error, rule, read.stream,
                               fmt::format("position went from {} to {} frames", before->second, read.blocks));
        }
        before->second = read.blocks;
    }

private:
    std::map<core::ObjectId, std::uint64_t> last_;
};

} // namespace acxsim::verifier
