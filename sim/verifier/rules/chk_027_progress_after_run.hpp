// SPDX-License-Identifier: MIT
//
// CHK-027: a running stream completes its first packet within two packet periods and the FIFO. Source: RT-CB-02.
#pragma once

#include <fmt/format.h>

#include <set>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class ProgressAfterRun final
    : public RuleOver<ProgressAfterRun, acx::PresentationPositionRead, acx::CurrentPacketRead, acx::RenderPacketSet,
                      acx::StreamStateChanged, acx::PacketNotified, client::ClientStarved> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-027",
        .severity = Severity::Error,
        .states = "a running stream completes its first packet within two packet periods and the FIFO",
        .why = "The client waits for an event that never comes: the endpoint is open and silent.",
        .detects = "While a stream with two packets is in Run, the time since Run is compared with 2 T + FIFO at every "
                   "call about it.",
        .remedy = "Check that Run starts the engine, that its interrupt is enabled, and that the DPC notifies.",
        .contract = "RT-CB-02",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_run",
        .shown_by = "chk_027_run_does_nothing.cpp",
        .blames = "EvtAcxStreamRun"};

    void observe(const acx::PresentationPositionRead &read, const Context &context, Findings &findings) {
        look(read.stream, context, findings);
    }
    void observe(const acx::CurrentPacketRead &read, const Context &context, Findings &findings) {
        look(read.stream, context, findings);
    }
    void observe(const acx::RenderPacketSet &set, const Context &context, Findings &findings) {
        look(set.stream, context, findings);
    }
    void observe(const acx::StreamStateChanged &changed, const Context &context, Findings &findings) {
        look(changed.stream, context, findings);
    }
    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        look(notified.stream, context, findings);
    }
    void observe(const client::ClientStarved &starved, const Context &context, Findings &findings) {
        look(starved.stream, context, findings);
    }

private:
    void look(core::ObjectId id, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(id);
        if (stream == nullptr || stream->state != acx::StreamState::Run || stream->packet_count != 2 ||
            stream->notified != 0)
            return;
        if (stream->last_run != stream->first_run) return; // resumed: CHK-034 counts from the start
        const core::Duration limit =
            stream->packet_period() * 2 +
            time_of_frames(stream->fifo_bytes.value_or(0) / std::max<std::uint64_t>(stream->block_bytes, 1),
                           stream->rate_hz) +
            jitter_tolerance(stream->packet_period());
        const core::Duration elapsed = context.now() - stream->first_run;
        if (elapsed <= limit || !reported_.insert({id, stream->first_run}).second) return;
        findings.report(rule, id,
                        fmt::format("no packet completed {:.3f} ms after Run, expected the first within {:.3f} ms",
                                    core::microseconds_of(elapsed) / 1000, core::microseconds_of(limit) / 1000));
    }
    std::set<std::pair<core::ObjectId, core::TimePoint>> reported_;
};

} // namespace acxsim::verifier
