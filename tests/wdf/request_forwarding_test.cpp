// SPDX-License-Identifier: MIT
//
// Requests that go to another device's queue or target than the one they were made for: a child's requests in its
// parent's queue, requests around a driver's own IRP, requests whose target changes; and what a target says of itself.
// Pages: wdfrequest/nf-wdfrequest-wdfrequestforwardtoparentdeviceioqueue, -wdfrequestcreatefromirp,
// -wdfrequestchangetarget, wdfiotarget/nf-wdfiotarget-wdfiotargetquerytargetproperty.
#include "tests/wdf/bus_driver.hpp"
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

WDFDEVICE child;
WDFQUEUE child_queue;
WDFQUEUE parent_queue;
bool allowed;
std::function<void(WDF_REQUEST_FORWARD_OPTIONS &)> bend;

/// The child's handler: everything goes to the parent, what is refused is completed with the refusal.
void hand_up(WDFQUEUE, WDFREQUEST request, size_t, size_t, ULONG) {
    WDF_REQUEST_FORWARD_OPTIONS options;
    WDF_REQUEST_FORWARD_OPTIONS_INIT(&options);
    if (bend) bend(options);
    const NTSTATUS status = WdfRequestForwardToParentDeviceIoQueue(request, parent_queue, &options);
    journal.push_back(NT_SUCCESS(status) ? "handed up" : "refused");
    if (!NT_SUCCESS(status)) WdfRequestComplete(request, status);
}

struct Family : Machine {
    WDF_IO_QUEUE_DISPATCH_TYPE parent_dispatch = WdfIoQueueDispatchParallel;

    Family() {
        IoDriver::reset();
        Bus::reset();
        allowed = true;
        bend = nullptr;
        Bus::before_create = [](PWDFDEVICE_INIT init, ULONG) {
            if (allowed) WdfPdoInitAllowForwardingRequestToParent(init);
        };
        Bus::after_create = [](WDFDEVICE device, ULONG) {
            WDF_IO_QUEUE_CONFIG config;
            WDF_IO_QUEUE_CONFIG_INIT_DEFAULT_QUEUE(&config, WdfIoQueueDispatchParallel);
            config.EvtIoDeviceControl = hand_up;
            return WdfIoQueueCreate(device, &config, WDF_NO_OBJECT_ATTRIBUTES, &child_queue);
        };
        PlainDriver::after_create = [this](WDFDEVICE device) {
            parent_queue = IoDriver::make_queue(IoDriver::config(parent_dispatch));
            child = Bus::add_static(device, 1);
            return STATUS_SUCCESS;
        };
    }
    /// Driver and both devices up, then `code`, then everything away.
    void run_family(const std::function<void()> &code) {
        run([&] {
            REQUIRE(host.call_driver_entry(reinterpret_cast<void *>(&PlainDriver::entry)).ok());
            REQUIRE(host.add_device().ok());
            REQUIRE(host.start_device({}).ok());
            REQUIRE(host.settle());
            journal.clear();
            code();
            REQUIRE(host.remove_device().ok());
            REQUIRE(host.unload().ok());
            CHECK(host.framework().live_objects().empty());
        });
        CHECK(finished);
    }
};

std::unique_ptr<wdf::OpenFile> open_child() {
    std::unique_ptr<wdf::OpenFile> file;
    REQUIRE(wdf::open_file(WdfDeviceWdmGetDeviceObject(child), u"", wdf::OpenFile::Caller::User, file) == 0);
    return file;
}

std::string text_of(const void *text) {
    std::string narrow;
    for (const auto *letter = static_cast<const WCHAR *>(text); *letter != 0; ++letter)
        narrow += static_cast<char>(*letter);
    return narrow;
}

} // namespace

TEST_CASE("a child's request that is forwarded to the parent is answered by the parent's handler") {
    Family machine;
    machine.run_family([] {
        IoDriver::handle = [](WDFQUEUE queue, WDFREQUEST request) {
            CHECK(queue == parent_queue);
            CHECK(WdfRequestGetIoQueue(request) == parent_queue);
            PVOID in = nullptr, out = nullptr;
            REQUIRE(WdfRequestRetrieveInputBuffer(request, 4, &in, nullptr) == STATUS_SUCCESS);
            CHECK(*static_cast<char *>(in) == 5);
            REQUIRE(WdfRequestRetrieveOutputBuffer(request, 4, &out, nullptr) == STATUS_SUCCESS);
            *static_cast<char *>(out) = 6;
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 1);
        };
        auto file = open_child();
        std::array<std::byte, 4> input{std::byte{5}}, output{};
        const wdf::IoAnswer answer = file->device_control(buffered_code, input, output);
        CHECK(answer.status == 0);
        CHECK(answer.information == 1);
        CHECK(output[0] == std::byte{6});
        CHECK(journal == Journal{"control 2048 out 4 in 4", "handed up"});
    });
}

TEST_CASE("a request that waits in the parent's queue is cancelled there") {
    Family machine;
    machine.parent_dispatch = WdfIoQueueDispatchManual;
    machine.run_family([] {
        auto file = open_child();
        std::array<std::byte, 4> input{}, output{};
        auto request = file->begin_device_control(buffered_code, input, output);
        CHECK(journal == Journal{"handed up"});
        CHECK_FALSE(request->answered());
        CHECK(request->cancel());
        CHECK(request->wait()->status == code_of(STATUS_CANCELLED));
    });
}

TEST_CASE("forwarding to the parent is refused as its page says") {
    struct Case {
        const char *what;
        NTSTATUS status;
        std::function<void()> arrange;
    };
    const Case cases[] = {
        {"without WdfPdoInitAllowForwardingRequestToParent", STATUS_INVALID_DEVICE_REQUEST, [] { allowed = false; }},
        {"structure of another size", STATUS_INFO_LENGTH_MISMATCH,
         [] { bend = [](auto &options) { ++options.Size; }; }},
        {"without send-and-forget", STATUS_INVALID_PARAMETER, [] { bend = [](auto &options) { options.Flags = 0; }; }},
        {"to a queue of the child itself", STATUS_INVALID_DEVICE_REQUEST,
         [] { bend = [](auto &) { parent_queue = child_queue; }; }},
        {"to a queue that takes nothing", STATUS_WDF_BUSY,
         [] { bend = [](auto &) { WdfIoQueueDrain(parent_queue, nullptr, nullptr); }; }},
    };
    for (const Case &each : cases) {
        INFO(each.what);
        Family machine;
        each.arrange();
        machine.run_family([&each] {
            auto file = open_child();
            std::array<std::byte, 4> input{}, output{};
            CHECK(file->device_control(buffered_code, input, output).status == code_of(each.status));
            CHECK(journal == Journal{"refused"});
        });
    }
}

TEST_CASE("a target tells the properties of the device that it leads to") {
    Family machine;
    machine.run_family([] {
        const auto query = [](WDFIOTARGET target, DEVICE_REGISTRY_PROPERTY property) {
            ULONG needed = 0;
            std::array<WCHAR, 64> text{};
            CHECK(WdfIoTargetQueryTargetProperty(target, property, 0, nullptr, &needed) == STATUS_BUFFER_TOO_SMALL);
            const ULONG wanted = needed;
            REQUIRE(wanted <= sizeof text);
            CHECK(WdfIoTargetQueryTargetProperty(target, property, wanted - 1, text.data(), &needed) ==
                  STATUS_BUFFER_TOO_SMALL);
            CHECK(needed == wanted);
            CHECK(WdfIoTargetQueryTargetProperty(target, property, wanted, text.data(), &needed) == STATUS_SUCCESS);
            WDFMEMORY memory = nullptr;
            REQUIRE(WdfIoTargetAllocAndQueryTargetProperty(target, property, NonPagedPoolNx, WDF_NO_OBJECT_ATTRIBUTES,
                                                           &memory) == STATUS_SUCCESS);
            size_t size = 0;
            CHECK(text_of(WdfMemoryGetBuffer(memory, &size)) == text_of(text.data()));
            CHECK(size == wanted);
            WdfObjectDelete(memory);
            return text_of(text.data());
        };
        CHECK(query(WdfDeviceGetIoTarget(PlainDriver::device), DevicePropertyEnumeratorName) == "ACXSIM");

        WDFIOTARGET remote = nullptr;
        REQUIRE(WdfIoTargetCreate(PlainDriver::device, nullptr, &remote) == STATUS_SUCCESS);
        ULONG needed = 0;
        CHECK(WdfIoTargetQueryTargetProperty(remote, DevicePropertyEnumeratorName, 0, nullptr, &needed) ==
              STATUS_INVALID_DEVICE_STATE); // not open
        WDF_IO_TARGET_OPEN_PARAMS params;
        WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, WdfDeviceWdmGetDeviceObject(child));
        REQUIRE(WdfIoTargetOpen(remote, &params) == STATUS_SUCCESS);
        CHECK(query(remote, DevicePropertyDeviceDescription) == "A child");
        CHECK(query(remote, DevicePropertyHardwareID) == "TEST\\Child");
        WdfObjectDelete(remote);
    });
}

TEST_CASE("a request around the driver's own IRP is sent, answered and, if asked for, frees the IRP") {
    const bool frees = GENERATE(true, false);
    Family machine;
    machine.run_family([&] {
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_NO_SUCH_FILE); };
        WDFIOTARGET remote = nullptr;
        REQUIRE(WdfIoTargetCreate(PlainDriver::device, nullptr, &remote) == STATUS_SUCCESS);
        WDF_IO_TARGET_OPEN_PARAMS params;
        PDEVICE_OBJECT to = WdfDeviceWdmGetDeviceObject(PlainDriver::device);
        WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, to);
        REQUIRE(WdfIoTargetOpen(remote, &params) == STATUS_SUCCESS);
        const auto send = [&](WDFREQUEST request) {
            REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, request, buffered_code, nullptr, nullptr, nullptr,
                                                     nullptr) == STATUS_SUCCESS);
            WDF_REQUEST_SEND_OPTIONS options;
            WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
            CHECK(WdfRequestSend(request, remote, &options) == TRUE);
            CHECK(WdfRequestGetStatus(request) == STATUS_NO_SUCH_FILE);
        };
        PIRP irp = IoAllocateIrp(to->StackSize, FALSE);
        WDFREQUEST request = nullptr;
        REQUIRE(WdfRequestCreateFromIrp(WDF_NO_OBJECT_ATTRIBUTES, irp, frees ? TRUE : FALSE, &request) ==
                STATUS_SUCCESS);
        CHECK(WdfRequestWdmGetIrp(request) == irp);
        send(request);
        WDF_REQUEST_REUSE_PARAMS reuse;
        WDF_REQUEST_REUSE_PARAMS_INIT(&reuse, WDF_REQUEST_REUSE_NO_FLAGS, STATUS_SUCCESS);
        REQUIRE(WdfRequestReuse(request, &reuse) == STATUS_SUCCESS);
        CHECK(WdfRequestGetStatus(request) == STATUS_SUCCESS);
        send(request);
        WdfObjectDelete(request);
        WdfObjectDelete(remote);
        CHECK(machine.executive.pool().leaks().size() == (frees ? 0 : 1));
        if (!frees) IoFreeIrp(irp);
        CHECK(machine.executive.pool().leaks().empty());
    });
}

TEST_CASE("WdfRequestChangeTarget makes a request fit for a deeper stack, unless its IRP is somebody else's") {
    Family machine;
    machine.run_family([] {
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_SUCCESS); };
        WDFIOTARGET remote = nullptr;
        REQUIRE(WdfIoTargetCreate(PlainDriver::device, nullptr, &remote) == STATUS_SUCCESS);
        WDF_IO_TARGET_OPEN_PARAMS params;
        PDEVICE_OBJECT to = WdfDeviceWdmGetDeviceObject(PlainDriver::device);
        REQUIRE(to->StackSize > 1);
        WDF_IO_TARGET_OPEN_PARAMS_INIT_EXISTING_DEVICE(&params, to);
        REQUIRE(WdfIoTargetOpen(remote, &params) == STATUS_SUCCESS);

        WDFREQUEST untargeted = nullptr; // the page of WdfRequestCreate: change its target before it is sent
        REQUIRE(WdfRequestCreate(WDF_NO_OBJECT_ATTRIBUTES, nullptr, &untargeted) == STATUS_SUCCESS);
        CHECK(WdfRequestChangeTarget(untargeted, remote) == STATUS_SUCCESS);
        CHECK(WdfRequestChangeTarget(untargeted, WdfDeviceGetIoTarget(PlainDriver::device)) == STATUS_SUCCESS);
        REQUIRE(WdfIoTargetFormatRequestForIoctl(remote, untargeted, buffered_code, nullptr, nullptr, nullptr,
                                                 nullptr) == STATUS_SUCCESS);
        WDF_REQUEST_SEND_OPTIONS options;
        WDF_REQUEST_SEND_OPTIONS_INIT(&options, WDF_REQUEST_SEND_OPTION_SYNCHRONOUS);
        CHECK(WdfRequestSend(untargeted, remote, &options) == TRUE);
        CHECK(WdfRequestGetStatus(untargeted) == STATUS_SUCCESS);
        WdfObjectDelete(untargeted);

        PIRP irp = IoAllocateIrp(1, FALSE);
        WDFREQUEST own = nullptr;
        REQUIRE(WdfRequestCreateFromIrp(WDF_NO_OBJECT_ATTRIBUTES, irp, TRUE, &own) == STATUS_SUCCESS);
        CHECK(WdfRequestChangeTarget(own, remote) == STATUS_REQUEST_NOT_ACCEPTED);
        CHECK(WdfRequestChangeTarget(own, WdfDeviceGetIoTarget(PlainDriver::device)) == STATUS_SUCCESS);
        WdfObjectDelete(own);
        WdfObjectDelete(remote);
    });
}
