// SPDX-License-Identifier: MIT
//
// Idle in the working state, power references, wake, and what the states say meanwhile.
#include "sim/kernel/registry.hpp"
#include "tests/wdf/bus_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

struct Idling : Machine {
    static inline WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS settings;
    static inline WDF_POWER_POLICY_EVENT_CALLBACKS policy;
    static inline NTSTATUS assigned;
    explicit Idling(WDF_POWER_POLICY_S0_IDLE_CAPABILITIES caps = IdleCannotWakeFromS0) {
        Bus::reset();
        log_parent();
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&settings, caps);
        settings.IdleTimeout = 100;
        WDF_POWER_POLICY_EVENT_CALLBACKS_INIT(&policy);
        PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
            WdfDeviceInitSetPowerPolicyEventCallbacks(init, &policy);
        };
        PlainDriver::after_create = [](WDFDEVICE device) {
            assigned = WdfDeviceAssignS0IdleSettings(device, &settings);
            return STATUS_SUCCESS;
        };
    }
    void up() {
        REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
        taken();
    }
    void after(int milliseconds) { system.sleep_for(core::from_milliseconds(milliseconds)); }
    void down() {
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
    }
};

WDF_DEVICE_POWER_STATE power_state() { return WdfDeviceGetDevicePowerState(PlainDriver::device); }

} // namespace

TEST_CASE("an idle device goes to its low-power state when the timeout has passed, and comes back for a reference") {
    Idling machine;
    machine.run([&] {
        machine.up();
        CHECK(Idling::assigned == STATUS_SUCCESS);
        CHECK(power_state() == WdfDevStatePowerD0);
        CHECK(WdfDeviceGetDevicePowerPolicyState(PlainDriver::device) == WdfDevStatePwrPolStartedIdleCapable);
        machine.after(99);
        CHECK(taken().empty());
        machine.after(20);
        CHECK(taken() == Lines{"parent D0Exit 4"});
        CHECK(power_state() == WdfDevStatePowerDx);
        CHECK(WdfDeviceGetDevicePowerPolicyState(PlainDriver::device) == WdfDevStatePwrPolWaitingUnarmed);
        CHECK(WdfDeviceStopIdle(PlainDriver::device, TRUE) == STATUS_SUCCESS);
        CHECK(taken() == Lines{"parent D0Entry 4"}); // it waited
        CHECK(power_state() == WdfDevStatePowerD0);
        machine.after(500);
        CHECK(taken().empty());
        CHECK(WdfDeviceStopIdle(PlainDriver::device, FALSE) == STATUS_SUCCESS); // in D0 already
        WdfDeviceResumeIdle(PlainDriver::device);
        machine.after(500);
        CHECK(taken().empty()); // one is left
        WdfDeviceResumeIdle(PlainDriver::device);
        machine.after(120);
        CHECK(taken() == Lines{"parent D0Exit 4"});
        CHECK(WdfDeviceStopIdle(PlainDriver::device, FALSE) == STATUS_PENDING);
        CHECK(taken().empty());
        machine.after(1);
        CHECK(taken() == Lines{"parent D0Entry 4"});
        WdfDeviceResumeIdle(PlainDriver::device);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("an idle device is brought to D0 before it is asked for removal") {
    Idling machine;
    machine.run([&] {
        machine.up();
        machine.after(200);
        CHECK(taken() == Lines{"parent D0Exit 4"});
        machine.down();
        CHECK(taken() ==
              Lines{"parent D0Entry 4", "parent D0Exit 5", "parent Release", "parent cleanup", "EvtDriverUnload"});
    });
    CHECK(machine.finished);
}

TEST_CASE("a surprise leaves an idle device where it is") {
    Idling machine;
    machine.run([&] {
        machine.up();
        machine.after(200);
        taken();
        REQUIRE(machine.host.surprise_remove_device().ok());
        CHECK(taken() == Lines{"parent SurpriseRemoval", "parent Release", "parent cleanup"});
    });
    CHECK(machine.finished);
}

TEST_CASE("settings: state, timeout and whether at all can change; wrong ones are refused") {
    Idling machine;
    Idling::settings.DxState = PowerDeviceD2;
    machine.run([&] {
        machine.up();
        machine.after(120);
        CHECK(taken() == Lines{"parent D0Exit 3"}); // WdfPowerDeviceD2
        Idling::settings.Enabled = WdfFalse;
        CHECK(WdfDeviceAssignS0IdleSettings(PlainDriver::device, &Idling::settings) == STATUS_SUCCESS);
        machine.after(1000);
        CHECK(taken() == Lines{"parent D0Entry 3"}); // back to its working state, and there it stays
        Idling::settings.Enabled = WdfTrue;
        Idling::settings.IdleTimeout = 1000;
        CHECK(WdfDeviceAssignS0IdleSettings(PlainDriver::device, &Idling::settings) == STATUS_SUCCESS);
        machine.after(990);
        CHECK(taken().empty());
        machine.after(40);
        CHECK(taken() == Lines{"parent D0Exit 3"});
        Idling::settings.DxState = PowerDeviceD0;
        CHECK(WdfDeviceAssignS0IdleSettings(PlainDriver::device, &Idling::settings) == STATUS_POWER_STATE_INVALID);
        Idling::settings.Size = 3;
        CHECK(WdfDeviceAssignS0IdleSettings(PlainDriver::device, &Idling::settings) == STATUS_INFO_LENGTH_MISMATCH);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("the registry may forbid idling if the driver leaves it to the user") {
    for (const bool user : {true, false}) {
        Idling machine;
        if (!user) Idling::settings.UserControlOfIdleSettings = IdleDoNotAllowUserControl;
        const std::u16string key = std::u16string(kernel::Registry::device_hardware_key) + u"\\WDF";
        const std::uint32_t no = 0;
        machine.executive.registry().create_key(key);
        machine.executive.registry().set(key, u"WdfDefaultIdleInWorkingState", 4, &no, sizeof no);
        machine.run([&] {
            machine.up();
            machine.after(300);
            CHECK(taken().size() == (user ? 0 : 1));
            machine.down();
        });
        CHECK(machine.finished);
    }
}

TEST_CASE("a driver that does not own the power policy has nothing to say about it") {
    Idling machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) { WdfDeviceInitSetPowerPolicyOwnership(init, FALSE); };
    machine.run([&] {
        machine.up();
        CHECK(Idling::assigned == STATUS_INVALID_DEVICE_REQUEST);
        CHECK(WdfDeviceStopIdle(PlainDriver::device, FALSE) == STATUS_INVALID_DEVICE_STATE);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a device that can wake is armed, and disarmed when its signal brings it back") {
    Idling machine(IdleCanWakeFromS0);
    Idling::policy.EvtDeviceArmWakeFromS0 = [](WDFDEVICE) -> NTSTATUS {
        journal.push_back("arm");
        return STATUS_SUCCESS;
    };
    Idling::policy.EvtDeviceDisarmWakeFromS0 = [](WDFDEVICE) { journal.push_back("disarm"); };
    Idling::policy.EvtDeviceWakeFromS0Triggered = [](WDFDEVICE) { journal.push_back("triggered"); };
    machine.run([&] {
        machine.up();
        machine.after(120);
        CHECK(taken() == Lines{"arm", "parent D0Exit 4"});
        CHECK(WdfDeviceGetDevicePowerPolicyState(PlainDriver::device) == WdfDevStatePwrPolWaitingArmed);
        WdfDeviceIndicateWakeStatus(PlainDriver::device, STATUS_SUCCESS);
        machine.after(1);
        CHECK(taken() == Lines{"parent D0Entry 4", "disarm", "triggered"});
        machine.after(120);
        CHECK(taken() == Lines{"arm", "parent D0Exit 4"});
        CHECK(WdfDeviceStopIdle(PlainDriver::device, TRUE) == STATUS_SUCCESS);
        CHECK(taken() == Lines{"parent D0Entry 4", "disarm"}); // no signal this time
        WdfDeviceResumeIdle(PlainDriver::device);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("sleep: StopIdle with waiting returns after the system is back; an unreferenced idle device stays down") {
    Idling machine;
    static bool returned;
    returned = false;
    machine.run([&] {
        machine.up();
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK(taken() == Lines{"parent D0Exit 4"});
        machine.system.start_thread("driver", kernel::normal_priority, [] {
            CHECK(WdfDeviceStopIdle(PlainDriver::device, TRUE) == STATUS_SUCCESS);
            returned = true;
        });
        machine.after(1000);
        CHECK_FALSE(returned);
        REQUIRE(machine.host.power_up().ok());
        machine.after(1);
        CHECK(returned);
        CHECK(taken() == Lines{"parent D0Entry 4"});
        WdfDeviceResumeIdle(PlainDriver::device);
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        REQUIRE(machine.host.power_up().ok());
        machine.after(50);
        CHECK(taken() == Lines{"parent D0Exit 4"}); // nobody needs it
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("PowerUpIdleDeviceOnSystemWake brings the device back with the system") {
    Idling machine;
    Idling::settings.PowerUpIdleDeviceOnSystemWake = WdfTrue;
    machine.run([&] {
        machine.up();
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        REQUIRE(machine.host.power_up().ok());
        CHECK(taken() == Lines{"parent D0Exit 4", "parent D0Entry 4"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a child in D0 keeps its parent awake; an idle child lets it idle, and wakes it first") {
    Idling machine;
    static WDFDEVICE child;
    PlainDriver::after_create = [](WDFDEVICE device) {
        CHECK(WdfDeviceAssignS0IdleSettings(device, &Idling::settings) == STATUS_SUCCESS);
        child = Bus::add_static(device, 1);
        return STATUS_SUCCESS;
    };
    Bus::after_create = nullptr;
    machine.run([&] {
        machine.up();
        machine.after(1000);
        CHECK(taken().empty()); // the child has no idle settings
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS settings;
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&settings, IdleCannotWakeFromS0);
        settings.IdleTimeout = 50;
        CHECK(WdfDeviceAssignS0IdleSettings(child, &settings) == STATUS_SUCCESS);
        machine.after(80);
        CHECK(taken() == Lines{"child 1 D0Exit 4"});
        machine.after(100);
        CHECK(taken() == Lines{"parent D0Exit 4"});
        CHECK(WdfDeviceStopIdle(child, TRUE) == STATUS_SUCCESS);
        CHECK(taken() == Lines{"parent D0Entry 4", "child 1 D0Entry 4"});
        WdfDeviceResumeIdle(child);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a child that does not depend on its parent's power lets it sleep") {
    Idling machine;
    PlainDriver::after_create = [](WDFDEVICE device) {
        CHECK(WdfDeviceAssignS0IdleSettings(device, &Idling::settings) == STATUS_SUCCESS);
        Bus::depends_on_parent = false;
        Bus::add_static(device, 1);
        return STATUS_SUCCESS;
    };
    machine.run([&] {
        machine.up();
        machine.after(200);
        CHECK(taken() == Lines{"parent D0Exit 4"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a device that cannot come back from idle fails its waiters and is removed") {
    Idling machine;
    machine.run([&] {
        machine.up();
        machine.after(200);
        taken();
        static bool fail;
        fail = true;
        const_cast<WDF_PNPPOWER_EVENT_CALLBACKS &>(machine.host.device()->callbacks()).EvtDeviceD0Entry =
            [](WDFDEVICE, WDF_POWER_DEVICE_STATE) -> NTSTATUS { return fail ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS; };
        CHECK(WdfDeviceStopIdle(PlainDriver::device, TRUE) == STATUS_POWER_STATE_INVALID);
        REQUIRE(machine.host.settle());
        CHECK(machine.host.device() == nullptr);
        CHECK(taken().front() == "parent SurpriseRemoval");
        CHECK(machine.host.unload().ok());
    });
    CHECK(machine.finished);
}

TEST_CASE("StopIdle that waits for D0 from within the power-down is a deadlock, told in words") {
    Idling machine;
    PlainDriver::power.EvtDeviceD0Exit = [](WDFDEVICE device, WDF_POWER_DEVICE_STATE) -> NTSTATUS {
        return WdfDeviceStopIdle(device, TRUE);
    };
    const kernel::Stop stop = machine.run([&] {
        machine.up();
        machine.after(200);
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK_THAT(stop.text, Catch::Contains("WdfDeviceStopIdle(Device, TRUE)"));
}

TEST_CASE("a child's idle settings and references count from its creation on") {
    Idling machine;
    static WDFDEVICE child;
    Bus::reset();
    Bus::after_create = [](WDFDEVICE device, ULONG) {
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS settings;
        WDF_DEVICE_POWER_POLICY_IDLE_SETTINGS_INIT(&settings, IdleCannotWakeFromS0);
        settings.IdleTimeout = 50;
        CHECK(WdfDeviceAssignS0IdleSettings(device, &settings) == STATUS_SUCCESS);
        CHECK(WdfDeviceStopIdle(device, FALSE) == STATUS_PENDING);
        return STATUS_SUCCESS;
    };
    PlainDriver::after_create = [](WDFDEVICE device) {
        child = Bus::add_static(device, 1);
        return STATUS_SUCCESS;
    };
    machine.run([&] {
        machine.up();
        machine.after(500);
        CHECK(taken().empty());
        WdfDeviceResumeIdle(child);
        machine.after(80);
        CHECK(taken() == Lines{"child 1 D0Exit 4"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("wake from sleep is armed when the driver wants it, and only then") {
    for (const bool wanted : {true, false}) {
        Idling machine;
        Idling::policy.EvtDeviceArmWakeFromSx = [](WDFDEVICE) -> NTSTATUS {
            journal.push_back("arm Sx");
            return STATUS_SUCCESS;
        };
        Idling::policy.EvtDeviceDisarmWakeFromSx = [](WDFDEVICE) { journal.push_back("disarm Sx"); };
        Idling::policy.EvtDeviceWakeFromSxTriggered = [](WDFDEVICE) { journal.push_back("triggered Sx"); };
        PlainDriver::after_create = [wanted](WDFDEVICE device) {
            WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS settings;
            WDF_DEVICE_POWER_POLICY_WAKE_SETTINGS_INIT(&settings);
            settings.Enabled = wanted ? WdfTrue : WdfFalse;
            CHECK(WdfDeviceAssignSxWakeSettings(device, &settings) == STATUS_SUCCESS);
            settings.DxState = PowerDeviceD0;
            CHECK(WdfDeviceAssignSxWakeSettings(device, &settings) == STATUS_POWER_STATE_INVALID);
            return STATUS_SUCCESS;
        };
        machine.run([&] {
            machine.up();
            REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
            WdfDeviceIndicateWakeStatus(PlainDriver::device, STATUS_SUCCESS);
            REQUIRE(machine.host.power_up().ok());
            const Lines armed{"arm Sx", "parent D0Exit 4", "parent D0Entry 4", "disarm Sx", "triggered Sx"};
            const Lines unarmed{"parent D0Exit 4", "parent D0Entry 4"};
            CHECK(taken() == (wanted ? armed : unarmed));
            machine.down();
        });
        CHECK(machine.finished);
    }
}
