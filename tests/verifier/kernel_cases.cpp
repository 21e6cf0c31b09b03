// SPDX-License-Identifier: MIT
#include "sim/kernel/unmodelled.hpp"
#include "tests/verifier/rule_case.hpp"

namespace acxsim::test {

namespace {

using verifier::Severity;

kernel::CallbackReturned returned(Bench &b) { return {b.stream, 0, core::hash_text("EvtAcxStreamRun"), 0, 0, 0, 0, 0}; }
constexpr std::uint32_t tag = 'A' | 'b' << 8 | 'c' << 16 | 'd' << 24;

} // namespace

std::vector<RuleCase> kernel_cases() {
    return {
        {.rule = "CHK-069",
         .title = "a WDF function for PASSIVE_LEVEL at DISPATCH_LEVEL",
         .says = {"WdfWorkItemFlush called at IRQL 2", "highest allowed is 0"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::DdiIrqlViolation{2, 0, core::hash_text("WdfWorkItemFlush")});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-069",
         .title = "an ACX function",
         .says = {"AcxRtStreamCreate called at IRQL 2"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::DdiIrqlViolation{2, 0, core::hash_text("AcxRtStreamCreate")});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-069",
         .title = "a WDM function at device IRQL",
         .says = {"KeSetEvent called at IRQL 5", "highest allowed is 2"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::DdiIrqlViolation{5, 2, core::hash_text("KeSetEvent")});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-069",
         .title = "a call at the right level",
         .play =
             [](Bench &b) {
                 b.emit(kernel::DdiCalled{0, 0, core::hash_text("KeSetEvent")});
             }},

        {.rule = "CHK-070",
         .title = "PAGED_CODE under a spin lock",
         .says = {"line 77", "IRQL 2"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::PagedCodeAtRaisedIrql{2, 77});
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-070",
         .title = "a callback at PASSIVE_LEVEL",
         .play = [](Bench &b) { b.enter("EvtAcxStreamRun"); }},

        {.rule = "CHK-071",
         .title = "returns at DISPATCH_LEVEL",
         .says = {"EvtAcxStreamRun was called at IRQL 0 and returned at IRQL 2", "0 spin lock"},
         .play =
             [](Bench &b) {
                 auto record = returned(b);
                 record.irql_exit = 2;
                 b.emit(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-071",
         .title = "keeps a spin lock, called at DISPATCH_LEVEL",
         .says = {"IRQL 2 and returned at IRQL 2", "1 spin lock"},
         .play =
             [](Bench &b) {
                 auto record = returned(b);
                 record.irql_entry = record.irql_exit = 2;
                 record.locks_held = 1;
                 b.emit(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-071",
         .title = "stays in a critical region",
         .says = {"1 critical region"},
         .play =
             [](Bench &b) {
                 auto record = returned(b);
                 record.critical_region = 1;
                 b.emit(record);
             },
         .severity = Severity::Fatal},
        {.rule = "CHK-071",
         .title = "leaves as it came",
         .play =
             [](Bench &b) {
                 b.emit(returned(b));
                 auto record = returned(b);
                 record.irql_entry = record.irql_exit = 2;
                 b.emit(record);
             }},

        {.rule = "CHK-084",
         .title = "pool and an MDL are left",
         .says = {"2 pool block(s) of 300 bytes", "'Abcd'", "1 MDL(s)"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.emit(kernel::PoolAllocated{tag, 0, 1, 100, 0, b.stream});
                 b.emit(kernel::PoolAllocated{tag, 0, 2, 200, 0, b.stream});
                 b.emit(kernel::MdlAllocated{b.stream, 0, 1, 4096, 0});
                 b.emit(acx::StreamDestroyed{b.stream});
             }},
        {.rule = "CHK-084",
         .title = "an MDL only",
         .says = {"1 MDL(s) left"},
         .play =
             [](Bench &b) {
                 b.open();
                 b.emit(kernel::MdlAllocated{b.stream, 0, 1, 4096, 0});
                 b.emit(acx::StreamDestroyed{b.stream});
             }},
        {.rule = "CHK-084",
         .title = "all freed; what belongs to others may stay",
         .play =
             [](Bench &b) {
                 b.open();
                 b.emit(kernel::PoolAllocated{tag, 0, 1, 100, 0, b.stream});
                 b.emit(kernel::MdlAllocated{b.stream, 0, 1, 4096, 0});
                 b.emit(kernel::PoolAllocated{tag, 0, 2, 100, 0, b.engine});
                 b.emit(kernel::PoolAllocated{tag, 0, 3, 100, 0, 0});
                 b.emit(kernel::MdlAllocated{0, 0, 2, 4096, 0});
                 b.emit(kernel::PoolFreed{tag, 0, 1, 100, 0});
                 b.emit(kernel::MdlFreed{0, 0, 1, 4096, 0});
                 b.emit(acx::StreamDestroyed{b.stream});
             }},

        {.rule = "CHK-200",
         .title = "a function that is not modelled is called",
         .says = {"IoNobodyHasThis", "not modelled", "it failed"},
         .play =
             [](Bench &b) {
                 kernel::unmodelled_thunk("IoNobodyHasThis", true);
                 b.emit(kernel::UnmodelledCalled{0, 0, core::hash_text("IoNobodyHasThis")});
             }},
        {.rule = "CHK-200",
         .title = "as a note under the policy \"status\"",
         .says = {"IoNobodyHasThis", "not supported"},
         .play =
             [](Bench &b) {
                 kernel::unmodelled_thunk("IoNobodyHasThis", true);
                 b.emit(kernel::UnmodelledCalled{1, 0, core::hash_text("IoNobodyHasThis")});
             },
         .severity = Severity::Information},
        {.rule = "CHK-200",
         .title = "calls that are modelled",
         .play =
             [](Bench &b) {
                 b.emit(kernel::DdiCalled{0, 0, core::hash_text("KeSetEvent")});
             }},

        {.rule = "CHK-201",
         .title = "one state is left",
         .says = {"EvtAcxStreamRun", "1 saved floating-point state not restored"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::FloatingPointStateLeft{0, 1, core::hash_text("EvtAcxStreamRun")});
             }},
        {.rule = "CHK-201", .title = "nothing is left", .play = [](Bench &b) { b.emit(returned(b)); }},

        {.rule = "CHK-202",
         .title = "another tag",
         .says = {"64 bytes", "'Aaaa'", "'Bbbb'"},
         .play =
             [](Bench &b) {
                 b.emit(kernel::PoolFreed{0x61616141, 0x62626242, 7, 64, 0});
             }},
        {.rule = "CHK-202",
         .title = "the same tag, and none",
         .play =
             [](Bench &b) {
                 b.emit(kernel::PoolFreed{0x61616141, 0x61616141, 7, 64, 0});
                 b.emit(kernel::PoolFreed{0x61616141, 0, 8, 64, 0});
             }},
    };
}

} // namespace acxsim::test
