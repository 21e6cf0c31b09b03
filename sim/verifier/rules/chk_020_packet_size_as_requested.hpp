// SPDX-License-Identifier: MIT
//
// CHK-020: RtPacketSize is the size the framework asked for. Source: RT-BUF-07, AMB-13.
#pragma once

#include <map>

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketSizeIsAsRequested final
    : public RuleOver<PacketSizeIsAsRequested, acx::PacketsAllocated, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-020",
        .severity = Severity::Error,
        .states = "RtPacketSize is the size the framework asked for",
        .why = "The client writes whole packets of the size it asked for: a smaller one is overrun, a larger one plays "
               "stale bytes.",
        .detects = "RtPacketSize of each returned entry is compared with the request. Larger is a warning (AMB-13).",
        .remedy = "Return PacketSize unchanged; round only the allocation.",
        .contract = "RT-BUF-07, AMB-13",
        .page = "acxstreams/ns-acxstreams-acx_rtpacket",
        .shown_by = "chk_020_packet_too_small.c"};

    void observe(const acx::PacketsAllocated &allocated, const Context &, Findings &) {
        requested_[allocated.stream] = allocated.packet_size_bytes;
    }
    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        const std::uint64_t requested = requested_[packet.stream];
        if (packet.size == requested) return;
        findings.report_as(
            packet.size < requested ? Severity::Error : Severity::Warning, rule, packet.stream,
            fmt::format("packet entry {}: RtPacketSize is {}, {} was asked for", packet.index, packet.size, requested));
    }

private:
    std::map<core::ObjectId, std::uint64_t> requested_;
};

} // namespace acxsim::verifier
