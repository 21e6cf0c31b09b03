// SPDX-License-Identifier: MIT
//
// WDFTIMER: each promise of the pages on WdfTimerCreate, Start and Stop.
#include "tests/wdf/machine.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

int fired;
std::int64_t fired_at_us;
std::function<void(WDFTIMER)> in_callback;

void timer_function(WDFTIMER timer) {
    ++fired;
    fired_at_us = core::nanoseconds_of(kernel::System::current().now()) / 1000;
    if (in_callback) in_callback(timer);
}

NTSTATUS create(WDFTIMER *timer, WDF_TIMER_CONFIG config, bool passive = false,
                WDFOBJECT parent = PlainDriver::device) {
    fired = 0;
    in_callback = nullptr;
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.ParentObject = parent;
    if (passive) attributes.ExecutionLevel = WdfExecutionLevelPassive;
    return WdfTimerCreate(&config, &attributes, timer);
}

WDF_TIMER_CONFIG configuration(bool high_resolution = true, ULONG period = 0) {
    WDF_TIMER_CONFIG config;
    WDF_TIMER_CONFIG_INIT_PERIODIC(&config, timer_function, static_cast<LONG>(period));
    config.UseHighResolutionTimer = high_resolution ? WdfTrue : WdfFalse;
    return config;
}

void sleep_ms(int ms) { kernel::System::current().sleep_for(core::from_milliseconds(ms)); }
std::int64_t now_us() { return core::nanoseconds_of(kernel::System::current().now()) / 1000; }

} // namespace

TEST_CASE("a high-resolution timer fires at its due time, an ordinary one at the system tick") {
    Machine machine;
    machine.run_with_device([] {
        WDFTIMER timer;
        REQUIRE(create(&timer, configuration(true)) == STATUS_SUCCESS);
        std::int64_t start = now_us();
        CHECK(WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(2)) == FALSE);
        sleep_ms(5);
        CHECK(fired == 1);
        CHECK(fired_at_us - start >= 2000);
        CHECK(fired_at_us - start < 2010);

        REQUIRE(create(&timer, configuration(false)) == STATUS_SUCCESS);
        WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(2));
        sleep_ms(40);
        CHECK(fired == 1);
        CHECK(fired_at_us % 15625 < 10);
    });
    CHECK(machine.finished);
}

TEST_CASE("WdfTimerStart replaces a queued start and says so; WdfTimerStop says whether it was queued") {
    Machine machine;
    machine.run_with_device([] {
        WDFTIMER timer;
        REQUIRE(create(&timer, configuration()) == STATUS_SUCCESS);
        CHECK(WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1)) == FALSE);
        CHECK(WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(3)) == TRUE);
        sleep_ms(2);
        CHECK(fired == 0);
        CHECK(WdfTimerStop(timer, FALSE) == TRUE);
        CHECK(WdfTimerStop(timer, FALSE) == FALSE);
        sleep_ms(5);
        CHECK(fired == 0);
        WdfTimerStart(timer, 0); // already due
        sleep_ms(1);
        CHECK(fired == 1);
        CHECK(WdfTimerGetParentObject(timer) == PlainDriver::device);
    });
    CHECK(machine.finished);
}

TEST_CASE("a periodic timer fires each period until it is stopped") {
    Machine machine;
    machine.run_with_device([] {
        WDFTIMER timer;
        REQUIRE(create(&timer, configuration(true, 10)) == STATUS_SUCCESS);
        WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(10));
        sleep_ms(55);
        CHECK(fired == 5);
        CHECK(WdfTimerStop(timer, TRUE) == TRUE);
        sleep_ms(50);
        CHECK(fired == 5);
    });
    CHECK(machine.finished);
}

TEST_CASE("WdfTimerStop(TRUE) waits for the callback and a start meanwhile is ignored and reported") {
    for (const bool passive : {false, true}) {
        INFO("passive " << passive);
        Machine machine;
        machine.run_with_device([passive] {
            static bool returned;
            returned = false;
            WDFTIMER timer;
            WDF_TIMER_CONFIG config = configuration();
            REQUIRE(create(&timer, config, passive) == STATUS_SUCCESS);
            in_callback = [](WDFTIMER t) {
                // Long enough that the other processor is inside WdfTimerStop when the start comes.
                kernel::System::current().charge(core::from_milliseconds(3));
                CHECK(WdfTimerStart(t, WDF_REL_TIMEOUT_IN_MS(1)) == FALSE);
                returned = true;
            };
            WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
            sleep_ms(2); // the callback is running on the other processor or has preempted nobody
            CHECK(fired == 1);
            const BOOLEAN was_queued = WdfTimerStop(timer, TRUE);
            CHECK(returned);
            if (passive) CHECK(was_queued == TRUE);
            sleep_ms(10);
            if (passive) CHECK(fired == 1);
        });
        CHECK(machine.finished);
    }
}

TEST_CASE("WdfTimerStop(TRUE) from the timer's own callback is a deadlock that is found out") {
    for (const bool passive : {false, true}) {
        Machine machine;
        const kernel::Stop stop = machine.run_with_device([passive] {
            WDFTIMER timer;
            REQUIRE(create(&timer, configuration(), passive) == STATUS_SUCCESS);
            in_callback = [](WDFTIMER t) { WdfTimerStop(t, TRUE); };
            WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
            sleep_ms(10);
        });
        CHECK(stop.bug_check_code == 0x10d);
        CHECK_THAT(stop.text, Catch::Contains("own EvtTimerFunc"));
    }
}

TEST_CASE("a passive-level timer runs at PASSIVE_LEVEL, others at DISPATCH_LEVEL") {
    Machine machine;
    machine.run_with_device([] {
        static int irql;
        for (const bool passive : {false, true}) {
            WDFTIMER timer;
            REQUIRE(create(&timer, configuration(), passive) == STATUS_SUCCESS);
            irql = -1;
            in_callback = [](WDFTIMER) { irql = KeGetCurrentIrql(); };
            WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
            sleep_ms(3);
            CHECK(irql == (passive ? PASSIVE_LEVEL : DISPATCH_LEVEL));
        }
    });
    CHECK(machine.finished);
}

TEST_CASE("WdfTimerCreate refuses what the page says it refuses") {
    Machine machine;
    PlainDriver::device_attributes.ExecutionLevel = WdfExecutionLevelPassive;
    machine.run_with_device([] {
        WDFTIMER timer;
        CHECK(create(&timer, configuration()) == STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL); // AutomaticSerialization
        WDF_TIMER_CONFIG config = configuration();
        config.AutomaticSerialization = FALSE;
        CHECK(create(&timer, config) == STATUS_SUCCESS);
        CHECK(create(&timer, config, false, nullptr) == STATUS_WDF_PARENT_NOT_SPECIFIED);
        CHECK(create(&timer, config, false, WdfGetDriver()) == STATUS_INVALID_DEVICE_REQUEST);
        CHECK(WdfTimerCreate(&config, WDF_NO_OBJECT_ATTRIBUTES, &timer) == STATUS_WDF_PARENT_NOT_SPECIFIED);
        config.TolerableDelay = 1; // not with a high-resolution timer
        CHECK(create(&timer, config) == STATUS_INVALID_PARAMETER);
        config.TolerableDelay = 0;
        config.Size = 4;
        CHECK(create(&timer, config) == STATUS_INFO_LENGTH_MISMATCH);
    });
    CHECK(machine.finished);
}

TEST_CASE("deleting a timer stops it and waits for its callback") {
    Machine machine;
    machine.run_with_device([] {
        WDFTIMER timer;
        REQUIRE(create(&timer, configuration(true, 1)) == STATUS_SUCCESS);
        WdfTimerStart(timer, WDF_REL_TIMEOUT_IN_MS(1));
        sleep_ms(3);
        const int before = fired;
        CHECK(before >= 2);
        WdfObjectDelete(timer);
        sleep_ms(5);
        CHECK(fired == before);
    });
    CHECK(machine.finished);
}
