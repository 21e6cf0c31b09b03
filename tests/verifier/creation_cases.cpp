// SPDX-License-Identifier: MIT
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {
using Misuse = acx::StreamCreateMisuse;
constexpr auto rt_packet = core::hash_text("ACX_RTPACKET");
} // namespace

std::vector<RuleCase> creation_cases() {
    return {
        {.rule = "CHK-001",
         .title = "a zeroed structure",
         .says = {"ACX_RT_STREAM_CALLBACKS", "Size is 0", "expected 104"},
         .play =
             [](Bench &b) {
                 b.emit(acx::StructureSizeWrong{0, 0, core::hash_text("ACX_RT_STREAM_CALLBACKS"), 0, 104});
             }},
        {.rule = "CHK-001",
         .title = "a packet entry is another rule's business",
         .play =
             [](Bench &b) {
                 b.emit(acx::StructureSizeWrong{b.stream, 0, rt_packet, 0, 48});
             },
         .also = {"CHK-012"}},

        {.rule = "CHK-002",
         .title = "outside EvtAcxCircuitCreateStream",
         .says = {"outside EvtAcxCircuitCreateStream"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::OutsideCreateStream, 0});
             }},
        {.rule = "CHK-002",
         .title = "a basic stream on the streaming circuit",
         .says = {"AcxStreamCreate on the circuit"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::BasicOnStreamingCircuit, 0});
             }},
        {.rule = "CHK-002",
         .title = "a real-time stream downstream",
         .says = {"AcxRtStreamCreate on a circuit without"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::RealTimeOnDownstream, 0});
             }},
        {.rule = "CHK-002",
         .title = "a missing callback is another rule's business",
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::MissingCallback, 0});
             },
         .also = {"CHK-003"}},

        {.rule = "CHK-003",
         .title = "no Run callback",
         .says = {"EvtAcxStreamRun is NULL"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::MissingCallback, core::hash_text("EvtAcxStreamRun")});
             }},
        {.rule = "CHK-003",
         .title = "a callback that no table names",
         .says = {"a mandatory callback is NULL"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::MissingCallback, 1});
             }},
        {.rule = "CHK-003",
         .title = "no table at all is another rule's business",
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::NoRtCallbacks, 0});
             },
         .also = {"CHK-004"}},

        {.rule = "CHK-004",
         .title = "no RT callbacks",
         .says = {"without ACX_RT_STREAM_CALLBACKS"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::NoRtCallbacks, 0});
             }},
        {.rule = "CHK-004",
         .title = "no stream callbacks",
         .says = {"without ACX_STREAM_CALLBACKS"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::NoStreamCallbacks, 0});
             }},
        {.rule = "CHK-004",
         .title = "RT callbacks on a basic stream",
         .says = {"assigned to a basic stream"},
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::RtCallbacksOnBasic, 0});
             }},
        {.rule = "CHK-004",
         .title = "the wrong place is another rule's business",
         .play =
             [](Bench &b) {
                 b.emit(Misuse{b.stream, Misuse::OutsideCreateStream, 0});
             },
         .also = {"CHK-002"}},

        {.rule = "CHK-012",
         .title = "the second entry has no Size",
         .says = {"entry 1", "Size is 0", "expected 48"},
         .play =
             [](Bench &b) {
                 b.emit(acx::StructureSizeWrong{b.stream, 1, rt_packet, 0, 48});
             }},
        {.rule = "CHK-012",
         .title = "another structure is another rule's business",
         .play =
             [](Bench &b) {
                 b.emit(acx::StructureSizeWrong{0, 0, core::hash_text("ACX_PIN_CONFIG"), 8, 64});
             },
         .also = {"CHK-001"}},
    };
}

} // namespace acxsim::test
