// SPDX-License-Identifier: MIT
//
// CHK-014: a packet's MDL starts on a page and covers whole pages, and BufferLength equals its byte count. Source:
// RT-BUF-05.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketPagesAreWhole final : public RuleOver<PacketPagesAreWhole, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-014",
        .severity = Severity::Fatal,
        .states = "a packet's MDL starts on a page and covers whole pages, and BufferLength equals its byte count",
        .why =
            "Pages are mapped into a user-mode process whole: whatever else lies on a partial page is exposed to it.",
        .detects = "Byte offset, byte count and BufferLength of each returned MDL are inspected.",
        .remedy = "Round the allocation up to PAGE_SIZE and take page-aligned memory (pool of a page or more is).",
        .contract = "RT-BUF-05",
        .page = "acxstreams/ns-acxstreams-acx_rtpacket",
        .shown_by = "chk_014_mdl_not_whole_pages.c"};

    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        if (packet.mdl_present == 0) return;
        if (packet.mdl_byte_offset != 0 || packet.mdl_byte_count % page_bytes != 0) {
            findings.report(
                rule, packet.stream,
                fmt::format("packet entry {}: the MDL starts {} bytes into a page and covers {} bytes; expected 0 "
                            "and a multiple of {}",
                            packet.index, packet.mdl_byte_offset, packet.mdl_byte_count, page_bytes));
        } else if (packet.buffer_length != packet.mdl_byte_count) {
            findings.report(rule, packet.stream,
                            fmt::format("packet entry {}: BufferLength is {}, the MDL covers {} bytes", packet.index,
                                        packet.buffer_length, packet.mdl_byte_count));
        }
    }

private:
    static constexpr std::uint32_t page_bytes = 4096;
};

} // namespace acxsim::verifier
