// SPDX-License-Identifier: MIT
//
// I/O targets: sending up and down, formats, time-outs, cancellation, states. The remote target is the driver's own
// device, opened by name, so that both ends are in the test's hands. Lookaside lists.
#include "sim/wdf/bus_driver.hpp"
#include "sim/wdf/io_records.hpp"
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

WDFIOTARGET remote;

void name_device(PWDFDEVICE_INIT init) {
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, L"\\Device\\Tested");
    REQUIRE(WdfDeviceInitAssignName(init, &name) == STATUS_SUCCESS);
}

struct Fixture : Machine {
    Fixture() {
        IoDriver::reset();
        PlainDriver::before_create = name_device;
    }
    /// With a queue, and `remote` opened to it.
    kernel::Stop run_with_remote(std::function<void()> code,
                                 WDF_IO_QUEUE_DISPATCH_TYPE type = WdfIoQueueDispatchParallel) {
        return run_with_device([&] {
            IoDriver::make_queue(IoDriver::config(type));
            REQUIRE(WdfIoTargetCreate(PlainDriver::device, nullptr, &remote) == STATUS_SUCCESS);
            CHECK(WdfIoTargetGetState(remote) == WdfIoTargetClosed);
            WDF_IO_TARGET_OPEN_PARAMS params;
            UNICODE_STRING name;
            RtlInitUnicodeString(&name, L"\\Device\\Tested");
            WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&params, &name, GENERIC_READ);
            REQUIRE(WdfIoTargetOpen(remote, &params) == STATUS_SUCCESS);
            CHECK(params.FileInformation == FILE_OPENED);
            CHECK(WdfIoTargetGetState(remote) == WdfIoTargetStarted);
            code();
        });
    }
};

WDFREQUEST make_request(WDFIOTARGET target) {
    WDFREQUEST request = nullptr;
    REQUIRE(WdfRequestCreate(nullptr, target, &request) == STATUS_SUCCESS);
    return request;
}

WDFMEMORY make_memory(size_t size, char fill) {
    WDFMEMORY memory = nullptr;
    PVOID buffer = nullptr;
    REQUIRE(WdfMemoryCreate(nullptr, NonPagedPoolNx, 'tset', size, &memory, &buffer) == STATUS_SUCCESS);
    memset(buffer, fill, size);
    return memory;
}

void came_back(WDFREQUEST request, WDFIOTARGET target, PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT context) {
    CHECK(target == remote);
    CHECK(params->IoStatus.Status == WdfRequestGetStatus(request));
    journal.push_back(std::string(static_cast<const char *>(context)) + " " +
                      std::to_string(code_of(params->IoStatus.Status)));
}
char back[] = "back";

/// A control on its way to the remote target, with `came_back`.
WDFREQUEST send_control(ULONG code = buffered_code) {
    WDFREQUEST request = make_request(remote);
    REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, request, code, make_memory(8, 1), nullptr, make_memory(8, 0),
                                             nullptr) == STATUS_SUCCESS);
    WdfRequestSetCompletionRoutine(request, came_back, back);
    REQUIRE(WdfRequestSend(request, remote, WDF_NO_SEND_OPTIONS) == TRUE);
    return request;
}

} // namespace

TEST_CASE("the bus driver below refuses what it does not know, and that is on record") {
    Fixture machine;
    machine.run_with_device([] {
        WDFIOTARGET local = WdfDeviceGetIoTarget(PlainDriver::device);
        CHECK(WdfDeviceGetIoTarget(PlainDriver::device) == local);
        CHECK(WdfIoTargetGetState(local) == WdfIoTargetStarted);
        CHECK(WdfIoTargetGetDevice(local) == PlainDriver::device);
        CHECK(WdfIoTargetWdmGetTargetDeviceObject(local) == WdfDeviceWdmGetPhysicalDevice(PlainDriver::device));
        CHECK(WdfIoTargetWdmGetTargetPhysicalDevice(local) == WdfDeviceWdmGetPhysicalDevice(PlainDriver::device));
        CHECK(WdfIoTargetSendIoctlSynchronously(local, nullptr, buffered_code, nullptr, nullptr, nullptr, nullptr) ==
              STATUS_INVALID_DEVICE_REQUEST);
        CHECK(WdfIoTargetSendInternalIoctlSynchronously(local, nullptr, neither_code, nullptr, nullptr, nullptr,
                                                        nullptr) == STATUS_NOT_SUPPORTED);
    });
    CHECK(machine.finished);
    int refused = 0;
    for (const core::Record &record : machine.simulation.trace.recent()) {
        if (record.kind == wdf::BusRequestRefused::kind) ++refused;
    }
    CHECK(refused == 2);
}

TEST_CASE("a model of the bus may answer in the bus driver's place") {
    Fixture machine;
    machine.run_with_device([] {
        wdf::BusDriver::set_answer([](PDEVICE_OBJECT, PIRP irp) {
            irp->IoStatus.Status = STATUS_SUCCESS;
            irp->IoStatus.Information = 77;
            IoCompleteRequest(irp, IO_NO_INCREMENT);
            return true;
        });
        ULONG_PTR returned = 0;
        CHECK(WdfIoTargetSendInternalIoctlSynchronously(WdfDeviceGetIoTarget(PlainDriver::device), nullptr,
                                                        neither_code, nullptr, nullptr, nullptr,
                                                        &returned) == STATUS_SUCCESS);
        CHECK(returned == 77);
        wdf::BusDriver::set_answer(nullptr);
    });
    CHECK(machine.finished);
}

TEST_CASE("a target that does not exist is not opened") {
    Fixture machine;
    machine.run_with_device([] {
        WDFIOTARGET target = nullptr;
        REQUIRE(WdfIoTargetCreate(PlainDriver::device, nullptr, &target) == STATUS_SUCCESS);
        WDF_IO_TARGET_OPEN_PARAMS params;
        UNICODE_STRING name;
        RtlInitUnicodeString(&name, L"\\DosDevices\\Nowhere");
        WDF_IO_TARGET_OPEN_PARAMS_INIT_OPEN_BY_NAME(&params, &name, GENERIC_READ);
        CHECK(WdfIoTargetOpen(target, &params) == STATUS_OBJECT_NAME_NOT_FOUND);
        params.Size = 1;
        CHECK(WdfIoTargetOpen(target, &params) == STATUS_INFO_LENGTH_MISMATCH);
        CHECK(WdfIoTargetStart(target) == STATUS_INVALID_DEVICE_STATE);
        CHECK(WdfIoTargetSendIoctlSynchronously(target, nullptr, buffered_code, nullptr, nullptr, nullptr, nullptr) ==
              STATUS_INVALID_DEVICE_STATE);
        WdfObjectDelete(target);
    });
    CHECK(machine.finished);
}

TEST_CASE("a remote target carries controls, reads and writes, and closes its handle") {
    const ULONG code = GENERATE(buffered_code, in_direct_code, out_direct_code, neither_code);
    Fixture machine;
    machine.run_with_remote([code] {
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WDF_REQUEST_PARAMETERS parameters;
            WDF_REQUEST_PARAMETERS_INIT(&parameters);
            WdfRequestGetParameters(request, &parameters);
            CHECK(WdfRequestGetRequestorMode(request) == KernelMode);
            PVOID in = nullptr, out = nullptr;
            if (parameters.Type != WdfRequestTypeRead) {
                REQUIRE(WdfRequestRetrieveInputBuffer(request, 8, &in, nullptr) == STATUS_SUCCESS);
                CHECK(*static_cast<char *>(in) == 3);
            }
            if (parameters.Type != WdfRequestTypeWrite) {
                REQUIRE(WdfRequestRetrieveOutputBuffer(request, 8, &out, nullptr) == STATUS_SUCCESS);
                memset(out, 4, 8);
            }
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 8);
        };
        WDFMEMORY input = make_memory(8, 3);
        char output[8] = {};
        WDF_MEMORY_DESCRIPTOR in, out;
        WDF_MEMORY_DESCRIPTOR_INIT_HANDLE(&in, input, nullptr);
        WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&out, output, sizeof output);
        ULONG_PTR returned = 0;
        CHECK(WdfIoTargetSendIoctlSynchronously(remote, nullptr, code, &in, &out, nullptr, &returned) ==
              STATUS_SUCCESS);
        CHECK(returned == 8);
        CHECK(output[7] == 4);
        output[7] = 0;
        LONGLONG offset = 16;
        CHECK(WdfIoTargetSendReadSynchronously(remote, nullptr, &out, &offset, nullptr, &returned) == STATUS_SUCCESS);
        CHECK(output[7] == 4);
        CHECK(WdfIoTargetSendWriteSynchronously(remote, nullptr, &in, nullptr, nullptr, &returned) == STATUS_SUCCESS);
        CHECK(returned == 8);
        CHECK(WdfIoTargetWdmGetTargetFileObject(remote) != nullptr);
        WdfIoTargetClose(remote);
        CHECK(WdfIoTargetGetState(remote) == WdfIoTargetClosed);
        CHECK(WdfIoTargetWdmGetTargetFileObject(remote) == nullptr);
    });
    CHECK(machine.finished);
}

TEST_CASE("a request of the driver's own comes back through its completion routine") {
    Fixture machine;
    machine.run_with_remote([] {
        WDFREQUEST request = make_request(remote);
        WDFMEMORY in = make_memory(8, 1), out = make_memory(8, 0);
        WDFMEMORY_OFFSET upper_half{4, 4};
        REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, request, buffered_code, in, nullptr, out, &upper_half) ==
                STATUS_SUCCESS);
        static WDFMEMORY expected;
        expected = out;
        WdfRequestSetCompletionRoutine(
            request,
            [](WDFREQUEST, WDFIOTARGET, PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT) {
                CHECK(params->Type == WdfRequestTypeDeviceControl);
                CHECK(params->Parameters.Ioctl.IoControlCode == buffered_code);
                CHECK(params->Parameters.Ioctl.Output.Buffer == expected);
                CHECK(params->Parameters.Ioctl.Output.Offset == 4);
                CHECK(params->Parameters.Ioctl.Output.Length == 2);
                CHECK(params->IoStatus.Information == 2);
                journal.push_back("back");
            },
            nullptr);
        REQUIRE(WdfRequestSend(request, remote, WDF_NO_SEND_OPTIONS) == TRUE);
        CHECK(WdfRequestGetStatus(request) == STATUS_PENDING);
        WDFREQUEST received = IoDriver::take();
        CHECK(received != request); // the target's driver has an object of its own
        CHECK(WdfRequestWdmGetIrp(received) == WdfRequestWdmGetIrp(request));
        PVOID buffer = nullptr;
        size_t length = 0;
        REQUIRE(WdfRequestRetrieveOutputBuffer(received, 1, &buffer, &length) == STATUS_SUCCESS);
        CHECK(length == 4);
        memset(buffer, 9, 4);
        WdfRequestCompleteWithInformation(received, STATUS_SUCCESS, 2);
        CHECK(journal.back() == "back");
        const auto *bytes = static_cast<const char *>(WdfMemoryGetBuffer(out, nullptr));
        CHECK(bytes[3] == 0);
        CHECK(bytes[4] == 9);
        CHECK(bytes[6] == 0); // two bytes came back
        WDF_REQUEST_COMPLETION_PARAMS params;
        WDF_REQUEST_COMPLETION_PARAMS_INIT(&params);
        WdfRequestGetCompletionParams(request, &params);
        CHECK(params.IoStatus.Information == 2);
        CHECK(WdfRequestSend(request, remote, WDF_NO_SEND_OPTIONS) == FALSE); // not formatted again
        WDF_REQUEST_REUSE_PARAMS reuse;
        WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_NOT_SUPPORTED);
        CHECK(WdfRequestReuse(request, &reuse) == STATUS_SUCCESS);
        CHECK(WdfRequestGetStatus(request) == STATUS_NOT_SUPPORTED);
        REQUIRE(WdfIoTargetFormatRequestForWrite(remote, request, in, nullptr, nullptr) == STATUS_SUCCESS);
        WdfRequestSetCompletionRoutine(request, came_back, back);
        REQUIRE(WdfRequestSend(request, remote, WDF_NO_SEND_OPTIONS) == TRUE);
        IoDriver::complete_next(STATUS_UNSUCCESSFUL);
        CHECK(journal.back() == "back " + std::to_string(code_of(STATUS_UNSUCCESSFUL)));
        WdfObjectDelete(request);
    });
    CHECK(machine.finished);
}

TEST_CASE("a received request is forwarded, comes back and is completed") {
    Fixture machine;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WDFIOTARGET local = WdfDeviceGetIoTarget(PlainDriver::device);
            WdfRequestFormatRequestUsingCurrentType(request);
            WdfRequestSetCompletionRoutine(
                request,
                [](WDFREQUEST forwarded, WDFIOTARGET, PWDF_REQUEST_COMPLETION_PARAMS params, WDFCONTEXT) {
                    journal.push_back("back");
                    WdfRequestComplete(forwarded, params->IoStatus.Status);
                },
                nullptr);
            CHECK(WdfRequestSend(request, local, WDF_NO_SEND_OPTIONS) == TRUE);
        };
        CHECK(Application().control()->answer().status == code_of(STATUS_INVALID_DEVICE_REQUEST));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"control 2048 out 16 in 16", "back"});
}

TEST_CASE("send and forget: the target's answer is the request's answer") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WDF_REQUEST_SEND_OPTIONS options;
            WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
            CHECK(WdfRequestSend(request, WdfDeviceGetIoTarget(PlainDriver::device), &options) == TRUE);
        };
        Application application;
        CHECK(application.control()->answer().status == code_of(STATUS_INVALID_DEVICE_REQUEST));
        CHECK(WDF_IO_QUEUE_IDLE(WdfIoQueueGetState(queue, nullptr, nullptr)));
    });
    CHECK(machine.finished);
}

TEST_CASE("a request of the driver's own cannot be sent and forgotten") {
    Fixture machine;
    machine.run_with_remote([] {
        WDFREQUEST request = make_request(remote);
        WDF_REQUEST_SEND_OPTIONS options;
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET);
        CHECK(WdfRequestSend(request, remote, &options) == FALSE);
        CHECK(WdfRequestGetStatus(request) == STATUS_INVALID_DEVICE_REQUEST);
    });
    CHECK(machine.finished);
}

TEST_CASE("a time-out in virtual time cancels what the target keeps") {
    const bool synchronous = GENERATE(true, false);
    Fixture machine;
    machine.run_with_remote(
        [synchronous] {
            const core::TimePoint before = kernel::System::current().now();
            WDF_REQUEST_SEND_OPTIONS options;
            WDF_REQUEST_SEND_OPTIONS_INIT(&options, synchronous ? WDF_REQUEST_SEND_OPTION_SYNCHRONOUS : 0);
            WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_MS(100));
            if (synchronous) {
                CHECK(WdfIoTargetSendIoctlSynchronously(remote, nullptr, buffered_code, nullptr, nullptr, &options,
                                                        nullptr) == STATUS_IO_TIMEOUT);
            } else {
                WDFREQUEST request = make_request(remote);
                CHECK(WdfRequestAllocateTimer(request) == STATUS_SUCCESS);
                REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, request, buffered_code, nullptr, nullptr, nullptr,
                                                         nullptr) == STATUS_SUCCESS);
                WdfRequestSetCompletionRoutine(request, came_back, back);
                REQUIRE(WdfRequestSend(request, remote, &options) == TRUE);
                pass_time(200);
                CHECK(journal == Journal{"back " + std::to_string(code_of(STATUS_IO_TIMEOUT))});
            }
            const core::Duration waited = kernel::System::current().now() - before;
            CHECK(waited >= core::from_milliseconds(100));
            CHECK(waited < core::from_milliseconds(250));
        },
        WdfIoQueueDispatchManual);
    CHECK(machine.finished);
}

TEST_CASE("an answer before the time-out wins") {
    Fixture machine;
    machine.run_with_remote([] {
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_SUCCESS); };
        WDF_REQUEST_SEND_OPTIONS options;
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, 0);
        WDF_REQUEST_SEND_OPTIONS_SET_TIMEOUT(&options, WDF_REL_TIMEOUT_IN_MS(100));
        CHECK(WdfIoTargetSendIoctlSynchronously(remote, nullptr, buffered_code, nullptr, nullptr, &options, nullptr) ==
              STATUS_SUCCESS);
        pass_time(200);
    });
    CHECK(machine.finished);
}

TEST_CASE("a sent request is cancelled where it is, if somebody there listens") {
    Fixture machine;
    machine.run_with_remote([] {
        WDFREQUEST request = send_control();
        CHECK(WdfRequestCancelSentRequest(request) == FALSE); // the target's driver holds it and did not mark it
        CHECK(journal.size() == 1);
        WDFREQUEST received = IoDriver::held.front();
        CHECK(WdfRequestIsCanceled(received) == TRUE);
        IoDriver::complete_next(STATUS_CANCELLED);
        CHECK(journal.back() == "back " + std::to_string(code_of(STATUS_CANCELLED)));
        request = send_control();
        WdfRequestMarkCancelable(IoDriver::held.front(), IoDriver::on_cancel);
        CHECK(WdfRequestCancelSentRequest(request) == TRUE);
        CHECK(journal.back() == "back " + std::to_string(code_of(STATUS_CANCELLED)));
        CHECK(WdfRequestCancelSentRequest(request) == FALSE);
    });
    CHECK(machine.finished);
}

TEST_CASE("a stopped target keeps requests until it is started, or gives them back cancelled") {
    Fixture machine;
    machine.run_with_remote([] {
        WdfIoTargetStop(remote, WdfIoTargetLeaveSentIoPending);
        CHECK(WdfIoTargetGetState(remote) == WdfIoTargetStopped);
        send_control();
        CHECK(IoDriver::held.empty());
        CHECK(WdfIoTargetStart(remote) == STATUS_SUCCESS);
        CHECK(IoDriver::held.size() == 1);
        IoDriver::complete_next();
        CHECK(journal.back() == "back 0");
        WdfIoTargetStop(remote, WdfIoTargetLeaveSentIoPending);
        WDFREQUEST waiting = send_control();
        CHECK(WdfRequestCancelSentRequest(waiting) == TRUE);
        CHECK(journal.back() == "back " + std::to_string(code_of(STATUS_CANCELLED)));
        WDF_REQUEST_SEND_OPTIONS options; // through the closed gate
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE);
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_SUCCESS); };
        CHECK(WdfIoTargetSendIoctlSynchronously(remote, nullptr, buffered_code, nullptr, nullptr, &options, nullptr) ==
              STATUS_SUCCESS);
        WdfIoTargetPurge(remote, WdfIoTargetPurgeIo);
        CHECK(WdfIoTargetGetState(remote) == WdfIoTargetPurged);
        WDFREQUEST refused = make_request(remote);
        REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, refused, buffered_code, nullptr, nullptr, nullptr, nullptr) ==
                STATUS_SUCCESS);
        CHECK(WdfRequestSend(refused, remote, WDF_NO_SEND_OPTIONS) == FALSE);
        CHECK(WdfRequestGetStatus(refused) == STATUS_INVALID_DEVICE_STATE);
    });
    CHECK(machine.finished);
}

TEST_CASE("stopping a target cancels what was sent, or waits for it") {
    const auto action = GENERATE(WdfIoTargetCancelSentIo, WdfIoTargetWaitForSentIoToComplete);
    Fixture machine;
    machine.run_with_remote([action] {
        send_control();
        WdfRequestMarkCancelable(IoDriver::held.front(), IoDriver::on_cancel);
        if (action == WdfIoTargetWaitForSentIoToComplete) {
            in_thread([] {
                pass_time(5);
                CHECK(WdfRequestUnmarkCancelable(IoDriver::held.front()) == STATUS_SUCCESS);
                IoDriver::complete_next();
            });
        }
        WdfIoTargetStop(remote, action);
        CHECK(journal.back() ==
              "back " + std::to_string(action == WdfIoTargetCancelSentIo ? code_of(STATUS_CANCELLED) : 0));
    });
    CHECK(machine.finished);
}

TEST_CASE("what drivers do wrong with requests that they send stops the machine") {
    struct Wrong {
        const char *what;
        std::function<void()> code;
    };
    const std::vector<Wrong> cases = {
        {"sent twice", [] { WdfRequestSend(send_control(), remote, WDF_NO_SEND_OPTIONS); }},
        {"deleted on its way", [] { WdfObjectDelete(send_control()); }},
        {"reused on its way",
         [] {
             WDF_REQUEST_REUSE_PARAMS reuse;
             WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, 0, STATUS_SUCCESS);
             WdfRequestReuse(send_control(), &reuse);
         }},
        {"completed although the driver made it", [] { WdfRequestComplete(make_request(remote), STATUS_SUCCESS); }},
        {"formatted by a type that it does not have",
         [] { WdfRequestFormatRequestUsingCurrentType(make_request(remote)); }},
        {"the local target closed", [] { WdfIoTargetClose(WdfDeviceGetIoTarget(PlainDriver::device)); }},
    };
    for (const Wrong &wrong : cases) {
        INFO(wrong.what);
        Fixture machine;
        const kernel::Stop stop = machine.run_with_remote(wrong.code);
        CHECK(stop.bug_check_code == 0x10d);
    }
}

TEST_CASE("closing a target for query-remove lets it be opened again as it was") {
    Fixture machine;
    machine.run_with_remote([] {
        WdfIoTargetCloseForQueryRemove(remote);
        CHECK(WdfIoTargetGetState(remote) == WdfIoTargetClosedForQueryRemove);
        WDF_IO_TARGET_OPEN_PARAMS params;
        WDF_IO_TARGET_OPEN_PARAMS_INIT_REOPEN(&params);
        CHECK(WdfIoTargetOpen(remote, &params) == STATUS_SUCCESS);
        CHECK(WdfIoTargetGetState(remote) == WdfIoTargetStarted);
        CHECK(WdfIoTargetOpen(remote, &params) == STATUS_INVALID_DEVICE_STATE);
    });
    CHECK(machine.finished);
}

TEST_CASE("internal controls with three arguments reach the target as they are") {
    Fixture machine;
    machine.run_with_remote([] {
        static char first[4], second[4];
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WDF_REQUEST_PARAMETERS parameters;
            WDF_REQUEST_PARAMETERS_INIT(&parameters);
            WdfRequestGetParameters(request, &parameters);
            CHECK(parameters.Parameters.Others.Arg1 == first);
            CHECK(parameters.Parameters.Others.Arg2 == second);
            CHECK(parameters.Parameters.Others.IoControlCode == neither_code);
            WdfRequestComplete(request, STATUS_SUCCESS);
        };
        WDF_MEMORY_DESCRIPTOR one, two;
        WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&one, first, sizeof first);
        WDF_MEMORY_DESCRIPTOR_INIT_BUFFER(&two, second, sizeof second);
        CHECK(WdfIoTargetSendInternalIoctlOthersSynchronously(remote, nullptr, neither_code, &one, &two, nullptr,
                                                              nullptr, nullptr) == STATUS_SUCCESS);
    });
    CHECK(machine.finished);
}

TEST_CASE("memory objects from a lookaside list have its size and go back to it") {
    Fixture machine;
    machine.run_with_device([] {
        WDFLOOKASIDE lookaside = nullptr;
        CHECK(WdfLookasideListCreate(nullptr, 0, NonPagedPoolNx, nullptr, 'tset', &lookaside) ==
              STATUS_INVALID_PARAMETER);
        WDF_OBJECT_ATTRIBUTES attributes;
        WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
        attributes.ParentObject = PlainDriver::device;
        attributes.EvtCleanupCallback = [](WDFOBJECT) { journal.push_back("memory cleanup"); };
        REQUIRE(WdfLookasideListCreate(nullptr, 48, NonPagedPoolNx, &attributes, 'tset', &lookaside) == STATUS_SUCCESS);
        WDFMEMORY one = nullptr, two = nullptr;
        REQUIRE(WdfMemoryCreateFromLookaside(lookaside, &one) == STATUS_SUCCESS);
        REQUIRE(WdfMemoryCreateFromLookaside(lookaside, &two) == STATUS_SUCCESS);
        size_t size = 0;
        CHECK(WdfMemoryGetBuffer(one, &size) != WdfMemoryGetBuffer(two, nullptr));
        CHECK(size == 48);
        WdfObjectDelete(one);
        WdfObjectDelete(two);
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"memory cleanup", "memory cleanup"});
}
