// SPDX-License-Identifier: MIT
//
// CHK-003: a stream has the callbacks its kind cannot do without. Source: RT-TYP-04.
#pragma once

#include <array>
#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class MandatoryCallbacksAreThere final : public RuleOver<MandatoryCallbacksAreThere, acx::StreamCreateMisuse> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-003",
        .severity = Severity::Error,
        .states = "a stream has the callbacks its kind cannot do without",
        .why = "The framework cannot move the stream, or the client cannot ask for positions and packets; the endpoint "
               "opens and stays silent.",
        .detects = "Both callback tables are inspected when the stream is created.",
        .remedy = "Set Prepare, Release, Run and Pause; for a real-time stream also latency, allocate, free, current "
                  "packet, presentation position, and SetRenderPacket (render) or GetCapturePacket (capture).",
        .contract = "RT-TYP-04",
        .page = "acxstreams/ns-acxstreams-acx_rt_stream_callbacks"};

    void observe(const acx::StreamCreateMisuse &misuse, const Context &, Findings &findings) {
        if (misuse.what != acx::StreamCreateMisuse::MissingCallback) return;
        for (const std::string_view name : callbacks) {
            if (core::hash_text(name) == misuse.detail_hash) {
                findings.report(rule, misuse.stream, fmt::format("{} is NULL", name));
                return;
            }
        }
        findings.report(rule, misuse.stream, "a mandatory callback is NULL");
    }

private:
    static constexpr std::array<std::string_view, 11> callbacks{"EvtAcxStreamPrepareHardware",
                                                                "EvtAcxStreamReleaseHardware",
                                                                "EvtAcxStreamRun",
                                                                "EvtAcxStreamPause",
                                                                "EvtAcxStreamGetHwLatency",
                                                                "EvtAcxStreamAllocateRtPackets",
                                                                "EvtAcxStreamFreeRtPackets",
                                                                "EvtAcxStreamSetRenderPacket",
                                                                "EvtAcxStreamGetCurrentPacket",
                                                                "EvtAcxStreamGetCapturePacket",
                                                                "EvtAcxStreamGetPresentationPosition"};
};

} // namespace acxsim::verifier
