// SPDX-License-Identifier: MIT
#include "sim/wdf/request.hpp"

#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/irp.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/callback_lock.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/device_io.hpp"
#include "sim/wdf/file_object.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_queue.hpp"
#include "sim/wdf/io_records.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/sending.hpp"

#include "wdf.h"

namespace acxsim::wdf {

namespace {

constexpr std::uint32_t status_pending = 0x103;
constexpr ULONG ioctl_ks_property = CTL_CODE(FILE_DEVICE_KS, 0x000, METHOD_NEITHER, FILE_ANY_ACCESS);

constexpr std::uint32_t code_of(NTSTATUS status) { return static_cast<std::uint32_t>(status); }

/// IoCancelIrp found the request in a queue, or in the hands of the driver that marked it cancelable.
VOID cancel_routine(PDEVICE_OBJECT device_object, PIRP irp) {
    Request *request = DeviceIo::find_request(device_object, irp);
    if (request != nullptr) request->cancel_routine_ran();
}

std::span<std::byte> span_of(void *address, std::size_t size_bytes) {
    return {static_cast<std::byte *>(address), size_bytes};
}

std::span<std::byte> span_of_mdl(PMDL mdl) {
    return mdl == nullptr ? std::span<std::byte>{} : span_of(MmGetMdlVirtualAddress(mdl), MmGetMdlByteCount(mdl));
}

} // namespace

Request::Request(const Attributes &attributes, Object *parent, std::span<std::byte> input_buffer,
                 std::span<std::byte> output_buffer, std::function<void(const Completion &)> completed)
    : Object(type, attributes, parent), input(input_buffer), output(output_buffer), completed_(std::move(completed)),
      irp_(kernel::allocate_irp(2)), origin_(Origin::Extension) {
    forbid_deletion_by_driver();
    completion_.status = status_pending;
    IoSetNextIrpStackLocation(irp_); // the driver below may be sent the request too: one location is left
    PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp_);
    location->MajorFunction = IRP_MJ_DEVICE_CONTROL;
    location->Parameters.DeviceIoControl.IoControlCode = ioctl_ks_property;
    location->Parameters.DeviceIoControl.InputBufferLength = static_cast<ULONG>(input.size());
    location->Parameters.DeviceIoControl.OutputBufferLength = static_cast<ULONG>(output.size());
    location->Parameters.DeviceIoControl.Type3InputBuffer = input.data();
    if (Device *device = ancestor<Device>(); device != nullptr) location->DeviceObject = device->device_object();
    irp_->UserBuffer = output.data();
    irp_->RequestorMode = UserMode;
    irp_->AssociatedIrp.SystemBuffer = input.empty() ? static_cast<void *>(output.data()) : input.data();
}

Request::Request(const Attributes &attributes, Device &device, _IRP *irp, FileObject *file_object)
    : Object(type, attributes, &device), requestor_mode(static_cast<std::uint8_t>(irp->RequestorMode)),
      holder(Holder::Framework), file(file_object), irp_(irp), origin_(Origin::Above) {
    forbid_deletion_by_driver();
    completion_.status = status_pending;
}

Request::Request(const Attributes &attributes, Object *parent, unsigned stack_locations)
    : Object(type, attributes, parent), requestor_mode(KernelMode), irp_(kernel::allocate_irp(stack_locations)),
      origin_(Origin::Driver) {
    irp_->RequestorMode = KernelMode;
}

Request::Request(const Attributes &attributes, Object *parent, _IRP *irp, bool frees_irp)
    : Object(type, attributes, parent), requestor_mode(static_cast<std::uint8_t>(irp->RequestorMode)), irp_(irp),
      origin_(Origin::DriverIrp), frees_irp_(frees_irp) {}

Request::~Request() = default;

void Request::after_cleanup() {
    if (sending != nullptr && sending->target != nullptr) {
        framework().violation(Violation::RequestMisuse, handle(),
                              "a request is deleted while an I/O target still has it",
                              "Cancel it (WdfRequestCancelSentRequest) and wait for its completion routine first.");
    }
    if (sending != nullptr) sending->forget_format(*this);
    for (void *mdl : made_mdls_)
        kernel::Executive::current().mdls().free(mdl);
    made_mdls_.clear();
    if (origin_ == Origin::Extension || origin_ == Origin::Driver) kernel::free_irp(irp_);
    if (origin_ == Origin::DriverIrp && frees_irp_) kernel::free_irp(irp_, kernel::MemoryKind::Object);
    irp_ = nullptr;
}

// --- what was asked -------------------------------------------------------------------------------------------------

std::uint32_t Request::request_type() const {
    if (made_by_driver() && sending != nullptr) return sending->type;
    if (irp_ == nullptr || irp_->CurrentLocation > irp_->StackCount) return WdfRequestTypeNoFormat;
    return IoGetCurrentIrpStackLocation(irp_)->MajorFunction;
}

std::uint32_t Request::control_code() const {
    const std::uint32_t asked = request_type();
    if (asked != WdfRequestTypeDeviceControl && asked != WdfRequestTypeDeviceControlInternal) return 0;
    if (made_by_driver()) return sending->code;
    return IoGetCurrentIrpStackLocation(irp_)->Parameters.DeviceIoControl.IoControlCode;
}

void Request::get_parameters(WDF_REQUEST_PARAMETERS &parameters) const {
    if (irp_ == nullptr || irp_->CurrentLocation > irp_->StackCount) return;
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp_);
    parameters.Type = static_cast<WDF_REQUEST_TYPE>(location.MajorFunction);
    parameters.MinorFunction = location.MinorFunction;
    auto &to = parameters.Parameters;
    switch (location.MajorFunction) {
    case IRP_MJ_CREATE:
        to.Create.SecurityContext =
            static_cast<struct _IO_SECURITY_CONTEXT *>(static_cast<void *>(location.Parameters.Create.SecurityContext));
        to.Create.Options = location.Parameters.Create.Options;
        to.Create.FileAttributes = location.Parameters.Create.FileAttributes;
        to.Create.ShareAccess = location.Parameters.Create.ShareAccess;
        to.Create.EaLength = location.Parameters.Create.EaLength;
        break;
    case IRP_MJ_READ:
        to.Read.Length = location.Parameters.Read.Length;
        to.Read.Key = location.Parameters.Read.Key;
        to.Read.DeviceOffset = location.Parameters.Read.ByteOffset.QuadPart;
        break;
    case IRP_MJ_WRITE:
        to.Write.Length = location.Parameters.Write.Length;
        to.Write.Key = location.Parameters.Write.Key;
        to.Write.DeviceOffset = location.Parameters.Write.ByteOffset.QuadPart;
        break;
    case IRP_MJ_DEVICE_CONTROL:
        to.DeviceIoControl.OutputBufferLength = location.Parameters.DeviceIoControl.OutputBufferLength;
        to.DeviceIoControl.InputBufferLength = location.Parameters.DeviceIoControl.InputBufferLength;
        to.DeviceIoControl.IoControlCode = location.Parameters.DeviceIoControl.IoControlCode;
        to.DeviceIoControl.Type3InputBuffer = location.Parameters.DeviceIoControl.Type3InputBuffer;
        break;
    case IRP_MJ_INTERNAL_DEVICE_CONTROL: // the same storage, under the names that its users give it
        to.Others.Arg1 = location.Parameters.Others.Argument1;
        to.Others.Arg2 = location.Parameters.Others.Argument2;
        to.Others.IoControlCode = location.Parameters.DeviceIoControl.IoControlCode;
        to.Others.Arg4 = location.Parameters.Others.Argument4;
        break;
    default:
        break;
    }
}

std::string Request::describe() const {
    switch (request_type()) {
    case WdfRequestTypeCreate:
        return "create";
    case WdfRequestTypeRead:
        return "read";
    case WdfRequestTypeWrite:
        return "write";
    case WdfRequestTypeDeviceControl:
        return fmt::format("device control {:#010x}", control_code());
    case WdfRequestTypeDeviceControlInternal:
        return fmt::format("internal device control {:#010x}", control_code());
    default:
        return fmt::format("request of type {:#x}", request_type());
    }
}

// --- completion -----------------------------------------------------------------------------------------------------

void Request::require_held(std::string_view ddi) {
    if (holder == Holder::Driver && !is_completed_) return;
    const char *why = is_completed_              ? "it has been completed before"
                      : holder == Holder::Target ? "it has been sent to an I/O target and has not come back"
                      : holder == Holder::Queue  ? "it waits in a queue, where the framework holds it"
                                                 : "the framework holds it";
    framework().violation(Violation::RequestMisuse, handle(),
                          fmt::format("{} was called for a {}, but {}", ddi, describe(), why),
                          "A request is the driver's from its delivery until it completes, forwards or sends it.");
}

void Request::check_completion(std::uint32_t status, std::uint64_t returned) {
    if (is_completed_) {
        framework().violation(Violation::RequestMisuse, handle(), "a WDFREQUEST is completed a second time",
                              "A request is completed once, or passed on once; never both.");
    }
    if (status == status_pending) {
        framework().violation(Violation::RequestMisuse, handle(), "a WDFREQUEST is completed with STATUS_PENDING");
    }
    if (made_by_driver()) {
        framework().violation(Violation::RequestMisuse, handle(),
                              "WdfRequestComplete was called for a request that the driver made itself",
                              "A request of WdfRequestCreate is deleted or reused when it has come back.");
    }
    if (holder == Holder::Target || holder == Holder::Queue) require_held("WdfRequestComplete");
    if (cancelable_ == Cancelable::Marked) {
        framework().violation(
            Violation::RequestMisuse, handle(),
            fmt::format("a {} is completed while it is marked cancelable", describe()),
            "Call WdfRequestUnmarkCancelable first, and leave the request to EvtRequestCancel if that "
            "returns STATUS_CANCELLED.");
    }
    if (!NT_SUCCESS(static_cast<NTSTATUS>(status)) || origin_ != Origin::Above) return;
    const std::uint32_t asked = request_type();
    const bool returns_bytes = asked == WdfRequestTypeRead || asked == WdfRequestTypeDeviceControl;
    if (!returns_bytes) return;
    WDF_REQUEST_PARAMETERS parameters;
    WDF_REQUEST_PARAMETERS_INIT(&parameters);
    get_parameters(parameters);
    const std::size_t room = asked == WdfRequestTypeRead ? parameters.Parameters.Read.Length
                                                         : parameters.Parameters.DeviceIoControl.OutputBufferLength;
    if (returned > room) {
        framework().violation(
            Violation::RequestMisuse, handle(),
            fmt::format("a {} is completed with {} bytes, but its output buffer has {}", describe(), returned, room),
            "The I/O manager copies that many bytes into the caller's buffer.");
    }
}

void Request::complete(std::uint32_t status, std::uint64_t returned) {
    check_completion(status, returned);
    framework().trace().emit(RequestCompleted{id(), status, returned});
    is_completed_ = true;
    holder = Holder::Nobody;
    cancel_callback_ = nullptr;
    completion_ = {status, returned};
    irp_->IoStatus.Status = static_cast<NTSTATUS>(status);
    irp_->IoStatus.Information = returned;
    reference();
    PIRP irp = irp_;
    Queue *left = queue;
    queue = nullptr;
    if (left != nullptr) {
        left->reference();
        left->remove_presented(*this);
    }
    if (origin_ == Origin::Above && request_type() == WdfRequestTypeCreate &&
        !NT_SUCCESS(static_cast<NTSTATUS>(status))) {
        ancestor<Device>()->io().create_failed(std::exchange(file, nullptr));
    }
    if (completed_) completed_(completion_);
    if (origin_ == Origin::Above) {
        ancestor<Device>()->io().forget(*this);
        del();
        kernel::complete_irp(irp);
    } else {
        del();
    }
    if (left != nullptr) {
        left->request_gone();
        left->dereference();
    }
    dereference();
}

void Request::send_and_forget() {
    is_completed_ = true;
    holder = Holder::Nobody;
    reference();
    Queue *left = std::exchange(queue, nullptr);
    if (left != nullptr) {
        left->reference();
        left->remove_presented(*this);
    }
    if (origin_ == Origin::Above) ancestor<Device>()->io().forget(*this);
    del();
    if (left != nullptr) {
        left->request_gone();
        left->dereference();
    }
    dereference();
}

void Request::reuse(std::uint32_t status) {
    if (sending != nullptr && sending->target != nullptr) {
        framework().violation(Violation::RequestMisuse, handle(),
                              "WdfRequestReuse was called for a request that an I/O target still has");
    }
    if (sending != nullptr) {
        sending->forget_format(*this);
        sending->completion_routine = nullptr;
    }
    completion_.status = status;
    information = 0;
    irp_->IoStatus.Status = static_cast<NTSTATUS>(status);
    irp_->IoStatus.Information = 0;
    irp_->Cancel = FALSE;
}

Sending &Request::to_send() {
    if (sending == nullptr) sending = std::make_unique<Sending>(*this);
    return *sending;
}

// --- buffers --------------------------------------------------------------------------------------------------------

std::uint32_t Request::find_input(std::span<std::byte> &bytes) const {
    bytes = {};
    if (is_completed_) return code_of(STATUS_INTERNAL_ERROR);
    if (origin_ == Origin::Extension) {
        bytes = input;
        return 0;
    }
    if (irp_->CurrentLocation > irp_->StackCount) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp_);
    const bool trusted = requestor_mode == KernelMode || location.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL;
    const auto &ioctl = location.Parameters.DeviceIoControl;
    switch (location.MajorFunction) {
    case IRP_MJ_WRITE:
        if (irp_->MdlAddress != nullptr) {
            bytes = span_of_mdl(irp_->MdlAddress);
        } else if (irp_->AssociatedIrp.SystemBuffer != nullptr) {
            bytes = span_of(irp_->AssociatedIrp.SystemBuffer, location.Parameters.Write.Length);
        } else if (trusted || location.Parameters.Write.Length == 0) {
            bytes = span_of(irp_->UserBuffer, location.Parameters.Write.Length);
        } else {
            return code_of(STATUS_INVALID_DEVICE_REQUEST);
        }
        return 0;
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
        if ((ioctl.IoControlCode & 3) != METHOD_NEITHER) {
            bytes = span_of(irp_->AssociatedIrp.SystemBuffer, ioctl.InputBufferLength);
        } else if (trusted) {
            bytes = span_of(ioctl.Type3InputBuffer, ioctl.InputBufferLength);
        } else {
            return code_of(STATUS_INVALID_DEVICE_REQUEST);
        }
        return 0;
    default:
        return code_of(STATUS_INVALID_DEVICE_REQUEST);
    }
}

std::uint32_t Request::find_output(std::span<std::byte> &bytes) const {
    bytes = {};
    if (is_completed_) return code_of(STATUS_INTERNAL_ERROR);
    if (origin_ == Origin::Extension) {
        bytes = output;
        return 0;
    }
    if (irp_->CurrentLocation > irp_->StackCount) return code_of(STATUS_INVALID_DEVICE_REQUEST);
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(irp_);
    const bool trusted = requestor_mode == KernelMode || location.MajorFunction == IRP_MJ_INTERNAL_DEVICE_CONTROL;
    const auto &ioctl = location.Parameters.DeviceIoControl;
    switch (location.MajorFunction) {
    case IRP_MJ_READ:
        if (irp_->MdlAddress != nullptr) {
            bytes = span_of_mdl(irp_->MdlAddress);
        } else if (irp_->AssociatedIrp.SystemBuffer != nullptr) {
            bytes = span_of(irp_->AssociatedIrp.SystemBuffer, location.Parameters.Read.Length);
        } else if (trusted || location.Parameters.Read.Length == 0) {
            bytes = span_of(irp_->UserBuffer, location.Parameters.Read.Length);
        } else {
            return code_of(STATUS_INVALID_DEVICE_REQUEST);
        }
        return 0;
    case IRP_MJ_DEVICE_CONTROL:
    case IRP_MJ_INTERNAL_DEVICE_CONTROL:
        switch (ioctl.IoControlCode & 3) {
        case METHOD_BUFFERED:
            bytes = span_of(irp_->AssociatedIrp.SystemBuffer, ioctl.OutputBufferLength);
            return 0;
        case METHOD_IN_DIRECT:
        case METHOD_OUT_DIRECT:
            bytes = span_of_mdl(irp_->MdlAddress);
            return 0;
        default:
            if (!trusted) return code_of(STATUS_INVALID_DEVICE_REQUEST);
            bytes = span_of(irp_->UserBuffer, ioctl.OutputBufferLength);
            return 0;
        }
    default:
        return code_of(STATUS_INVALID_DEVICE_REQUEST);
    }
}

void *Request::mdl_of(std::span<std::byte> bytes) {
    if (irp_->MdlAddress != nullptr && MmGetMdlVirtualAddress(irp_->MdlAddress) == bytes.data())
        return irp_->MdlAddress;
    kernel::Mdls &mdls = kernel::Executive::current().mdls();
    for (void *made : made_mdls_) {
        if (MmGetMdlVirtualAddress(static_cast<PMDL>(made)) == bytes.data()) return made;
    }
    void *mdl = mdls.allocate(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
    mdls.build(mdl);
    made_mdls_.push_back(mdl);
    return mdl;
}

// --- cancellation ---------------------------------------------------------------------------------------------------

bool Request::cancel_asked() const { return irp_ != nullptr && irp_->Cancel != FALSE; }

bool Request::set_cancel_routine(bool on) {
    if (origin_ != Origin::Above) return irp_->Cancel == FALSE;
    kernel::declare_own_io_routine(reinterpret_cast<const void *>(&cancel_routine));
    if (on) {
        if (irp_->Cancel != FALSE) return false;
        irp_->CancelRoutine = cancel_routine;
        return true;
    }
    const bool was_set = irp_->CancelRoutine == cancel_routine;
    irp_->CancelRoutine = nullptr;
    return was_set;
}

std::uint32_t Request::mark_cancelable(void (*callback)(void *)) {
    if (cancelable_ != Cancelable::No) {
        framework().violation(Violation::RequestMisuse, handle(), "a WDFREQUEST is marked cancelable a second time");
    }
    if (!set_cancel_routine(true)) return code_of(STATUS_CANCELLED);
    cancel_callback_ = callback;
    cancelable_ = Cancelable::Marked;
    return 0;
}

std::uint32_t Request::unmark_cancelable() {
    switch (cancelable_) {
    case Cancelable::No:
        return code_of(STATUS_INVALID_PARAMETER);
    case Cancelable::Claimed:
        return code_of(STATUS_CANCELLED);
    case Cancelable::Marked:
        break;
    }
    set_cancel_routine(false);
    cancelable_ = Cancelable::No;
    cancel_callback_ = nullptr;
    return 0;
}

void Request::cancel() {
    irp_->Cancel = TRUE;
    if (is_completed_) return;
    if (origin_ == Origin::Above) {
        kernel::cancel_irp(irp_);
    } else if (cancelable_ == Cancelable::Marked) {
        cancel_routine_ran();
    }
}

void Request::cancel_routine_ran() {
    framework().trace().emit(RequestCancelled{id(), holder == Holder::Queue ? queue->id() : 0});
    if (holder == Holder::Queue) {
        queue->cancel_waiting(*this);
    } else if (cancelable_ == Cancelable::Marked) {
        cancelable_ = Cancelable::Claimed; // from here on WdfRequestUnmarkCancelable returns STATUS_CANCELLED
        if (queue == nullptr) return call_cancel_callback();
        reference();
        queue->run_callback([this] {
            if (!is_completed_) call_cancel_callback();
            dereference();
        });
    }
}

void Request::call_cancel_callback_now(void (*callback)(void *)) {
    cancel_callback_ = callback;
    reference();
    call_cancel_callback();
    dereference();
}

void Request::call_cancel_callback() {
    cancelable_ = Cancelable::Claimed;
    const auto callback = reinterpret_cast<PFN_WDF_REQUEST_CANCEL>(cancel_callback_);
    cancel_callback_ = nullptr;
    if (callback == nullptr) return;
    kernel::CallbackScope scope("EvtRequestCancel", id(), reinterpret_cast<const void *>(callback));
    callback(handle_as<WDFREQUEST>());
    scope.returned();
}

} // namespace acxsim::wdf
