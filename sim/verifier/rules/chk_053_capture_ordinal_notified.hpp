// SPDX-License-Identifier: MIT
//
// CHK-053: GetCapturePacket names a packet that was notified, and every notified packet can be had. Source: RT-PKT-60.
// The driver counts first and notifies second (RT-PKT-25), and a completion may come in the middle of the call: neither
// is a defect, so a packet one ahead must be notified soon, and a refusal is judged by what was notified before the
// call.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class CaptureOrdinalWasNotified final
    : public RuleOver<CaptureOrdinalWasNotified, kernel::CallbackEntered, acx::StreamStateChanged, acx::PacketNotified,
                      acx::CapturePacketRead> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-053",
        .severity = Severity::Error,
        .states = "GetCapturePacket names a packet that was notified, and every notified packet can be had",
        .why = "The client reads a slot that is still being filled, or waits for data that it was told are there.",
        .detects = "The ordinal is compared with the notifications since PrepareHardware; one ahead must be notified "
                   "within 1 ms or 10 % of a packet.",
        .remedy = "Report the last packet completed: the notified count minus one.",
        .contract = "RT-PKT-60",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_get_capture_packet",
        .shown_by = "chk_053_packet_not_obtainable.c"};

    void observe(const kernel::CallbackEntered &entered, const Context &context, Findings &) {
        constexpr std::uint64_t capture_packet = core::hash_text("EvtAcxStreamGetCapturePacket");
        if (entered.name_hash != capture_packet) return;
        const StreamFacts *stream = context.streams.find(entered.object);
        if (stream != nullptr) captures_[entered.object].notified_before = stream->last_packet;
    }
    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        if (changed.to == static_cast<std::uint32_t>(acx::StreamState::Stop)) captures_.erase(changed.stream);
    }
    void observe(const acx::PacketNotified &notified, const Context &context, Findings &findings) {
        settle(notified.stream, context.now(), context.streams.find(notified.stream), findings);
    }
    void observe(const acx::CapturePacketRead &read, const Context &context, Findings &findings) {
        const StreamFacts *stream = context.streams.find(read.stream);
        if (stream == nullptr) return;
        settle(read.stream, context.now(), stream, findings);
        Capture &capture = captures_[read.stream];
        if (static_cast<std::int32_t>(read.status) < 0) {
            if (!capture.notified_before || capture.obtained > *capture.notified_before) return;
            findings.report(
                rule, read.stream, *capture.notified_before,
                fmt::format("GetCapturePacket returned 0x{:08x} although packet {} was notified and not yet had",
                            read.status, *capture.notified_before));
            return;
        }
        const std::uint64_t next = stream->last_packet ? *stream->last_packet + 1 : 0;
        if (read.packet == next) {
            capture.ahead = {read.packet, context.now()};
        } else if (read.packet > next) {
            report(read.stream, read.packet, stream, findings);
        }
        capture.obtained = std::max(capture.obtained, read.packet + 1);
    }
    void finish(Findings &findings) override {
        for (auto &[stream, capture] : captures_) {
            if (capture.ahead) settle(stream, findings.now(), streams().find(stream), findings);
        }
    }

private:
    struct Ahead {
        std::uint64_t packet;
        core::TimePoint since;
    };
    struct Capture {
        std::optional<std::uint64_t> notified_before; // last notification when the present call began
        std::uint64_t obtained = 0;                   // ordinals below this were had
        std::optional<Ahead> ahead;                   // reported, not notified yet
    };

    /// The notification of a packet that was reported ahead has come, or should have.
    void settle(core::ObjectId id, core::TimePoint now, const StreamFacts *stream, Findings &findings) {
        const auto found = captures_.find(id);
        if (found == captures_.end() || !found->second.ahead || stream == nullptr) return;
        const Ahead ahead = *found->second.ahead;
        const bool late = now - ahead.since > jitter_tolerance(stream->packet_period());
        const bool notified = stream->last_packet && *stream->last_packet >= ahead.packet;
        if (notified || late) found->second.ahead.reset();
        if (late && !notified) report(id, ahead.packet, stream, findings);
    }
    static void report(core::ObjectId id, std::uint64_t packet, const StreamFacts *stream, Findings &findings) {
        findings.report(rule, id, packet,
                        stream->last_packet ? fmt::format("packet {} reported, the last one notified is {}", packet,
                                                          *stream->last_packet)
                                            : fmt::format("packet {} reported before any was notified", packet));
    }
    std::map<core::ObjectId, Capture> captures_;
};

} // namespace acxsim::verifier
