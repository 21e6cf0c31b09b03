// SPDX-License-Identifier: MIT
//
// CHK-062: the position counts blocks (frames), not bytes, packets, milliseconds or 100-ns units. Source: RT-CB-70.
#pragma once

#include <fmt/format.h>
#include <set>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionIsInBlocks final
    : public RuleOver<PositionIsInBlocks, acx::PresentationPositionRead, client::EngineSampled> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-062",
        .severity = Severity::Error,
        .states = "the position counts blocks (frames), not bytes, packets, milliseconds or 100-ns units",
        .why = "The client plays or records at a multiple of the real pace until it gives up.",
        .detects = "The ratio of the position to the hardware's link position is compared with the ratios that these "
                   "mistakes give.",
        .remedy = "Divide the byte position by the block alignment of the format.",
        .contract = "RT-CB-70",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
        .shown_by = "chk_062_position_in_bytes.c"};

    void observe(const acx::PresentationPositionRead &read, const Context &, Findings &) { last_ = read; }
    void observe(const client::EngineSampled &sample, const Context &context, Findings &findings) {
        if (sample.cause != acx::PresentationPositionRead::kind || sample.stream != last_.stream ||
            sample.engine == 0 || sample.comparable == 0)
            return;
        const StreamFacts *stream = context.streams.find(sample.stream);
        if (stream == nullptr || static_cast<std::int32_t>(last_.status) < 0 || stream->block_bytes == 0) return;
        const auto frames = static_cast<double>(sample.link_bytes) / static_cast<double>(stream->block_bytes);
        if (frames < 4 * static_cast<double>(stream->frames_per_packet()) || last_.blocks == 0 ||
            reported_.contains(sample.stream))
            return;
        const struct {
            std::string_view unit;
            double ratio;
            double tolerance;
        } mistakes[] = {{"bytes", static_cast<double>(stream->block_bytes), 0.05},
                        {"packets", 1.0 / static_cast<double>(stream->frames_per_packet()), 0.30},
                        {"milliseconds", 1e3 / static_cast<double>(stream->rate_hz), 0.05},
                        {"microseconds", 1e6 / static_cast<double>(stream->rate_hz), 0.05},
                        {"100-ns units", 1e7 / static_cast<double>(stream->rate_hz), 0.05}};
        const double ratio = static_cast<double>(last_.blocks) / frames;
        if (ratio > 0.7 && ratio < 1.4) return; // frames, right or wrong
        for (const auto &mistake : mistakes) {
            if (ratio < mistake.ratio * (1 - mistake.tolerance) || ratio > mistake.ratio * (1 + mistake.tolerance))
                continue;
            reported_.insert(sample.stream);
            findings.report(rule, sample.stream,
                            fmt::format("position {} where the link is at {:.0f} frames: that is the position in {}",
                                        last_.blocks, frames, mistake.unit));
            return;
        }
    }

private:
    acx::PresentationPositionRead last_{};
    std::set<core::ObjectId> reported_;
};

} // namespace acxsim::verifier
