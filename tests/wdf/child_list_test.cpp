// SPDX-License-Identifier: MIT
//
// Child lists: what is reported when, how changes reach the tree, scans, iterations, addresses.
#include "tests/wdf/bus_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

struct Listing : Machine {
    static inline WDFCHILDLIST list;
    static inline bool scans;
    Listing() {
        Bus::reset();
        list = nullptr;
        scans = false;
        PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
            WDF_CHILD_LIST_CONFIG config;
            WDF_CHILD_LIST_CONFIG_INIT(&config, sizeof(ChildDescription), Bus::create_listed);
            if (scans) {
                config.EvtChildListScanForChildren = [](WDFCHILDLIST of) {
                    journal.push_back("scan");
                    WdfChildListBeginScan(of);
                    CHECK(Bus::report(of, 4) != STATUS_INVALID_PARAMETER);
                    WdfChildListEndScan(of);
                };
            }
            WdfFdoInitSetDefaultChildListConfig(init, &config, WDF_NO_OBJECT_ATTRIBUTES);
        };
        PlainDriver::after_create = [](WDFDEVICE device) {
            list = WdfFdoGetDefaultChildList(device);
            return STATUS_SUCCESS;
        };
    }
    void up() {
        REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
    }
    void down() {
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
        CHECK(host.framework().live_objects().empty());
    }
};

} // namespace

TEST_CASE("a reported child is created and started on another thread; a missing one is surprise-removed") {
    Listing machine;
    machine.run([&] {
        machine.up();
        CHECK(WdfChildListGetDevice(Listing::list) == PlainDriver::device);
        {
            KIRQL old;
            KeRaiseIrql(DISPATCH_LEVEL, &old); // as from a DPC
            CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS);
            CHECK(Bus::report(Listing::list, 1) == STATUS_OBJECT_NAME_EXISTS);
            KeLowerIrql(old);
        }
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"create 1", "child 1 Prepare", "child 1 D0Entry 5"});
        ChildDescription found = Bus::describe(0);
        CHECK(WdfPdoRetrieveIdentificationDescription(Bus::last, &found.header) == STATUS_SUCCESS);
        CHECK(found.number == 1);
        CHECK(WdfPdoRetrieveIdentificationDescription(PlainDriver::device, &found.header) == STATUS_INVALID_PARAMETER);
        CHECK(Bus::report_missing(Listing::list, 2) == STATUS_NO_SUCH_DEVICE);
        CHECK(Bus::report_missing(Listing::list, 1) == STATUS_SUCCESS);
        CHECK(Bus::report_missing(Listing::list, 1) == STATUS_NO_SUCH_DEVICE);
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"child 1 SurpriseRemoval", "child 1 D0Exit 5", "child 1 Release", "child 1 cleanup"});
        CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS); // it is back: a new device
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"create 1", "child 1 Prepare", "child 1 D0Entry 5"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a scan marks all as missing and tells Plug and Play at its end") {
    Listing machine;
    machine.run([&] {
        machine.up();
        WdfChildListBeginScan(Listing::list);
        CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS);
        CHECK(Bus::report(Listing::list, 2) == STATUS_SUCCESS);
        REQUIRE(machine.host.settle());
        CHECK(taken().empty());
        WdfChildListEndScan(Listing::list);
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"create 1", "create 2", "child 1 Prepare", "child 1 D0Entry 5", "child 2 Prepare",
                               "child 2 D0Entry 5"});
        WdfChildListBeginScan(Listing::list);
        CHECK(Bus::report(Listing::list, 2) == STATUS_OBJECT_NAME_EXISTS);
        CHECK(Bus::report(Listing::list, 3) == STATUS_SUCCESS);
        WdfChildListEndScan(Listing::list);
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"child 1 SurpriseRemoval", "child 1 D0Exit 5", "child 1 Release", "child 1 cleanup",
                               "create 3", "child 3 Prepare", "child 3 D0Entry 5"});
        WdfChildListBeginScan(Listing::list);                           // nothing is there any more ...
        WdfChildListUpdateAllChildDescriptionsAsPresent(Listing::list); // ... or is it
        WdfChildListEndScan(Listing::list);
        REQUIRE(machine.host.settle());
        CHECK(taken().empty());
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("the framework asks for a scan each time the parent enters D0") {
    Listing machine;
    Listing::scans = true;
    machine.run([&] {
        machine.up();
        CHECK(taken() == Lines{"scan", "create 4", "child 4 Prepare", "child 4 D0Entry 5"});
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3).ok());
        REQUIRE(machine.host.power_up().ok());
        REQUIRE(machine.host.settle());
        CHECK(taken() == Lines{"child 4 D0Exit 4", "scan", "child 4 D0Entry 4"});
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("an iteration retrieves present, pending and missing children") {
    Listing machine;
    machine.run([&] {
        machine.up();
        CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS);
        REQUIRE(machine.host.settle());
        WDF_CHILD_LIST_ITERATOR iterator;
        WDF_CHILD_LIST_ITERATOR_INIT(&iterator, WdfRetrieveAddedChildren);
        ChildDescription description = Bus::describe(0);
        WDF_CHILD_RETRIEVE_INFO info;
        WDF_CHILD_RETRIEVE_INFO_INIT(&info, &description.header);
        WDFDEVICE device = nullptr;
        CHECK(WdfChildListRetrieveNextDevice(Listing::list, &iterator, &device, &info) ==
              STATUS_INVALID_DEVICE_STATE); // not begun
        WdfChildListBeginIteration(Listing::list, &iterator);
        CHECK(Bus::report(Listing::list, 2) == STATUS_SUCCESS);
        REQUIRE(machine.host.settle());
        CHECK(WdfChildListRetrieveNextDevice(Listing::list, &iterator, &device, &info) == STATUS_SUCCESS);
        CHECK(device == Bus::last);
        CHECK(description.number == 1);
        CHECK(info.Status == WdfChildListRetrieveDeviceSuccess);
        CHECK(WdfChildListRetrieveNextDevice(Listing::list, &iterator, &device, &info) == STATUS_SUCCESS);
        CHECK(device == nullptr);
        CHECK(description.number == 2);
        CHECK(info.Status == WdfChildListRetrieveDeviceNotYetCreated);
        CHECK(WdfChildListRetrieveNextDevice(Listing::list, &iterator, &device, &info) == STATUS_NO_MORE_ENTRIES);
        ChildAddress address{};
        info.AddressDescription = &address.header;
        CHECK(WdfChildListRetrieveNextDevice(Listing::list, &iterator, &device, &info) ==
              STATUS_INVALID_DEVICE_REQUEST); // this list has no addresses
        info.AddressDescription = nullptr;
        description = Bus::describe(1);
        CHECK(WdfChildListRetrievePdo(Listing::list, &info) == Bus::last);
        description = Bus::describe(7);
        CHECK(WdfChildListRetrievePdo(Listing::list, &info) == nullptr);
        CHECK(info.Status == WdfChildListRetrieveDeviceNoSuchDevice);
        CHECK(Bus::report_missing(Listing::list, 2) == STATUS_SUCCESS);
        WdfChildListEndIteration(Listing::list, &iterator);
        taken();
        REQUIRE(machine.host.settle());
        CHECK(taken().empty()); // the second came and went unseen
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a list of its own keeps addresses; sizes are checked") {
    Listing machine;
    machine.run([&] {
        machine.up();
        WDF_CHILD_LIST_CONFIG config;
        WDF_CHILD_LIST_CONFIG_INIT(&config, sizeof(ChildDescription), Bus::create_listed);
        config.AddressDescriptionSize = sizeof(ChildAddress);
        WDFCHILDLIST list = nullptr;
        config.Size = 4;
        CHECK(WdfChildListCreate(PlainDriver::device, &config, WDF_NO_OBJECT_ATTRIBUTES, &list) ==
              STATUS_INFO_LENGTH_MISMATCH);
        config.Size = sizeof config;
        REQUIRE(WdfChildListCreate(PlainDriver::device, &config, WDF_NO_OBJECT_ATTRIBUTES, &list) == STATUS_SUCCESS);
        ChildDescription description = Bus::describe(1);
        ChildAddress address{};
        WDF_CHILD_ADDRESS_DESCRIPTION_HEADER_INIT(&address.header, sizeof address);
        address.slot = 11;
        const auto report = [&] {
            return WdfChildListAddOrUpdateChildDescriptionAsPresent(list, &description.header, &address.header);
        };
        CHECK(report() == STATUS_SUCCESS);
        address.slot = 12;
        CHECK(report() == STATUS_OBJECT_NAME_EXISTS); // and the address is updated
        address.slot = 0;
        CHECK(WdfChildListRetrieveAddressDescription(list, &description.header, &address.header) == STATUS_SUCCESS);
        CHECK(address.slot == 12);
        description.header.IdentificationDescriptionSize = 4;
        CHECK(report() == STATUS_INVALID_DEVICE_REQUEST);
        REQUIRE(machine.host.settle());
        address.slot = 0;
        CHECK(WdfPdoRetrieveAddressDescription(Bus::last, &address.header) == STATUS_SUCCESS);
        CHECK(address.slot == 12);
        address.slot = 13;
        CHECK(WdfPdoUpdateAddressDescription(Bus::last, &address.header) == STATUS_SUCCESS);
        description = Bus::describe(1);
        address.slot = 0;
        CHECK(WdfChildListRetrieveAddressDescription(list, &description.header, &address.header) == STATUS_SUCCESS);
        CHECK(address.slot == 13);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("STATUS_RETRY from EvtChildListCreateDevice is tried again, but not for ever") {
    static unsigned calls;
    calls = 0;
    Listing machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WDF_CHILD_LIST_CONFIG config;
        WDF_CHILD_LIST_CONFIG_INIT(
            &config, sizeof(ChildDescription),
            [](WDFCHILDLIST, PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER, PWDFDEVICE_INIT) -> NTSTATUS {
                ++calls;
                return STATUS_RETRY;
            });
        WdfFdoInitSetDefaultChildListConfig(init, &config, WDF_NO_OBJECT_ATTRIBUTES);
    };
    machine.run([&] {
        machine.up();
        CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS);
        REQUIRE(machine.host.settle());
        CHECK(calls > 1);
        CHECK(calls < 10);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("descriptions with memory of their own are duplicated and cleaned up by the driver") {
    static int alive;
    alive = 0;
    Listing machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WDF_CHILD_LIST_CONFIG config;
        WDF_CHILD_LIST_CONFIG_INIT(&config, sizeof(ChildDescription), Bus::create_listed);
        config.EvtChildListIdentificationDescriptionDuplicate =
            [](WDFCHILDLIST, PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER from,
               PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER to) -> NTSTATUS {
            *reinterpret_cast<ChildDescription *>(to) = *reinterpret_cast<ChildDescription *>(from);
            ++alive;
            return STATUS_SUCCESS;
        };
        config.EvtChildListIdentificationDescriptionCleanup =
            [](WDFCHILDLIST, PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER) { --alive; };
        config.EvtChildListIdentificationDescriptionCompare =
            [](WDFCHILDLIST, PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER a,
               PWDF_CHILD_IDENTIFICATION_DESCRIPTION_HEADER b) -> BOOLEAN {
            return reinterpret_cast<ChildDescription *>(a)->number % 10 ==
                   reinterpret_cast<ChildDescription *>(b)->number % 10;
        };
        WdfFdoInitSetDefaultChildListConfig(init, &config, WDF_NO_OBJECT_ATTRIBUTES);
    };
    machine.run([&] {
        machine.up();
        CHECK(Bus::report(Listing::list, 1) == STATUS_SUCCESS);
        CHECK(Bus::report(Listing::list, 11) == STATUS_OBJECT_NAME_EXISTS); // the driver says so
        CHECK(Bus::report(Listing::list, 2) == STATUS_SUCCESS);
        CHECK(alive == 2);
        REQUIRE(machine.host.settle());
        CHECK(Bus::report_missing(Listing::list, 1) == STATUS_SUCCESS);
        REQUIRE(machine.host.settle());
        CHECK(alive == 1);
        machine.down();
        CHECK(alive == 0);
    });
    CHECK(machine.finished);
}
