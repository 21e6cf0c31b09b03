// SPDX-License-Identifier: MIT
//
// CHK-002: a stream is created inside EvtAcxCircuitCreateStream, by AcxRtStreamCreate on the streaming circuit and
// AcxStreamCreate elsewhere. Source: RT-LIF-01, RT-DDI-03.
#pragma once

#include <fmt/format.h>

#include "sim/verifier/findings.hpp"

namespace acxsim::verifier {

class StreamIsCreatedInPlace final : public RuleOver<StreamIsCreatedInPlace, acx::StreamCreateMisuse> {
public:
    static constexpr RuleInfo rule{
        .id = "CHK-002",
        .severity = Severity::Error,
        .states = "a stream is created inside EvtAcxCircuitCreateStream, by AcxRtStreamCreate on the streaming circuit "
                  "and AcxStreamCreate elsewhere",
        .why = "Only the streaming circuit owns packets; a stream made at the wrong place never gets them, or gets "
               "state calls out of order.",
        .detects = "The framework knows which callback is running and whether the circuit has a streaming pin.",
        .remedy = "Create the stream in EvtAcxCircuitCreateStream, with the function that fits the circuit.",
        .contract = "RT-LIF-01, RT-DDI-03",
        .page = "acxstreams/nf-acxstreams-acxrtstreamcreate",
        .shown_by = "chk_002_basic_stream_on_streaming_circuit.c"};

    void observe(const acx::StreamCreateMisuse &misuse, const Context &, Findings &findings) {
        using What = acx::StreamCreateMisuse::What;
        switch (static_cast<What>(misuse.what)) {
        case What::OutsideCreateStream:
            findings.report(rule, misuse.stream, "a stream was created outside EvtAcxCircuitCreateStream");
            break;
        case What::BasicOnStreamingCircuit:
            findings.report(
                rule, misuse.stream,
                "AcxStreamCreate on the circuit that has the streaming pin: AcxRtStreamCreate belongs here");
            break;
        case What::RealTimeOnDownstream:
            findings.report(rule, misuse.stream,
                            "AcxRtStreamCreate on a circuit without a streaming pin: AcxStreamCreate belongs here");
            break;
        default:
            break;
        }
    }
};

} // namespace acxsim::verifier
