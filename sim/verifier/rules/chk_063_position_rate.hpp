// SPDX-License-Identifier: MIT
//
// CHK-063: between two snapshots in Run the position advances at the sample rate. Source: RT-PKT-93.
#pragma once

#include <fmt/format.h>
#include <map>
#include <set>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PositionAdvancesAtSampleRate final
    : public RuleOver<PositionAdvancesAtSampleRate, acx::PresentationPositionRead, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-063",
        .severity = Severity::Error,
        .states = "between two snapshots in Run the position advances at the sample rate",
        .why =
            "The client's clock is this slope; when it is off, the audio engine resamples or drifts until it glitches.",
        .detects = "Over at least 50 ms of one Run, the frames between two (QPC, position) pairs are compared with the "
                   "sample rate, within 1000 ppm.",
        .remedy =
            "Take position and QPC together; compute from the real rate of the format without rounding per packet.",
        .contract = "RT-PKT-93",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_presentation_position",
        .shown_by = "chk_063_position_slow.c"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) { first_.erase(changed.stream); }
    void observe(const acx::PresentationPositionRead &read, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(read.stream);
        if (stream == nullptr || static_cast<std::int32_t>(read.status) < 0 ||
            read.state != static_cast<std::uint64_t>(acx::StreamState::Run))
            return;
        // The first packet is let pass: the hardware fills its FIFO, the position may stand still meanwhile.
        if (context.now() - stream->last_run < stream->packet_period()) return;
        const auto [start, is_first] = first_.try_emplace(read.stream, read);
        if (is_first) return;
        const double seconds =
            context.streams.qpc_microseconds(static_cast<std::int64_t>(read.qpc - start->second.qpc)) / 1e6;
        if (seconds < 0.05) return;
        const double expected = seconds * static_cast<double>(stream->rate_hz);
        const double moved = static_cast<double>(read.blocks) - static_cast<double>(start->second.blocks);
        const double tolerance = expected * 1e-3 + granularity_frames;
        if (moved >= expected - tolerance && moved <= expected + tolerance) return;
        if (!reported_.insert({read.stream, stream->last_run}).second) return;
        findings.report(rule, read.stream,
                        fmt::format("{:.0f} frames in {:.3f} ms, expected {:.0f} +- {:.0f}: {:+.0f} ppm", moved,
                                    seconds * 1e3, expected, tolerance, (moved / expected - 1) * 1e6));
    }

private:
    static constexpr double granularity_frames = 64; // 1 ms positions and 44.1 kHz cadence are no rate error
    std::map<core::ObjectId, acx::PresentationPositionRead> first_;
    std::set<std::pair<core::ObjectId, core::TimePoint>> reported_;
};

} // namespace acxsim::verifier
