// SPDX-License-Identifier: MIT
//
// CHK-069: every function is called at an IRQL that its page allows. Source: RT-IRQ-05.
#pragma once

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class DdiAtAllowedIrql final : public RuleOver<DdiAtAllowedIrql, kernel::DdiIrqlViolation> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-069",
        .severity = Severity::Fatal,
        .states = "every function is called at an IRQL that its page allows",
        .why = "PASSIVE_LEVEL functions wait or touch pageable memory; at DISPATCH_LEVEL that is a bug check, now and "
               "then.",
        .detects = "Each DDI carries its highest IRQL in a table; the processor's IRQL is compared at every call, also "
                   "under spin locks.",
        .remedy = "Move the call out of the DPC or the spin lock: to a work item, or before the lock is taken.",
        .contract = "RT-IRQ-05",
        .page = "wdm/nf-wdm-kegetcurrentirql",
        .shown_by = "chk_069_create_at_dispatch.c"};

    void observe(const kernel::DdiIrqlViolation &violation, const Context &, Findings &findings) {
        findings.report(rule, 0,
                        fmt::format("{} called at IRQL {}, highest allowed is {}",
                                    hashed_name(violation.name_hash, "a function"), violation.irql,
                                    violation.highest_allowed));
    }
};

} // namespace acxsim::verifier
