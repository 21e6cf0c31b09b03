// SPDX-License-Identifier: MIT
//
// Power-managed queues: nothing is presented outside D0, EvtIoStop and EvtIoResume, removal, and requests that the
// driver never gives back.
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

struct Fixture : Machine {
    Fixture() {
        IoDriver::reset();
        PlainDriver::power.EvtDeviceD0Exit = [](WDFDEVICE, WDF_POWER_DEVICE_STATE) -> NTSTATUS {
            journal.push_back("D0 exit");
            return STATUS_SUCCESS;
        };
        PlainDriver::power.EvtDeviceD0Entry = [](WDFDEVICE, WDF_POWER_DEVICE_STATE) -> NTSTATUS {
            journal.push_back("D0 entry");
            return STATUS_SUCCESS;
        };
    }
    kernel::Stop run_started(std::function<void()> code) {
        return run_with_device([&] {
            journal.clear();
            code();
        });
    }
};

WDF_IO_QUEUE_CONFIG stoppable(PFN_WDF_IO_QUEUE_IO_STOP stop) {
    WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchParallel);
    config.EvtIoStop = stop;
    config.EvtIoResume = IoDriver::on_resume;
    return config;
}

} // namespace

TEST_CASE("a power-managed queue presents only in D0, another one always") {
    Fixture machine;
    machine.run_started([&] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchParallel);
        WDFQUEUE managed = IoDriver::make_queue(config);
        config = IoDriver::config(WdfIoQueueDispatchParallel, false);
        config.PowerManaged = WdfFalse;
        WDFQUEUE reads = IoDriver::make_queue(config);
        REQUIRE(WdfDeviceConfigureRequestDispatching(PlainDriver::device, reads, WdfRequestTypeRead) == STATUS_SUCCESS);
        Application application;
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK((WdfIoQueueGetState(managed, nullptr, nullptr) & WdfIoQueuePnpHeld) != 0);
        CHECK((WdfIoQueueGetState(reads, nullptr, nullptr) & WdfIoQueuePnpHeld) == 0);
        auto control = application.control();
        auto read = application.file->begin_read(application.output);
        CHECK(journal == Journal{"D0 exit", "read 16"});
        REQUIRE(machine.host.power_up().ok());
        CHECK(journal == Journal{"D0 exit", "read 16", "D0 entry", "control 2048 out 16 in 16"});
        IoDriver::complete_next();
        IoDriver::complete_next();
        CHECK(control->answered());
        CHECK(read->answered());
    });
    CHECK(machine.finished);
}

TEST_CASE("a manual power-managed queue gives nothing outside D0") {
    Fixture machine;
    machine.run_started([&] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual));
        Application application;
        auto control = application.control();
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        WDFREQUEST request = nullptr;
        CHECK(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_WDF_PAUSED);
        REQUIRE(machine.host.power_up().ok());
        REQUIRE(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_SUCCESS);
        WdfRequestComplete(request, STATUS_SUCCESS);
    });
    CHECK(machine.finished);
}

TEST_CASE("EvtIoStop may postpone a request: EvtIoResume follows in D0") {
    Fixture machine;
    machine.run_started([&] {
        IoDriver::make_queue(stoppable([](WDFQUEUE, WDFREQUEST request, ULONG flags) {
            journal.push_back("stop " + std::to_string(flags));
            WdfRequestStopAcknowledge(request, FALSE);
        }));
        Application application;
        auto request = application.control();
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        REQUIRE(machine.host.power_up().ok());
        IoDriver::complete_next();
        CHECK(request->answered());
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "stop 1", "D0 exit", "D0 entry", "resume"});
}

TEST_CASE("EvtIoStop may give a request back: it is presented again in D0") {
    Fixture machine;
    machine.run_started([&] {
        IoDriver::make_queue(stoppable([](WDFQUEUE, WDFREQUEST request, ULONG flags) {
            CHECK((flags & WdfRequestStopRequestCancelable) != 0);
            CHECK(WdfRequestUnmarkCancelable(request) == STATUS_SUCCESS);
            std::erase(IoDriver::held, request);
            WdfRequestStopAcknowledge(request, TRUE);
        }));
        Application application;
        auto request = application.control();
        WdfRequestMarkCancelable(IoDriver::held.front(), IoDriver::on_cancel);
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK(IoDriver::held.empty());
        REQUIRE(machine.host.power_up().ok());
        IoDriver::complete_next();
        CHECK(request->answered());
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "D0 exit", "D0 entry", "control 2048 out 16 in 16"});
}

TEST_CASE("EvtIoStop may complete a request") {
    Fixture machine;
    machine.run_started([&] {
        IoDriver::make_queue(
            stoppable([](WDFQUEUE, WDFREQUEST request, ULONG) { WdfRequestComplete(request, STATUS_CANCELLED); }));
        Application application;
        auto request = application.control();
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
        REQUIRE(machine.host.power_up().ok());
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "D0 exit", "D0 entry"});
}

TEST_CASE("a requeue of a request that is still cancelable stops the machine") {
    Fixture machine;
    const kernel::Stop stop = machine.run_started([&] {
        IoDriver::make_queue(
            stoppable([](WDFQUEUE, WDFREQUEST request, ULONG) { WdfRequestStopAcknowledge(request, TRUE); }));
        Application application;
        auto request = application.control();
        WdfRequestMarkCancelable(IoDriver::held.front(), IoDriver::on_cancel);
        machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep);
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.bug_check_parameters[0] == 6);
}

TEST_CASE("without EvtIoStop the device stays in D0 until the driver has completed what it holds") {
    Fixture machine;
    machine.run_started([&] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        Application application;
        auto request = application.control();
        in_thread([] {
            pass_time(30);
            journal.push_back("completing");
            IoDriver::complete_next();
        });
        REQUIRE(machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep).ok());
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "completing", "D0 exit"});
}

TEST_CASE("a request that is never given back keeps the device from leaving D0: the machine stops") {
    const bool with_stop = GENERATE(true, false);
    Fixture machine;
    const kernel::Stop stop = machine.run(
        [&] {
            REQUIRE(machine.host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
            REQUIRE(machine.host.add_device().ok());
            REQUIRE(machine.host.start_device({}).ok());
            IoDriver::make_queue(with_stop ? stoppable(IoDriver::on_stop)
                                           : IoDriver::config(WdfIoQueueDispatchParallel));
            Application application;
            auto request = application.control();
            machine.host.power_down(wdf::DevicePower::D3, wdf::SystemPowerAction::Sleep);
        },
        core::from_seconds(60));
    CHECK(stop.bug_check_code == 0x9f);
    CHECK(stop.bug_check_parameters[0] == 3);
    CHECK(stop.text.find("device control 0x") != std::string::npos);
    REQUIRE_FALSE(stop.stack.empty()); // the handler that got the request, as an address behind a call
    CHECK(stop.stack.front() - 1 == reinterpret_cast<std::uintptr_t>(&IoDriver::on_control));
    CHECK(stop.callback == "EvtIoDeviceControl");
}

TEST_CASE("removal cancels what waits and asks for the rest") {
    Fixture machine;
    machine.run_started([&] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchSequential);
        config.EvtIoStop = [](WDFQUEUE, WDFREQUEST request, ULONG flags) {
            journal.push_back("stop " + std::to_string(flags));
            if ((flags & WdfRequestStopActionPurge) != 0) {
                WdfRequestComplete(request, STATUS_CANCELLED);
            } else {
                WdfRequestStopAcknowledge(request, FALSE);
            }
        };
        IoDriver::make_queue(config);
        Application application;
        auto first = application.control();
        auto second = application.control();
        REQUIRE(machine.host.remove_device().ok());
        CHECK(first->answer().status == code_of(STATUS_CANCELLED));
        CHECK(second->answer().status == code_of(STATUS_CANCELLED));
        CHECK(application.control()->answer().status == code_of(STATUS_NO_SUCH_DEVICE));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "stop 1", "D0 exit", "stop 2"});
}

TEST_CASE("a request that is never given back is found at removal") {
    Fixture machine;
    const kernel::Stop stop = machine.run(
        [&] {
            REQUIRE(machine.host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
            REQUIRE(machine.host.add_device().ok());
            REQUIRE(machine.host.start_device({}).ok());
            WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchSequential);
            config.PowerManaged = WdfFalse;
            IoDriver::make_queue(config);
            Application application;
            auto request = application.control();
            machine.host.remove_device();
        },
        core::from_seconds(60));
    CHECK(stop.bug_check_code == 0x9f);
    CHECK(stop.text.find("removed") != std::string::npos);
}
