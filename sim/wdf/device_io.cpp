// SPDX-License-Identifier: MIT
#include "sim/wdf/device_io.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_init.hpp"
#include "sim/wdf/file_object.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/io_records.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

NTSTATUS dispatch_to_framework(PDEVICE_OBJECT device_object, PIRP irp) {
    if (Device *device = DeviceIo::find_device(device_object)) return static_cast<NTSTATUS>(device->io().dispatch(irp));
    irp->IoStatus.Status = STATUS_NO_SUCH_DEVICE; // it has been deleted
    irp->IoStatus.Information = 0;
    kernel::complete_irp(irp);
    return STATUS_NO_SUCH_DEVICE;
}

/// The lock that a device's file callbacks run under: the device's, if its scope is the device.
CallbackLock *lock_of_files(Device &device, const Attributes &attributes) {
    const bool device_scope = attributes.synchronization_scope == SynchronizationScope::InheritFromParent &&
                              device.synchronization_scope() == SynchronizationScope::Device;
    const bool passive_files = attributes.execution_level == ExecutionLevel::Passive;
    if (!device_scope || (passive_files && !device.callback_lock().passive())) return nullptr;
    return &device.callback_lock();
}

} // namespace

DeviceIo::DeviceIo(Device &device, WDFDEVICE_INIT &init)
    : device_(device), init_(init.io), file_config_(std::move(init.file_object)),
      file_attributes_(init.file_object_attributes), exclusive_(init.exclusive) {
    DEVICE_OBJECT &object = *device.device_object();
    object.Flags &= ~static_cast<ULONG>(DO_BUFFERED_IO | DO_DIRECT_IO);
    if (init.io_type == WdfDeviceIoBuffered) object.Flags |= DO_BUFFERED_IO;
    if (init.io_type == WdfDeviceIoDirect || init.io_type == WdfDeviceIoBufferedOrDirect) object.Flags |= DO_DIRECT_IO;
    // One for itself, one for what is below: the bus driver, or the parent whose queue a request may be forwarded to.
    object.StackSize = static_cast<CCHAR>(device.kind() == DeviceKind::Control ? 1 : 2);
    if (init_.preprocesses) ++object.StackSize;
    device.add_power_listener(*this);
}

DeviceIo::~DeviceIo() = default;

void DeviceIo::take_over(_DRIVER_OBJECT *driver_object) {
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&dispatch_to_framework));
    for (PDRIVER_DISPATCH &function : driver_object->MajorFunction)
        function = dispatch_to_framework;
}

Device *DeviceIo::find_device(const _DEVICE_OBJECT *device_object) {
    if (device_object == nullptr || device_object->DeviceExtension == nullptr) return nullptr;
    auto *device = find_handle<Device>(device_object->DeviceExtension);
    return device != nullptr && device->device_object() == device_object ? device : nullptr;
}

Request *DeviceIo::find_request(const _DEVICE_OBJECT *device_object, const _IRP *irp) {
    Device *device = find_device(device_object);
    if (device == nullptr) return nullptr;
    for (Request *request : device->io().requests_) {
        if (request->irp() == irp) return request;
    }
    return nullptr;
}

// --- queues ---------------------------------------------------------------------------------------------------------

void DeviceIo::queue_created(Queue &queue, bool is_default) {
    queues_.push_back(&queue);
    if (is_default) default_queue_ = &queue;
}

void DeviceIo::queue_deleted(Queue &queue) {
    std::erase(queues_, &queue);
    if (default_queue_ == &queue) default_queue_ = nullptr;
    for (Queue *&each : by_type_) {
        if (each == &queue) each = nullptr;
    }
}

std::uint32_t DeviceIo::configure(Queue &queue, std::uint32_t request_type) {
    switch (request_type) {
    case WdfRequestTypeCreate:
        if (&queue == default_queue_) return code_of(STATUS_INVALID_PARAMETER);
        break;
    case WdfRequestTypeRead:
    case WdfRequestTypeWrite:
    case WdfRequestTypeDeviceControl:
    case WdfRequestTypeDeviceControlInternal:
        break;
    default:
        return code_of(STATUS_INVALID_PARAMETER);
    }
    if (by_type_[request_type] != nullptr) return code_of(STATUS_WDF_BUSY);
    by_type_[request_type] = &queue;
    return 0;
}

Queue *DeviceIo::queue_for(std::uint32_t request_type) const {
    if (by_type_[request_type] != nullptr) return by_type_[request_type];
    return request_type == WdfRequestTypeCreate ? nullptr : default_queue_; // creates never go to the default queue
}

std::uint32_t DeviceIo::enqueue(Request &request) {
    Queue *queue = queue_for(request.request_type());
    if (queue == nullptr) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    return queue->insert(request) ? 0 : code_of(STATUS_WDF_BUSY);
}

void DeviceIo::accept_forwarded(_IRP *irp, Queue &queue) {
    IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp);
    location.DeviceObject = device_.device_object();
    location.CompletionRoutine = nullptr;
    location.Control = SL_PENDING_RETURNED;
    auto &request = make_object<Request>(device_.request_attributes(), device_, irp, nullptr);
    requests_.push_back(&request);
    if (!queue.insert(request)) {
        request.holder = Request::Holder::Driver;
        request.complete(code_of(STATUS_INVALID_DEVICE_STATE), 0);
    }
}

void DeviceIo::forget(Request &request) { std::erase(requests_, &request); }

FileObject *DeviceIo::find_file(const _FILE_OBJECT *wdm) const {
    for (FileObject *file : files_) {
        if (file->wdm() == wdm) return file;
    }
    return nullptr;
}

void DeviceIo::create_failed(FileObject *file) {
    if (handles_ > 0) --handles_;
    if (file == nullptr) return;
    std::erase(files_, file);
    file->del();
}

// --- IRPs -----------------------------------------------------------------------------------------------------------

std::uint32_t DeviceIo::dispatch(_IRP *irp) {
    device_.system().charge(kernel::Cost::Call);
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp);
    const DeviceIoInit::Preprocess &preprocess = init_.preprocess[location.MajorFunction];
    const auto &minors = preprocess.minor_functions;
    if (preprocess.callback != nullptr &&
        (minors.empty() || std::find(minors.begin(), minors.end(), location.MinorFunction) != minors.end())) {
        const auto callback = reinterpret_cast<PFN_WDFDEVICE_WDM_IRP_PREPROCESS>(preprocess.callback);
        kernel::CallbackScope scope("EvtDeviceWdmIrpPreprocess", device_.id(), preprocess.callback);
        const NTSTATUS status = callback(device_.handle_as<WDFDEVICE>(), irp);
        scope.returned(code_of(status));
        return code_of(status);
    }
    return handle(irp);
}

std::uint32_t DeviceIo::dispatch_preprocessed(_IRP *irp) {
    // The driver has skipped its stack location, or copied it to the next: either way the next one is the framework's.
    IoSetNextIrpStackLocation(irp);
    IoGetCurrentIrpStackLocation(irp)->DeviceObject = device_.device_object();
    return handle(irp);
}

std::uint32_t DeviceIo::finish(_IRP *irp, std::uint32_t status) {
    irp->IoStatus.Status = static_cast<NTSTATUS>(status);
    irp->IoStatus.Information = 0;
    kernel::complete_irp(irp);
    return status;
}

bool DeviceIo::forwards_unknown() const { return device_.is_filter(); }

std::uint32_t DeviceIo::forward(_IRP *irp) {
    IoSkipCurrentIrpStackLocation(irp);
    return kernel::call_driver(device_.physical_device_object(), irp);
}

std::uint32_t DeviceIo::handle(_IRP *irp) {
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp);
    switch (location.MajorFunction) {
    case IRP_MJ_CREATE:
        return handle_create(irp);
    case IRP_MJ_CLEANUP:
        return handle_cleanup(irp);
    case IRP_MJ_CLOSE:
        return handle_close(irp);
    case IRP_MJ_READ:
    case IRP_MJ_WRITE:
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
        break;
    case IRP_MJ_PNP:
    case IRP_MJ_POWER:
        return finish(irp, code_of(STATUS_NOT_SUPPORTED));
    default:
        return forwards_unknown() ? forward(irp) : finish(irp, code_of(STATUS_INVALID_DEVICE_REQUEST));
    }
    if (removed_ || device_.deleted()) return finish(irp, code_of(STATUS_INVALID_DEVICE_STATE));
    Queue *queue = queue_for(location.MajorFunction);
    if (queue == nullptr && init_.in_caller_context == nullptr)
        return forwards_unknown() ? forward(irp) : finish(irp, code_of(STATUS_INVALID_DEVICE_REQUEST));
    auto &request = make_object<Request>(device_.request_attributes(), device_, irp, find_file(location.FileObject));
    requests_.push_back(&request);
    IoMarkIrpPending(irp);
    if (init_.in_caller_context != nullptr) {
        const auto callback = reinterpret_cast<PFN_WDF_IO_IN_CALLER_CONTEXT>(init_.in_caller_context);
        request.holder = Request::Holder::Driver;
        request.presented = true;
        request.in_caller_context = true;
        request.handler = init_.in_caller_context;
        request.handler_name = "EvtIoInCallerContext";
        request.presented_at = device_.system().now();
        device_.framework().trace().emit(
            RequestPresented{request.id(), 0, request.request_type(), request.control_code()});
        kernel::CallbackScope scope("EvtIoInCallerContext", device_.id(), init_.in_caller_context);
        callback(device_.handle_as<WDFDEVICE>(), request.handle_as<WDFREQUEST>());
        scope.returned();
    } else if (!queue->insert(request)) {
        request.holder = Request::Holder::Driver;
        request.complete(code_of(STATUS_INVALID_DEVICE_STATE), 0);
    }
    return code_of(STATUS_PENDING);
}

std::uint32_t DeviceIo::handle_create(_IRP *irp) {
    if (removed_ || device_.deleted()) return finish(irp, code_of(STATUS_INVALID_DEVICE_STATE));
    if (exclusive_ && handles_ > 0) return finish(irp, code_of(STATUS_ACCESS_DENIED));
    ++handles_;
    PFILE_OBJECT wdm = IoGetCurrentIrpStackLocation(irp)->FileObject;
    FileObject *file = nullptr;
    if (file_config_ != nullptr && wdm != nullptr) {
        const auto kind = static_cast<std::uint32_t>(file_config_->FileObjectClass) & ~0x80000000u;
        if (kind != WdfFileObjectNotRequired) {
            file = &make_object<FileObject>(file_attributes_, device_, wdm);
            files_.push_back(file);
        }
    }
    Queue *queue = queue_for(WdfRequestTypeCreate);
    const auto create = file_config_ == nullptr ? nullptr : file_config_->EvtDeviceFileCreate;
    if (queue == nullptr && create == nullptr)
        return forwards_unknown() ? forward(irp) : finish(irp, code_of(STATUS_SUCCESS));
    auto &request = make_object<Request>(device_.request_attributes(), device_, irp, file);
    requests_.push_back(&request);
    IoMarkIrpPending(irp);
    if (create != nullptr) {
        request.holder = Request::Holder::Driver;
        request.presented = true;
        request.handler = reinterpret_cast<const void *>(create);
        request.handler_name = "EvtDeviceFileCreate";
        request.presented_at = device_.system().now();
        device_.framework().trace().emit(RequestPresented{request.id(), 0, WdfRequestTypeCreate, 0});
        const CallbackLockGuard guard(lock_of_files(device_, file_attributes_));
        kernel::CallbackScope scope("EvtDeviceFileCreate", device_.id(), reinterpret_cast<const void *>(create));
        create(device_.handle_as<WDFDEVICE>(), request.handle_as<WDFREQUEST>(),
               file == nullptr ? nullptr : file->handle_as<WDFFILEOBJECT>());
        scope.returned();
    } else if (!queue->insert(request)) {
        request.holder = Request::Holder::Driver;
        request.complete(code_of(STATUS_INVALID_DEVICE_STATE), 0);
    }
    return code_of(STATUS_PENDING);
}

std::uint32_t DeviceIo::handle_cleanup(_IRP *irp) {
    if (FileObject *file = find_file(IoGetCurrentIrpStackLocation(irp)->FileObject)) {
        const std::vector<Queue *> queues = queues_;
        for (Queue *queue : queues)
            queue->cancel_waiting_of(*file);
        if (const auto cleanup = file_config_->EvtFileCleanup; cleanup != nullptr) {
            const CallbackLockGuard guard(lock_of_files(device_, file_attributes_));
            kernel::CallbackScope scope("EvtFileCleanup", file->id(), reinterpret_cast<const void *>(cleanup));
            cleanup(file->handle_as<WDFFILEOBJECT>());
            scope.returned();
        }
    }
    return forwards_unknown() ? forward(irp) : finish(irp, code_of(STATUS_SUCCESS));
}

std::uint32_t DeviceIo::handle_close(_IRP *irp) {
    if (handles_ > 0) --handles_;
    if (FileObject *file = find_file(IoGetCurrentIrpStackLocation(irp)->FileObject)) {
        if (const auto close = file_config_->EvtFileClose; close != nullptr) {
            const CallbackLockGuard guard(lock_of_files(device_, file_attributes_));
            kernel::CallbackScope scope("EvtFileClose", file->id(), reinterpret_cast<const void *>(close));
            close(file->handle_as<WDFFILEOBJECT>());
            scope.returned();
        }
        std::erase(files_, file);
        file->del();
    }
    return forwards_unknown() ? forward(irp) : finish(irp, code_of(STATUS_SUCCESS));
}

// --- power and removal ----------------------------------------------------------------------------------------------

void DeviceIo::device_powered_up() {
    const std::vector<Queue *> queues = queues_;
    for (Queue *queue : queues)
        queue->power_up();
}

void DeviceIo::device_powering_down(DevicePower) {
    const std::vector<Queue *> queues = queues_;
    for (Queue *queue : queues)
        queue->power_down(false);
}

void DeviceIo::device_removed_purge_power_managed() {
    const std::vector<Queue *> queues = queues_;
    for (Queue *queue : queues) {
        if (queue->power_managed()) queue->power_down(true);
    }
}

void DeviceIo::device_removed_purge_others() {
    const std::vector<Queue *> queues = queues_;
    for (Queue *queue : queues) {
        if (!queue->power_managed()) queue->power_down(true);
    }
    removed_ = true;
    report_kept_requests();
}

/// Requests that came from no queue (EvtDeviceFileCreate, EvtIoInCallerContext): nobody waits for them as queues do.
void DeviceIo::report_kept_requests() {
    for (Request *request : requests_) {
        if (request->holder != Request::Holder::Driver) continue;
        const kernel::CallbackScope scope(request->handler_name, device_.id(), request->handler); // for the report
        device_.framework().violation(
            Violation::RequestMisuse, request->handle(),
            fmt::format("the device is being removed, but the driver never completed a {} that it got at {}",
                        request->describe(), time_text(request->presented_at)),
            "Every request that reaches EvtDeviceFileCreate or EvtIoInCallerContext is completed, queued or sent.");
    }
}

} // namespace acxsim::wdf
