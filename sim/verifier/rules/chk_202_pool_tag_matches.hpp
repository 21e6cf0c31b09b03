// SPDX-License-Identifier: MIT
//
// CHK-202: ExFreePoolWithTag gets the tag of the allocation. Source: ExFreePoolWithTag page, parameter Tag;
// BAD_POOL_CALLER parameter 0xA.
#pragma once

#include <fmt/format.h>

#include "sim/kernel/pool.hpp"
#include "sim/kernel/records.hpp"
#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class PoolTagMatches final : public RuleOver<PoolTagMatches, kernel::PoolFreed> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-202",
        .severity = Severity::Error,
        .states = "memory is freed with the tag it was allocated with",
        .why = "A wrong tag says that the block belongs to somebody else; pool tracking charges the wrong owner, and "
               "protected tags and Driver Verifier stop with BAD_POOL_CALLER.",
        .detects = "The tag given to ExFreePoolWithTag is compared with the block's own; zero is no tag.",
        .remedy = "Free with the tag of the allocation, or with ExFreePool.",
        .contract = "of the reference page, not of the streaming contract",
        .page = "wdm/nf-wdm-exfreepoolwithtag",
        .shown_by = "chk_202_other_pool_tag.c",
        .blames = "ExFreePoolWithTag"};

    void observe(const kernel::PoolFreed &freed, const Context &, Findings &findings) {
        if (freed.tag_given == 0 || freed.tag_given == freed.tag) return;
        findings.report(rule, 0,
                        fmt::format("{} bytes allocated with the tag '{}' were freed with '{}'", freed.size_bytes,
                                    kernel::Pool::tag_text(freed.tag), kernel::Pool::tag_text(freed.tag_given)));
    }
};

} // namespace acxsim::verifier
