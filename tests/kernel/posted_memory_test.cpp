// SPDX-License-Identifier: MIT
//
// Whose memory is brought up to date when code runs: the only device's always, of several that of the device which the
// driver's callback, or else the thread, is about.
#include "sim/kernel/call_frame.hpp"
#include "tests/kernel/machine.hpp"

using namespace acxsim;

namespace {

struct Posting final : hw::CpuVisible {
    unsigned looks = 0;
    void before_cpu_access() override { ++looks; }
};

} // namespace

TEST_CASE("the words of the only device are brought up to date for whatever code runs") {
    test::Machine machine;
    Posting device;
    machine.system.posted_memory().add(device);
    machine.system.start_thread("client", 8, [&] {
        device.looks = 0;
        machine.system.charge(core::from_microseconds(1));
        CHECK(device.looks == 1);
    });
    machine.system.run_until(core::power_on + core::from_milliseconds(1));
    CHECK(device.looks > 0);
}

TEST_CASE("of several devices, the words of the one whose callback runs are brought up to date") {
    test::Machine machine;
    Posting left;
    Posting right;
    kernel::PostedMemory &posted = machine.system.posted_memory();
    posted.add(left);
    posted.add(right);
    posted.assign(10, left);
    posted.assign(20, right);
    posted.set_owner(10, 10);
    posted.set_owner(20, 20);
    posted.set_owner(11, posted.owner_of(10)); // a stream of the left device
    bool ran = false;
    machine.system.start_thread("client", 8, [&] {
        left.looks = right.looks = 0;
        machine.system.charge(core::from_microseconds(1)); // a thread of nobody's may look at all
        CHECK(left.looks == 1);
        CHECK(right.looks == 1);
        machine.system.current_thread().serves = 20; // the client of a stream of the right device
        machine.system.charge(core::from_microseconds(1));
        CHECK(left.looks == 1);
        CHECK(right.looks == 2);
        {
            const kernel::CallbackScope scope("EvtLeft", 11, nullptr);
            CHECK(left.looks == 2); // at its first instruction
            machine.system.charge(core::from_microseconds(1));
            CHECK(left.looks == 3);
        }
        CHECK(right.looks == 3); // when the callback was called, still as the thread's
        const kernel::CallbackScope scope("DriverThread", 99, nullptr); // no device's: it may look at all
        CHECK(left.looks == 4);
        ran = true;
    });
    machine.system.run_until(core::power_on + core::from_milliseconds(1));
    CHECK(ran);
}
