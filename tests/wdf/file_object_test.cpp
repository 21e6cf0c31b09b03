// SPDX-License-Identifier: MIT
//
// Opening and closing a device: file objects, names, exclusive devices; who sees requests before the queues do.
#include "tests/wdf/io_driver.hpp"

using namespace acxsim;
using namespace acxsim::test;

namespace {

void file_create(WDFDEVICE, WDFREQUEST request, WDFFILEOBJECT file) {
    journal.push_back("create");
    WDF_REQUEST_PARAMETERS parameters;
    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    WdfRequestGetParameters(request, &parameters);
    CHECK(parameters.Type == WdfRequestTypeCreate);
    CHECK(WdfRequestGetFileObject(request) == file);
    const UNICODE_STRING *name = WdfFileObjectGetFileName(file);
    CHECK(WdfFileObjectGetDevice(file) == PlainDriver::device);
    CHECK(WdfDeviceGetFileObject(PlainDriver::device, WdfFileObjectWdmGetFileObject(file)) == file);
    CHECK(WdfFileObjectWdmGetFileObject(file)->DeviceObject == WdfDeviceWdmGetDeviceObject(PlainDriver::device));
    WdfRequestComplete(request, name->Length == 2 * sizeof(WCHAR) ? STATUS_ACCESS_DENIED : STATUS_SUCCESS);
}
void file_cleanup(WDFFILEOBJECT) { journal.push_back("cleanup"); }
void file_close(WDFFILEOBJECT) { journal.push_back("close"); }

void configure_files(PWDFDEVICE_INIT init) {
    WDF_FILEOBJECT_CONFIG config;
    WDF_FILEOBJECT_CONFIG_INIT(&config, file_create, file_close, file_cleanup);
    WDF_OBJECT_ATTRIBUTES attributes;
    WDF_OBJECT_ATTRIBUTES_INIT(&attributes);
    attributes.EvtCleanupCallback = [](WDFOBJECT) { journal.push_back("object cleanup"); };
    WdfDeviceInitSetFileObjectConfig(init, &config, &attributes);
}

struct Fixture : Machine {
    Fixture() { IoDriver::reset(); }
};

std::uint32_t open(std::u16string_view name, std::unique_ptr<wdf::OpenFile> &file) {
    return wdf::open_file(WdfDeviceWdmGetDeviceObject(PlainDriver::device), name, wdf::OpenFile::Caller::User, file);
}

} // namespace

TEST_CASE("a file object lives from create to close") {
    Fixture machine;
    PlainDriver::before_create = configure_files;
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchParallel));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            CHECK(WdfRequestGetFileObject(request) != nullptr);
            WdfRequestComplete(request, STATUS_SUCCESS);
        };
        std::unique_ptr<wdf::OpenFile> file;
        REQUIRE(open(u"\\part", file) == 0);
        CHECK(file->device_control(buffered_code, {}, {}).status == 0);
        file.reset();
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"create", "control 2048 out 0 in 0", "cleanup", "close", "object cleanup"});
}

TEST_CASE("a create that fails leaves no file object, and no cleanup and close") {
    Fixture machine;
    PlainDriver::before_create = configure_files;
    machine.run_with_device([] {
        std::unique_ptr<wdf::OpenFile> file;
        CHECK(open(u"\\x", file) == code_of(STATUS_ACCESS_DENIED));
        CHECK(file == nullptr);
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"create", "object cleanup"});
}

TEST_CASE("creates may go to a queue of their own") {
    Fixture machine;
    machine.run_with_device([] {
        WDFQUEUE creates = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential, false));
        REQUIRE(WdfDeviceConfigureRequestDispatching(PlainDriver::device, creates, WdfRequestTypeCreate) ==
                STATUS_SUCCESS);
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            CHECK(WdfRequestGetFileObject(request) == nullptr); // the driver configured none
            WdfRequestComplete(request, STATUS_SHARING_VIOLATION);
        };
        std::unique_ptr<wdf::OpenFile> file;
        CHECK(open(u"", file) == code_of(STATUS_SHARING_VIOLATION));
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"default"});
}

TEST_CASE("an exclusive device has one handle at a time") {
    Fixture machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) { WdfDeviceInitSetExclusive(init, TRUE); };
    machine.run_with_device([] {
        std::unique_ptr<wdf::OpenFile> first, second;
        REQUIRE(open(u"", first) == 0);
        CHECK(open(u"", second) == code_of(STATUS_ACCESS_DENIED));
        first.reset();
        CHECK(open(u"", second) == 0);
    });
    CHECK(machine.finished);
}

TEST_CASE("closing a handle cancels what its requests still wait for, and no other's") {
    Fixture machine;
    PlainDriver::before_create = configure_files;
    machine.run_with_device([] {
        WDFQUEUE queue = IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchManual));
        std::unique_ptr<wdf::OpenFile> first, second;
        REQUIRE(open(u"\\one", first) == 0);
        REQUIRE(open(u"\\two", second) == 0);
        auto of_first = first->begin_device_control(buffered_code, {}, {});
        auto of_second = second->begin_device_control(buffered_code, {}, {});
        first.reset();
        CHECK(of_first->answer().status == code_of(STATUS_CANCELLED));
        CHECK_FALSE(of_second->answered());
        WDFREQUEST request = nullptr;
        WDFFILEOBJECT file = WdfDeviceGetFileObject(PlainDriver::device, second->file_object());
        REQUIRE(WdfIoQueueRetrieveRequestByFileObject(queue, file, &request) == STATUS_SUCCESS);
        CHECK(WdfRequestGetFileObject(request) == file);
        CHECK(WdfIoQueueRetrieveRequestByFileObject(queue, file, &request) == STATUS_NO_MORE_ENTRIES);
    });
    CHECK(journal.size() >= 4);
}

TEST_CASE("a device is opened by its symbolic link and by its interface, once that is enabled") {
    static const GUID class_guid = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    Fixture machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        UNICODE_STRING name;
        RtlInitUnicodeString(&name, L"\\Device\\Tested");
        REQUIRE(WdfDeviceInitAssignName(init, &name) == STATUS_SUCCESS);
    };
    PlainDriver::after_create = [](WDFDEVICE device) {
        UNICODE_STRING link;
        RtlInitUnicodeString(&link, L"\\DosDevices\\TestedLink");
        REQUIRE(WdfDeviceCreateSymbolicLink(device, &link) == STATUS_SUCCESS);
        return WdfDeviceCreateDeviceInterface(device, &class_guid, nullptr);
    };
    machine.run_with_device([] {
        std::unique_ptr<wdf::OpenFile> file;
        CHECK(wdf::open_file(u"\\\\.\\TestedLink", wdf::OpenFile::Caller::User, file) == 0);
        CHECK(wdf::open_file(u"\\Device\\Tested\\part", wdf::OpenFile::Caller::User, file) == 0);
        CHECK(wdf::open_file(u"\\\\.\\Elsewhere", wdf::OpenFile::Caller::User, file) ==
              code_of(STATUS_OBJECT_NAME_NOT_FOUND));
        WDFSTRING text = nullptr;
        REQUIRE(WdfStringCreate(nullptr, nullptr, &text) == STATUS_SUCCESS);
        REQUIRE(WdfDeviceRetrieveDeviceInterfaceString(PlainDriver::device, &class_guid, nullptr, text) ==
                STATUS_SUCCESS);
        UNICODE_STRING link;
        WdfStringGetUnicodeString(text, &link);
        const std::u16string name(reinterpret_cast<char16_t *>(link.Buffer), link.Length / sizeof(WCHAR));
        REQUIRE(wdf::open_file(name, wdf::OpenFile::Caller::User, file) == 0);
        CHECK(file->device_object() == WdfDeviceWdmGetDeviceObject(PlainDriver::device));
        WdfDeviceSetDeviceInterfaceState(PlainDriver::device, &class_guid, nullptr, FALSE);
        CHECK(wdf::open_file(name, wdf::OpenFile::Caller::User, file) == code_of(STATUS_OBJECT_NAME_NOT_FOUND));
    });
    CHECK(machine.finished);
}

TEST_CASE("EvtIoInCallerContext sees requests before the queues, with the caller's own addresses") {
    Fixture machine;
    static Application *sender;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WdfDeviceInitSetIoInCallerContextCallback(init, [](WDFDEVICE device, WDFREQUEST request) {
            journal.push_back("in caller's context");
            PVOID in = nullptr;
            size_t length = 0;
            REQUIRE(WdfRequestRetrieveUnsafeUserInputBuffer(request, 4, &in, &length) == STATUS_SUCCESS);
            CHECK(in == sender->input.data());
            PVOID out = nullptr;
            REQUIRE(WdfRequestRetrieveUnsafeUserOutputBuffer(request, 4, &out, &length) == STATUS_SUCCESS);
            CHECK(out == sender->output.data());
            WDFMEMORY memory = nullptr;
            REQUIRE(WdfRequestProbeAndLockUserBufferForWrite(request, out, length, &memory) == STATUS_SUCCESS);
            memset(WdfMemoryGetBuffer(memory, nullptr), 6, length);
            CHECK(WdfDeviceEnqueueRequest(device, request) == STATUS_SUCCESS);
        });
    };
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) { WdfRequestComplete(request, STATUS_SUCCESS); };
        Application application;
        sender = &application;
        CHECK(application.control(neither_code)->answer().status == 0);
        CHECK(application.output[3] == std::byte{6});
    });
    CHECK(machine.finished);
    CHECK(journal == Journal{"in caller's context", "control 2051 out 16 in 16"});
}

TEST_CASE("EvtIoInCallerContext must complete what no queue takes") {
    Fixture machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WdfDeviceInitSetIoInCallerContextCallback(init, [](WDFDEVICE device, WDFREQUEST request) {
            const NTSTATUS status = WdfDeviceEnqueueRequest(device, request);
            CHECK(status == STATUS_INVALID_DEVICE_REQUEST);
            WdfRequestComplete(request, status);
        });
    };
    machine.run_with_device(
        [] { CHECK(Application().control()->answer().status == code_of(STATUS_INVALID_DEVICE_REQUEST)); });
    CHECK(machine.finished);
}

TEST_CASE("a request that EvtIoInCallerContext forgets is found at removal") {
    Fixture machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        WdfDeviceInitSetIoInCallerContextCallback(init, [](WDFDEVICE, WDFREQUEST) {});
    };
    const kernel::Stop stop = machine.run_with_device([&] {
        Application application;
        auto request = application.control();
        machine.host.remove_device();
    });
    CHECK(stop.bug_check_code == 0x10d);
    CHECK(stop.text.find("never completed a device control") != std::string::npos);
}

TEST_CASE("an IRP is preprocessed, then handed to the framework or completed") {
    const bool copies = GENERATE(true, false);
    Fixture machine;
    static bool copying;
    copying = copies;
    static NTSTATUS (*completion)(PDEVICE_OBJECT, PIRP, PVOID);
    completion = [](PDEVICE_OBJECT, PIRP irp, PVOID context) -> NTSTATUS {
        journal.push_back(static_cast<const char *>(context));
        if (irp->PendingReturned) IoMarkIrpPending(irp);
        return STATUS_CONTINUE_COMPLETION;
    };
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        REQUIRE(WdfDeviceInitAssignWdmIrpPreprocessCallback(
                    init,
                    [](WDFDEVICE device, PIRP irp) -> NTSTATUS {
                        journal.push_back("preprocess");
                        static char done[] = "postprocess";
                        if (copying) {
                            IoCopyCurrentIrpStackLocationToNext(irp);
                            IoSetCompletionRoutine(irp, completion, done, TRUE, TRUE, TRUE);
                        } else {
                            IoSkipCurrentIrpStackLocation(irp);
                        }
                        return WdfDeviceWdmDispatchPreprocessedIrp(device, irp);
                    },
                    IRP_MJ_DEVICE_CONTROL, nullptr, 0) == STATUS_SUCCESS);
    };
    machine.run_with_device([] {
        IoDriver::make_queue(IoDriver::config(WdfIoQueueDispatchSequential));
        IoDriver::handle = [](WDFQUEUE, WDFREQUEST request) {
            WdfRequestCompleteWithInformation(request, STATUS_SUCCESS, 5);
        };
        Application application;
        CHECK(application.control()->answer().information == 5);
        CHECK(application.file->write(application.input).information == 5); // not preprocessed
    });
    CHECK(machine.finished);
    CHECK(journal == (copies ? Journal{"preprocess", "control 2048 out 16 in 16", "postprocess", "write 16"}
                             : Journal{"preprocess", "control 2048 out 16 in 16", "write 16"}));
}

TEST_CASE("preprocess callbacks by minor function, and what is refused") {
    Fixture machine;
    PlainDriver::before_create = [](PWDFDEVICE_INIT init) {
        const auto callback = [](WDFDEVICE, PIRP) -> NTSTATUS { return STATUS_SUCCESS; };
        UCHAR minors[] = {1, 2};
        CHECK(WdfDeviceInitAssignWdmIrpPreprocessCallback(init, callback, 0x77, nullptr, 0) ==
              STATUS_INVALID_PARAMETER);
        CHECK(WdfDeviceInitAssignWdmIrpPreprocessCallback(init, callback, IRP_MJ_PNP, minors, 2) == STATUS_SUCCESS);
        CHECK(WdfDeviceInitAssignWdmIrpPreprocessCallback(init, callback, IRP_MJ_PNP, minors, 2) ==
              STATUS_INVALID_DEVICE_REQUEST);
    };
    machine.run_with_device([] {});
    CHECK(machine.finished);
}
