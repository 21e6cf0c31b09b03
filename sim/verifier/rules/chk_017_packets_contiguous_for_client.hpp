// SPDX-License-Identifier: MIT
//
// CHK-017: two packets are contiguous for the client: the first ends where a page ends and the second begins with a
// page, or the second follows the first in one buffer. Source: RT-BUF-09, RT-BUF-10.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketsAreContiguousForClient final : public RuleOver<PacketsAreContiguousForClient, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-017",
        .severity = Severity::Error,
        .states = "two packets are contiguous for the client: the first ends where a page ends and the second begins "
                  "with a page, or the second follows the first in one buffer",
        .why = "The client sees one buffer of two packets; a gap between them is played as noise or skipped samples.",
        .detects = "Offsets and sizes of the two returned entries are compared with the mapping the framework makes.",
        .remedy = "Two buffers: first offset = allocation - size, second offset = 0. One buffer: second offset = first "
                  "offset + first size.",
        .contract = "RT-BUF-09, RT-BUF-10",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_allocate_rtpackets",
        .shown_by = "chk_017_packets_not_contiguous.c"};

    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        if (packet.index == 0) {
            first_ = packet;
            return;
        }
        if (packet.index != 1 || packet.stream != first_.stream) return;
        if (packet.mdl_present == 0) {
            const std::uint64_t expected = std::uint64_t{first_.offset} + first_.size;
            if (packet.offset != expected) {
                findings.report(rule, packet.stream,
                                fmt::format("packets share a buffer: the second begins at {}, the first ends at {}",
                                            packet.offset, expected));
            }
            return;
        }
        const std::uint64_t end = std::uint64_t{first_.mdl_byte_offset} + first_.offset + first_.size;
        if (end % 4096 != 0) {
            findings.report(rule, packet.stream,
                            fmt::format("packet 0 ends {} bytes into a page, expected at its end (offset {}, size {})",
                                        end % 4096, first_.offset, first_.size));
        }
        if ((packet.mdl_byte_offset + packet.offset) % 4096 != 0) {
            findings.report(rule, packet.stream,
                            fmt::format("packet 1 begins {} bytes into a page, expected at its start",
                                        (packet.mdl_byte_offset + packet.offset) % 4096));
        }
    }

private:
    acx::PacketDescribed first_{};
};

} // namespace acxsim::verifier
