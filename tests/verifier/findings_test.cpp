// SPDX-License-Identifier: MIT
//
// Findings: where a violation is placed, and how a defect in every packet is kept from burying the others.
#include "tests/support/catch.hpp"

#include "tests/verifier/bench.hpp"

using namespace acxsim;
using test::Bench;

TEST_CASE("the first findings of a rule on a stream are kept, the others counted") {
    Bench b;
    b.start();
    for (std::uint64_t i = 0; i < 20; ++i) {
        b.at_ms(static_cast<std::int64_t>(10 * (i + 1)));
        b.notify(2 * i); // every second packet
    }
    const auto &all = b.verifier.findings().all();
    REQUIRE(all.size() == verifier::Findings::kept_per_rule_and_stream);
    CHECK(all[0].message == "packet 2 notified after packet 0: expected 1");
    CHECK(all[0].repeats == 0);
    CHECK(all.back().repeats == 19 - 5);
    CHECK(b.verifier.findings().count() == 19);
}

TEST_CASE("a finding knows time, stream and packet") {
    Bench b;
    b.start();
    b.at_ms(10);
    auto record = b.notification(0);
    record.qpc = 0;
    b.notify(record);
    REQUIRE(b.verifier.findings().all().size() == 1);
    const verifier::Finding &finding = b.verifier.findings().all()[0];
    CHECK(finding.rule->id == "CHK-036");
    CHECK(finding.time == core::power_on + core::from_milliseconds(10));
    CHECK(finding.stream == b.stream);
    CHECK(finding.has_packet);
    CHECK(finding.packet == 0);
    CHECK(finding.call.empty()); // no driver code runs
}

namespace {
void driver_callback() {}
} // namespace

TEST_CASE("a finding in or just behind a callback names the callback, the processor and the IRQL") {
    Bench b;
    b.open();
    b.system.start_thread("client", 8, [&b] {
        {
            kernel::CallbackScope scope("EvtAcxStreamRun", b.stream, reinterpret_cast<const void *>(driver_callback));
            b.emit(kernel::PagedCodeAtRaisedIrql{2, 10});
            scope.returned();
        }
        b.emit(acx::OutputNotWritten{b.stream, 2, core::hash_text("EvtAcxStreamGetCurrentPacket")});
    });
    (void)b.system.run_until(core::power_on + core::from_milliseconds(1));
    const auto &all = b.verifier.findings().all();
    REQUIRE(all.size() == 2);
    for (const verifier::Finding &finding : all) {
        INFO(finding.rule->id);
        CHECK(finding.call == "EvtAcxStreamRun");
        REQUIRE(finding.stack.size() == 1);
        CHECK(finding.stack[0] == reinterpret_cast<std::uintptr_t>(driver_callback) + 1);
        CHECK(finding.processor < 2);
        CHECK(finding.irql == 0);
    }
}
