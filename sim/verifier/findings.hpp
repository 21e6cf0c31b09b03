// SPDX-License-Identifier: MIT
//
// What the rules found. A finding carries everything a report needs to point at the driver: rule, virtual time,
// processor, IRQL, the call, and the code addresses that symbols turn into file and line. The first few of a rule on a
// stream are kept in full; the rest are counted, so that a defect in every packet does not bury the others.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/verifier/rule.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::verifier {

struct Finding {
    const RuleInfo *rule = nullptr;
    Severity severity = Severity::Error; ///< the rule's, unless this case is milder
    core::TimePoint time{};
    std::uint8_t processor = core::Trace::no_processor;
    std::uint8_t irql = 0;
    core::ObjectId stream = 0; ///< 0: not about a stream
    bool has_packet = false;
    std::uint64_t packet = 0;
    std::string message;               ///< the values that disagree
    std::string call;                  ///< the DDI or callback in whose course it was seen
    std::vector<std::uintptr_t> stack; ///< code addresses, innermost first; the first driver frame is the place
    std::uint64_t repeats = 0;         ///< further findings of this rule on this stream, not kept
};

class Findings {
public:
    static constexpr std::size_t kept_per_rule_and_stream = 5;

    explicit Findings(kernel::System &system) : system_(system) {}

    /// Reports a case; place and call are taken from the code that is running now.
    void report(const RuleInfo &rule, core::ObjectId stream, std::string message);
    void report(const RuleInfo &rule, core::ObjectId stream, std::uint64_t packet, std::string message);
    /// About memory that is still there: the place is the driver's call that allocated it.
    void report_block(const RuleInfo &rule, core::ObjectId stream, std::uint64_t allocation, std::string message);
    void report_mdl(const RuleInfo &rule, core::ObjectId stream, std::uint64_t mdl, std::string message);
    void report_as(Severity severity, const RuleInfo &rule, core::ObjectId stream, std::string message);

    core::TimePoint now() const;
    const std::vector<Finding> &all() const { return findings_; }
    /// Findings, repeats included.
    std::uint64_t count() const { return count_; }

private:
    void report_made(const RuleInfo &rule, core::ObjectId stream, std::vector<std::uintptr_t> made_at,
                     std::string message);
    void add(Finding finding);
    void locate(Finding &finding);

    kernel::System &system_;
    std::vector<Finding> findings_;
    std::map<std::pair<std::string_view, core::ObjectId>, std::vector<std::size_t>> by_rule_;
    std::uint64_t count_ = 0;
};

} // namespace acxsim::verifier
