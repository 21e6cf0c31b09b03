// SPDX-License-Identifier: MIT
//
// CHK-053: GetCapturePacket names a packet that was notified, and every notified packet can be had. Source: RT-PKT-60.
#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class CaptureOrdinalWasNotified final : public RuleOver<CaptureOrdinalWasNotified, acx::CapturePacketRead> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-053",
        .severity = Severity::Error,
        .states = "GetCapturePacket names a packet that was notified, and every notified packet can be had",
        .why = "The client reads a slot that is still being filled, or waits for data that it was told are there.",
        .detects = "The ordinal is compared with the number of notifications since PrepareHardware.",
        .remedy = "Report the last packet completed: the notified count minus one.",
        .contract = "RT-PKT-60",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_capture_packet"};

    void observe(const acx::CapturePacketRead &read, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(read.stream);
        if (stream == nullptr || !stream->last_packet) {
            if (static_cast<std::int32_t>(read.status) >= 0) {
                findings.report(rule, read.stream, read.packet,
                                fmt::format("packet {} reported before any was notified", read.packet));
            }
            return;
        }
        std::uint64_t &obtained = obtained_[read.stream];                               // ordinals below this were had
        if (stream->notified == 1) obtained = std::min(obtained, *stream->last_packet); // numbering restarted
        if (static_cast<std::int32_t>(read.status) < 0) {
            if (obtained <= *stream->last_packet) {
                findings.report(
                    rule, read.stream, *stream->last_packet,
                    fmt::format("GetCapturePacket returned 0x{:08x} although packet {} was notified and not yet had",
                                read.status, *stream->last_packet));
            }
            return;
        }
        if (read.packet > *stream->last_packet) {
            findings.report(
                rule, read.stream, read.packet,
                fmt::format("packet {} reported, the last one notified is {}", read.packet, *stream->last_packet));
        }
        obtained = std::max(obtained, read.packet + 1);
    }

private:
    std::map<core::ObjectId, std::uint64_t> obtained_;
};

} // namespace acxsim::verifier
