// SPDX-License-Identifier: MIT
//
// Kernel objects that a driver forgets to give back: each is a leak with the line that made it, and none once it is
// given back. Pages: wdm/nf-wdm-exallocatetimer, -exdeletetimer, -ioallocateworkitem, -iofreeworkitem.
#include <array>

#include "tests/kernel/machine.hpp"
#include "tests/support/catch.hpp"

#include "sim/kernel/pool.hpp"

#include "ntddk.h"

using namespace acxsim;
using kernel::Pool;

namespace {

void expired(PEX_TIMER, PVOID) {}
void worked(PDEVICE_OBJECT, PVOID) {}

/// The tags of what is left, of kind Object each, with the place that made it.
std::vector<std::string> leaked_objects(test::Machine &machine) {
    std::vector<std::string> tags;
    for (const kernel::Leak &leak : machine.executive.pool().leaks()) {
        CHECK(leak.kind == kernel::MemoryKind::Object);
        CHECK(leak.count == 1);
        CHECK_FALSE(leak.stack.empty());
        tags.push_back(Pool::tag_text(leak.tag));
    }
    return tags;
}

} // namespace

TEST_CASE("an EX_TIMER that is never deleted is a leak, armed or not") {
    const bool armed = GENERATE(false, true);
    test::Machine machine;
    machine.run([armed] {
        PEX_TIMER timer = ExAllocateTimer(expired, nullptr, EX_TIMER_HIGH_RESOLUTION);
        REQUIRE(timer != nullptr);
        if (armed) ExSetTimer(timer, -36'000'000'000, 0, nullptr); // in an hour
    });
    CHECK(leaked_objects(machine) == std::vector<std::string>{"ExTm"});
}

TEST_CASE("an EX_TIMER is no leak once it is deleted, whichever way") {
    struct Case {
        BOOLEAN cancel, wait;
    };
    const std::array<Case, 3> cases{{{TRUE, TRUE}, {TRUE, FALSE}, {FALSE, FALSE}}};
    for (const Case &each : cases) {
        INFO("cancel " << int{each.cancel} << " wait " << int{each.wait});
        test::Machine machine;
        machine.run([&each] {
            PEX_TIMER timer = ExAllocateTimer(expired, nullptr, EX_TIMER_HIGH_RESOLUTION);
            ExSetTimer(timer, -10'000, 0, nullptr); // 1 ms; without cancel it still expires, then it goes
            ExDeleteTimer(timer, each.cancel, each.wait, nullptr);
        });
        CHECK_FALSE(machine.system.stopped());
        CHECK(leaked_objects(machine).empty());
    }
}

TEST_CASE("a work item that is never freed is a leak, also after it ran") {
    const bool queued = GENERATE(false, true);
    test::Machine machine;
    DEVICE_OBJECT device{};
    machine.run([&] {
        PIO_WORKITEM item = IoAllocateWorkItem(&device);
        REQUIRE(item != nullptr);
        if (queued) IoQueueWorkItem(item, worked, DelayedWorkQueue, nullptr);
    });
    CHECK(leaked_objects(machine) == std::vector<std::string>{"IoWi"});
}

TEST_CASE("a work item may be freed by its own routine") {
    test::Machine machine;
    DEVICE_OBJECT device{};
    static PIO_WORKITEM item;
    machine.run([&] {
        item = IoAllocateWorkItem(&device);
        IoQueueWorkItem(
            item, [](PDEVICE_OBJECT, PVOID) { IoFreeWorkItem(item); }, DelayedWorkQueue, nullptr);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(leaked_objects(machine).empty());
}
