// SPDX-License-Identifier: MIT
//
// What holds for all WDM functions: IRQL, paged code, misuse, the table.
#include "tests/support/catch.hpp"

#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/records.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;
using kernel::StopReason;

TEST_CASE("PAGED_CODE at DISPATCH_LEVEL and DDIs above their IRQL are recorded") {
    test::Machine machine;
    machine.run([] {
        PAGED_CODE();
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        PAGED_CODE();
        UNICODE_STRING a, b;
        RtlInitUnicodeString(&a, L"a");
        RtlInitUnicodeString(&b, L"b");
        RtlEqualUnicodeString(&a, &b, TRUE); // PASSIVE_LEVEL only
        KeLowerIrql(irql);
    });
    CHECK(machine.recorder.all<kernel::PagedCodeAtRaisedIrql>().size() == 1);
    const auto violations = machine.recorder.all<kernel::DdiIrqlViolation>();
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].name_hash == core::hash_text("RtlEqualUnicodeString"));
}

TEST_CASE("unbalanced critical regions, IRQL misuse and assertions are bug checks") {
    test::Machine machine;
    struct Case {
        void (*code)();
        std::uint32_t bug_check;
    };
    const Case cases[] = {
        {[] { KeLeaveCriticalRegion(); }, 0x01},
        {[] {
             KIRQL irql;
             KeRaiseIrql(DISPATCH_LEVEL, &irql);
             KeRaiseIrql(APC_LEVEL, &irql);
         },
         0x09},
        {[] { KeLowerIrql(DISPATCH_LEVEL); }, 0x0A},
        {[] { NT_FRE_ASSERT(1 == 2); }, 0x1E},
        {[] { KeBugCheckEx(0xE2, 1, 2, 3, 4); }, 0xE2},
        {[] { DbgBreakPoint(); }, 0x1E},
    };
    const Case &chosen = cases[GENERATE(0, 1, 2, 3, 4, 5)];
    const kernel::Stop stop = machine.run(chosen.code);
    CHECK(stop.reason == StopReason::BugCheck);
    CHECK(stop.bug_check_code == chosen.bug_check);
}

TEST_CASE("every row of the DDI table has its own name and a page") {
    for (std::size_t i = 0; i < kernel::kernel_ddis.size(); ++i) {
        CHECK_FALSE(kernel::kernel_ddis[i].page.empty());
        for (std::size_t j = 0; j < i; ++j)
            REQUIRE(kernel::kernel_ddis[i].name != kernel::kernel_ddis[j].name);
    }
}
