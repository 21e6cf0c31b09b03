// SPDX-License-Identifier: MIT
//
// Parents and children: order of start, power and removal, raw and other children, static lists, ejection, rebalance.
#include "sim/kernel/system.hpp"
#include "tests/wdf/bus_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

void *entry() { return reinterpret_cast<void *>(&PlainDriver::entry); }

struct Family : Machine {
    Family() {
        child = nullptr;
        Bus::reset();
        log_parent();
        PlainDriver::after_create = [](WDFDEVICE device) {
            child = Bus::add_static(device, 1);
            return STATUS_SUCCESS;
        };
    }
    static inline WDFDEVICE child;
    void up() {
        REQUIRE(host.call_driver_entry(entry()).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
        REQUIRE(host.settle());
    }
    void down() {
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
        CHECK(host.framework().live_objects().empty());
    }
};

} // namespace

TEST_CASE("a static child starts after its parent and is removed before it") {
    Family machine;
    machine.run([&] {
        machine.up();
        CHECK(taken() == Lines{"parent Prepare", "parent D0Entry 5", "child 1 Prepare", "child 1 D0Entry 5"});
        CHECK(WdfPdoGetParent(Family::child) == PlainDriver::device);
        CHECK(WdfPdoGetParent(PlainDriver::device) == nullptr);
        CHECK(WdfDeviceGetDevicePowerState(Family::child) == WdfDevStatePowerD0);
        CHECK(WdfDeviceGetDevicePnpState(Family::child) == WdfDevStatePnpStarted);
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK(taken() == Lines{"child 1 D0Exit 4", "parent D0Exit 4"});
        CHECK(WdfDeviceGetDevicePowerState(Family::child) == WdfDevStatePowerDx);
        REQUIRE(machine.host.power_up().ok());
        CHECK(taken() == Lines{"parent D0Entry 4", "child 1 D0Entry 4"});
        REQUIRE(machine.host.remove_device().ok());
        CHECK(taken() == Lines{"child 1 D0Exit 5", "child 1 Release", "child 1 cleanup", "parent D0Exit 5",
                               "parent Release", "parent cleanup"});
        REQUIRE(machine.host.unload().ok());
        CHECK(machine.host.framework().live_objects().empty());
    });
    CHECK(machine.finished);
}

TEST_CASE("a surprise tells the children first and removes them first") {
    Family machine;
    machine.run([&] {
        machine.up();
        taken();
        REQUIRE(machine.host.surprise_remove_device().ok());
        CHECK(taken() == Lines{"child 1 SurpriseRemoval", "parent SurpriseRemoval", "child 1 D0Exit 5",
                               "child 1 Release", "child 1 cleanup", "parent D0Exit 5", "parent Release",
                               "parent cleanup"});
        CHECK(machine.host.unload().ok());
    });
    CHECK(machine.finished);
}

TEST_CASE("a child that is neither raw nor bound to a driver is not started; a bound one gets EvtDriverDeviceAdd") {
    for (const bool bound : {false, true}) {
        Family machine;
        Bus::raw = false;
        if (bound) machine.host.tree().bind_function_driver(u"TEST\\Child");
        static WDFDEVICE parent;
        parent = nullptr;
        PlainDriver::after_create = [](WDFDEVICE device) {
            if (parent != nullptr) {
                journal.push_back("function device");
                CHECK(WdfDeviceWdmGetAttachedDevice(device) == WdfDeviceWdmGetDeviceObject(Family::child));
                CHECK(WdfDeviceWdmGetPhysicalDevice(device) == WdfDeviceWdmGetDeviceObject(Family::child));
                return STATUS_SUCCESS;
            }
            parent = device;
            Family::child = Bus::add_static(device, 1);
            return STATUS_SUCCESS;
        };
        machine.run([&] {
            machine.up();
            const Lines started = taken();
            const Lines alone{"parent Prepare", "parent D0Entry 5"};
            const Lines with_function{"parent Prepare",    "parent D0Entry 5", "function device", "child 1 Prepare",
                                      "child 1 D0Entry 5", "parent Prepare",   "parent D0Entry 5"};
            CHECK(started == (bound ? with_function : alone));
            machine.down();
        });
        CHECK(machine.finished);
    }
}

TEST_CASE("a static child that is marked missing is removed as after a surprise, asynchronously") {
    Family machine;
    machine.run([&] {
        machine.up();
        taken();
        REQUIRE(WdfPdoMarkMissing(Family::child) == STATUS_SUCCESS);
        CHECK(WdfPdoMarkMissing(Family::child) == STATUS_NO_SUCH_DEVICE);
        CHECK(WdfPdoMarkMissing(PlainDriver::device) == STATUS_INVALID_PARAMETER);
        CHECK(taken().empty()); // later, on a worker thread
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"child 1 SurpriseRemoval", "child 1 D0Exit 5", "child 1 Release", "child 1 cleanup"});
        CHECK(machine.host.tree().root()->children().empty());
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("two children with the same identifiers stop the machine") {
    Family machine;
    PlainDriver::after_create = [](WDFDEVICE device) {
        Bus::add_static(device, 1);
        Bus::add_static(device, 1);
        return STATUS_SUCCESS;
    };
    const kernel::Stop stop = machine.run([&] { machine.up(); });
    CHECK(stop.reason == kernel::StopReason::BugCheck);
    CHECK_FALSE(machine.finished);
    CHECK(stop.bug_check_code == 0xca);
    CHECK_THAT(stop.text, Catch::Contains("TEST\\Child\\instance 1"));
}

TEST_CASE("the driver can forbid removal and stopping; nothing has happened then") {
    Family machine;
    static NTSTATUS answer;
    answer = STATUS_DEVICE_BUSY;
    PlainDriver::power.EvtDeviceQueryRemove = [](WDFDEVICE) -> NTSTATUS { return answer; };
    PlainDriver::power.EvtDeviceQueryStop = [](WDFDEVICE) -> NTSTATUS { return answer; };
    machine.run([&] {
        machine.up();
        taken();
        CHECK(machine.host.remove_device().code == static_cast<std::uint32_t>(STATUS_DEVICE_BUSY));
        CHECK(machine.host.stop_device().code == static_cast<std::uint32_t>(STATUS_DEVICE_BUSY));
        CHECK(taken().empty());
        CHECK(WdfDeviceGetDevicePnpState(PlainDriver::device) == WdfDevStatePnpStarted);
        answer = STATUS_SUCCESS;
        WdfDeviceSetStaticStopRemove(PlainDriver::device, FALSE);
        CHECK_FALSE(machine.host.remove_device().ok());
        WdfDeviceSetStaticStopRemove(PlainDriver::device, TRUE);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a class extension can forbid removal") {
    struct Forbidding final : wdf::ClassExtension {
        std::uint32_t device_query_remove(wdf::Device &) override { return 0x80000011; }
        std::uint32_t device_query_stop(wdf::Device &) override { return 0x80000011; }
    } extension;
    Family machine;
    machine.host.set_extension(&extension);
    machine.run([&] {
        machine.up();
        CHECK(machine.host.remove_device().code == 0x80000011);
        CHECK(machine.host.rebalance({}).code == 0x80000011);
        machine.host.set_extension(nullptr);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a rebalance stops the whole subtree and starts it again: hardware is prepared twice") {
    Family machine;
    machine.run([&] {
        machine.up();
        taken();
        REQUIRE(machine.host.rebalance({}).ok());
        CHECK(taken() == Lines{"child 1 D0Exit 5", "child 1 Release", "parent D0Exit 5", "parent Release",
                               "parent Prepare", "parent D0Entry 5", "child 1 Prepare", "child 1 D0Entry 5"});
        CHECK(machine.host.tree().root()->children().size() == 1);
        WDF_DEVICE_STATE state;
        WDF_DEVICE_STATE_INIT(&state);
        state.ResourcesChanged = WdfTrue;
        WdfDeviceSetDeviceState(PlainDriver::device, &state); // the driver itself asks for it
        REQUIRE(machine.host.settle());
        CHECK(taken().size() == 8);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a child that fails to start leaves parent and siblings alone and releases its hardware") {
    Family machine;
    Bus::child_d0_status = STATUS_UNSUCCESSFUL;
    machine.run([&] {
        machine.up();
        CHECK(taken() ==
              Lines{"parent Prepare", "parent D0Entry 5", "child 1 Prepare", "child 1 D0Entry 5", "child 1 Release"});
        CHECK(WdfDeviceGetDevicePnpState(Family::child) == WdfDevStatePnpFailed);
        CHECK(WdfDeviceGetDevicePnpState(PlainDriver::device) == WdfDevStatePnpStarted);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("WdfDeviceSetFailed removes the device; with restart it is added and started again") {
    Family machine;
    machine.run([&] {
        machine.up();
        taken();
        WdfDeviceSetFailed(PlainDriver::device, WdfDeviceFailedAttemptRestart);
        REQUIRE(machine.host.settle());
        const Lines lines = taken();
        CHECK(lines[1] == "parent SurpriseRemoval");
        CHECK(lines.back() == "child 1 D0Entry 5");
        REQUIRE(machine.host.device() != nullptr);
        WdfDeviceSetFailed(PlainDriver::device, WdfDeviceFailedNoRestart);
        REQUIRE(machine.host.settle());
        CHECK(machine.host.device() == nullptr);
        CHECK(machine.host.unload().ok());
    });
    CHECK(machine.finished);
}

TEST_CASE("ejecting a child asks, removes it and then calls EvtDeviceEject") {
    Family machine;
    Bus::before_create = [](PWDFDEVICE_INIT init, ULONG) {
        WDF_PDO_EVENT_CALLBACKS callbacks;
        WDF_PDO_EVENT_CALLBACKS_INIT(&callbacks);
        callbacks.EvtDeviceEject = [](WDFDEVICE device) -> NTSTATUS {
            Bus::note(device, "Eject");
            return STATUS_SUCCESS;
        };
        WdfPdoInitSetEventCallbacks(init, &callbacks);
    };
    machine.run([&] {
        machine.up();
        taken();
        WdfPdoRequestEject(Family::child);
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"child 1 D0Exit 5", "child 1 Release", "child 1 Eject", "child 1 cleanup"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("only a child that was not handed over may be deleted by the driver") {
    Family machine;
    const kernel::Stop stop = machine.run([&] {
        machine.up();
        PWDFDEVICE_INIT init = WdfPdoInitAllocate(PlainDriver::device);
        WDFDEVICE spare = nullptr;
        REQUIRE(Bus::create(init, 2, &spare) == STATUS_SUCCESS);
        CHECK(WdfFdoAddStaticChild(spare, Family::child) == STATUS_INVALID_PARAMETER);
        WdfObjectDelete(spare); // never reported
        init = WdfPdoInitAllocate(PlainDriver::device);
        WdfDeviceInitFree(init);
        WdfObjectDelete(Family::child);
        FAIL("a reported child was deleted by the driver");
    });
    CHECK(stop.bug_check_code == 0x10d);
}

TEST_CASE("the static list can be walked; changes wait for the end of the walk") {
    Family machine;
    machine.run([&] {
        machine.up();
        WdfFdoLockStaticChildListForIteration(PlainDriver::device);
        const WDFDEVICE second = Bus::add_static(PlainDriver::device, 2);
        REQUIRE(machine.host.settle());
        CHECK(WdfFdoRetrieveNextStaticChild(PlainDriver::device, nullptr, WdfRetrievePresentChildren) == Family::child);
        CHECK(WdfFdoRetrieveNextStaticChild(PlainDriver::device, Family::child, WdfRetrievePresentChildren) == nullptr);
        CHECK(WdfFdoRetrieveNextStaticChild(PlainDriver::device, Family::child, WdfRetrieveAllChildren) == second);
        CHECK(machine.host.tree().root()->children().size() == 1);
        WdfFdoUnlockStaticChildListFromIteration(PlainDriver::device);
        REQUIRE(machine.host.settle());
        CHECK(machine.host.tree().root()->children().size() == 2);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a driver can have several root devices: each is added, started and removed by itself") {
    Machine machine;
    static int devices;
    devices = 0;
    PlainDriver::power.EvtDevicePrepareHardware = [](WDFDEVICE, WDFCMRESLIST, WDFCMRESLIST) {
        journal.push_back("prepare");
        return STATUS_SUCCESS;
    };
    PlainDriver::power.EvtDeviceD0Exit = [](WDFDEVICE, WDF_POWER_DEVICE_STATE target) {
        journal.push_back(target == WdfPowerDeviceD3 ? "down" : "exit");
        return STATUS_SUCCESS;
    };
    PlainDriver::after_create = [](WDFDEVICE) {
        ++devices;
        return STATUS_SUCCESS;
    };
    machine.run([&] {
        REQUIRE(machine.host.call_driver_entry(entry()).ok());
        REQUIRE(machine.host.add_device().ok());
        REQUIRE(machine.host.add_device().ok());
        CHECK(devices == 2);
        CHECK(machine.host.device_count() == 2);
        REQUIRE(machine.host.start_device({}, 1).ok());
        CHECK(taken() == Lines{"prepare"});
        REQUIRE(machine.host.start_device({}, 0).ok());
        CHECK_FALSE(machine.host.start_device({}, 2).ok());
        taken();
        const wdf::DeviceTree &tree = machine.host.tree();
        CHECK(tree.roots()[0]->instance_path() == u"ACXSIM\\AudioDevice\\0");
        CHECK(tree.roots()[1]->instance_path() == u"ACXSIM\\AudioDevice\\1");
        CHECK(tree.belongs_to_root(*tree.roots()[1]->function(), 1));
        CHECK_FALSE(tree.belongs_to_root(*tree.roots()[1]->function(), 0));
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3).ok());
        CHECK(taken() == Lines{"down", "down"});
        REQUIRE(machine.host.power_up().ok());
        REQUIRE(machine.host.remove_device().ok());
        CHECK(taken() == Lines{"exit"});
        CHECK(machine.host.device_count() == 1);
        CHECK_FALSE(machine.host.unload().ok()); // the other is still there
        REQUIRE(machine.host.remove_device().ok());
        CHECK(machine.host.unload().ok());
        CHECK(machine.host.framework().live_objects().empty());
    });
    CHECK(machine.finished);
}
