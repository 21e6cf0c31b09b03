// SPDX-License-Identifier: MIT
#include "sim/verifier/findings.hpp"

#include "sim/kernel/executive.hpp"
#include "sim/kernel/stack_trace.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::verifier {

std::string_view to_string(Severity severity) {
    switch (severity) {
    case Severity::Information:
        return "information";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        return "error";
    case Severity::Fatal:
        return "fatal";
    }
    return "unknown";
}

core::TimePoint Findings::now() const { return system_.now(); }

void Findings::report(const RuleInfo &rule, core::ObjectId stream, std::string message) {
    report_as(rule.severity, rule, stream, std::move(message));
}

void Findings::report_as(Severity severity, const RuleInfo &rule, core::ObjectId stream, std::string message) {
    Finding finding;
    finding.rule = &rule;
    finding.severity = severity;
    finding.stream = stream;
    finding.message = std::move(message);
    add(std::move(finding));
}

void Findings::report_block(const RuleInfo &rule, core::ObjectId stream, std::uint64_t allocation,
                            std::string message) {
    const kernel::Executive *executive = kernel::Executive::current_or_null();
    report_made(rule, stream,
                executive == nullptr ? std::vector<std::uintptr_t>{}
                                     : kernel::Executive::current().pool().stack_of(allocation),
                std::move(message));
}

void Findings::report_mdl(const RuleInfo &rule, core::ObjectId stream, std::uint64_t mdl, std::string message) {
    const kernel::Executive *executive = kernel::Executive::current_or_null();
    report_made(rule, stream,
                executive == nullptr ? std::vector<std::uintptr_t>{}
                                     : kernel::Executive::current().mdls().stack_of(mdl),
                std::move(message));
}

void Findings::report_made(const RuleInfo &rule, core::ObjectId stream, std::vector<std::uintptr_t> made_at,
                           std::string message) {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.stream = stream;
    finding.message = std::move(message);
    finding.stack = std::move(made_at);
    add(std::move(finding));
}

void Findings::report(const RuleInfo &rule, core::ObjectId stream, std::uint64_t packet, std::string message) {
    Finding finding;
    finding.rule = &rule;
    finding.severity = rule.severity;
    finding.stream = stream;
    finding.has_packet = true;
    finding.packet = packet;
    finding.message = std::move(message);
    add(std::move(finding));
}

void Findings::locate(Finding &finding) {
    if (!finding.stack.empty()) return; // the rule knows a better place than the one that runs now
    // Some rules see the consequence long after the cause: they say which of the driver's functions to look at.
    if (!finding.rule->blames.empty()) {
        const void *place = system_.place_of(finding.stream, core::hash_text(finding.rule->blames));
        if (place != nullptr) {
            finding.call = finding.rule->blames;
            finding.stack.push_back(reinterpret_cast<std::uintptr_t>(place) + 1);
            return;
        }
    }
    // Inside a DDI: the driver's call. Inside or just behind a callback: the callback itself. The address of a
    // function is moved by one, as symbolisation takes addresses for return addresses.
    const kernel::CallFrame *frame = system_.top_frame();
    if (frame != nullptr && frame->kind == kernel::FrameKind::Ddi) {
        finding.call = frame->name;
        finding.stack = kernel::capture_ddi_stack();
        return;
    }
    if (frame != nullptr && frame->kind == kernel::FrameKind::Callback) {
        finding.call = frame->name;
        if (frame->code != nullptr) finding.stack.push_back(reinterpret_cast<std::uintptr_t>(frame->code) + 1);
        return;
    }
    if (!system_.on_processor()) return;
    const kernel::Thread::ReturnedCallback &last = system_.current_thread().last_callback();
    if (last.code != nullptr && last.returned == system_.now() &&
        (finding.stream == 0 || last.object == finding.stream)) {
        finding.call = last.name;
        finding.stack.push_back(reinterpret_cast<std::uintptr_t>(last.code) + 1);
    }
}

void Findings::add(Finding finding) {
    ++count_;
    std::vector<std::size_t> &kept = by_rule_[{finding.rule->id, finding.stream}];
    if (kept.size() >= kept_per_rule_and_stream) {
        ++findings_[kept.back()].repeats;
        return;
    }
    const core::Trace &trace = system_.trace();
    finding.time = system_.now();
    finding.processor = trace.processor();
    finding.irql = trace.irql();
    locate(finding);
    kept.push_back(findings_.size());
    findings_.push_back(std::move(finding));
}

} // namespace acxsim::verifier
