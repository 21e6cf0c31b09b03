// SPDX-License-Identifier: MIT
//
// I/O queues: dispatching methods, handlers, states, what a driver may ask of them.
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

char stopped[] = "stopped", drained[] = "drained", purged[] = "purged", ready[] = "ready";

struct Fixture : Machine {
    Fixture() { IoDriver::reset(); }
};

} // namespace

TEST_CASE("a sequential queue presents one request at a time") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        Application application;
        auto first = application.control();
        auto second = application.control(in_direct_code);
        CHECK(IoDriver::held.size() == 1);
        ULONG waiting = 0, with_driver = 0;
        WdfIoQueueGetState(queue, &waiting, &with_driver);
        CHECK(waiting == 1);
        CHECK(with_driver == 1);
        CHECK(WdfRequestGetIoQueue(IoDriver::held.front()) == queue);
        CHECK(WdfIoQueueGetDevice(queue) == PlainDriver::device);
        IoDriver::complete_next();
        CHECK(first->answered());
        CHECK_FALSE(second->answered());
        IoDriver::complete_next(STATUS_UNSUCCESSFUL);
        CHECK(second->answer().status == code_of(STATUS_UNSUCCESSFUL));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "control 2049 out 16 in 16"});
}

TEST_CASE("a sequential queue whose handler completes at once empties without growing the stack") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        static int depth;
        depth = 0;
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            CHECK(++depth == 1);
            WdfRequestComplete(request, STATUS_SUCCESS);
            --depth;
        };
        Application application;
        WdfIoQueueStop(queue, nullptr, nullptr);
        std::vector<std::shared_ptr<wdf::PendingIo>> requests;
        for (int i = 0; i < 100; ++i)
            requests.push_back(application.control());
        CHECK(journal.empty());
        WdfIoQueueStart(queue);
        for (const auto &request : requests)
            CHECK(request->answered());
    });
    CHECK(machine.finished);
    CHECK(journal.size() == 100);
}

TEST_CASE("a parallel queue presents all requests, or as many as the driver asked for") {
    const ULONG presented = GENERATE(1u, 2u, 0xffffffffu);
    Fixture machine;
    machine.run_with_device([presented] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchParallel);
        CHECK(config.Settings.Parallel.NumberOfPresentedRequests == 0xffffffffu);
        config.Settings.Parallel.NumberOfPresentedRequests = presented;
        IoDriver::make_queue(config);
        Application application;
        std::vector<std::shared_ptr<wdf::PendingIo>> requests;
        for (int i = 0; i < 4; ++i)
            requests.push_back(application.control());
        CHECK(IoDriver::held.size() == std::min<std::size_t>(presented, 4));
        for (int i = 0; i < 4; ++i)
            IoDriver::complete_next();
        for (const auto &request : requests)
            CHECK(request->answered());
    });
    CHECK(machine.finished);
}

TEST_CASE("a manual queue keeps requests until the driver asks") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual));
        WDFREQUEST request = nullptr;
        CHECK(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_NO_MORE_ENTRIES);
        CHECK(request == nullptr);
        CHECK(WdfIoQueueReadyNotify(queue, IoDriver::on_queue_state, ready) == STATUS_SUCCESS);
        CHECK(WdfIoQueueReadyNotify(queue, IoDriver::on_queue_state, ready) == STATUS_INVALID_DEVICE_REQUEST);
        Application application;
        auto first = application.control();
        auto second = application.control();
        CHECK(journal == Journal{"ready"}); // only when the queue stops being empty
        REQUIRE(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_SUCCESS);
        WdfRequestComplete(request, STATUS_SUCCESS);
        CHECK(first->answered());
        CHECK_FALSE(second->answered());
        REQUIRE(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_SUCCESS);
        WdfRequestComplete(request, STATUS_SUCCESS);
        CHECK(WdfIoQueueReadyNotify(queue, nullptr, nullptr) == STATUS_INVALID_DEVICE_REQUEST); // not stopped
        WdfIoQueueStop(queue, nullptr, nullptr);
        CHECK(WdfIoQueueReadyNotify(queue, nullptr, nullptr) == STATUS_SUCCESS);
        auto third = application.control();
        CHECK(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_WDF_PAUSED);
        WdfIoQueueStart(queue);
        CHECK(journal.size() == 1);
        REQUIRE(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_SUCCESS);
        WdfRequestComplete(request, STATUS_SUCCESS);
    });
    CHECK(machine.finished);
}

TEST_CASE("a parallel queue is not to be asked for requests") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        WDFREQUEST request = nullptr;
        CHECK(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_INVALID_DEVICE_STATE);
        CHECK(WdfIoQueueReadyNotify(queue, IoDriver::on_queue_state, ready) == STATUS_INVALID_DEVICE_REQUEST);
    });
    CHECK(machine.finished);
}

TEST_CASE("each kind of request reaches its handler, others the default handler") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 3);
        };
        Application application;
        CHECK(application.file->read(application.output).information == 3);
        CHECK(application.file->write(application.input).information == 3);
        CHECK(application.control()->answer().information == 3);
        CHECK(application.file->begin_internal_device_control(buffered_code, {}, application.output)
                  ->answer()
                  .information == 3);
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"read 16", "write 16", "control 2048 out 16 in 16", "internal 2048 out 16 in 0"});
}

TEST_CASE("a handler that is missing is made up for by the default handler, or the request is refused") {
    const bool with_default = GENERATE(true, false);
    Fixture machine;
    machine.run_with_device([with_default] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchParallel);
        config.EvtIoDeviceControl = nullptr;
        config.EvtIoInternalDeviceControl = nullptr;
        if (!with_default) config.EvtIoDefault = nullptr;
        IoDriver::make_queue(config);
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_SUCCESS); };
        Application application;
        CHECK(application.control()->answer().status ==
              code_of(with_default ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST));
    });
    CHECK(machine.finished);
    CHECK(journal == (with_default ? Journal{"default"} : Journal{}));
}

TEST_CASE("reads and writes of no bytes are completed by the framework unless the driver wants them") {
    const bool wanted = GENERATE(true, false);
    Fixture machine;
    machine.run_with_device([wanted] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchSequential);
        config.AllowZeroLengthRequests = wanted ? TRUE : FALSE;
        IoDriver::make_queue(config);
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_DATA_ERROR); };
        Application application;
        CHECK(application.file->read({}).status == code_of(wanted ? STATUS_DATA_ERROR : STATUS_SUCCESS));
        CHECK(application.file->write({}).status == code_of(wanted ? STATUS_DATA_ERROR : STATUS_SUCCESS));
    });
    CHECK(machine.finished);
    CHECK(journal.size() == (wanted ? 2 : 0));
}

TEST_CASE("requests go to the queue for their type, and are refused where there is none") {
    Fixture machine;
    machine.run_with_device([] {
        Application application;
        CHECK(application.control()->answer().status == code_of(STATUS_INVALID_DEVICE_REQUEST));
        CHECK(WdfDeviceGetDefaultQueue(PlainDriver::device) == nullptr);
        WDFQUEUE reads = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential, false));
        WDFQUEUE rest = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        CHECK(WdfDeviceGetDefaultQueue(PlainDriver::device) == rest);
        CHECK(WdfDeviceConfigureRequestDispatching(PlainDriver::device, reads, WdfRequestTypeRead) == STATUS_SUCCESS);
        CHECK(WdfDeviceConfigureRequestDispatching(PlainDriver::device, rest, WdfRequestTypeRead) == STATUS_WDF_BUSY);
        CHECK(WdfDeviceConfigureRequestDispatching(PlainDriver::device, rest, WdfRequestTypePnp) ==
              STATUS_INVALID_PARAMETER);
        CHECK(WdfDeviceConfigureRequestDispatching(PlainDriver::device, rest, WdfRequestTypeCreate) ==
              STATUS_INVALID_PARAMETER); // the default queue gets no creates
        IoDriver::handle = [reads, rest](WDFQUEUE queue, WDFREQUEST request) {
            journal.push_back(queue == reads ? "from reads" : queue == rest ? "from rest" : "from elsewhere");
            WdfRequestComplete(request, STATUS_SUCCESS);
        };
        application.file->read(application.output);
        application.file->write(application.input);
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"read 16", "from reads", "write 16", "from rest"});
}

TEST_CASE("queues that cannot be are refused") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = nullptr;
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchSequential);
        config.Size = 4;
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, &queue) == STATUS_INFO_LENGTH_MISMATCH);
        WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchSequential);
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, &queue) == STATUS_WDF_NO_CALLBACK);
        config = IoDriver::config(WdfIoQueueDispatchSequential);
        config.Settings.Parallel.NumberOfPresentedRequests = 3;
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, &queue) == STATUS_INVALID_PARAMETER);
        config = IoDriver::config(WdfIoQueueDispatchSequential);
        config.DispatchType = WdfIoQueueDispatchInvalid;
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, &queue) == STATUS_INVALID_PARAMETER);
        CHECK(queue == nullptr);
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        config = IoDriver::config(WdfIoQueueDispatchSequential);
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, &queue) == STATUS_UNSUCCESSFUL);
        WDF_IO_QUEUE_CONFIG_INIT(&config, WdfIoQueueDispatchManual); // a manual queue needs no handler
        CHECK(WdfIoQueueCreate(PlainDriver::device, &config, nullptr, nullptr) == STATUS_SUCCESS);
    });
    CHECK(machine.finished);
}

TEST_CASE("a queue's state follows stop, start, drain and purge") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        const auto state = [queue] { return WdfIoQueueGetState(queue, nullptr, nullptr); };
        CHECK(state() == (WdfIoQueueAcceptRequests | WdfIoQueueDispatchRequests | WdfIoQueueNoRequests |
                          WdfIoQueueDriverNoRequests));
        CHECK(WDF_IO_QUEUE_READY(state()));
        CHECK(WDF_IO_QUEUE_IDLE(state()));
        Application application;
        auto first = application.control();
        auto second = application.control();
        CHECK_FALSE(WDF_IO_QUEUE_IDLE(state()));
        WdfIoQueueStop(queue, IoDriver::on_queue_state, stopped);
        CHECK_FALSE(WDF_IO_QUEUE_STOPPED(state())); // the driver still has one
        CHECK(journal.size() == 1);
        IoDriver::complete_next();
        CHECK(WDF_IO_QUEUE_STOPPED(state()));
        CHECK(journal.back() == "stopped");
        CHECK(IoDriver::held.empty());
        WdfIoQueueStart(queue);
        CHECK(IoDriver::held.size() == 1);
        auto third = application.control();
        WdfIoQueueDrain(queue, IoDriver::on_queue_state, drained);
        CHECK(application.control()->answer().status == code_of(STATUS_INVALID_DEVICE_STATE)); // accepts no more
        IoDriver::complete_next();
        CHECK(journal.back() != "drained");
        IoDriver::complete_next();
        CHECK(journal.back() == "drained");
        CHECK(WDF_IO_QUEUE_DRAINED(state()));
        WdfIoQueueStart(queue);
        auto fourth = application.control();
        auto fifth = application.control();
        WdfIoQueuePurge(queue, IoDriver::on_queue_state, purged);
        CHECK(fifth->answer().status == code_of(STATUS_CANCELLED));
        CHECK_FALSE(WDF_IO_QUEUE_PURGED(state()));
        CHECK(journal.back() != "purged");
        IoDriver::complete_next();
        CHECK(journal.back() == "purged");
        CHECK(WDF_IO_QUEUE_PURGED(state()));
        CHECK(application.control()->answer().status == code_of(STATUS_INVALID_DEVICE_STATE));
        WdfIoQueueStart(queue);
        CHECK(WDF_IO_QUEUE_READY(state()));
    });
    CHECK(machine.finished);
}

TEST_CASE("the synchronous forms wait for what the driver holds") {
    const int form = GENERATE(0, 1, 2, 3);
    Fixture machine;
    machine.run_with_device([form] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        Application application;
        auto request = application.control();
        in_thread([] {
            pass_time(5);
            journal.push_back("completing");
            IoDriver::complete_next();
        });
        if (form == 0) WdfIoQueueStopSynchronously(queue);
        if (form == 1) WdfIoQueueDrainSynchronously(queue);
        if (form == 2) WdfIoQueuePurgeSynchronously(queue);
        if (form == 3) WdfIoQueueStopAndPurgeSynchronously(queue);
        journal.push_back("returned");
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "completing", "returned"});
}

TEST_CASE("stop-and-purge cancels what waits and goes on accepting") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual));
        Application application;
        auto first = application.control();
        WdfIoQueueStopAndPurge(queue, IoDriver::on_queue_state, purged);
        CHECK(first->answer().status == code_of(STATUS_CANCELLED));
        CHECK(journal == Journal{"purged"});
        auto second = application.control();
        CHECK_FALSE(second->answered());
        WDFREQUEST request;
        CHECK(WdfIoQueueRetrieveNextRequest(queue, &request) == STATUS_WDF_PAUSED);
    });
    CHECK(machine.finished);
}

TEST_CASE("a handler that waits for its own queue is a deadlock that is found out") {
    Fixture machine;
    const kernel::Stop stop = machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        IoDriver::handle = [](WDFQUEUE queue, WDFREQUEST) { WdfIoQueueDrainSynchronously(queue); };
        Application().control();
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.bug_check_parameters[0] == 0x100);
}

TEST_CASE("draining a stopped queue is out of order") {
    Fixture machine;
    const kernel::Stop stop = machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        WdfIoQueueStop(queue, nullptr, nullptr);
        WdfIoQueueDrain(queue, nullptr, nullptr);
    });
    CHECK(stop.bug_check_code == 0x10d);
}

TEST_CASE("a driver may search a manual queue") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual));
        Application application;
        auto first = application.control(buffered_code);
        auto second = application.control(in_direct_code);
        WDF_REQUEST_PARAMETERS parameters;
        WDF_REQUEST_PARAMETERS_INIT(&parameters);
        WDFREQUEST one = nullptr, two = nullptr, none = nullptr;
        REQUIRE(WdfIoQueueFindRequest(queue, nullptr, nullptr, &parameters, &one) == STATUS_SUCCESS);
        CHECK(parameters.Type == WdfRequestTypeDeviceControl);
        CHECK(parameters.Parameters.DeviceIoControl.IoControlCode == buffered_code);
        REQUIRE(WdfIoQueueFindRequest(queue, one, nullptr, &parameters, &two) == STATUS_SUCCESS);
        CHECK(parameters.Parameters.DeviceIoControl.IoControlCode == in_direct_code);
        CHECK(WdfIoQueueFindRequest(queue, two, nullptr, nullptr, &none) == STATUS_NO_MORE_ENTRIES);
        WDFREQUEST taken = nullptr;
        REQUIRE(WdfIoQueueRetrieveFoundRequest(queue, two, &taken) == STATUS_SUCCESS);
        CHECK(taken == two);
        CHECK(WdfIoQueueRetrieveFoundRequest(queue, two, &taken) == STATUS_NOT_FOUND);
        CHECK(WdfIoQueueFindRequest(queue, two, nullptr, nullptr, &none) == STATUS_NOT_FOUND);
        WdfRequestComplete(two, STATUS_SUCCESS);
        CHECK(second->answered());
        WdfObjectDereference(two); // only now does its handle die
        first->cancel();
        CHECK(WdfIoQueueRetrieveFoundRequest(queue, one, &taken) == STATUS_NOT_FOUND);
        WdfObjectDereference(one);
    });
    CHECK(machine.finished);
}

TEST_CASE("a request moves between queues, and back into its own by requeueing") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE front = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        WDFQUEUE back = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual, false));
        Application application;
        auto first = application.control();
        auto second = application.control();
        WDFREQUEST request = IoDriver::take();
        CHECK(WdfRequestForwardToIoQueue(request, front) == STATUS_INVALID_DEVICE_REQUEST); // its own queue
        CHECK(WdfRequestRequeue(request) == STATUS_INVALID_DEVICE_REQUEST);                 // not a manual one
        CHECK(WdfRequestForwardToIoQueue(request, back) == STATUS_SUCCESS);
        CHECK(IoDriver::held.size() == 1);                                                 // the next one came at once
        CHECK(WdfRequestForwardToIoQueue(request, back) == STATUS_INVALID_DEVICE_REQUEST); // no longer the driver's
        WDFREQUEST again = nullptr;
        REQUIRE(WdfIoQueueRetrieveNextRequest(back, &again) == STATUS_SUCCESS);
        CHECK(again == request);
        CHECK(WdfRequestGetIoQueue(again) == back);
        CHECK(WdfRequestRequeue(again) == STATUS_SUCCESS);
        REQUIRE(WdfIoQueueRetrieveNextRequest(back, &again) == STATUS_SUCCESS);
        WdfRequestMarkCancelable(again, IoDriver::on_cancel);
        CHECK(WdfRequestRequeue(again) == STATUS_INVALID_DEVICE_REQUEST); // cancelable
        CHECK(WdfRequestUnmarkCancelable(again) == STATUS_SUCCESS);
        WdfRequestComplete(again, STATUS_SUCCESS);
        CHECK(first->answered());
        WdfIoQueuePurge(back, nullptr, nullptr);
        request = IoDriver::take();
        CHECK(WdfRequestForwardToIoQueue(request, back) == STATUS_WDF_BUSY);
        WdfRequestComplete(request, STATUS_SUCCESS);
    });
    CHECK(machine.finished);
}

TEST_CASE("callbacks run under the lock and at the level that the driver chose") {
    const bool passive = GENERATE(true, false);
    Fixture machine;
    machine.run_with_device([passive] {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.SynchronizationScope = WdfSynchronizationScopeQueue;
        attributes.ExecutionLevel = passive ? WdfExecutionLevelPassive : WdfExecutionLevelDispatch;
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel), &attributes);
        static int inside;
        inside = 0;
        IoDriver::handle = [passive](WDFQUEUE, WDFREQUEST request) {
            CHECK(++inside == 1); // one at a time, although the queue is parallel
            CHECK(KeGetCurrentIrql() == (passive ? PASSIVE_LEVEL : DISPATCH_LEVEL));
            if (passive) pass_time(3);
            --inside;
            WdfRequestComplete(request, STATUS_SUCCESS);
        };
        static int answered;
        answered = 0;
        for (int i = 0; i < 3; ++i) {
            in_thread([] {
                Application application;
                application.control()->wait();
                ++answered;
            });
        }
        KIRQL old_irql;
        Application application;
        KeRaiseIrql(DISPATCH_LEVEL, &old_irql);
        auto raised = application.control();
        KeLowerIrql(old_irql);
        raised->wait();
        pass_time(50);
        CHECK(answered == 3);
    });
    CHECK(machine.finished);
    CHECK(journal.size() == 4);
}

TEST_CASE("a handler may send a request to its own parallel queue and wait for it") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            if (journal.size() == 1) CHECK(Application().control()->wait()->status == 0);
            WdfRequestComplete(request, STATUS_SUCCESS);
        };
        CHECK(Application().control()->wait()->status == 0);
    });
    CHECK(machine.finished);
    CHECK(journal.size() == 2);
}

TEST_CASE("deleting a queue cancels what waits in it; the default queue is not the driver's to delete") {
    Fixture machine;
    const kernel::Stop stop = machine.run_with_device([] {
        WDFQUEUE reads = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual, false));
        REQUIRE(WdfDeviceConfigureRequestDispatching(PlainDriver::device, reads, WdfRequestTypeRead) == STATUS_SUCCESS);
        Application application;
        auto read = application.file->begin_read(application.output);
        WdfObjectDelete(reads);
        CHECK(read->answer().status == code_of(STATUS_CANCELLED));
        CHECK(application.file->read(application.output).status == code_of(STATUS_INVALID_DEVICE_REQUEST));
        journal.push_back("deleted");
        WdfObjectDelete(IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual)));
    });
    CHECK(journal == Journal{"deleted"});
    CHECK(stop.bug_check_code == 0x10d);
}
