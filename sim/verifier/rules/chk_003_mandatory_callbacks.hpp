// SPDX-License-Identifier: MIT
//
// CHK-003: a stream has the callbacks its kind cannot do without. Source: RT-TYP-04.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

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
        .page = "acxstreams/ns-acxstreams-acx_rt_stream_callbacks",
        .shown_by = "chk_003_mandatory_callback_missing.c"};

    void observe(const acx::StreamCreateMisuse &misuse, const Context &, Findings &findings) {
        if (misuse.what != acx::StreamCreateMisuse::MissingCallback) return;
        findings.report(rule, misuse.stream,
                        fmt::format("{} is NULL", hashed_name(misuse.detail_hash, "a mandatory callback")));
    }
};

} // namespace acxsim::verifier
