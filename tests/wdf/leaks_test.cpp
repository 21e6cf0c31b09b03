// SPDX-License-Identifier: MIT
//
// What of the framework is left when the driver has gone, with the line that made it.
#include "sim/wdf/leaks.hpp"
#include "tests/wdf/bus_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

TEST_CASE("nothing is left of a driver that cleans up, and children of the device go with it") {
    Machine machine;
    machine.run_with_device([&] {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = PlainDriver::device;
        WDFOBJECT object = nullptr;
        REQUIRE(WdfObjectCreate(&attributes, &object) == STATUS_SUCCESS);
        WdfObjectReference(object);
        WdfObjectDereference(object);
        CHECK(machine.host.remove_device().ok());
        CHECK(machine.host.unload().ok());
        CHECK(wdf::find_leaks(machine.host).empty());
    });
    CHECK(machine.finished);
}

TEST_CASE("an object that is held by a reference is told with its parent, its maker and the reference's line") {
    Machine machine;
    machine.run_with_device([&] {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = PlainDriver::device;
        WDFOBJECT object = nullptr;
        REQUIRE(WdfObjectCreate(&attributes, &object) == STATUS_SUCCESS);
        WdfObjectReferenceWithTag(object, &attributes);
        WdfObjectReferenceWithTag(object, &object);
        WdfObjectDereferenceWithTag(object, &attributes);
        CHECK(machine.host.remove_device().ok());
        CHECK(machine.host.unload().ok());
        const std::vector<wdf::ObjectLeak> leaks = wdf::find_leaks(machine.host);
        REQUIRE(leaks.size() == 1);
        CHECK(leaks[0].type == "WDFOBJECT");
        CHECK(leaks[0].parent == "WDFDEVICE \"device\"");
        CHECK_FALSE(leaks[0].origin.stack.empty());
        REQUIRE(leaks[0].driver_references.size() == 1);
        CHECK(leaks[0].driver_references[0].tag == &object);
        CHECK_THAT(leaks[0].text(), Catch::Contains("leaks_test.cpp:"));
    });
    CHECK(machine.finished);
}

TEST_CASE("an init structure that was neither used nor freed is a leak") {
    Machine machine;
    machine.run_with_device([&] {
        PWDFDEVICE_INIT init = WdfPdoInitAllocate(PlainDriver::device);
        CHECK(init != nullptr);
        CHECK(machine.host.remove_device().ok());
        CHECK(machine.host.unload().ok());
        const std::vector<wdf::ObjectLeak> leaks = wdf::find_leaks(machine.host);
        REQUIRE(leaks.size() == 1);
        CHECK(leaks[0].type == "WDFDEVICE_INIT");
        CHECK_FALSE(leaks[0].origin.stack.empty());
    });
    CHECK(machine.finished);
}

TEST_CASE("an init structure that was freed must not be used again") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([&] {
        PWDFDEVICE_INIT init = WdfPdoInitAllocate(PlainDriver::device);
        WdfDeviceInitFree(init);
        WdfDeviceInitFree(init);
    });
    CHECK(stop.bug_check_code == 0x10d);
}
