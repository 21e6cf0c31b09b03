// SPDX-License-Identifier: MIT
#include "sim/wdf/sending.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/io_records.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }
constexpr std::uint32_t bounce_tag = 0x20206f49; // "Io  "

NTSTATUS came_back_routine(PDEVICE_OBJECT, PIRP irp, PVOID context) {
    auto &request = *static_cast<Request *>(context);
    request.sending->end(request, code_of(irp->IoStatus.Status), irp->IoStatus.Information);
    return STATUS_MORE_PROCESSING_REQUIRED; // the driver completes it further, or it was the driver's own
}

void *address_of(const Sending::Part &part) { return part.address; }

} // namespace

Sending::Sending(Request &request)
    : timeout_dpc(request.system(), "WDFREQUEST time-out", [this, &request] {
          if (target == nullptr) return;
          timed_out = true;
          cancel(request);
      }) {}

Sending::~Sending() = default;

// --- format ---------------------------------------------------------------------------------------------------------

void Sending::take_part(Part &to, const Part &from) {
    to = from;
    if (to.memory == nullptr) return;
    to.memory->reference();
    to.address = static_cast<std::byte *>(to.memory->buffer()) + to.offset;
}

void Sending::restore_irp(Request &request) {
    PIRP irp = request.irp();
    if (has_saved_ && irp != nullptr) {
        irp->AssociatedIrp.SystemBuffer = saved_.system_buffer;
        irp->MdlAddress = saved_.mdl;
        irp->UserBuffer = saved_.user_buffer;
        irp->Flags = saved_.flags;
    }
    has_saved_ = false;
    if (bounce_ != nullptr) kernel::Pool::current().free(bounce_, bounce_tag, kernel::MemoryKind::Framework);
    if (mdl_ != nullptr) kernel::Executive::current().mdls().free(mdl_);
    bounce_ = nullptr;
    mdl_ = nullptr;
}

void Sending::forget_format(Request &request) {
    restore_irp(request);
    for (Part *part : {&input_, &output_, &third_}) {
        if (part->memory != nullptr) part->memory->dereference();
        *part = {};
    }
    formatted = false;
    type = WdfRequestTypeNoFormat;
    code = 0;
}

namespace {

/// The stack location that a format writes; nullptr: the IRP has none left.
PIO_STACK_LOCATION begin_format(Request &request, Sending &sending) {
    sending.forget_format(request);
    PIRP irp = request.irp();
    if (irp == nullptr || irp->CurrentLocation <= 1) return nullptr;
    PIO_STACK_LOCATION next = IoGetNextIrpStackLocation(irp);
    *next = {};
    if (irp->CurrentLocation <= irp->StackCount) next->FileObject = IoGetCurrentIrpStackLocation(irp)->FileObject;
    return next;
}

} // namespace

std::uint32_t Sending::format_transfer(Request &request, std::uint32_t major, const Part &part, std::int64_t offset,
                                       bool direct, bool buffered) {
    PIO_STACK_LOCATION next = begin_format(request, *this);
    if (next == nullptr) return code_of(STATUS_REQUEST_NOT_ACCEPTED);
    PIRP irp = request.irp();
    Part &mine = major == IRP_MJ_READ ? output_ : input_;
    take_part(mine, part);
    saved_ = {irp->AssociatedIrp.SystemBuffer, irp->MdlAddress, irp->UserBuffer, irp->Flags};
    has_saved_ = true;
    irp->AssociatedIrp.SystemBuffer = nullptr;
    irp->MdlAddress = nullptr;
    irp->UserBuffer = nullptr;
    next->MajorFunction = static_cast<UCHAR>(major);
    next->Parameters.Read.Length = static_cast<ULONG>(mine.length); // the same place as Parameters.Write
    next->Parameters.Read.ByteOffset.QuadPart = offset;
    if (direct && mine.length != 0) {
        kernel::Mdls &mdls = kernel::Executive::current().mdls();
        mdl_ = static_cast<PMDL>(mdls.allocate(address_of(mine), static_cast<std::uint32_t>(mine.length)));
        mdls.build(mdl_);
        irp->MdlAddress = mdl_;
    } else if (buffered) {
        irp->AssociatedIrp.SystemBuffer = address_of(mine);
    } else {
        irp->UserBuffer = address_of(mine);
    }
    type = major;
    formatted = true;
    return 0;
}

std::uint32_t Sending::format_control(Request &request, std::uint32_t major, std::uint32_t control_code, const Part &in,
                                      const Part &out) {
    PIO_STACK_LOCATION next = begin_format(request, *this);
    if (next == nullptr) return code_of(STATUS_REQUEST_NOT_ACCEPTED);
    PIRP irp = request.irp();
    take_part(input_, in);
    take_part(output_, out);
    saved_ = {irp->AssociatedIrp.SystemBuffer, irp->MdlAddress, irp->UserBuffer, irp->Flags};
    has_saved_ = true;
    irp->MdlAddress = nullptr;
    irp->UserBuffer = nullptr;
    next->MajorFunction = static_cast<UCHAR>(major);
    auto &control = next->Parameters.DeviceIoControl;
    control.IoControlCode = control_code;
    control.InputBufferLength = static_cast<ULONG>(input_.length);
    control.OutputBufferLength = static_cast<ULONG>(output_.length);
    switch (control_code & 3) {
    case METHOD_BUFFERED: {
        const bool one_buffer = input_.length == 0 || output_.length == 0 || address_of(input_) == address_of(output_);
        if (one_buffer) {
            irp->AssociatedIrp.SystemBuffer = input_.length == 0 ? address_of(output_) : address_of(input_);
        } else {
            bounce_ = kernel::Pool::current().allocate({.size_bytes = std::max(input_.length, output_.length),
                                                        .tag = bounce_tag,
                                                        .kind = kernel::MemoryKind::Framework});
            memcpy(bounce_, address_of(input_), input_.length);
            irp->AssociatedIrp.SystemBuffer = bounce_;
        }
        irp->UserBuffer = address_of(output_);
        break;
    }
    case METHOD_IN_DIRECT:
    case METHOD_OUT_DIRECT:
        irp->AssociatedIrp.SystemBuffer = address_of(input_);
        if (output_.length != 0) {
            kernel::Mdls &mdls = kernel::Executive::current().mdls();
            mdl_ = static_cast<PMDL>(mdls.allocate(address_of(output_), static_cast<std::uint32_t>(output_.length)));
            mdls.build(mdl_);
            irp->MdlAddress = mdl_;
        }
        break;
    default:
        control.Type3InputBuffer = address_of(input_);
        irp->UserBuffer = address_of(output_);
        break;
    }
    type = major;
    code = control_code;
    formatted = true;
    return 0;
}

std::uint32_t Sending::format_others(Request &request, std::uint32_t control_code, const Part &argument_1,
                                     const Part &argument_2, const Part &argument_4) {
    PIO_STACK_LOCATION next = begin_format(request, *this);
    if (next == nullptr) return code_of(STATUS_REQUEST_NOT_ACCEPTED);
    take_part(input_, argument_1);
    take_part(output_, argument_2);
    take_part(third_, argument_4);
    next->MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
    next->Parameters.Others.Argument1 = address_of(input_);
    next->Parameters.Others.Argument2 = address_of(output_);
    next->Parameters.DeviceIoControl.IoControlCode = control_code; // the third argument's place
    next->Parameters.Others.Argument4 = address_of(third_);
    type = WdfRequestTypeOther;
    code = control_code;
    formatted = true;
    return 0;
}

void Sending::format_as_it_is(Request &request) {
    PIRP irp = request.irp();
    forget_format(request);
    if (irp == nullptr || irp->CurrentLocation > irp->StackCount || irp->CurrentLocation <= 1) {
        request.framework().violation(Violation::RequestMisuse, request.handle(),
                                      "a request is formatted by its current type, but it has none, or no stack "
                                      "location is left for the driver below",
                                      "Requests of the driver's own are formatted by WdfIoTargetFormatRequestForXxx.");
    }
    IoCopyCurrentIrpStackLocationToNext(irp);
    IoGetNextIrpStackLocation(irp)->CompletionRoutine = nullptr;
    type = IoGetCurrentIrpStackLocation(irp)->MajorFunction;
    code = request.control_code();
    formatted = true;
}

void Sending::format_by_location(Request &request, const IO_STACK_LOCATION &location) {
    PIO_STACK_LOCATION next = begin_format(request, *this);
    if (next == nullptr) {
        request.framework().violation(Violation::RequestMisuse, request.handle(),
                                      "a request is formatted that has no stack location left for the driver below",
                                      "WdfRequestCreate wants the I/O target that the request will be sent to.");
    }
    *next = location;
    next->CompletionRoutine = nullptr;
    next->Control = 0;
    type = location.MajorFunction;
    const bool control = type == IRP_MJ_DEVICE_CONTROL || type == IRP_MJ_INTERNAL_DEVICE_CONTROL;
    code = control ? location.Parameters.DeviceIoControl.IoControlCode : 0;
    formatted = true;
}

// --- on the way -----------------------------------------------------------------------------------------------------

void Sending::allocate_timer(Request &request) {
    if (timer == nullptr) timer = std::make_unique<kernel::Timer>(request.system(), "WDFREQUEST time-out", nullptr);
}

void Sending::arm_timer(Request &request, std::int64_t timeout) {
    timed_out = false;
    if (timeout == 0) return;
    allocate_timer(request);
    timer->set(kernel::due_time(request.system(), timeout), {}, false, &timeout_dpc);
}

bool Sending::send(Request &request, IoTarget &to, const SendOptions &options) {
    if (target != nullptr) {
        request.framework().violation(
            Violation::RequestMisuse, request.handle(),
            "a request is sent that has been sent before and has not come back",
            "Wait for its completion routine, or cancel it with WdfRequestCancelSentRequest.");
    }
    if (!request.made_by_driver()) request.require_held("WdfRequestSend");
    if (request.cancelable() == Request::Cancelable::Marked) {
        request.framework().violation(
            Violation::RequestMisuse, request.handle(), "a request is sent while it is marked cancelable",
            "Call WdfRequestUnmarkCancelable first: the target's driver decides from here on.");
    }
    const bool forget = (options.flags & WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET) != 0;
    const bool may_forget =
        !request.made_by_driver() && !(request.file != nullptr && request.request_type() == WdfRequestTypeCreate);
    if (forget ? !may_forget : !formatted) {
        request.set_status(code_of(STATUS_INVALID_DEVICE_REQUEST));
        return false;
    }
    if (request.irp()->CurrentLocation <= 1) {
        request.set_status(code_of(STATUS_REQUEST_NOT_ACCEPTED));
        return false;
    }
    ignores_target_state = (options.flags & WDF_REQUEST_SEND_OPTION_IGNORE_TARGET_STATE) != 0;
    if (forget) {
        if (!to.is_open()) {
            request.set_status(code_of(STATUS_INVALID_DEVICE_STATE));
            return false;
        }
        request.framework().trace().emit(
            RequestSent{request.id(), to.id(), request.request_type(), request.control_code()});
        PIRP irp = request.irp();
        _DEVICE_OBJECT *below = to.target_device();
        request.send_and_forget();
        IoSkipCurrentIrpStackLocation(irp);
        kernel::call_driver(below, irp);
        return true;
    }
    if (!to.enter(request, ignores_target_state)) {
        request.set_status(code_of(STATUS_INVALID_DEVICE_STATE));
        return false;
    }
    request.framework().trace().emit(RequestSent{request.id(), to.id(), type, code});
    request.reference();
    request.set_status(code_of(STATUS_PENDING));
    request.holder = Request::Holder::Target;
    target = &to;
    submitted = false;
    synchronous = (options.flags & WDF_REQUEST_SEND_OPTION_SYNCHRONOUS) != 0;
    kernel::System &system = request.system();
    system.reset_event(came_back);
    if ((options.flags & WDF_REQUEST_SEND_OPTION_TIMEOUT) != 0) arm_timer(request, options.timeout);
    const bool waits = synchronous;
    if (waits) request.reference();
    if (to.may_leave(ignores_target_state)) submit(request);
    if (waits) {
        while (target != nullptr)
            system.wait(came_back);
        request.dereference();
    }
    return true;
}

void Sending::submit(Request &request) {
    submitted = true;
    PIRP irp = request.irp();
    if (_FILE_OBJECT *file = target->target_file(); file != nullptr) IoGetNextIrpStackLocation(irp)->FileObject = file;
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&came_back_routine));
    IoSetCompletionRoutine(irp, came_back_routine, &request, TRUE, TRUE, TRUE);
    kernel::call_driver(target->target_device(), irp);
}

void Sending::end(Request &request, std::uint32_t status, std::uint64_t returned) {
    if (timer != nullptr) timer->cancel();
    PIRP irp = request.irp();
    if (timed_out && status == code_of(STATUS_CANCELLED)) status = code_of(STATUS_IO_TIMEOUT);
    irp->IoStatus.Status = static_cast<NTSTATUS>(status);
    irp->IoStatus.Information = returned;
    last_information_ = returned;
    if (bounce_ != nullptr && !NT_ERROR(static_cast<NTSTATUS>(status)))
        memcpy(address_of(output_), bounce_, std::min<std::size_t>(output_.length, returned));
    restore_irp(request);
    request.set_status(status);
    request.information = returned;
    request.holder = Request::Holder::Driver;
    formatted = false; // it must be formatted anew before it is sent again
    IoTarget &from = *target;
    request.framework().trace().emit(RequestCameBack{request.id(), from.id(), status, returned});
    from.reference();
    target = nullptr;
    from.left(request);
    const auto routine = reinterpret_cast<PFN_WDF_REQUEST_COMPLETION_ROUTINE>(completion_routine);
    if (!synchronous && routine != nullptr) {
        WDF_REQUEST_COMPLETION_PARAMS parameters;
        WDF_REQUEST_COMPLETION_PARAMS_INIT(&parameters);
        fill_parameters(request, parameters);
        kernel::CallbackScope scope("EvtRequestCompletionRoutine", request.id(),
                                    reinterpret_cast<const void *>(routine));
        routine(request.handle_as<WDFREQUEST>(), from.handle_as<WDFIOTARGET>(), &parameters, completion_context);
        scope.returned();
    }
    request.system().set_event(came_back);
    from.dereference();
    request.dereference();
}

bool Sending::cancel(Request &request) {
    if (target == nullptr) return false;
    if (submitted) return kernel::cancel_irp(request.irp());
    end(request, code_of(STATUS_CANCELLED), 0);
    return true;
}

void Sending::fill_parameters(const Request &request, WDF_REQUEST_COMPLETION_PARAMS &parameters) const {
    parameters.Type = static_cast<WDF_REQUEST_TYPE>(type);
    parameters.IoStatus.Status = static_cast<NTSTATUS>(request.status());
    parameters.IoStatus.Information = last_information_;
    const auto memory = [](const Part &part) {
        return part.memory == nullptr ? nullptr : part.memory->handle_as<WDFMEMORY>();
    };
    auto &to = parameters.Parameters;
    switch (type) {
    case WdfRequestTypeRead:
        to.Read.Buffer = memory(output_);
        to.Read.Length = last_information_;
        to.Read.Offset = output_.offset;
        break;
    case WdfRequestTypeWrite:
        to.Write.Buffer = memory(input_);
        to.Write.Length = last_information_;
        to.Write.Offset = input_.offset;
        break;
    case WdfRequestTypeDeviceControl:
    case WdfRequestTypeDeviceControlInternal:
        to.Ioctl.IoControlCode = code;
        to.Ioctl.Input.Buffer = memory(input_);
        to.Ioctl.Input.Offset = input_.offset;
        to.Ioctl.Output.Buffer = memory(output_);
        to.Ioctl.Output.Offset = output_.offset;
        to.Ioctl.Output.Length = last_information_;
        break;
    case WdfRequestTypeOther:
        to.Others.Argument1.Ptr = input_.address;
        to.Others.Argument2.Ptr = output_.address;
        to.Others.Argument3.Value = code;
        to.Others.Argument4.Ptr = third_.address;
        break;
    default:
        break;
    }
}

} // namespace acxsim::wdf
