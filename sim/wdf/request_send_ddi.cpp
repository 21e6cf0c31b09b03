// SPDX-License-Identifier: MIT
//
// WdfRequestCreate and what a driver does with a request that it sends. Page: wdfrequest.
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/request.hpp"
#include "sim/wdf/sending.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfRequestCreate(PWDF_OBJECT_ATTRIBUTES RequestAttributes, WDFIOTARGET IoTarget, WDFREQUEST *Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestCreate");
    Framework::current().require_parameter(Request, "WdfRequestCreate", "Request");
    *Request = nullptr;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(RequestAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    const unsigned locations = IoTarget == nullptr ? 1 : from_handle<wdf::IoTarget>(IoTarget).stack_locations();
    *Request = make_object<wdf::Request>(attributes, parent_or_driver(attributes), locations).handle_as<WDFREQUEST>();
    return STATUS_SUCCESS;
}

NTSTATUS WdfRequestCreateFromIrp(PWDF_OBJECT_ATTRIBUTES RequestAttributes, PIRP Irp, BOOLEAN RequestFreesIrp,
                                 WDFREQUEST *Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestCreateFromIrp");
    Framework &framework = Framework::current();
    framework.require_parameter(Request, "WdfRequestCreateFromIrp", "Request");
    framework.require_parameter(Irp, "WdfRequestCreateFromIrp", "Irp");
    *Request = nullptr;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(RequestAttributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    *Request = make_object<wdf::Request>(attributes, parent_or_driver(attributes), Irp, RequestFreesIrp != FALSE)
                   .handle_as<WDFREQUEST>();
    return STATUS_SUCCESS;
}

NTSTATUS WdfRequestReuse(WDFREQUEST Request, PWDF_REQUEST_REUSE_PARAMS ReuseParams) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestReuse");
    Framework::current().require_parameter(ReuseParams, "WdfRequestReuse", "ReuseParams");
    auto &request = from_handle<wdf::Request>(Request);
    if (ReuseParams->Size != sizeof(WDF_REQUEST_REUSE_PARAMS)) return STATUS_INVALID_PARAMETER;
    if ((ReuseParams->Flags & WDF_REQUEST_REUSE_SET_NEW_IRP) != 0) {
        if (request.origin() != wdf::Request::Origin::DriverIrp) return STATUS_WDF_REQUEST_INVALID_STATE;
        if (ReuseParams->NewIrp == nullptr) return STATUS_INVALID_PARAMETER;
        request.set_irp(ReuseParams->NewIrp);
    }
    request.reuse(static_cast<std::uint32_t>(ReuseParams->Status));
    return STATUS_SUCCESS;
}

NTSTATUS WdfRequestChangeTarget(WDFREQUEST Request, WDFIOTARGET IoTarget) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestChangeTarget");
    auto &request = from_handle<wdf::Request>(Request);
    const auto &target = from_handle<wdf::IoTarget>(IoTarget);
    if (request.irp() == nullptr) return STATUS_INVALID_PARAMETER;
    const unsigned left = static_cast<unsigned>(request.irp()->CurrentLocation - 1);
    if (target.stack_locations() <= left) return STATUS_SUCCESS;
    // Only the framework's own IRP can become a larger one: that of a request made without a target, for example.
    const bool replaceable = request.origin() == wdf::Request::Origin::Driver &&
                             (request.sending == nullptr || request.sending->target == nullptr);
    if (!replaceable) return STATUS_REQUEST_NOT_ACCEPTED;
    if (request.sending != nullptr) request.sending->forget_format(request);
    PIRP larger = kernel::allocate_irp(target.stack_locations());
    larger->RequestorMode = KernelMode;
    kernel::free_irp(request.irp());
    request.set_irp(larger);
    return STATUS_SUCCESS;
}

VOID WdfRequestFormatRequestUsingCurrentType(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestFormatRequestUsingCurrentType");
    auto &request = from_handle<wdf::Request>(Request);
    request.to_send().format_as_it_is(request);
}

VOID WdfRequestWdmFormatUsingStackLocation(WDFREQUEST Request, PIO_STACK_LOCATION Stack) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestWdmFormatUsingStackLocation");
    Framework::current().require_parameter(Stack, "WdfRequestWdmFormatUsingStackLocation", "Stack");
    auto &request = from_handle<wdf::Request>(Request);
    request.to_send().format_by_location(request, *Stack);
}

VOID WdfRequestSetCompletionRoutine(WDFREQUEST Request, PFN_WDF_REQUEST_COMPLETION_ROUTINE CompletionRoutine,
                                    WDFCONTEXT CompletionContext) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestSetCompletionRoutine");
    Sending &sending = from_handle<wdf::Request>(Request).to_send();
    sending.completion_routine = reinterpret_cast<void *>(CompletionRoutine);
    sending.completion_context = CompletionContext;
}

NTSTATUS WdfRequestAllocateTimer(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestAllocateTimer");
    auto &request = from_handle<wdf::Request>(Request);
    request.to_send().allocate_timer(request);
    return STATUS_SUCCESS;
}

BOOLEAN WdfRequestSend(WDFREQUEST Request, WDFIOTARGET Target, PWDF_REQUEST_SEND_OPTIONS Options) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestSend");
    auto &request = from_handle<wdf::Request>(Request);
    auto &target = from_handle<IoTarget>(Target);
    SendOptions options;
    if (Options != nullptr) {
        if (Options->Size != sizeof(WDF_REQUEST_SEND_OPTIONS)) {
            request.set_status(static_cast<std::uint32_t>(STATUS_INFO_LENGTH_MISMATCH));
            return FALSE;
        }
        options = {Options->Flags, Options->Timeout};
    }
    const bool synchronous = (options.flags & WDF_REQUEST_SEND_OPTION_SYNCHRONOUS) != 0;
    if (synchronous && !Framework::current().require_irql("WdfRequestSend", kernel::passive_level)) {
        request.set_status(static_cast<std::uint32_t>(STATUS_INVALID_DEVICE_REQUEST)); // nothing can be waited for
        return FALSE;
    }
    return request.to_send().send(request, target, options) ? TRUE : FALSE;
}

BOOLEAN WdfRequestCancelSentRequest(WDFREQUEST Request) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestCancelSentRequest");
    auto &request = from_handle<wdf::Request>(Request);
    if (request.sending == nullptr) return FALSE;
    request.reference(); // its completion routine may delete it
    const bool cancelled = request.sending->cancel(request);
    request.dereference();
    return cancelled ? TRUE : FALSE;
}

VOID WdfRequestGetCompletionParams(WDFREQUEST Request, PWDF_REQUEST_COMPLETION_PARAMS Params) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestGetCompletionParams");
    Framework &framework = Framework::current();
    framework.require_parameter(Params, "WdfRequestGetCompletionParams", "Params");
    const auto &request = from_handle<wdf::Request>(Request);
    if (Params->Size != sizeof(WDF_REQUEST_COMPLETION_PARAMS)) {
        framework.violation(Violation::NullParameter, Params,
                            "WdfRequestGetCompletionParams was called with a structure whose Size is wrong",
                            "Initialise the structure with WDF_REQUEST_COMPLETION_PARAMS_INIT.");
    }
    if (request.sending != nullptr) request.sending->fill_parameters(request, *Params);
}
