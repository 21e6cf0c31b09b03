// SPDX-License-Identifier: MIT
#include "sim/verifier/verifier.hpp"

#include "sim/verifier/rules.hpp"

namespace acxsim::verifier {

Verifier::Verifier(core::Trace &trace, kernel::System &system)
    : trace_(trace), book_(system), findings_(system), rules_(make_rules()) {
    book_.attach_before_rules(trace);
    for (auto &rule : rules_)
        rule->attach(trace, book_, findings_);
    book_.attach_after_rules(trace);
}

Verifier::~Verifier() {
    trace_.unsubscribe(book_);
    for (auto &rule : rules_)
        trace_.unsubscribe(*rule);
}

void Verifier::finish() {
    for (auto &rule : rules_)
        rule->finish(findings_);
}

} // namespace acxsim::verifier
