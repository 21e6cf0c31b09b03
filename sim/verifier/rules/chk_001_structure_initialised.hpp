// SPDX-License-Identifier: MIT
//
// CHK-001: every configuration and callback structure carries the Size its _INIT function sets. Source: RT-TYP-01.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class StructureIsInitialised final : public RuleOver<StructureIsInitialised, acx::StructureSizeWrong> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-001",
        .severity = Severity::Error,
        .states = "every configuration and callback structure carries the Size its _INIT function sets",
        .why = "The framework tells versions of a structure apart by Size; a wrong one is refused, or fields are read "
               "that were never written.",
        .detects = "Size of every structure passed to an Acx function is compared with the size of the type.",
        .remedy =
            "Call the structure's _INIT function before setting fields; do not memset it or copy it from an older one.",
        .contract = "RT-TYP-01",
        .page = "acxstreams/nf-acxstreams-acx_stream_callbacks_init",
        .shown_by = "chk_001_size_not_set.c"};

    void observe(const acx::StructureSizeWrong &wrong, const Context &context, Findings &findings) {
        if (wrong.structure_hash == core::hash_text("ACX_RTPACKET")) return; // CHK-012
        findings.report(rule, context.streams.find(wrong.object) != nullptr ? wrong.object : 0,
                        fmt::format("{}: Size is {}, expected {}", hashed_name(wrong.structure_hash, "a structure"),
                                    wrong.found, wrong.expected));
    }
};

} // namespace acxsim::verifier
