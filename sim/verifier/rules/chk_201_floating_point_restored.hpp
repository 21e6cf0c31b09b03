// SPDX-License-Identifier: MIT
//
// CHK-201: floating-point state that a callback saves is restored before it returns. Source: KeSaveFloatingPointState
// and KeSaveExtendedProcessorState pages.
#pragma once

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class FloatingPointIsRestored final : public RuleOver<FloatingPointIsRestored, kernel::FloatingPointStateLeft> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-201",
        .severity = Severity::Error,
        .states = "floating-point state that a callback saves is restored before the callback returns",
        .why = "The interrupted code goes on with the driver's registers, and memory behind the save is lost.",
        .detects = "Saves and restores are counted per thread and compared when a callback returns.",
        .remedy = "Pair each KeSaveFloatingPointState that succeeded with one KeRestoreFloatingPointState, also on "
                  "error paths.",
        .contract = "of the reference page, not of the streaming contract",
        .page = "wdm/nf-wdm-kesavefloatingpointstate",
        .shown_by = "chk_201_floating_point_left.c",
        .blames = "KeSaveFloatingPointState"};

    void observe(const kernel::FloatingPointStateLeft &left, const Context &, Findings &findings) {
        findings.report(rule, left.object,
                        fmt::format("{} returned with {} saved floating-point state{} not restored",
                                    hashed_name(left.name_hash, "a callback"), left.saves, left.saves == 1 ? "" : "s"));
    }
};

} // namespace acxsim::verifier
