// SPDX-License-Identifier: MIT
//
// CHK-011: AllocateRtPackets returns an array with one entry for each packet asked for. Source: RT-CB-12.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketArrayIsComplete final : public RuleOver<PacketArrayIsComplete, acx::PacketsAllocated> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-011",
        .severity = Severity::Fatal,
        .states = "AllocateRtPackets returns an array with one entry for each packet asked for",
        .why = "The framework reads the missing entries from whatever memory follows, and maps it into the client.",
        .detects = "The returned pointer is inspected, and the size of the pool block behind it.",
        .remedy = "Allocate PacketCount entries of ACX_RTPACKET and return their address only on success.",
        .contract = "RT-CB-12",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_allocate_rtpackets",
        .shown_by = "chk_011_packets_array_null.c"};

    void observe(const acx::PacketsAllocated &allocated, const Context &, Findings &findings) {
        if (static_cast<std::int32_t>(allocated.status) < 0) return;
        if (allocated.array_given == 0) {
            findings.report(rule, allocated.stream, "success with a NULL packet array");
        } else if (allocated.array_entries_backed < allocated.packet_count) {
            findings.report(rule, allocated.stream,
                            fmt::format("the array holds {} entries, {} were asked for", allocated.array_entries_backed,
                                        allocated.packet_count));
        }
    }
};

} // namespace acxsim::verifier
