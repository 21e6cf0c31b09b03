// SPDX-License-Identifier: MIT
#include "sim/wdf/request.hpp"

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {
constexpr std::uint32_t status_pending = 0x103;
}

Request::Request(const Attributes &attributes, Object *parent, std::span<std::byte> input_buffer,
                 std::span<std::byte> output_buffer, std::function<void(const Completion &)> completed)
    : Object(type, attributes, parent), input(input_buffer), output(output_buffer), completed_(std::move(completed)),
      irp_(std::make_unique<IRP>()) {
    forbid_deletion_by_driver();
    completion_.status = status_pending;
    irp_->Type = 6;
    irp_->Size = sizeof(IRP);
    irp_->RequestorMode = UserMode;
    irp_->AssociatedIrp.SystemBuffer = input.empty() ? static_cast<void *>(output.data()) : input.data();
}

Request::~Request() = default;

void Request::complete(std::uint32_t status, std::uint64_t information_returned) {
    if (is_completed_) {
        framework().violation(Violation::RequestMisuse, handle(), "a WDFREQUEST is completed a second time",
                              "A request is completed once, or passed on once; never both.");
    }
    if (status == status_pending) {
        framework().violation(Violation::RequestMisuse, handle(), "a WDFREQUEST is completed with STATUS_PENDING");
    }
    is_completed_ = true;
    cancel_callback = nullptr;
    completion_ = {status, information_returned};
    irp_->IoStatus.Status = static_cast<NTSTATUS>(status);
    irp_->IoStatus.Information = information_returned;
    if (completed_) completed_(completion_);
    del();
}

void Request::cancel() {
    cancelled = true;
    irp_->Cancel = TRUE;
    if (cancel_callback == nullptr || is_completed_) return;
    const auto callback = reinterpret_cast<PFN_WDF_REQUEST_CANCEL>(cancel_callback);
    cancel_callback = nullptr;
    kernel::CallbackScope scope("EvtRequestCancel", id(), reinterpret_cast<const void *>(callback));
    callback(handle_as<WDFREQUEST>());
    scope.returned();
}

namespace {

NTSTATUS retrieve(std::span<std::byte> bytes, std::size_t minimum, PVOID *buffer, std::size_t *length) {
    if (buffer != nullptr) *buffer = nullptr;
    if (length != nullptr) *length = 0;
    if (bytes.size() < minimum || bytes.empty()) return STATUS_BUFFER_TOO_SMALL;
    if (buffer != nullptr) *buffer = bytes.data();
    if (length != nullptr) *length = bytes.size();
    return STATUS_SUCCESS;
}

} // namespace

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

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

ULONG_PTR WdfRequestGetInformation(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetInformation");
    return from_handle<wdf::Request>(Request).information;
}

NTSTATUS WdfRequestGetStatus(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetStatus");
    return static_cast<NTSTATUS>(from_handle<wdf::Request>(Request).status());
}

NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request, size_t MinimumRequiredLength, PVOID *Buffer,
                                       size_t *Length) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestRetrieveInputBuffer");
    return retrieve(from_handle<wdf::Request>(Request).input, MinimumRequiredLength, Buffer, Length);
}

NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request, size_t MinimumRequiredSize, PVOID *Buffer, size_t *Length) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestRetrieveOutputBuffer");
    return retrieve(from_handle<wdf::Request>(Request).output, MinimumRequiredSize, Buffer, Length);
}

KPROCESSOR_MODE WdfRequestGetRequestorMode(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetRequestorMode");
    return static_cast<KPROCESSOR_MODE>(from_handle<wdf::Request>(Request).requestor_mode);
}

WDFFILEOBJECT WdfRequestGetFileObject(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestGetFileObject");
    from_handle<wdf::Request>(Request);
    return nullptr; // requests of the class extension have no file object
}

PIRP WdfRequestWdmGetIrp(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestWdmGetIrp");
    return from_handle<wdf::Request>(Request).irp();
}

VOID WdfRequestMarkCancelable(WDFREQUEST Request, PFN_WDF_REQUEST_CANCEL EvtRequestCancel) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestMarkCancelable");
    auto &request = from_handle<wdf::Request>(Request);
    Framework::current().require_parameter(reinterpret_cast<const void *>(EvtRequestCancel), "WdfRequestMarkCancelable",
                                           "EvtRequestCancel");
    if (request.cancel_callback != nullptr) {
        request.framework().violation(Violation::RequestMisuse, Request,
                                      "a WDFREQUEST is marked cancelable a second time");
    }
    request.cancel_callback = reinterpret_cast<void (*)(void *)>(EvtRequestCancel);
    if (request.cancelled) request.cancel(); // cancelled before: the callback runs at once
}

NTSTATUS WdfRequestUnmarkCancelable(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestUnmarkCancelable");
    auto &request = from_handle<wdf::Request>(Request);
    if (request.cancelled) return STATUS_CANCELLED;
    if (request.cancel_callback == nullptr) return STATUS_INVALID_DEVICE_REQUEST;
    request.cancel_callback = nullptr;
    return STATUS_SUCCESS;
}

BOOLEAN WdfRequestIsCanceled(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestIsCanceled");
    return from_handle<wdf::Request>(Request).cancelled ? TRUE : FALSE;
}
