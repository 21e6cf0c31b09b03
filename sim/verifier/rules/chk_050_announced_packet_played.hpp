// SPDX-License-Identifier: MIT
//
// CHK-050: the hardware plays the packet that was announced, from the right slot. Source: RT-PKT-02, RT-PKT-42.
#pragma once

#include <fmt/format.h>

#include <array>
#include <map>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/tolerance.hpp"

namespace acxsim::verifier {

class AnnouncedPacketIsPlayed final
    : public RuleOver<AnnouncedPacketIsPlayed, acx::StreamStateChanged, acx::RenderPacketSet, client::GlitchHeard> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-050",
        .severity = Severity::Warning,
        .states = "the hardware plays the packet that was announced, from the right slot",
        .why = "The audio is there in time and something else is heard: the slot, the length or the order in the "
               "descriptor list is wrong.",
        .detects = "What the codec played is compared with what the client wrote; a repeated, stale, skipped or "
                   "unknown stretch of a packet that was announced before its first burst is a finding.",
        .remedy = "Packet n lies in slot n mod 2. Check the order and lengths of the descriptors.",
        .contract = "RT-PKT-02, RT-PKT-42",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_set_render_packet",
        .shown_by = "chk_050_slots_swapped.cpp",
        .blames = "EvtAcxStreamSetRenderPacket"};

    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        // Numbers begin again; what was heard before may still be reported after the stop, so not earlier than this.
        if (changed.from == static_cast<std::uint32_t>(acx::StreamState::Stop)) announced_.erase(changed.stream);
    }
    void observe(const acx::RenderPacketSet &set, const Context &context, Findings &) {
        if (static_cast<std::int32_t>(set.status) < 0) return;
        Announced &announced = announced_[set.stream];
        announced.packets[set.packet % announced.packets.size()] = {set.packet + 1, context.now()};
    }
    void observe(const client::GlitchHeard &glitch, const Context &context, Findings &findings) {
        using What = client::GlitchHeard::What;
        if (glitch.what == What::Torn || glitch.what == What::Silence) return; // written late, or nothing on the link
        const StreamFacts *stream = context.streams.find(glitch.stream);
        if (stream == nullptr || stream->direction != acx::Direction::Render) return;
        const Announced &announced = announced_[glitch.stream];
        const auto &[number, when] = announced.packets[glitch.packet % announced.packets.size()];
        // In time: before the packet's first byte could be prefetched.
        const core::Duration prefetch = time_of_frames(
            glitch.frame + stream->fifo_bytes.value_or(0) / std::max<std::uint64_t>(stream->block_bytes, 1) + 64,
            stream->rate_hz);
        const core::TimePoint first_heard{core::Duration{glitch.at_ticks}};
        const bool before_run = when <= stream->first_run; // pre-roll: nothing could be prefetched yet
        if (number != glitch.packet + 1 || (!before_run && when > first_heard - prefetch)) return;
        findings.report(
            rule, glitch.stream, glitch.packet,
            fmt::format("packet {} was announced in time, but {} frames from frame {} on are something else",
                        glitch.packet, glitch.length, glitch.frame));
    }

private:
    struct Announced {
        std::array<std::pair<std::uint64_t, core::TimePoint>, 16> packets{}; // ordinal + 1, when
    };
    std::map<core::ObjectId, Announced> announced_;
};

} // namespace acxsim::verifier
