// SPDX-License-Identifier: MIT
//
// WdfRequest...: what a driver asks a request, how it ends it or hands it on, and cancellation. Buffers:
// request_buffers_ddi.cpp; sending: request_send_ddi.cpp. Page: wdfrequest.
#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/file_object.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/pdo.hpp"
#include "sim/wdf/request.hpp"
#include "sim/wdf/sending.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

// --- the end of a request -------------------------------------------------------------------------------------------

VOID WdfRequestComplete(WDFREQUEST Request, NTSTATUS Status) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestComplete");
    auto &request = from_handle<wdf::Request>(Request);
    request.complete(static_cast<std::uint32_t>(Status), request.information);
}

VOID WdfRequestCompleteWithInformation(WDFREQUEST Request, NTSTATUS Status, ULONG_PTR Information) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestCompleteWithInformation");
    from_handle<wdf::Request>(Request).complete(static_cast<std::uint32_t>(Status), Information);
}

VOID WdfRequestCompleteWithPriorityBoost(WDFREQUEST Request, NTSTATUS Status, CCHAR) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestCompleteWithPriorityBoost");
    auto &request = from_handle<wdf::Request>(Request);
    request.complete(static_cast<std::uint32_t>(Status), request.information);
}

VOID WdfRequestSetInformation(WDFREQUEST Request, ULONG_PTR Information) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestSetInformation");
    from_handle<wdf::Request>(Request).information = Information;
}

// --- what it is -----------------------------------------------------------------------------------------------------

ULONG_PTR WdfRequestGetInformation(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetInformation");
    return from_handle<wdf::Request>(Request).information;
}

NTSTATUS WdfRequestGetStatus(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetStatus");
    return static_cast<NTSTATUS>(from_handle<wdf::Request>(Request).status());
}

VOID WdfRequestGetParameters(WDFREQUEST Request, PWDF_REQUEST_PARAMETERS Parameters) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestGetParameters");
    Framework &framework = Framework::current();
    framework.require_parameter(Parameters, "WdfRequestGetParameters", "Parameters");
    const auto &request = from_handle<wdf::Request>(Request);
    if (Parameters->Size != sizeof(WDF_REQUEST_PARAMETERS)) {
        framework.violation(Violation::NullParameter, Parameters,
                            "WdfRequestGetParameters was called with a structure whose Size is wrong",
                            "Initialise the structure with WDF_REQUEST_PARAMETERS_INIT.");
    }
    request.get_parameters(*Parameters);
}

KPROCESSOR_MODE WdfRequestGetRequestorMode(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetRequestorMode");
    return static_cast<KPROCESSOR_MODE>(from_handle<wdf::Request>(Request).requestor_mode);
}

WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetFileObject");
    const FileObject *file = from_handle<wdf::Request>(Request).file;
    return file == nullptr ? nullptr : file->handle_as<WDFFILEOBJECT>();
}

WDFQUEUE WdfRequestGetIoQueue(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestGetIoQueue");
    const Queue *queue = from_handle<wdf::Request>(Request).queue;
    return queue == nullptr ? nullptr : queue->handle_as<WDFQUEUE>();
}

PIRP WdfRequestWdmGetIrp(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestWdmGetIrp");
    return from_handle<wdf::Request>(Request).irp();
}

BOOLEAN WdfRequestIsFrom32BitProcess(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestIsFrom32BitProcess");
    from_handle<wdf::Request>(Request);
    return FALSE; // every process of the simulated machine has 64 bits
}

BOOLEAN WdfRequestIsReserved(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestIsReserved");
    from_handle<wdf::Request>(Request);
    return FALSE;
}

// --- between queues -------------------------------------------------------------------------------------------------

namespace {

/// What the pages of WdfRequestForwardToIoQueue and WdfRequestRequeue demand of the request. NTSTATUS.
NTSTATUS may_go_back(const Request &request) {
    if (request.origin() != Request::Origin::Above || request.queue == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    if (request.holder != Request::Holder::Driver || request.is_completed()) return STATUS_INVALID_DEVICE_REQUEST;
    return request.cancelable() == Request::Cancelable::Marked ? STATUS_INVALID_DEVICE_REQUEST : STATUS_SUCCESS;
}

/// From the driver's hands into that queue.
void move(Request &request, Queue &to, bool at_front) {
    Queue &from = *request.queue;
    from.reference();
    from.remove_presented(request);
    to.insert(request, at_front);
    from.request_gone();
    from.dereference();
}

} // namespace

NTSTATUS WdfRequestForwardToIoQueue(WDFREQUEST Request, WDFQUEUE DestinationQueue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestForwardToIoQueue");
    auto &request = from_handle<wdf::Request>(Request);
    auto &to = from_handle<Queue>(DestinationQueue);
    if (request.in_caller_context || request.queue == &to) return STATUS_INVALID_DEVICE_REQUEST;
    const NTSTATUS status = may_go_back(request);
    if (!NT_SUCCESS(status)) return status;
    if (&request.queue->device() != &to.device()) return STATUS_INVALID_DEVICE_REQUEST;
    if (!to.accepting()) return STATUS_WDF_BUSY;
    move(request, to, false);
    return STATUS_SUCCESS;
}

NTSTATUS WdfRequestForwardToParentDeviceIoQueue(WDFREQUEST Request, WDFQUEUE ParentDeviceQueue,
                                                PWDF_REQUEST_FORWARD_OPTIONS ForwardOptions) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestForwardToParentDeviceIoQueue");
    auto &request = from_handle<wdf::Request>(Request);
    auto &to = from_handle<Queue>(ParentDeviceQueue);
    Framework::current().require_parameter(ForwardOptions, "WdfRequestForwardToParentDeviceIoQueue", "ForwardOptions");
    if (ForwardOptions->Size != sizeof(WDF_REQUEST_FORWARD_OPTIONS)) return STATUS_INFO_LENGTH_MISMATCH;
    if (ForwardOptions->Flags != WDF_REQUEST_FORWARD_OPTION_SEND_AND_FORGET) return STATUS_INVALID_PARAMETER;
    const NTSTATUS status = may_go_back(request);
    if (!NT_SUCCESS(status)) return status;
    const wdf::Device &child = request.queue->device();
    const bool allowed = child.pdo() != nullptr && child.pdo()->forwards_requests_to_parent;
    if (!allowed || child.bus_device() != &to.device()) return STATUS_INVALID_DEVICE_REQUEST;
    if (!to.accepting()) return STATUS_WDF_BUSY;
    // The parent's driver sees a request of its own, around the same IRP; the child's is over.
    PIRP irp = request.irp();
    if (irp->CurrentLocation <= 1) return STATUS_REQUEST_NOT_ACCEPTED;
    request.send_and_forget();
    IoCopyCurrentIrpStackLocationToNext(irp);
    IoSetNextIrpStackLocation(irp);
    to.device().io().accept_forwarded(irp, to);
    return STATUS_SUCCESS;
}

NTSTATUS WdfRequestRequeue(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRequeue");
    auto &request = from_handle<wdf::Request>(Request);
    const NTSTATUS status = may_go_back(request);
    if (!NT_SUCCESS(status)) return status;
    if (request.queue->dispatching() != Queue::Dispatching::Manual) return STATUS_INVALID_DEVICE_REQUEST;
    move(request, *request.queue, true);
    return STATUS_SUCCESS;
}

VOID WdfRequestStopAcknowledge(WDFREQUEST Request, BOOLEAN Requeue) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestStopAcknowledge");
    auto &request = from_handle<wdf::Request>(Request);
    if (!request.in_stop_callback || request.stop_state == wdf::Request::StopState::Acknowledged) {
        request.framework().violation(Violation::RequestMisuse, Request,
                                      "WdfRequestStopAcknowledge was called outside of the EvtIoStop for that request, "
                                      "or twice in it");
    }
    if (Requeue != FALSE) {
        request.require_held("WdfRequestStopAcknowledge");
        if (request.cancelable() == wdf::Request::Cancelable::Marked) {
            request.framework().violation(Violation::RequestMisuse, Request,
                                          "WdfRequestStopAcknowledge requeues a request that is marked cancelable",
                                          "Call WdfRequestUnmarkCancelable first.");
        }
        request.in_stop_callback = false;
        move(request, *request.queue, true);
        return;
    }
    request.stop_state = wdf::Request::StopState::Acknowledged;
}

// --- cancellation ---------------------------------------------------------------------------------------------------

VOID WdfRequestMarkCancelable(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestMarkCancelable");
    auto &request = from_handle<wdf::Request>(Request);
    Framework::current().require_parameter(reinterpret_cast<const void *>(EvtRequestCancel), "WdfRequestMarkCancelable",
                                           "EvtRequestCancel");
    request.require_held("WdfRequestMarkCancelable");
    const auto callback = reinterpret_cast<void (*)(void *)>(EvtRequestCancel);
    if (request.mark_cancelable(callback) == 0) return;
    request.call_cancel_callback_now(callback); // cancelled before: the callback runs before this function returns
}

NTSTATUS WdfRequestMarkCancelableEx(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestMarkCancelableEx");
    auto &request = from_handle<wdf::Request>(Request);
    Framework::current().require_parameter(reinterpret_cast<const void *>(EvtRequestCancel),
                                           "WdfRequestMarkCancelableEx", "EvtRequestCancel");
    request.require_held("WdfRequestMarkCancelableEx");
    return static_cast<NTSTATUS>(request.mark_cancelable(reinterpret_cast<void (*)(void *)>(EvtRequestCancel)));
}

NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestUnmarkCancelable");
    return static_cast<NTSTATUS>(from_handle<wdf::Request>(Request).unmark_cancelable());
}

BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestIsCanceled");
    return from_handle<wdf::Request>(Request).cancel_asked() ? TRUE : FALSE;
}
