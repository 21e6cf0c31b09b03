// SPDX-License-Identifier: MIT
//
// CHK-081: no timer, DPC or work item of a stream runs once ReleaseHardware has returned. Source: RT-LIF-38.
#pragma once

#include <fmt/format.h>

#include <map>
#include <set>

#include "sim/verifier/findings.hpp"
#include "sim/wdf/records.hpp"

namespace acxsim::verifier {

class NothingFiresAfterRelease final
    : public RuleOver<NothingFiresAfterRelease, wdf::ObjectCreated, wdf::TimerCallbackRan, wdf::WorkItemRan,
                      wdf::DpcRan, acx::StreamStateChanged> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-081",
        .severity = Severity::Fatal,
        .states = "no timer, DPC or work item of a stream runs once ReleaseHardware has returned",
        .why = "It touches packets that are freed and hardware that belongs to somebody else by now.",
        .detects = "Framework objects know their parents: a deferred callback whose ancestor is a stream in Stop, "
                   "after it had been prepared, is a finding.",
        .remedy =
            "Stop timers with WdfTimerStop(timer, TRUE) and flush work items and DPCs in Pause or ReleaseHardware.",
        .contract = "RT-LIF-38",
        .page = "acxstreams/nc-acxstreams-evt_acx_stream_release_hardware",
        .shown_by = "chk_081_timer_after_release.c",
        .blames = "EvtAcxStreamReleaseHardware"};

    void observe(const wdf::ObjectCreated &created, const Context &, Findings &) {
        parent_[created.object] = created.parent;
    }
    void observe(const acx::StreamStateChanged &changed, const Context &, Findings &) {
        if (changed.to == static_cast<std::uint32_t>(acx::StreamState::Stop))
            released_.insert(changed.stream);
        else
            released_.erase(changed.stream);
    }
    void observe(const wdf::TimerCallbackRan &ran, const Context &, Findings &findings) {
        look(ran.object, "timer callback", findings);
    }
    void observe(const wdf::WorkItemRan &ran, const Context &, Findings &findings) {
        look(ran.object, "work item", findings);
    }
    void observe(const wdf::DpcRan &ran, const Context &, Findings &findings) { look(ran.object, "DPC", findings); }

private:
    void look(core::ObjectId object, std::string_view what, Findings &findings) {
        if (released_.empty()) return;
        for (core::ObjectId ancestor = object; ancestor != 0;) {
            if (released_.contains(ancestor)) {
                findings.report(rule, ancestor,
                                fmt::format("a {} of the stream runs after ReleaseHardware has returned", what));
                return;
            }
            const auto above = parent_.find(ancestor);
            ancestor = above == parent_.end() ? 0 : above->second;
        }
    }
    std::map<core::ObjectId, core::ObjectId> parent_;
    std::set<core::ObjectId> released_;
};

} // namespace acxsim::verifier
