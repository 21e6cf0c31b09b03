// SPDX-License-Identifier: MIT
//
// CHK-004: a real-time stream has both callback tables, a basic one only ACX_STREAM_CALLBACKS. Source: RT-TYP-02.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class CallbackTablesMatchKind final : public RuleOver<CallbackTablesMatchKind, acx::StreamCreateMisuse> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-004",
        .severity = Severity::Error,
        .states = "a real-time stream has both callback tables, a basic one only ACX_STREAM_CALLBACKS",
        .why = "Without its tables a stream can be opened and does nothing.",
        .detects = "The StreamInit object is inspected when the stream is created.",
        .remedy = "Call AcxStreamInitAssignAcxStreamCallbacks, and for a real-time stream "
                  "AcxStreamInitAssignAcxRtStreamCallbacks.",
        .contract = "RT-TYP-02",
        .page = "acxstreams/nf-acxstreams-acxstreaminitassignacxrtstreamcallbacks",
        .shown_by = "chk_004_rt_callbacks_missing.c"};

    void observe(const acx::StreamCreateMisuse &misuse, const Context &, Findings &findings) {
        using What = acx::StreamCreateMisuse::What;
        switch (static_cast<What>(misuse.what)) {
        case What::NoRtCallbacks:
            findings.report(rule, misuse.stream, "a real-time stream without ACX_RT_STREAM_CALLBACKS");
            break;
        case What::NoStreamCallbacks:
            findings.report(rule, misuse.stream, "a stream without ACX_STREAM_CALLBACKS");
            break;
        case What::RtCallbacksOnBasic:
            findings.report(rule, misuse.stream, "ACX_RT_STREAM_CALLBACKS assigned to a basic stream");
            break;
        default:
            break;
        }
    }
};

} // namespace acxsim::verifier
