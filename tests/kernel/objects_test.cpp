// SPDX-License-Identifier: MIT
//
// Handles, object references, device interfaces, symbolic links, IRPs.
#include "tests/support/catch.hpp"

#include <cstring>
#include <string>
#include <vector>

#include "sim/kernel/registry.hpp"
#include "tests/kernel/machine.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim;

namespace {

DRIVER_OBJECT driver_object;
DEVICE_OBJECT upper;
DEVICE_OBJECT lower;
std::vector<std::string> steps;

GUID guid(ULONG number) { return {number, 1, 2, {1, 2, 3, 4, 5, 6, 7, 8}}; }

} // namespace

TEST_CASE("a closed handle that is closed again is a bug check") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        HANDLE key = nullptr;
        IoOpenDriverRegistryKey(&driver_object, DriverRegKeyParameters, KEY_READ, 0, &key);
        ZwClose(key);
        ZwClose(key);
    });
    CHECK(stop.bug_check_code == 0x93);
}

TEST_CASE("references by handle are counted; one dereference too many is a bug check") {
    test::Machine machine;
    const kernel::Stop stop = machine.run([] {
        HANDLE handle = nullptr;
        CHECK(ZwCreateEvent(&handle, EVENT_MODIFY_STATE, nullptr, SynchronizationEvent, FALSE) == STATUS_SUCCESS);
        PVOID event = nullptr;
        CHECK(ObReferenceObjectByHandle(handle, EVENT_MODIFY_STATE, *PsThreadType, KernelMode, &event, nullptr) ==
              STATUS_OBJECT_TYPE_MISMATCH);
        CHECK(ObReferenceObjectByHandle(handle, SYNCHRONIZE, *ExEventObjectType, UserMode, &event, nullptr) ==
              STATUS_ACCESS_DENIED); // the handle has only EVENT_MODIFY_STATE
        CHECK(ObReferenceObjectByHandleWithTag(handle, EVENT_MODIFY_STATE, *ExEventObjectType, UserMode, 'gaT1', &event,
                                               nullptr) == STATUS_SUCCESS);
        LONG before = 7;
        CHECK(ZwSetEvent(handle, &before) == STATUS_SUCCESS);
        CHECK(before == 0);
        CHECK(ZwClose(handle) == STATUS_SUCCESS);
        CHECK(KeReadStateEvent(static_cast<PRKEVENT>(event)) == 1); // the reference keeps it
        ObReferenceObjectWithTag(event, 'gaT1');
        ObDereferenceObjectWithTag(event, 'gaT1');
        ObDereferenceObject(event);
        ObDereferenceObject(event);
    });
    CHECK(stop.bug_check_code == 0x18);
}

TEST_CASE("device interfaces: registered, enabled, aliased, with properties, and told to who asked") {
    test::Machine machine;
    steps.clear();
    machine.run([] {
        const GUID first = guid(1);
        const GUID second = guid(2);
        UNICODE_STRING reference;
        RtlInitUnicodeString(&reference, L"speaker");
        PVOID listening = nullptr;
        CHECK(IoRegisterPlugPlayNotification(
                  EventCategoryDeviceInterfaceChange, 0, const_cast<GUID *>(&first), &driver_object,
                  [](PVOID structure, PVOID) {
                      const auto *change = static_cast<PDEVICE_INTERFACE_CHANGE_NOTIFICATION>(structure);
                      steps.push_back(change->Event.Data1 == 0xcb3a4004 ? "arrived" : "left");
                      return STATUS_SUCCESS;
                  },
                  nullptr, &listening) == STATUS_SUCCESS);
        UNICODE_STRING link = {};
        UNICODE_STRING other = {};
        UNICODE_STRING alias = {};
        CHECK(IoRegisterDeviceInterface(&lower, &first, &reference, &link) == STATUS_SUCCESS);
        CHECK(IoGetDeviceInterfaceAlias(&link, &second, &alias) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(IoRegisterDeviceInterface(&lower, &second, &reference, &other) == STATUS_SUCCESS);
        CHECK(IoGetDeviceInterfaceAlias(&link, &second, &alias) == STATUS_SUCCESS);
        CHECK(RtlEqualUnicodeString(&alias, &other, TRUE));
        CHECK(IoSetDeviceInterfaceState(&link, TRUE) == STATUS_SUCCESS);
        CHECK(IoSetDeviceInterfaceState(&link, TRUE) == STATUS_OBJECT_NAME_EXISTS);
        PZZWSTR list = nullptr;
        CHECK(IoGetDeviceInterfaces(&first, nullptr, 0, &list) == STATUS_SUCCESS);
        CHECK(wcslen(list) * sizeof(WCHAR) == link.Length);
        ExFreePool(list);
        DEVPROPKEY key = {};
        key.pid = 14;
        ULONG value = 5;
        ULONG size = 0;
        ULONG type = 0;
        CHECK(IoSetDeviceInterfacePropertyData(&link, &key, 0, 0, 7, sizeof value, &value) == STATUS_SUCCESS);
        value = 0;
        CHECK(IoGetDeviceInterfacePropertyData(&link, &key, 0, 0, 2, &value, &size, &type) == STATUS_BUFFER_TOO_SMALL);
        CHECK(size == 4);
        CHECK(IoGetDeviceInterfacePropertyData(&link, &key, 0, 0, 4, &value, &size, &type) == STATUS_SUCCESS);
        CHECK(value == 5);
        CHECK(type == 7);
        CHECK(IoSetDeviceInterfacePropertyData(&link, &key, 0, 0, 0, 0, nullptr) == STATUS_SUCCESS);
        CHECK(IoGetDeviceInterfacePropertyData(&link, &key, 0, 0, 4, &value, &size, &type) ==
              STATUS_OBJECT_NAME_NOT_FOUND);
        UNICODE_STRING nothing;
        RtlInitUnicodeString(&nothing, L"\\??\\nothing");
        CHECK(IoSetDeviceInterfacePropertyData(&nothing, &key, 0, 0, 7, 4, &value) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(IoSetDeviceInterfaceState(&link, FALSE) == STATUS_SUCCESS);
        CHECK(IoUnregisterPlugPlayNotificationEx(listening) == STATUS_SUCCESS);
        CHECK(IoSetDeviceInterfaceState(&link, TRUE) == STATUS_SUCCESS); // nobody hears it any more
        RtlFreeUnicodeString(&link);
        RtlFreeUnicodeString(&other);
        RtlFreeUnicodeString(&alias);

        UNICODE_STRING dos;
        UNICODE_STRING same;
        RtlInitUnicodeString(&dos, L"\\DosDevices\\Codec");
        RtlInitUnicodeString(&same, L"\\??\\CODEC");
        CHECK(IoCreateSymbolicLink(&dos, &reference) == STATUS_SUCCESS);
        CHECK(IoCreateSymbolicLink(&same, &reference) == STATUS_OBJECT_NAME_COLLISION);
        CHECK(IoDeleteSymbolicLink(&same) == STATUS_SUCCESS);
        CHECK(IoDeleteSymbolicLink(&dos) == STATUS_OBJECT_NAME_NOT_FOUND);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(steps == std::vector<std::string>{"arrived", "left"});
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("a custom event of a device reaches its listeners and then the completion callback") {
    test::Machine machine;
    steps.clear();
    machine.run([] {
        FILE_OBJECT file = {};
        file.DeviceObject = &lower;
        PVOID listening = nullptr;
        CHECK(IoRegisterPlugPlayNotification(
                  EventCategoryTargetDeviceChange, 0, &file, &driver_object,
                  [](PVOID structure, PVOID) {
                      const auto *custom = static_cast<PTARGET_DEVICE_CUSTOM_NOTIFICATION>(structure);
                      steps.push_back("event " + std::to_string(custom->CustomDataBuffer[0]));
                      return STATUS_SUCCESS;
                  },
                  nullptr, &listening) == STATUS_SUCCESS);
        TARGET_DEVICE_CUSTOM_NOTIFICATION custom = {};
        custom.Version = 1;
        custom.Size = sizeof custom;
        custom.Event = guid(9);
        custom.NameBufferOffset = -1;
        custom.CustomDataBuffer[0] = 3;
        KIRQL irql;
        KeRaiseIrql(DISPATCH_LEVEL, &irql);
        CHECK(IoReportTargetDeviceChangeAsynchronous(
                  &lower, &custom, [](PVOID) { steps.push_back("done"); }, nullptr) == STATUS_PENDING);
        custom.CustomDataBuffer[0] = 4; // the structure was copied
        KeLowerIrql(irql);
        custom.Event = {0xcb3a4006, 0x46f0, 0x11d0, {0xb0, 0x8f, 0x00, 0x60, 0x97, 0x13, 0x05, 0x3f}};
        CHECK(IoReportTargetDeviceChangeAsynchronous(&lower, &custom, nullptr, nullptr) ==
              STATUS_INVALID_DEVICE_REQUEST);
        LARGE_INTEGER later;
        later.QuadPart = -10'000;
        KeDelayExecutionThread(KernelMode, FALSE, &later);
        CHECK(IoUnregisterPlugPlayNotification(listening) == STATUS_SUCCESS);
    });
    CHECK(steps == std::vector<std::string>{"event 3", "done"});
}

TEST_CASE("an IRP goes down two drivers and comes back up through a completion routine") {
    test::Machine machine;
    static DRIVER_OBJECT upper_driver;
    static DRIVER_OBJECT lower_driver;
    steps.clear();
    machine.run([] {
        upper = {};
        lower = {};
        upper_driver = {};
        lower_driver = {};
        upper.DriverObject = &upper_driver;
        lower.DriverObject = &lower_driver;
        upper.StackSize = 2;
        upper_driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = [](PDEVICE_OBJECT, PIRP irp) -> NTSTATUS {
            steps.push_back("upper " + std::to_string(irp->CurrentLocation));
            IoCopyCurrentIrpStackLocationToNext(irp);
            IoSetCompletionRoutine(
                irp,
                [](PDEVICE_OBJECT device, PIRP request, PVOID context) -> NTSTATUS {
                    steps.push_back(device == &upper && context == &steps && request->PendingReturned ? "completed"
                                                                                                      : "wrong");
                    if (request->PendingReturned) IoMarkIrpPending(request);
                    return STATUS_SUCCESS;
                },
                &steps, TRUE, TRUE, TRUE);
            return IoCallDriver(&lower, irp);
        };
        lower_driver.MajorFunction[IRP_MJ_DEVICE_CONTROL] = [](PDEVICE_OBJECT, PIRP irp) -> NTSTATUS {
            PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
            steps.push_back("lower " + std::to_string(location->Parameters.DeviceIoControl.OutputBufferLength));
            IoMarkIrpPending(irp);
            std::memcpy(irp->AssociatedIrp.SystemBuffer, "yes", 4);
            irp->IoStatus.Status = STATUS_SUCCESS;
            irp->IoStatus.Information = 4;
            IoCompleteRequest(irp, IO_SOUND_INCREMENT);
            return STATUS_PENDING;
        };
        KEVENT event;
        KeInitializeEvent(&event, NotificationEvent, FALSE);
        IO_STATUS_BLOCK status = {};
        char answer[8] = {};
        PIRP irp = IoBuildDeviceIoControlRequest(CTL_CODE(FILE_DEVICE_UNKNOWN, 1, METHOD_BUFFERED, FILE_ANY_ACCESS),
                                                 &upper, nullptr, 0, answer, sizeof answer, FALSE, &event, &status);
        REQUIRE(irp != nullptr);
        CHECK(IoGetRequestorProcess(irp) == PsGetCurrentProcess());
        CHECK(IoCallDriver(&upper, irp) == STATUS_PENDING);
        CHECK(KeWaitForSingleObject(&event, ::Executive, KernelMode, FALSE, nullptr) == STATUS_SUCCESS);
        CHECK(status.Status == STATUS_SUCCESS);
        CHECK(status.Information == 4);
        CHECK(std::string(answer) == "yes");
        // A request that the driver does not handle.
        irp = IoAllocateIrp(1, FALSE);
        IoGetNextIrpStackLocation(irp)->MajorFunction = IRP_MJ_PNP;
        CHECK(IoCallDriver(&lower, irp) == STATUS_INVALID_DEVICE_REQUEST);
        IoReuseIrp(irp, STATUS_SUCCESS);
        CHECK(irp->CurrentLocation == 2);
        IoFreeIrp(irp);
    });
    CHECK_FALSE(machine.system.stopped());
    CHECK(steps == std::vector<std::string>{"upper 2", "lower 8", "completed"});
    CHECK(machine.executive.pool().leaks().empty());
}

TEST_CASE("completing an IRP twice, and sending it further than its stack, are bug checks") {
    test::Machine machine;
    static const auto send = [](bool twice) {
        lower = {};
        PIRP irp = IoAllocateIrp(1, FALSE);
        IoCallDriver(&lower, irp); // nobody handles it: completed
        twice ? IoCompleteRequest(irp, IO_NO_INCREMENT) : (void)0;
        irp->CurrentLocation = 1;
        IoCallDriver(&lower, irp);
    };
    SECTION("twice") {
        CHECK(machine.run([] { send(true); }).bug_check_code == 0x44);
    }
    SECTION("too far") {
        CHECK(machine.run([] { send(false); }).bug_check_code == 0x35);
    }
}
