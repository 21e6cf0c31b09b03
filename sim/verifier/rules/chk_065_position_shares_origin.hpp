// SPDX-License-Identifier: MIT
//
// CHK-065: frame 0 of the position is the first frame of packet 0. Source: RT-CB-73.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionSharesOriginWithPackets final
    : public RuleOver<PositionSharesOriginWithPackets, acx::PresentationPositionRead> {
public:
    static constexpr RuleInfo rule{.id = "CHK-065",
                                   .severity = Severity::Error,
                                   .states = "frame 0 of the position is the first frame of packet 0",
                                   .why = "Positions and packet numbers disagree by a constant: lip-sync and echo "
                                          "cancellation are off by it, for ever.",
                                   .detects = "In Run the position is compared with the last notified packet plus the "
                                              "time since, less the reported latency.",
                                   .remedy = "Count both from the same reset in PrepareHardware or ReleaseHardware.",
                                   .contract = "RT-CB-73",
                                   .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
                                   .shown_by = "chk_065_position_origin_shifted.c"};

    void observe(const acx::PresentationPositionRead &read, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(read.stream);
        if (stream == nullptr || static_cast<std::int32_t>(read.status) < 0 ||
            read.state != static_cast<std::uint64_t>(acx::StreamState::Run))
            return;
        if (stream->packet_count != 2 || !stream->last_packet || stream->last_notify < stream->last_run ||
            stream->block_bytes == 0)
            return;
        const auto frames_per_packet = static_cast<double>(stream->frames_per_packet());
        const double since = context.streams.qpc_microseconds(static_cast<std::int64_t>(read.qpc) -
                                                              static_cast<std::int64_t>(stream->last_qpc)) *
                             static_cast<double>(stream->rate_hz) / 1e6;
        if (since > frames_per_packet * 2) return; // CHK-034's business
        const double expected = static_cast<double>(*stream->last_packet + 1) * frames_per_packet + since;
        const double latency =
            static_cast<double>(stream->fifo_bytes.value_or(0)) / static_cast<double>(stream->block_bytes) +
            static_cast<double>(stream->delay_hns.value_or(0)) * static_cast<double>(stream->rate_hz) / 1e7;
        const double slack = std::max(frames_per_packet / 2, static_cast<double>(stream->rate_hz) / 1000);
        const double difference = static_cast<double>(read.blocks) - expected;
        if (difference <= slack && difference >= -slack - latency) return;
        if (!reported_.insert({read.stream, stream->last_run}).second) return;
        findings.report(
            rule, read.stream,
            fmt::format(
                "position {} frames, expected about {:.0f} ({} packets of {:.0f} and {:.0f} frames since): {:+.0f}",
                read.blocks, expected, *stream->last_packet + 1, frames_per_packet, since, difference));
    }

private:
    std::set<std::pair<core::ObjectId, core::TimePoint>> reported_;
};

} // namespace acxsim::verifier
