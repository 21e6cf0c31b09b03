// SPDX-License-Identifier: MIT
//
// CHK-012: every ACX_RTPACKET is initialised by ACX_RTPACKET_INIT. Source: RT-TYP-01.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PacketIsInitialised final : public RuleOver<PacketIsInitialised, acx::StructureSizeWrong> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-012",
        .severity = Severity::Error,
        .states = "every ACX_RTPACKET is initialised by ACX_RTPACKET_INIT",
        .why = "The framework refuses an entry whose Size it does not know, or reads fields that were never set.",
        .detects = "Size of every returned entry is compared with the size of the type.",
        .remedy = "Call ACX_RTPACKET_INIT for each entry of the array before filling it in.",
        .contract = "RT-TYP-01",
        .page = "acxstreams/ns-acxstreams-acx_rtpacket",
        .shown_by = "chk_012_packet_not_initialised.c"};

    void observe(const acx::StructureSizeWrong &wrong, const Context &, Findings &findings) {
        if (wrong.structure_hash != core::hash_text("ACX_RTPACKET")) return;
        findings.report(
            rule, wrong.object,
            fmt::format("packet entry {}: Size is {}, expected {}", wrong.index, wrong.found, wrong.expected));
    }
};

} // namespace acxsim::verifier
