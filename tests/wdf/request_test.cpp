// SPDX-License-Identifier: MIT
//
// Requests: buffers by transfer method, parameters, completion, and what drivers do wrong with them. Cancellation.
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

struct Fixture : Machine {
    Fixture() { IoDriver::reset(); }
};

/// A device with a parallel default queue, and what its handler does.
kernel::Stop run_with_handler(Fixture &machine, std::function<void(WDFREQUEST)> handler, std::function<void()> code) {
    return machine.run_with_device([&] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        IoDriver::handle = [&](WDFQUEUE, WDFREQUEST request) { handler(request); };
        code();
    });
}

void answer_with_input_plus_one(WDFREQUEST request) {
    PVOID in = nullptr, out = nullptr;
    size_t in_length = 0, out_length = 0;
    REQUIRE(WdfRequestRetrieveInputBuffer(request, 4, &in, &in_length) == STATUS_SUCCESS);
    REQUIRE(WdfRequestRetrieveOutputBuffer(request, 4, &out, &out_length) == STATUS_SUCCESS);
    CHECK(in_length == 16);
    CHECK(out_length == 16);
    const auto value = *static_cast<ULONG *>(in);
    *static_cast<ULONG *>(out) = value + 1;
    WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 4);
}

} // namespace

TEST_CASE("bytes travel by every transfer method") {
    const ULONG code = GENERATE(buffered_code, in_direct_code, out_direct_code);
    Fixture machine;
    run_with_handler(machine, answer_with_input_plus_one, [code] {
        Application application;
        application.input[0] = std::byte{41};
        const wdf::IoAnswer answer = application.file->device_control(code, application.input, application.output);
        CHECK(answer.status == 0);
        CHECK(answer.information == 4);
        CHECK(application.output[0] == std::byte{42});
    });
    CHECK(machine.finished);
}

TEST_CASE("a buffered control has one system buffer for input and output, apart from the caller's") {
    Fixture machine;
    static Application *application;
    run_with_handler(
        machine,
        [](WDFREQUEST request) {
            PVOID in = nullptr, out = nullptr;
            REQUIRE(WdfRequestRetrieveInputBuffer(request, 1, &in, nullptr) == STATUS_SUCCESS);
            REQUIRE(WdfRequestRetrieveOutputBuffer(request, 1, &out, nullptr) == STATUS_SUCCESS);
            CHECK(in == out);
            CHECK(in != application->input.data());
            CHECK(in == WdfRequestWdmGetIrp(request)->AssociatedIrp.SystemBuffer);
            memset(out, 7, 16);
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 2); // only two bytes are copied
        },
        [] {
            Application own;
            application = &own;
            own.control();
            CHECK(own.output[1] == std::byte{7});
            CHECK(own.output[2] == std::byte{0});
        });
    CHECK(machine.finished);
}

TEST_CASE("buffers that are too small, or that the request does not have") {
    Fixture machine;
    run_with_handler(
        machine,
        [](WDFREQUEST request) {
            PVOID buffer = nullptr;
            size_t length = 99;
            CHECK(WdfRequestRetrieveInputBuffer(request, 17, &buffer, &length) == STATUS_BUFFER_TOO_SMALL);
            CHECK(buffer == nullptr);
            CHECK(length == 0);
            WDF_REQUEST_PARAMETERS parameters;
            WDF_REQUEST_PARAMETERS_INIT(&parameters);
            WdfRequestGetParameters(request, &parameters);
            if (parameters.Type == WdfRequestTypeRead) {
                CHECK(WdfRequestRetrieveInputBuffer(request, 1, &buffer, nullptr) == STATUS_INVALID_DEVICE_REQUEST);
            } else if (parameters.Type == WdfRequestTypeDeviceControl) {
                CHECK(WdfRequestRetrieveOutputBuffer(request, 1, &buffer, nullptr) == STATUS_BUFFER_TOO_SMALL);
            }
            WdfRequestComplete(request, STATUS_SUCCESS);
        },
        [] {
            Application application;
            application.file->device_control(buffered_code, application.input, {});
        });
    CHECK(machine.finished);
}

TEST_CASE("a user's METHOD_NEITHER buffers are not the driver's to retrieve, a kernel caller's are") {
    const bool user = GENERATE(true, false);
    Fixture machine;
    run_with_handler(
        machine,
        [user](WDFREQUEST request) {
            PVOID buffer = nullptr;
            CHECK(WdfRequestGetRequestorMode(request) == (user ? UserMode : KernelMode));
            CHECK(WdfRequestRetrieveInputBuffer(request, 1, &buffer, nullptr) ==
                  (user ? STATUS_INVALID_DEVICE_REQUEST : STATUS_SUCCESS));
            CHECK(WdfRequestRetrieveUnsafeUserInputBuffer(request, 1, &buffer, nullptr) ==
                  STATUS_INVALID_DEVICE_REQUEST); // only in EvtIoInCallerContext
            WdfRequestComplete(request, STATUS_SUCCESS);
        },
        [user] {
            Application application(user ? wdf::OpenFile::Caller::User : wdf::OpenFile::Caller::Kernel);
            application.control(neither_code);
        });
    CHECK(machine.finished);
}

TEST_CASE("reads and writes by the device's I/O type") {
    const auto io_type = GENERATE(WdfDeviceIoBuffered, WdfDeviceIoDirect, WdfDeviceIoNeither);
    Fixture machine;
    PlainDriver::before_create = [io_type](PWDFDEVICE_INIT init) { WdfDeviceInitSetIoType(init, io_type); };
    run_with_handler(
        machine,
        [io_type](WDFREQUEST request) {
            PVOID buffer = nullptr;
            PMDL mdl = nullptr;
            WDF_REQUEST_PARAMETERS parameters;
            WDF_REQUEST_PARAMETERS_INIT(&parameters);
            WdfRequestGetParameters(request, &parameters);
            CHECK((WdfRequestWdmGetIrp(request)->MdlAddress != nullptr) == (io_type == WdfDeviceIoDirect));
            if (parameters.Type == WdfRequestTypeRead) {
                CHECK(parameters.Parameters.Read.Length == 16);
                CHECK(parameters.Parameters.Read.DeviceOffset == 512);
                REQUIRE(WdfRequestRetrieveOutputBuffer(request, 16, &buffer, nullptr) == STATUS_SUCCESS);
                REQUIRE(WdfRequestRetrieveOutputWdmMdl(request, &mdl) == STATUS_SUCCESS);
                CHECK(MmGetMdlVirtualAddress(mdl) == buffer);
                memset(buffer, 5, 16);
            } else {
                REQUIRE(WdfRequestRetrieveInputBuffer(request, 16, &buffer, nullptr) == STATUS_SUCCESS);
                REQUIRE(WdfRequestRetrieveInputWdmMdl(request, &mdl) == STATUS_SUCCESS);
                CHECK(MmGetMdlByteCount(mdl) == 16);
                CHECK(*static_cast<char *>(buffer) == 9);
            }
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 16);
        },
        [] {
            Application application(wdf::OpenFile::Caller::Kernel);
            application.input[0] = std::byte{9};
            CHECK(application.file->write(application.input).information == 16);
            CHECK(application.file->read(application.output, 512).information == 16);
            CHECK(application.output[15] == std::byte{5});
        });
    CHECK(machine.finished);
}

TEST_CASE("memory objects of a request describe its buffers, always the same ones") {
    Fixture machine;
    run_with_handler(
        machine,
        [](WDFREQUEST request) {
            WDFMEMORY in = nullptr, out = nullptr, again = nullptr;
            REQUIRE(WdfRequestRetrieveInputMemory(request, &in) == STATUS_SUCCESS);
            REQUIRE(WdfRequestRetrieveOutputMemory(request, &out) == STATUS_SUCCESS);
            REQUIRE(WdfRequestRetrieveOutputMemory(request, &again) == STATUS_SUCCESS);
            CHECK(out == again);
            size_t length = 0;
            PVOID expected = nullptr;
            REQUIRE(WdfRequestRetrieveInputBuffer(request, 1, &expected, nullptr) == STATUS_SUCCESS);
            CHECK(WdfMemoryGetBuffer(in, &length) == expected);
            CHECK(length == 16);
            WdfRequestSetInformation(request, 11);
            CHECK(WdfRequestGetInformation(request) == 11);
            CHECK(WdfRequestGetStatus(request) == STATUS_PENDING);
            CHECK(WdfRequestIsFrom32BitProcess(request) == FALSE);
            WdfRequestComplete(request, STATUS_SUCCESS);
        },
        [] { CHECK(Application().control()->answer().information == 11); });
    CHECK(machine.finished);
}

TEST_CASE("the IRP under a request shows what was asked") {
    Fixture machine;
    run_with_handler(
        machine,
        [](WDFREQUEST request) {
            PIRP irp = WdfRequestWdmGetIrp(request);
            PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
            CHECK(location->MajorFunction == IRP_MJ_DEVICE_CONTROL);
            CHECK(location->Parameters.DeviceIoControl.IoControlCode == buffered_code);
            CHECK(location->DeviceObject == WdfDeviceWdmGetDeviceObject(PlainDriver::device));
            CHECK((location->Control & SL_PENDING_RETURNED) != 0);
            WdfRequestCompleteWithPriorityBoost(request, STATUS_SUCCESS, IO_NO_INCREMENT);
        },
        [] { Application().control(); });
    CHECK(machine.finished);
}

TEST_CASE("a request's own context has the shape that the driver wished for") {
    Fixture machine;
    struct Context {
        int value;
    };
    static const WDF_OBJECT_CONTEXT_TYPE_INFO info = {sizeof(WDF_OBJECT_CONTEXT_TYPE_INFO), "Context", sizeof(Context),
                                                      &info, nullptr};
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ContextTypeInfo = &info;
        attributes.EvtCleanupCallback = [](WDFOBJECT) { journal.push_back("request cleanup"); };
        WdfDeviceInitSetRequestAttributes(init, &attributes);
    };
    run_with_handler(
        machine,
        [](WDFREQUEST request) {
            auto *context = static_cast<Context *>(WdfObjectGetTypedContextWorker(request, &info));
            REQUIRE(context != nullptr);
            context->value = 3;
            WdfRequestComplete(request, STATUS_SUCCESS);
        },
        [] { Application().control(); });
    CHECK(machine.finished);
    CHECK(journal.back() == "request cleanup");
}

TEST_CASE("what drivers do wrong with a request stops the machine") {
    struct Wrong {
        const char *what;
        std::function<void(WDFREQUEST)> handler;
        std::uint64_t kind;
    };
    const std::vector<Wrong> cases = {
        {"completed twice",
         [](WDFREQUEST request) {
             WdfRequestComplete(request, STATUS_SUCCESS);
             WdfRequestComplete(request, STATUS_SUCCESS);
         },
         5}, // the handle died with the first
        {"completed twice with a reference",
         [](WDFREQUEST request) {
             WdfObjectReference(request);
             WdfRequestComplete(request, STATUS_SUCCESS);
             WdfRequestComplete(request, STATUS_SUCCESS);
         },
         6},
        {"completed with STATUS_PENDING", [](WDFREQUEST request) { WdfRequestComplete(request, STATUS_PENDING); }, 6},
        {"more bytes than the buffer has",
         [](WDFREQUEST request) { WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 17); }, 6},
        {"completed while cancelable",
         [](WDFREQUEST request) {
             WdfRequestMarkCancelable(request, IoDriver::on_cancel);
             WdfRequestComplete(request, STATUS_SUCCESS);
         },
         6},
        {"marked cancelable twice",
         [](WDFREQUEST request) {
             WdfRequestMarkCancelable(request, IoDriver::on_cancel);
             WdfRequestMarkCancelable(request, IoDriver::on_cancel);
         },
         6},
        {"deleted", [](WDFREQUEST request) { WdfObjectDelete(request); }, 0x101},
        {"acknowledged outside of EvtIoStop", [](WDFREQUEST request) { WdfRequestStopAcknowledge(request, FALSE); }, 6},
        {"enqueued outside of EvtIoInCallerContext",
         [](WDFREQUEST request) { WdfDeviceEnqueueRequest(PlainDriver::device, request); }, 6},
    };
    for (const Wrong &wrong : cases) {
        INFO(wrong.what);
        Fixture machine;
        const kernel::Stop stop = run_with_handler(machine, wrong.handler, [] { Application().control()->wait(); });
        CHECK(stop.bug_check_code == 0x10d);
        CHECK(stop.bug_check_parameters[0] == wrong.kind);
    }
}

TEST_CASE("a request that waits in a queue is not the driver's to complete") {
    Fixture machine;
    const kernel::Stop stop = machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        WDFQUEUE parking = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual, false));
        Application application;
        auto request = application.control();
        WDFREQUEST handle = IoDriver::take();
        REQUIRE(WdfRequestForwardToIoQueue(handle, parking) == STATUS_SUCCESS);
        WdfRequestComplete(handle, STATUS_SUCCESS);
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.bug_check_parameters[0] == 6);
}

// --- cancellation ---------------------------------------------------------------------------------------------------

TEST_CASE("a request that the driver never saw is cancelled without it") {
    Fixture machine;
    machine.run_with_device([] {
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchManual);
        config.EvtIoCanceledOnQueue = IoDriver::on_canceled_on_queue;
        IoDriver::make_queue(config);
        Application application;
        auto request = application.control();
        CHECK(request->cancel());
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
        CHECK_FALSE(request->cancel());
    });
    CHECK(machine.finished);
    CHECK(journal.empty());
}

TEST_CASE("a request that was forwarded is cancelled through EvtIoCanceledOnQueue") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        WDF_IO_QUEUE_CONFIG config = IoDriver::config(WdfIoQueueDispatchManual, false);
        config.EvtIoCanceledOnQueue = IoDriver::on_canceled_on_queue;
        WDFQUEUE parking = IoDriver::make_queue(config);
        Application application;
        auto request = application.control();
        REQUIRE(WdfRequestForwardToIoQueue(IoDriver::take(), parking) == STATUS_SUCCESS);
        CHECK(request->cancel());
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "canceled on queue"});
}

TEST_CASE("a request that the driver holds is cancelled only if it is marked") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        Application application;
        auto request = application.control();
        WDFREQUEST handle = IoDriver::held.front();
        CHECK(WdfRequestUnmarkCancelable(handle) == STATUS_INVALID_PARAMETER);
        WdfRequestMarkCancelable(handle, IoDriver::on_cancel);
        CHECK(WdfRequestUnmarkCancelable(handle) == STATUS_SUCCESS);
        CHECK_FALSE(request->cancel()); // nobody to tell
        CHECK_FALSE(request->answered());
        CHECK(WdfRequestIsCanceled(handle) == TRUE);
        CHECK(WdfRequestMarkCancelableEx(handle, IoDriver::on_cancel) == STATUS_CANCELLED);
        CHECK(journal.size() == 1);                            // the Ex form never calls back
        WdfRequestMarkCancelable(handle, IoDriver::on_cancel); // this one does, before it returns
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "cancel"});
}

TEST_CASE("EvtRequestCancel completes what was marked") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        Application application;
        auto request = application.control();
        CHECK(WdfRequestMarkCancelableEx(IoDriver::held.front(), IoDriver::on_cancel) == STATUS_SUCCESS);
        CHECK(request->cancel());
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
    });
    CHECK(machine.finished);
    CHECK(journal.back() == "cancel");
}

TEST_CASE("the race between completion and cancellation has one winner") {
    // A passive queue's callbacks run under a lock: cancellation comes while a handler holds it, so that
    // EvtRequestCancel must wait; the handler learns of it by STATUS_CANCELLED and leaves the request alone.
    Fixture machine;
    machine.run_with_device([] {
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.SynchronizationScope = WdfSynchronizationScopeQueue;
        attributes.ExecutionLevel = WdfExecutionLevelPassive;
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel), &attributes);
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WdfRequestMarkCancelable(request, IoDriver::on_cancel);
            pass_time(10); // meanwhile the application cancels
            const NTSTATUS status = WdfRequestUnmarkCancelable(request);
            journal.push_back(status == STATUS_CANCELLED ? "lost" : "won");
            if (status != STATUS_CANCELLED) WdfRequestComplete(request, STATUS_SUCCESS);
        };
        static std::shared_ptr<wdf::PendingIo> request;
        static std::unique_ptr<Application> application;
        application = std::make_unique<Application>();
        in_thread([] { request = application->control(); });
        pass_time(5);
        application->file->cancel_all();
        request = nullptr;
        pass_time(20);
        application.reset();
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "lost", "cancel"});
}

TEST_CASE("a driver that completes although it lost the race is stopped") {
    Fixture machine;
    const kernel::Stop stop = machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        Application application;
        auto request = application.control();
        WDFREQUEST handle = IoDriver::take();
        WdfRequestMarkCancelable(handle, IoDriver::on_cancel);
        request->cancel();
        WdfRequestComplete(handle, STATUS_SUCCESS); // EvtRequestCancel has done so
    });
    CHECK(stop.bug_check_code == 0x10d);
}

TEST_CASE("purging a queue cancels what the driver holds and marked") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        Application application;
        auto request = application.control();
        WdfRequestMarkCancelable(IoDriver::held.front(), IoDriver::on_cancel);
        WdfIoQueuePurgeSynchronously(queue);
        CHECK(request->answer().status == code_of(STATUS_CANCELLED));
    });
    CHECK(machine.finished);
    CHECK(journal.back() == "cancel");
}
