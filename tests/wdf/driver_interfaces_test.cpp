// SPDX-License-Identifier: MIT
//
// Driver-defined interfaces, device interfaces, symbolic links, control devices, properties: how drivers are found.
#include <cstring>

#include "sim/kernel/device_names.hpp"
#include "sim/wdf/string.hpp"
#include "tests/wdf/bus_driver.hpp"

#include "devpropdef.h"

using namespace acxsim;
using namespace acxsim::test;

namespace {

const GUID test_interface = {0x11111111, 0x2222, 0x3333, {0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55}};
const GUID other_interface = {0x99999999, 0x2222, 0x3333, {0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55}};

struct TestInterface {
    INTERFACE header;
    ULONG answer;
};

struct Asking : Machine {
    static inline int references;
    static inline WDFDEVICE child;
    static inline std::function<void(WDFDEVICE parent)> on_parent;
    static inline std::function<void(WDFDEVICE pdo)> on_child;
    static inline WDFDEVICE function;
    Asking() {
        references = 0;
        child = function = nullptr;
        on_parent = nullptr;
        on_child = nullptr;
        Bus::reset();
        Bus::raw = false;
        Bus::after_create = [](WDFDEVICE pdo, ULONG) {
            if (on_child) on_child(pdo);
            return STATUS_SUCCESS;
        };
        host.tree().bind_function_driver(u"TEST\\Child");
        PlainDriver::after_create = [](WDFDEVICE device) {
            if (child != nullptr) { // the child's function device
                function = device;
                return STATUS_SUCCESS;
            }
            if (on_parent) on_parent(device);
            child = Bus::add_static(device, 1);
            return STATUS_SUCCESS;
        };
    }
    void up() {
        REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        REQUIRE(host.add_device().ok());
        REQUIRE(host.start_device({}).ok());
        REQUIRE(function != nullptr);
    }
    static TestInterface table(ULONG answer) {
        TestInterface table{};
        table.header.Size = sizeof table;
        table.header.Version = 3;
        table.header.Context = &references;
        table.header.InterfaceReference = [](PVOID context) { ++*static_cast<int *>(context); };
        table.header.InterfaceDereference = [](PVOID context) { --*static_cast<int *>(context); };
        table.answer = answer;
        return table;
    }
    static void offer(WDFDEVICE device, ULONG answer, BOOLEAN to_parent = FALSE,
                      PFN_WDF_DEVICE_PROCESS_QUERY_INTERFACE_REQUEST process = nullptr) {
        TestInterface offered = table(answer); // local: the framework keeps a copy
        WDF_QUERY_INTERFACE_CONFIG config;
        WDF_QUERY_INTERFACE_CONFIG_INIT(&config, &offered.header, &test_interface, process);
        config.SendQueryToParentStack = to_parent;
        REQUIRE(WdfDeviceAddQueryInterface(device, &config) == STATUS_SUCCESS);
    }
    static NTSTATUS ask(TestInterface &found, USHORT size = sizeof(TestInterface), USHORT version = 3) {
        std::memset(&found, 0, sizeof found);
        return WdfFdoQueryForInterface(function, &test_interface, &found.header, size, version, nullptr);
    }
    void down() {
        REQUIRE(host.remove_device().ok());
        REQUIRE(host.unload().ok());
    }
};

} // namespace

TEST_CASE("a function driver gets the interface of the bus driver below, referenced") {
    Asking machine;
    Asking::on_child = [](WDFDEVICE pdo) { Asking::offer(pdo, 42); };
    machine.run([&] {
        machine.up();
        TestInterface found;
        CHECK(Asking::ask(found) == STATUS_SUCCESS);
        CHECK(found.answer == 42);
        CHECK(Asking::references == 1);
        found.header.InterfaceDereference(found.header.Context);
        CHECK(Asking::references == 0);
        CHECK(Asking::ask(found, sizeof(INTERFACE)) == STATUS_INVALID_PARAMETER);
        CHECK(Asking::ask(found, sizeof found, 2) == STATUS_INVALID_PARAMETER);
        CHECK(Asking::references == 0);
        CHECK(WdfFdoQueryForInterface(Asking::function, &other_interface, &found.header, sizeof found, 3, nullptr) ==
              STATUS_NOT_SUPPORTED);
        CHECK(WdfFdoQueryForInterface(Asking::function, nullptr, &found.header, sizeof found, 3, nullptr) ==
              STATUS_INVALID_PARAMETER);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("a query goes on to the parent's stack only if the bus driver said so") {
    for (const bool to_parent : {false, true}) {
        Asking machine;
        Asking::on_parent = [](WDFDEVICE parent) { Asking::offer(parent, 7); };
        if (to_parent) {
            Asking::on_child = [](WDFDEVICE pdo) {
                WDF_QUERY_INTERFACE_CONFIG config;
                WDF_QUERY_INTERFACE_CONFIG_INIT(&config, nullptr, &test_interface, nullptr);
                CHECK(WdfDeviceAddQueryInterface(pdo, &config) == STATUS_INVALID_PARAMETER); // nothing at all
                config.SendQueryToParentStack = TRUE;
                CHECK(WdfDeviceAddQueryInterface(pdo, &config) == STATUS_SUCCESS);
            };
        }
        machine.run([&] {
            machine.up();
            TestInterface found;
            CHECK(Asking::ask(found) == (to_parent ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED));
            CHECK(found.answer == (to_parent ? 7 : 0));
            CHECK(Asking::references == (to_parent ? 1 : 0));
            machine.down();
        });
        CHECK(machine.finished);
    }
}

TEST_CASE("EvtDeviceProcessQueryInterfaceRequest may change, refuse or pass on") {
    static NTSTATUS answer;
    answer = STATUS_SUCCESS;
    Asking machine;
    Asking::on_child = [](WDFDEVICE pdo) {
        Asking::offer(pdo, 1, FALSE, [](WDFDEVICE device, LPGUID type, PINTERFACE interface, PVOID) -> NTSTATUS {
            CHECK(device == Asking::child);
            CHECK(std::memcmp(type, &test_interface, sizeof(GUID)) == 0);
            reinterpret_cast<TestInterface *>(interface)->answer += 100;
            return answer;
        });
    };
    machine.run([&] {
        machine.up();
        TestInterface found;
        CHECK(Asking::ask(found) == STATUS_SUCCESS);
        CHECK(found.answer == 101);
        answer = STATUS_NOT_SUPPORTED;
        CHECK(Asking::ask(found) == STATUS_NOT_SUPPORTED);
        answer = STATUS_DEVICE_BUSY;
        CHECK(Asking::ask(found) == STATUS_DEVICE_BUSY);
        CHECK(Asking::references == 1);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE("the bus below the root may offer interfaces; without, a query is not supported") {
    Asking machine;
    machine.run([&] {
        machine.up();
        TestInterface found{};
        const auto ask = [&] {
            return WdfFdoQueryForInterface(PlainDriver::device, &other_interface, &found.header, sizeof found, 1,
                                           nullptr);
        };
        const WDFDEVICE root = machine.host.device()->handle_as<WDFDEVICE>();
        PlainDriver::device = root;
        CHECK(ask() == STATUS_NOT_SUPPORTED);
        machine.host.tree().bus_interfaces = [](const wdf::InterfaceQuery &query) -> std::uint32_t {
            reinterpret_cast<TestInterface *>(query.interface)->answer = query.version;
            return 0;
        };
        CHECK(ask() == STATUS_SUCCESS);
        CHECK(found.answer == 1);
        machine.down();
    });
    CHECK(machine.finished);
}

TEST_CASE(
    "interfaces made before the start are enabled by it and disabled at the end; later ones wait for the driver") {
    Machine machine;
    const auto enabled = [&machine](const wdf::String &link) {
        return machine.executive.device_names().resolve(link.text()).has_value();
    };
    static WDFSTRING link;
    PlainDriver::after_create = [](WDFDEVICE device) {
        CHECK(WdfDeviceCreateDeviceInterface(device, &test_interface, nullptr) == STATUS_SUCCESS);
        DECLARE_CONST_UNICODE_STRING(reference, L"manual");
        CHECK(WdfDeviceCreateDeviceInterface(device, &test_interface, &reference) == STATUS_SUCCESS);
        WdfDeviceSetDeviceInterfaceStateEx(device, &test_interface, &reference, FALSE);
        return STATUS_SUCCESS;
    };
    machine.run([&] {
        REQUIRE(machine.host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
        REQUIRE(machine.host.add_device().ok());
        REQUIRE(WdfStringCreate(nullptr, WDF_NO_OBJECT_ATTRIBUTES, &link) == STATUS_SUCCESS);
        auto &text = wdf::from_handle<wdf::String>(link);
        REQUIRE(WdfDeviceRetrieveDeviceInterfaceString(PlainDriver::device, &test_interface, nullptr, link) ==
                STATUS_SUCCESS);
        CHECK_FALSE(enabled(text));
        REQUIRE(machine.host.start_device({}).ok());
        CHECK(enabled(text));
        DECLARE_CONST_UNICODE_STRING(reference, L"manual");
        REQUIRE(WdfDeviceRetrieveDeviceInterfaceString(PlainDriver::device, &test_interface, &reference, link) ==
                STATUS_SUCCESS);
        CHECK_FALSE(enabled(text));
        WdfDeviceSetDeviceInterfaceState(PlainDriver::device, &test_interface, &reference, TRUE);
        CHECK(enabled(text));
        CHECK(machine.executive.device_names().resolve(text.text())->rest == u"\\manual");
        CHECK(machine.executive.device_names().resolve(text.text())->device ==
              WdfDeviceWdmGetPhysicalDevice(PlainDriver::device));
        CHECK(WdfDeviceCreateDeviceInterface(PlainDriver::device, &other_interface, nullptr) == STATUS_SUCCESS);
        REQUIRE(WdfDeviceRetrieveDeviceInterfaceString(PlainDriver::device, &other_interface, nullptr, link) ==
                STATUS_SUCCESS);
        CHECK_FALSE(enabled(text)); // made after the start
        REQUIRE(WdfDeviceRetrieveDeviceInterfaceString(PlainDriver::device, &test_interface, nullptr, link) ==
                STATUS_SUCCESS);
        REQUIRE(machine.host.stop_device().ok());
        REQUIRE(machine.host.start_device({}).ok());
        CHECK(enabled(text));
        REQUIRE(machine.host.remove_device().ok());
        CHECK_FALSE(enabled(text));
    });
    CHECK(machine.finished);
}

TEST_CASE("interface properties can be written, read and deleted") {
    const DEVPROPKEY key = {other_interface, 5};
    Machine machine;
    machine.run_with_device([&] {
        CHECK(WdfDeviceCreateDeviceInterface(PlainDriver::device, &test_interface, nullptr) == STATUS_SUCCESS);
        WDF_DEVICE_INTERFACE_PROPERTY_DATA data;
        WDF_DEVICE_INTERFACE_PROPERTY_DATA_INIT(&data, &test_interface, &key);
        ULONG value = 17;
        ULONG size = 0;
        DEVPROPTYPE type = 0;
        CHECK(WdfDeviceQueryInterfaceProperty(PlainDriver::device, &data, sizeof value, &value, &size, &type) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(WdfDeviceAssignInterfaceProperty(PlainDriver::device, &data, DEVPROP_TYPE_UINT32, sizeof value, &value) ==
              STATUS_SUCCESS);
        value = 0;
        CHECK(WdfDeviceQueryInterfaceProperty(PlainDriver::device, &data, 0, nullptr, &size, &type) ==
              STATUS_BUFFER_TOO_SMALL);
        CHECK(size == sizeof value);
        CHECK(WdfDeviceQueryInterfaceProperty(PlainDriver::device, &data, sizeof value, &value, &size, &type) ==
              STATUS_SUCCESS);
        CHECK(value == 17);
        CHECK(type == DEVPROP_TYPE_UINT32);
        CHECK(WdfDeviceAssignInterfaceProperty(PlainDriver::device, &data, DEVPROP_TYPE_UINT32, 0, nullptr) ==
              STATUS_SUCCESS);
        CHECK(WdfDeviceQueryInterfaceProperty(PlainDriver::device, &data, sizeof value, &value, &size, &type) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
    });
    CHECK(machine.finished);
}

TEST_CASE("a child has the properties its bus driver gave it; drivers assign their own") {
    const GUID basic = {0xa45c254e, 0xdf1c, 0x4efd, {0x80, 0x20, 0x67, 0xd1, 0x46, 0xa8, 0x50, 0xe0}};
    const DEVPROPKEY description = {basic, 2};
    const DEVPROPKEY own = {other_interface, 9};
    Machine machine;
    Bus::reset();
    static WDFDEVICE child;
    PlainDriver::after_create = [](WDFDEVICE device) {
        child = Bus::add_static(device, 1);
        return STATUS_SUCCESS;
    };
    machine.run_with_device([&] {
        WCHAR text[32] = {};
        ULONG size = 0;
        CHECK(WdfDeviceQueryProperty(child, DevicePropertyDeviceDescription, sizeof text, text, &size) ==
              STATUS_SUCCESS);
        CHECK(size == 8 * sizeof(WCHAR));
        CHECK(std::memcmp(text, u"A child", size) == 0);
        CHECK(WdfDeviceQueryProperty(child, DevicePropertyManufacturer, sizeof text, text, &size) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(WdfDeviceQueryProperty(child, DevicePropertyEnumeratorName, 2, text, &size) == STATUS_BUFFER_TOO_SMALL);
        CHECK(size == 5 * sizeof(WCHAR)); // TEST
        WDF_DEVICE_PROPERTY_DATA data;
        WDF_DEVICE_PROPERTY_DATA_INIT(&data, &description);
        DEVPROPTYPE type = 0;
        CHECK(WdfDeviceQueryPropertyEx(child, &data, sizeof text, text, &size, &type) == STATUS_SUCCESS);
        CHECK(type == DEVPROP_TYPE_STRING);
        WDF_DEVICE_PROPERTY_DATA_INIT(&data, &own);
        ULONG value = 3;
        CHECK(WdfDeviceAssignProperty(child, &data, DEVPROP_TYPE_UINT32, sizeof value, &value) == STATUS_SUCCESS);
        WDFMEMORY memory = nullptr;
        CHECK(WdfDeviceAllocAndQueryPropertyEx(child, &data, NonPagedPoolNx, WDF_NO_OBJECT_ATTRIBUTES, &memory,
                                               &type) == STATUS_SUCCESS);
        CHECK(*static_cast<ULONG *>(WdfMemoryGetBuffer(memory, nullptr)) == 3);
        CHECK(WdfDeviceQueryPropertyEx(PlainDriver::device, &data, sizeof value, &value, &size, &type) ==
              STATUS_OBJECT_NAME_NOT_FOUND); // it is the child's
    });
    CHECK(machine.finished);
}

// --- control devices ------------------------------------------------------------------------------------------------

namespace {

WDFDEVICE control;

NTSTATUS make_control(bool named) {
    DECLARE_CONST_UNICODE_STRING(security, L"D:P(A;;GA;;;SY)");
    DECLARE_CONST_UNICODE_STRING(name, L"\\Device\\TestControl");
    DECLARE_CONST_UNICODE_STRING(link, L"\\DosDevices\\TestControl");
    PWDFDEVICE_INIT init = WdfControlDeviceInitAllocate(WdfGetDriver(), &security);
    if (named) CHECK(WdfDeviceInitAssignName(init, &name) == STATUS_SUCCESS);
    WDFDEVICE made = nullptr;
    NTSTATUS status = WdfDeviceCreate(&init, WDF_NO_OBJECT_ATTRIBUTES, &made);
    if (!NT_SUCCESS(status)) {
        WdfDeviceInitFree(init);
        return status;
    }
    control = made;
    status = WdfDeviceCreateSymbolicLink(control, &link);
    WdfControlFinishInitializing(control);
    return status;
}

} // namespace

TEST_CASE("a control device is found by its name and its link, until the driver deletes it") {
    Machine machine;
    PlainDriver::device_attributes.EvtCleanupCallback = [](WDFOBJECT) { WdfObjectDelete(control); };
    const kernel::Stop stop = machine.run_with_device([&] {
        CHECK(make_control(true) == STATUS_SUCCESS);
        const kernel::DeviceNames &names = machine.executive.device_names();
        CHECK(names.resolve(u"\\??\\testcontrol\\file")->device == WdfDeviceWdmGetDeviceObject(control));
        CHECK(names.resolve(u"\\\\.\\TestControl\\file")->rest == u"\\file");
        CHECK(make_control(true) == STATUS_OBJECT_NAME_COLLISION);
        WDFSTRING name = nullptr;
        CHECK(WdfStringCreate(nullptr, WDF_NO_OBJECT_ATTRIBUTES, &name) == STATUS_SUCCESS);
        CHECK(WdfDeviceRetrieveDeviceName(control, name) == STATUS_SUCCESS);
        CHECK(wdf::from_handle<wdf::String>(name).text() == u"\\Device\\TestControl");
        CHECK(machine.host.remove_device().ok());
        CHECK_FALSE(names.resolve(u"\\??\\TestControl").has_value());
        CHECK(machine.host.unload().ok());
    });
    CHECK(stop.text == "");
    CHECK(machine.finished);
}

TEST_CASE("a control device without a name of its own cannot have a link") {
    Machine machine;
    machine.run_with_device([&] {
        CHECK(make_control(false) == STATUS_INVALID_DEVICE_REQUEST);
        WdfObjectDelete(control);
    });
    CHECK(machine.finished);
}

TEST_CASE("a control device that is left keeps a driver with Plug and Play devices loaded, and is told as a leak") {
    Machine machine;
    machine.run_with_device([&] {
        CHECK(make_control(true) == STATUS_SUCCESS);
        CHECK(machine.host.remove_device().ok());
        const wdf::Status status = machine.host.unload();
        CHECK(status.code == static_cast<std::uint32_t>(STATUS_DEVICE_BUSY));
        CHECK_THAT(status.text, Catch::Contains("control device"));
        WdfObjectDelete(control);
        CHECK(machine.host.unload().ok());
    });
    CHECK(machine.finished);
}

TEST_CASE("a control device cannot have device interfaces") {
    Machine machine;
    const kernel::Stop stop = machine.run_with_device([&] {
        CHECK(make_control(true) == STATUS_SUCCESS);
        WdfDeviceCreateDeviceInterface(control, &test_interface, nullptr);
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK_THAT(stop.text, Catch::Contains("control device"));
}
