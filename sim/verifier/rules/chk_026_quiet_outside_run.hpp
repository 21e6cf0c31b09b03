// SPDX-License-Identifier: MIT
//
// CHK-026: in Pause and Stop no data move and the packet counter stands still. Source: RT-LIF-37.
#pragma once

#include <fmt/format.h>
#include <map>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class HardwareIsQuietOutsideRun final : public RuleOver<HardwareIsQuietOutsideRun, client::EngineSampled,
                                                        acx::CurrentPacketRead, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-026",
        .severity = Severity::Error,
        .states = "in Pause and Stop no data move and the packet counter stands still",
        .why = "DMA that runs on after Pause reads memory that the framework may free, and plays what nobody wrote.",
        .detects =
            "The hardware model is sampled when EvtAcxStreamPause and EvtAcxStreamReleaseHardware have returned; "
            "packet counters read in one pause are compared.",
        .remedy = "Stop the engine, wait until it says that it has stopped, and drain DPCs and timers before "
                  "EvtAcxStreamPause returns.",
        .contract = "RT-LIF-37",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_pause",
        .shown_by = "chk_026_dma_runs_in_pause.cpp",
        .blames = "EvtAcxStreamPause"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        counter_.erase(changed.stream);
    }
    void observe(const client::EngineSampled &sample, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(sample.stream);
        if (stream == nullptr || sample.engine == 0 || sample.running == 0 ||
            sample.cause != acx::StreamStateChanged::kind)
            return;
        if (stream->state == acx::StreamState::Run) return;
        findings.report(rule, sample.stream,
                        fmt::format("the DMA engine still runs in {} ({} bytes fetched)",
                                    stream->state == acx::StreamState::Pause ? "Pause" : "Stop", sample.fetched_bytes));
    }
    void observe(const acx::CurrentPacketRead &read, const Context &, Findings &findings) {
        if (static_cast<std::int32_t>(read.status) < 0 ||
            read.state == static_cast<std::uint64_t>(acx::StreamState::Run))
            return;
        const auto [before, first] = counter_.try_emplace(read.stream, read.packet);
        if (first || before->second == read.packet) return;
        findings.report(rule, read.stream, read.packet,
                        fmt::format("the current packet went from {} to {} outside Run", before->second, read.packet));
        before->second = read.packet;
    }

private:
    std::map<core::ObjectId, std::uint64_t> counter_;
};

} // namespace acxsim::verifier
