// SPDX-License-Identifier: MIT
//
// WdfIoQueue...: what drivers ask of and tell their queues. Page: wdfio.
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/file_object.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

Queue::StateCallback state_callback(PFN_WDF_IO_QUEUE_STATE function, WDFCONTEXT context) {
    return {reinterpret_cast<void (*)(void *, void *)>(function), context};
}

bool has_handler(const WDF_IO_QUEUE_CONFIG &config) {
    return config.EvtIoDefault != nullptr || config.EvtIoRead != nullptr || config.EvtIoWrite != nullptr ||
           config.EvtIoDeviceControl != nullptr || config.EvtIoInternalDeviceControl != nullptr;
}

/// A request handle and a file object handle of which NULL means "any".
FileObject *file_or_any(WDFFILEOBJECT file) { return file == nullptr ? nullptr : &from_handle<FileObject>(file); }

void give(Request *request, WDFREQUEST *handle) {
    *handle = request == nullptr ? nullptr : request->handle_as<WDFREQUEST>();
}

} // namespace

NTSTATUS WdfIoQueueCreate(WDFDEVICE Device, PWDF_IO_QUEUE_CONFIG Config, PWDF_OBJECT_ATTRIBUTES QueueAttributes,
                          WDFQUEUE *Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Config, "WdfIoQueueCreate", "Config");
    if (Queue != nullptr) *Queue = nullptr;
    auto &device = from_handle<wdf::Device>(Device);
    if (Config->Size != sizeof(WDF_IO_QUEUE_CONFIG)) return STATUS_INFO_LENGTH_MISMATCH;
    if (Config->DispatchType <= WdfIoQueueDispatchInvalid || Config->DispatchType >= WdfIoQueueDispatchMax) {
        return STATUS_INVALID_PARAMETER;
    }
    const bool parallel = Config->DispatchType == WdfIoQueueDispatchParallel;
    if (parallel ? Config->Settings.Parallel.NumberOfPresentedRequests == 0
                 : Config->Settings.Parallel.NumberOfPresentedRequests != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    if (Config->DispatchType != WdfIoQueueDispatchManual && !has_handler(*Config)) return STATUS_WDF_NO_CALLBACK;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(QueueAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    Object &parent = attributes.parent == nullptr ? device : *attributes.parent;
    if (parent.ancestor<wdf::Device>() != &device) return STATUS_INVALID_DEVICE_REQUEST;
    if (Config->DefaultQueue != FALSE && device.io().default_queue() != nullptr) return STATUS_UNSUCCESSFUL;
    const bool may_sleep = device.kind() != DeviceKind::Control; // a control device has no power to lose
    const bool power_managed = may_sleep && (Config->PowerManaged == WdfTrue ||
                                             (Config->PowerManaged == WdfUseDefault && !device.is_filter()));
    auto &queue = make_object<wdf::Queue>(attributes, parent, device, *Config, power_managed);
    if (queue.callback_lock() == &device.callback_lock() &&
        device.callback_lock().passive() != queue.own_lock().passive()) {
        queue.del(); // the device's lock does not suit the level of the queue's callbacks
        return STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL;
    }
    device.io().queue_created(queue, Config->DefaultQueue != FALSE);
    if (Config->DefaultQueue != FALSE) queue.keep_from_driver_deletion();
    if (Queue != nullptr) *Queue = queue.handle_as<WDFQUEUE>();
    return STATUS_SUCCESS;
}

WDFDEVICE WdfIoQueueGetDevice(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueGetDevice");
    return from_handle<wdf::Queue>(Queue).device().handle_as<WDFDEVICE>();
}

WDF_IO_QUEUE_STATE WdfIoQueueGetState(WDFQUEUE Queue, PULONG QueueRequests, PULONG DriverRequests) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueGetState");
    const auto &queue = from_handle<wdf::Queue>(Queue);
    if (QueueRequests != nullptr) *QueueRequests = static_cast<ULONG>(queue.waiting());
    if (DriverRequests != nullptr) *DriverRequests = static_cast<ULONG>(queue.with_driver());
    return static_cast<WDF_IO_QUEUE_STATE>(queue.state());
}

VOID WdfIoQueueStart(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueStart");
    from_handle<wdf::Queue>(Queue).start();
}

VOID WdfIoQueueStop(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE StopComplete, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueStop");
    from_handle<wdf::Queue>(Queue).stop(state_callback(StopComplete, Context));
}

VOID WdfIoQueueStopSynchronously(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueStopSynchronously");
    auto &queue = from_handle<wdf::Queue>(Queue);
    queue.stop({});
    queue.wait_until_idle("WdfIoQueueStopSynchronously");
}

VOID WdfIoQueueDrain(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE DrainComplete, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueDrain");
    from_handle<wdf::Queue>(Queue).drain(state_callback(DrainComplete, Context));
}

VOID WdfIoQueueDrainSynchronously(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueDrainSynchronously");
    auto &queue = from_handle<wdf::Queue>(Queue);
    queue.drain({});
    queue.wait_until_idle("WdfIoQueueDrainSynchronously");
}

VOID WdfIoQueuePurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE PurgeComplete, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueuePurge");
    from_handle<wdf::Queue>(Queue).purge(state_callback(PurgeComplete, Context), false);
}

VOID WdfIoQueuePurgeSynchronously(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueuePurgeSynchronously");
    auto &queue = from_handle<wdf::Queue>(Queue);
    queue.purge({}, false);
    queue.wait_until_idle("WdfIoQueuePurgeSynchronously");
}

VOID WdfIoQueueStopAndPurge(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE StopAndPurgeComplete, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueStopAndPurge");
    from_handle<wdf::Queue>(Queue).purge(state_callback(StopAndPurgeComplete, Context), true);
}

VOID WdfIoQueueStopAndPurgeSynchronously(WDFQUEUE Queue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueStopAndPurgeSynchronously");
    auto &queue = from_handle<wdf::Queue>(Queue);
    queue.purge({}, true);
    queue.wait_until_idle("WdfIoQueueStopAndPurgeSynchronously");
}

NTSTATUS WdfIoQueueReadyNotify(WDFQUEUE Queue, PFN_WDF_IO_QUEUE_STATE QueueReady, WDFCONTEXT Context) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueReadyNotify");
    return static_cast<NTSTATUS>(
        from_handle<wdf::Queue>(Queue).set_ready_notification(state_callback(QueueReady, Context)));
}

NTSTATUS WdfIoQueueRetrieveNextRequest(WDFQUEUE Queue, WDFREQUEST *OutRequest) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueRetrieveNextRequest");
    Framework::current().require_parameter(OutRequest, "WdfIoQueueRetrieveNextRequest", "OutRequest");
    Request *request = nullptr;
    const std::uint32_t status = from_handle<wdf::Queue>(Queue).retrieve(nullptr, request);
    give(request, OutRequest);
    return static_cast<NTSTATUS>(status);
}

NTSTATUS WdfIoQueueRetrieveRequestByFileObject(WDFQUEUE Queue, WDFFILEOBJECT FileObject, WDFREQUEST *OutRequest) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueRetrieveRequestByFileObject");
    Framework::current().require_parameter(OutRequest, "WdfIoQueueRetrieveRequestByFileObject", "OutRequest");
    Request *request = nullptr;
    const std::uint32_t status =
        from_handle<wdf::Queue>(Queue).retrieve(&from_handle<wdf::FileObject>(FileObject), request);
    give(request, OutRequest);
    return static_cast<NTSTATUS>(status);
}

NTSTATUS WdfIoQueueFindRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest, WDFFILEOBJECT FileObject,
                               PWDF_REQUEST_PARAMETERS Parameters, WDFREQUEST *OutRequest) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueFindRequest");
    Framework::current().require_parameter(OutRequest, "WdfIoQueueFindRequest", "OutRequest");
    *OutRequest = nullptr;
    const auto &queue = from_handle<wdf::Queue>(Queue);
    if (queue.dispatching() != wdf::Queue::Dispatching::Manual) return STATUS_INVALID_DEVICE_REQUEST;
    if (Parameters != nullptr && Parameters->Size != sizeof(WDF_REQUEST_PARAMETERS)) return STATUS_INVALID_PARAMETER;
    const Request *after = FoundRequest == nullptr ? nullptr : &from_handle<Request>(FoundRequest);
    Request *request = nullptr;
    const auto status = static_cast<NTSTATUS>(queue.find(after, file_or_any(FileObject), request));
    if (!NT_SUCCESS(status)) return status;
    if (Parameters != nullptr) request->get_parameters(*Parameters);
    request->reference_by_driver(nullptr, 0, nullptr); // undone by the driver's WdfObjectDereference
    give(request, OutRequest);
    return status;
}

NTSTATUS WdfIoQueueRetrieveFoundRequest(WDFQUEUE Queue, WDFREQUEST FoundRequest, WDFREQUEST *OutRequest) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoQueueRetrieveFoundRequest");
    Framework::current().require_parameter(OutRequest, "WdfIoQueueRetrieveFoundRequest", "OutRequest");
    Request *request = nullptr;
    const std::uint32_t status =
        from_handle<wdf::Queue>(Queue).retrieve_found(from_handle<Request>(FoundRequest), request);
    give(request, OutRequest);
    return static_cast<NTSTATUS>(status);
}
