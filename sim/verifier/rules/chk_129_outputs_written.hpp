// SPDX-License-Identifier: MIT
//
// CHK-129: a callback that succeeds has written its output parameters. Source: RT-CB-50, RT-CB-60, RT-CB-70, RT-CB-80.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"
#include "sim/verifier/hashed_name.hpp"

namespace acxsim::verifier {

class OutputsAreWritten final : public RuleOver<OutputsAreWritten, acx::OutputNotWritten> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-129",
        .severity = Severity::Error,
        .states = "a callback that succeeds has written its output parameters",
        .why =
            "The framework passes on what happened to be on the stack: a position or a packet number that never was.",
        .detects =
            "Output parameters are filled with a pattern before the call; the pattern is looked for after success.",
        .remedy = "Write every _Out_ parameter on every path that returns success.",
        .contract = "RT-CB-50, RT-CB-60, RT-CB-70, RT-CB-80",
        .page = "acxstreams/ns-acxstreams-acx_rt_stream_callbacks",
        .shown_by = "chk_129_delay_not_written.c"};

    void observe(const acx::OutputNotWritten &output, const Context &, Findings &findings) {
        findings.report(rule, output.stream,
                        fmt::format("{} succeeded without writing its parameter {}",
                                    hashed_name(output.callback_hash, "a callback"), output.parameter));
    }
};

} // namespace acxsim::verifier
