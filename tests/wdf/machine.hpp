// SPDX-License-Identifier: MIT
//
// A simulated machine with a framework and, if wanted, a started device, for the tests of this folder. Code under test
// runs on a simulated thread: machine.run([&] { ... }).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "hwmodel/interrupt/interrupt_line.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/driver_host.hpp"
#include "sim/wdf/records.hpp"

#include "tests/support/catch.hpp"

#include "ntddk.h"
#include "wdf.h"

namespace acxsim::test {

/// What driver callbacks of a test wrote down, in order.
inline std::vector<std::string> journal;

/// A driver with a device and nothing else; tests may set its callbacks before add().
struct PlainDriver {
    static inline WDF_PNPPOWER_EVENT_CALLBACKS power;
    static inline WDF_OBJECT_ATTRIBUTES device_attributes;
    static inline WDFDEVICE device;
    static inline std::function<void(PWDFDEVICE_INIT)> before_create;
    static inline std::function<NTSTATUS(WDFDEVICE)> after_create;

    static void reset() {
        WDF_PNPPOWER_EVENT_CALLBACKS_INIT(&power);
        WDF_OBJECT_ATTRIBUTES_INIT(&device_attributes);
        device = nullptr;
        before_create = nullptr;
        after_create = nullptr;
    }
    static NTSTATUS add(WDFDRIVER, PWDFDEVICE_INIT init) {
        WdfDeviceInitSetPnpPowerEventCallbacks(init, &power);
        if (before_create) before_create(init);
        const NTSTATUS status = WdfDeviceCreate(&init, &device_attributes, &device);
        if (!NT_SUCCESS(status)) return status;
        return after_create ? after_create(device) : STATUS_SUCCESS;
    }
    static void unload(WDFDRIVER) { journal.push_back("EvtDriverUnload"); }
    static NTSTATUS entry(PDRIVER_OBJECT object, PUNICODE_STRING path) {
        WDF_DRIVER_CONFIG config;
        WDF_DRIVER_CONFIG_INIT(&config, add);
        config.EvtDriverUnload = unload;
        WDFDRIVER driver;
        return WdfDriverCreate(object, path, WDF_NO_OBJECT_ATTRIBUTES, &config, &driver);
    }
};

inline kernel::Parameters ideal_machine() {
    kernel::Parameters parameters;
    parameters.profile = kernel::make_profile("ideal");
    return parameters;
}

struct Machine {
    core::Simulation simulation{1};
    hw::PhysicalMemory memory{simulation};
    hw::MmioBus bus{simulation};
    kernel::System system;
    kernel::Executive executive;
    wdf::DriverHost host;

    explicit Machine(kernel::Parameters parameters = ideal_machine())
        : system(simulation, memory, bus, parameters), executive(system), host(system) {
        PlainDriver::reset();
        journal.clear();
    }

    /// Runs code on a simulated thread until it returns or the machine stops.
    kernel::Stop run(std::function<void()> code, core::Duration limit = core::from_seconds(10)) {
        bool done = false;
        system.start_thread("test", kernel::normal_priority, [&] {
            code();
            done = true;
        });
        const kernel::Stop stop = system.run_until(simulation.now() + limit);
        finished = done;
        return stop;
    }
    /// The same, with a driver and its started device around the code.
    kernel::Stop run_with_device(std::function<void()> code, wdf::ResourceList resources = {}) {
        return run([&] {
            REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
            REQUIRE(host.add_device().ok());
            REQUIRE(host.start_device(resources).ok());
            code();
        });
    }
    bool finished = false;
};

} // namespace acxsim::test
