// SPDX-License-Identifier: MIT
//
// CHK-071: a callback returns at the IRQL it was called at, without a lock or a critical region. Source: RT-IRQ-21.
#pragma once

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class CallbackLeavesNothingBehind final : public RuleOver<CallbackLeavesNothingBehind, kernel::CallbackReturned> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-071",
        .severity = Severity::Fatal,
        .states = "a callback returns at the IRQL it was called at, without a lock or a critical region",
        .why = "The framework goes on at DISPATCH_LEVEL or under a lock that nobody will release: the next wait stops "
               "the machine.",
        .detects = "IRQL, held spin locks and critical regions are compared on entry and return of every callback.",
        .remedy = "Look for the return path that skips KeReleaseSpinLock, KeLowerIrql or KeLeaveCriticalRegion.",
        .contract = "RT-IRQ-21",
        .page = "wdm/nf-wdm-kereleasespinlock",
        .shown_by = "chk_071_returns_at_dispatch.c"};

    void observe(const kernel::CallbackReturned &returned, const Context &context, Findings &findings) {
        if (returned.irql_entry == returned.irql_exit && returned.locks_held == 0 && returned.critical_region == 0)
            return;
        const core::ObjectId stream = context.streams.find(returned.object) != nullptr ? returned.object : 0;
        findings.report(rule, stream,
                        fmt::format("{} was called at IRQL {} and returned at IRQL {} with {} spin lock(s) held and {} "
                                    "critical region(s) open",
                                    hashed_name(returned.name_hash, "a callback"), returned.irql_entry,
                                    returned.irql_exit, returned.locks_held, returned.critical_region));
    }
};

} // namespace acxsim::verifier
