// SPDX-License-Identifier: MIT
//
// CHK-019: the two packets do not overlap. Source: RT-BUF-10.
#pragma once

#include <algorithm>
#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketsDoNotOverlap final : public RuleOver<PacketsDoNotOverlap, acx::PacketDescribed> {
public:
    static constexpr RuleInfo rule{.id = "CHK-019",
                                   .severity = Severity::Fatal,
                                   .states = "the two packets do not overlap",
                                   .why = "Writing the next packet would overwrite the one that is being played.",
                                   .detects =
                                       "The byte ranges of the two returned entries are compared by bus address.",
                                   .remedy = "Give each packet its own range.",
                                   .contract = "RT-BUF-10",
                                   .page = "acxstreams/ns-acxstreams-acx_rtpacket",
                                   .shown_by = "chk_019_packets_overlap.c"};

    void observe(const acx::PacketDescribed &packet, const Context &, Findings &findings) {
        const std::uint64_t base = packet.mdl_present != 0 ? packet.bus_address : first_base_;
        const std::uint64_t begin = base + packet.offset;
        const std::uint64_t end = begin + packet.size;
        if (packet.index == 0) {
            stream_ = packet.stream;
            first_base_ = base;
            first_begin_ = begin;
            first_end_ = end;
            return;
        }
        if (packet.stream != stream_ || begin >= first_end_ || first_begin_ >= end) return;
        const std::uint64_t shared = std::min(end, first_end_) - std::max(begin, first_begin_);
        findings.report(rule, packet.stream, fmt::format("packets 0 and 1 share {} bytes of memory", shared));
    }

private:
    core::ObjectId stream_ = 0;
    std::uint64_t first_base_ = 0;
    std::uint64_t first_begin_ = 0;
    std::uint64_t first_end_ = 0;
};

} // namespace acxsim::verifier
