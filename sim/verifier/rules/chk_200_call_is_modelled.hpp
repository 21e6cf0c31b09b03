// SPDX-License-Identifier: MIT
//
// CHK-200: the driver calls only what the simulator models. Not a rule of the streaming contract: it says that a run's
// other results rest on a function that did nothing. Severity follows the stub policy (driver.unmodelled).
#pragma once

#include <fmt/format.h>

#include "sim/kernel/records.hpp"
#include "sim/kernel/unmodelled.hpp"
#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class CallIsModelled final : public RuleOver<CallIsModelled, kernel::UnmodelledCalled> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-200",
        .severity = Severity::Error,
        .states = "every function that the driver calls is modelled by this simulator",
        .why = "A function that is not modelled returns an error or nothing: what the driver does from then on is not "
               "what it does on Windows, and the rest of the run proves little.",
        .detects = "At load time each imported function that nobody has is bound to a thunk of its own, which names it "
                   "and its caller.",
        .remedy = "`acxsim preflight` lists all such functions with their callers. If the driver copes with the error, "
                  "run with --unmodelled status; else leave the call out of the build under test.",
        .contract = "of this simulator, not of the streaming contract",
        .page = "_kernel/",
        .shown_by = "chk_200_call_not_modelled.c"};

    void observe(const kernel::UnmodelledCalled &call, const Context &, Findings &findings) {
        const auto policy = static_cast<kernel::UnmodelledPolicy>(call.policy);
        const std::string_view answer = policy == kernel::UnmodelledPolicy::Fail     ? "it failed"
                                        : policy == kernel::UnmodelledPolicy::Status ? "it was not supported"
                                                                                     : "the run ends here";
        // Of a thunk, or of a function that stands in a table and can only refuse (USB targets).
        const std::string_view name = kernel::unmodelled_name(call.name_hash);
        findings.report_as(policy == kernel::UnmodelledPolicy::Status ? Severity::Information : rule.severity, rule, 0,
                           fmt::format("{} is not modelled: {}",
                                       name.empty() ? hashed_name(call.name_hash, "a function") : name, answer));
    }
};

} // namespace acxsim::verifier
