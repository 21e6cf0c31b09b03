// SPDX-License-Identifier: MIT
//
// CHK-070: pageable code runs below DISPATCH_LEVEL. Source: RT-IRQ-21.
#pragma once

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PagedCodeBelowDispatch final : public RuleOver<PagedCodeBelowDispatch, kernel::PagedCodeAtRaisedIrql> {
public:
    static constexpr RuleInfo rule{.id = "CHK-070",
                                   .severity = Severity::Fatal,
                                   .states = "pageable code runs below DISPATCH_LEVEL",
                                   .why = "The page may be out: at DISPATCH_LEVEL it cannot be brought in, and the "
                                          "machine stops with IRQL_NOT_LESS_OR_EQUAL, now and then.",
                                   .detects = "PAGED_CODE() looks at the IRQL.",
                                   .remedy = "Take PAGED_CODE and the paged section from code that DPCs, timers or "
                                             "lock holders reach, or leave the lock first.",
                                   .contract = "RT-IRQ-21",
                                   .page = "wdm/nf-wdm-paged_code",
                                   .shown_by = "chk_070_paged_code_at_dispatch.c"};

    void observe(const kernel::PagedCodeAtRaisedIrql &paged, const Context &, Findings &findings) {
        findings.report(rule, 0, fmt::format("PAGED_CODE() at line {} runs at IRQL {}", paged.line, paged.irql));
    }
};

} // namespace acxsim::verifier
