// SPDX-License-Identifier: MIT
//
// A rule of the contract as a check: an observer over trace records that reports findings and nothing else. One rule,
// one file in rules/: id, severity, one-line statement, source page, and observe() for each record type it reads.
// Adding one touches its own file and one line in rules.cpp. Severities are those of the contract's check catalogue:
// Fatal would corrupt, stop or expose a real machine; Error breaks the contract; Warning is a probable defect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/trace.hpp"
#include "sim/verifier/stream_book.hpp"

namespace acxsim::verifier {

enum class Severity : std::uint8_t { Information, Warning, Error, Fatal };
std::string_view to_string(Severity severity);

/// What a rule says of itself; `explain`, `list rules` and the rule pages are made of this.
struct RuleInfo {
    std::string_view id; ///< "CHK-031"
    Severity severity;
    std::string_view states;   ///< what must hold, one line
    std::string_view why;      ///< what goes wrong in the field when it does not hold
    std::string_view detects;  ///< how the simulator sees it
    std::string_view remedy;   ///< what to look at in the driver
    std::string_view contract; ///< "RT-PKT-23, RT-PKT-32"
    std::string_view page;     ///< reference page key: header/page
    std::string_view shown_by; ///< driver in tests/zoo with just this defect
    /// The stream's callback or DDI to point at when the rule sees the consequence long after the cause; empty: the
    /// call in whose course it fires.
    std::string_view blames = {};
};

class Findings;

/// What a rule may know beside the record: when and where it happened, the facts about streams, QPC units.
struct Context {
    const core::Record &record;
    const StreamBook &streams;
    core::TimePoint now() const { return record.time; }
};

class Rule : public core::TraceObserver {
public:
    virtual const RuleInfo &info() const = 0;
    /// Subscribes to the record kinds it reads.
    virtual void attach(core::Trace &trace, const StreamBook &streams, Findings &findings) = 0;
    /// The run is over: last chance to report what did not happen.
    virtual void finish(Findings &) {}
};

/// Base of a rule that reads the record types `Records`: implement
/// `void observe(const R &, const Context &, Findings &)` for each, and `static constexpr RuleInfo rule{...}`.
template <class Self, class... Records>
class RuleOver : public Rule {
public:
    const RuleInfo &info() const final { return Self::rule; }
    void attach(core::Trace &trace, const StreamBook &streams, Findings &findings) final {
        streams_ = &streams;
        findings_ = &findings;
        (trace.subscribe(Records::kind, *this), ...);
    }
    void on_record(const core::Record &record) final {
        const Context context{record, *streams_};
        (void)((record.kind == Records::kind &&
                (static_cast<Self *>(this)->observe(record.as<Records>(), context, *findings_), true)) ||
               ...);
    }

protected:
    const StreamBook &streams() const { return *streams_; }

private:
    const StreamBook *streams_ = nullptr;
    Findings *findings_ = nullptr;
};

} // namespace acxsim::verifier
