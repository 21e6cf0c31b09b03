// SPDX-License-Identifier: MIT
//
// CHK-015: RtPacketOffset plus RtPacketSize stays inside the buffer that the MDL describes. Source: RT-BUF-08,
// RT-BUF-22.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketLiesInsideBuffer final : public RuleOver<PacketLiesInsideBuffer, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-015",
        .severity = Severity::Fatal,
        .states = "RtPacketOffset plus RtPacketSize stays inside the buffer that the MDL describes",
        .why = "The client and the hardware would read and write beyond the buffer.",
        .detects = "Offset and size of each returned entry are added without wrap and compared with the MDL (the first "
                   "entry's, if the second shares it).",
        .remedy =
            "Compute offset and size from the same rounded size that was allocated, with overflow-checked arithmetic.",
        .contract = "RT-BUF-08, RT-BUF-22",
        .page = "acxstreams/ns-acxstreams-acx_rtpacket",
        .shown_by = "chk_015_packet_beyond_buffer.c"};

    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        if (packet.index == 0) shared_bytes_ = packet.mdl_byte_count;
        const std::uint64_t available = packet.mdl_present != 0 ? packet.mdl_byte_count : shared_bytes_;
        if (available == 0) return; // no buffer at all: CHK-013
        const std::uint64_t end = std::uint64_t{packet.offset} + packet.size;
        if (end <= available) return;
        findings.report(rule, packet.stream,
                        fmt::format("packet entry {}: offset {} + size {} = {}, the buffer has {} bytes", packet.index,
                                    packet.offset, packet.size, end, available));
    }

private:
    std::uint64_t shared_bytes_ = 0;
};

} // namespace acxsim::verifier
