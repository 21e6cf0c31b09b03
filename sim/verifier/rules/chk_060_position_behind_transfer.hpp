// SPDX-License-Identifier: MIT
//
// CHK-060: the presented position is not ahead of the data that the hardware has moved. Source: RT-CB-74, RT-PKT-92.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionIsBehindTransfer final
    : public RuleOver<PositionIsBehindTransfer, acx::PresentationPositionRead, client::EngineSampled> {
public:
    static constexpr RuleInfo rule{.id = "CHK-060",
                                   .severity = Severity::Error,
                                   .states =
                                       "the presented position is not ahead of the data that the hardware has moved",
                                   .why = "A client that trusts it writes over samples that have not been played, or "
                                          "reads samples that have not arrived.",
                                   .detects = "The position is compared with the hardware model's at the return of the "
                                              "call: bytes fetched (render) or bytes that crossed the link (capture).",
                                   .remedy = "Derive the position from the link position register, not from the packet "
                                             "being written or from time alone.",
                                   .contract = "RT-CB-74, RT-PKT-92",
                                   .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
                                   .shown_by = "chk_060_position_ahead.cpp"};

    void observe(const acx::PresentationPositionRead &read, const Context &, Findings &) { last_ = read; }
    void observe(const client::EngineSampled &sample, const Context &context, Findings &findings) {
        if (sample.cause != acx::PresentationPositionRead::kind || sample.stream != last_.stream ||
            sample.engine == 0 || sample.comparable == 0)
            return;
        const StreamFacts *stream = context.streams.find(sample.stream);
        if (stream == nullptr || static_cast<std::int32_t>(last_.status) < 0 || stream->block_bytes == 0 ||
            stream->state == acx::StreamState::Stop)
            return;
        const bool render = stream->direction == acx::Direction::Render;
        const std::uint64_t moved = (render ? sample.fetched_bytes : sample.link_bytes) / stream->block_bytes;
        if (last_.blocks <= moved + 1) return; // one frame of reading granularity
        findings.report(rule, sample.stream,
                        fmt::format("position {} frames, but the hardware has {} only {}: {} frames ahead",
                                    last_.blocks, render ? "fetched" : "recorded", moved, last_.blocks - moved));
    }

private:
    acx::PresentationPositionRead last_{};
};

} // namespace acxsim::verifier
