// SPDX-License-Identifier: MIT
//
// WdfIoTargetFormatRequestFor... and WdfIoTargetSend...Synchronously. Page: wdfiotarget.
#include <fmt/format.h>

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/io_target.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/request.hpp"
#include "sim/wdf/sending.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

/// A memory object with its offsets as part of a format; false: the offsets lie outside of it.
bool part_of(WDFMEMORY handle, const WDFMEMORY_OFFSET *offsets, Sending::Part &part) {
    part = {};
    if (handle == nullptr) return true;
    auto &memory = from_handle<Memory>(handle);
    part.memory = &memory;
    part.length = memory.size_bytes();
    if (offsets == nullptr) return true;
    if (offsets->BufferOffset > memory.size_bytes()) return false;
    part.offset = offsets->BufferOffset;
    part.length = memory.size_bytes() - part.offset;
    if (offsets->BufferLength == 0) return true;
    if (offsets->BufferLength > part.length) return false;
    part.length = offsets->BufferLength;
    return true;
}

/// What a descriptor of a synchronous call means.
NTSTATUS part_of(const WDF_MEMORY_DESCRIPTOR *descriptor, Sending::Part &part) {
    part = {};
    if (descriptor == nullptr) return STATUS_SUCCESS;
    switch (descriptor->Type) {
    case WdfMemoryDescriptorTypeBuffer:
        part.address = descriptor->u.BufferType.Buffer;
        part.length = descriptor->u.BufferType.Length;
        return part.address == nullptr && part.length != 0 ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
    case WdfMemoryDescriptorTypeMdl:
        if (descriptor->u.MdlType.Mdl == nullptr) return STATUS_INVALID_PARAMETER;
        part.address = MmGetMdlVirtualAddress(descriptor->u.MdlType.Mdl);
        part.length = descriptor->u.MdlType.BufferLength;
        return part.length > MmGetMdlByteCount(descriptor->u.MdlType.Mdl) ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
    case WdfMemoryDescriptorTypeHandle:
        return part_of(descriptor->u.HandleType.Memory, descriptor->u.HandleType.Offsets, part)
                   ? STATUS_SUCCESS
                   : STATUS_INVALID_DEVICE_REQUEST;
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

bool under_way(const Request &request) { return request.sending != nullptr && request.sending->target != nullptr; }

/// Formats the request, or one of the framework's own, sends it and waits.
template <class Format>
NTSTATUS send_synchronously(std::string_view ddi, WDFIOTARGET target_handle, WDFREQUEST handle,
                            PWDF_REQUEST_SEND_OPTIONS given, PULONG_PTR returned, Format format) {
    Framework &framework = Framework::current();
    auto &target = from_handle<IoTarget>(target_handle);
    if (returned != nullptr) *returned = 0;
    SendOptions options;
    if (given != nullptr) {
        if (given->Size != sizeof(WDF_REQUEST_SEND_OPTIONS)) return STATUS_INFO_LENGTH_MISMATCH;
        if ((given->Flags & WDF_REQUEST_SEND_OPTION_SEND_AND_FORGET) != 0) return STATUS_INVALID_PARAMETER;
        options = {given->Flags, given->Timeout};
    }
    options.flags |= WDF_REQUEST_SEND_OPTION_SYNCHRONOUS;
    if (!framework.require_irql(ddi, kernel::passive_level)) return STATUS_INVALID_DEVICE_REQUEST;
    if (!target.is_open()) return STATUS_INVALID_DEVICE_STATE;
    const bool own = handle == nullptr;
    Request &request = own ? make_object<Request>(Attributes{}, framework.driver(), target.stack_locations())
                           : from_handle<Request>(handle);
    NTSTATUS status = STATUS_INVALID_DEVICE_REQUEST;
    if (!under_way(request)) {
        status = static_cast<NTSTATUS>(format(target, request));
        if (NT_SUCCESS(status)) {
            request.to_send().send(request, target, options);
            status = static_cast<NTSTATUS>(request.status());
            if (returned != nullptr) *returned = request.information;
        }
    }
    if (own) request.del();
    return status;
}

NTSTATUS send_control(std::string_view ddi, std::uint32_t major, WDFIOTARGET target, WDFREQUEST request, ULONG code,
                      PWDF_MEMORY_DESCRIPTOR in, PWDF_MEMORY_DESCRIPTOR out, PWDF_REQUEST_SEND_OPTIONS options,
                      PULONG_PTR returned) {
    return send_synchronously(ddi, target, request, options, returned, [&](IoTarget &, Request &to_format) {
        Sending::Part input, output;
        NTSTATUS status = part_of(in, input);
        if (NT_SUCCESS(status)) status = part_of(out, output);
        if (!NT_SUCCESS(status)) return static_cast<std::uint32_t>(status);
        return to_format.to_send().format_control(to_format, major, code, input, output);
    });
}

NTSTATUS send_transfer(std::string_view ddi, std::uint32_t major, WDFIOTARGET target, WDFREQUEST request,
                       PWDF_MEMORY_DESCRIPTOR buffer, PLONGLONG offset, PWDF_REQUEST_SEND_OPTIONS options,
                       PULONG_PTR returned) {
    return send_synchronously(ddi, target, request, options, returned, [&](IoTarget &to, Request &to_format) {
        Sending::Part part;
        const NTSTATUS status = part_of(buffer, part);
        if (!NT_SUCCESS(status)) return static_cast<std::uint32_t>(status);
        return to_format.to_send().format_transfer(to_format, major, part, offset == nullptr ? 0 : *offset,
                                                   to.direct_io(), to.buffered_io());
    });
}

NTSTATUS format_control(std::uint32_t major, WDFIOTARGET target, WDFREQUEST handle, ULONG code, WDFMEMORY in,
                        PWDFMEMORY_OFFSET in_offset, WDFMEMORY out, PWDFMEMORY_OFFSET out_offset) {
    from_handle<IoTarget>(target);
    auto &request = from_handle<Request>(handle);
    Sending::Part input, output;
    if (under_way(request) || !part_of(in, in_offset, input) || !part_of(out, out_offset, output)) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    return static_cast<NTSTATUS>(request.to_send().format_control(request, major, code, input, output));
}

NTSTATUS format_transfer(std::uint32_t major, WDFIOTARGET target_handle, WDFREQUEST handle, WDFMEMORY buffer,
                         PWDFMEMORY_OFFSET buffer_offset, PLONGLONG offset) {
    auto &target = from_handle<IoTarget>(target_handle);
    auto &request = from_handle<Request>(handle);
    Sending::Part part;
    if (under_way(request) || !part_of(buffer, buffer_offset, part)) return STATUS_INVALID_DEVICE_REQUEST;
    return static_cast<NTSTATUS>(request.to_send().format_transfer(
        request, major, part, offset == nullptr ? 0 : *offset, target.direct_io(), target.buffered_io()));
}

} // namespace

NTSTATUS WdfIoTargetFormatRequestForRead(WDFIOTARGET IoTarget, WDFREQUEST Request, WDFMEMORY OutputBuffer,
                                         PWDFMEMORY_OFFSET OutputBufferOffset, PLONGLONG DeviceOffset) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetFormatRequestForRead");
    return format_transfer(IRP_MJ_READ, IoTarget, Request, OutputBuffer, OutputBufferOffset, DeviceOffset);
}

NTSTATUS WdfIoTargetFormatRequestForWrite(WDFIOTARGET IoTarget, WDFREQUEST Request, WDFMEMORY InputBuffer,
                                          PWDFMEMORY_OFFSET InputBufferOffset, PLONGLONG DeviceOffset) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetFormatRequestForWrite");
    return format_transfer(IRP_MJ_WRITE, IoTarget, Request, InputBuffer, InputBufferOffset, DeviceOffset);
}

NTSTATUS WdfIoTargetFormatRequestForIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                          WDFMEMORY InputBuffer, PWDFMEMORY_OFFSET InputBufferOffset,
                                          WDFMEMORY OutputBuffer, PWDFMEMORY_OFFSET OutputBufferOffset) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetFormatRequestForIoctl");
    return format_control(IRP_MJ_DEVICE_CONTROL, IoTarget, Request, IoctlCode, InputBuffer, InputBufferOffset,
                          OutputBuffer, OutputBufferOffset);
}

NTSTATUS WdfIoTargetFormatRequestForInternalIoctl(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                                  WDFMEMORY InputBuffer, PWDFMEMORY_OFFSET InputBufferOffset,
                                                  WDFMEMORY OutputBuffer, PWDFMEMORY_OFFSET OutputBufferOffset) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetFormatRequestForInternalIoctl");
    return format_control(IRP_MJ_INTERNAL_DEVICE_CONTROL, IoTarget, Request, IoctlCode, InputBuffer, InputBufferOffset,
                          OutputBuffer, OutputBufferOffset);
}

NTSTATUS WdfIoTargetFormatRequestForInternalIoctlOthers(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                                        WDFMEMORY OtherArg1, PWDFMEMORY_OFFSET OtherArg1Offset,
                                                        WDFMEMORY OtherArg2, PWDFMEMORY_OFFSET OtherArg2Offset,
                                                        WDFMEMORY OtherArg4, PWDFMEMORY_OFFSET OtherArg4Offset) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetFormatRequestForInternalIoctlOthers");
    from_handle<wdf::IoTarget>(IoTarget);
    auto &request = from_handle<wdf::Request>(Request);
    Sending::Part argument_1, argument_2, argument_4;
    if (under_way(request) || !part_of(OtherArg1, OtherArg1Offset, argument_1) ||
        !part_of(OtherArg2, OtherArg2Offset, argument_2) || !part_of(OtherArg4, OtherArg4Offset, argument_4)) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    return static_cast<NTSTATUS>(
        request.to_send().format_others(request, IoctlCode, argument_1, argument_2, argument_4));
}

NTSTATUS WdfIoTargetSendReadSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request, PWDF_MEMORY_DESCRIPTOR OutputBuffer,
                                          PLONGLONG DeviceOffset, PWDF_REQUEST_SEND_OPTIONS RequestOptions,
                                          PULONG_PTR BytesRead) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetSendReadSynchronously");
    return send_transfer("WdfIoTargetSendReadSynchronously", IRP_MJ_READ, IoTarget, Request, OutputBuffer, DeviceOffset,
                         RequestOptions, BytesRead);
}

NTSTATUS WdfIoTargetSendWriteSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request, PWDF_MEMORY_DESCRIPTOR InputBuffer,
                                           PLONGLONG DeviceOffset, PWDF_REQUEST_SEND_OPTIONS RequestOptions,
                                           PULONG_PTR BytesWritten) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetSendWriteSynchronously");
    return send_transfer("WdfIoTargetSendWriteSynchronously", IRP_MJ_WRITE, IoTarget, Request, InputBuffer,
                         DeviceOffset, RequestOptions, BytesWritten);
}

NTSTATUS WdfIoTargetSendIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                           PWDF_MEMORY_DESCRIPTOR InputBuffer, PWDF_MEMORY_DESCRIPTOR OutputBuffer,
                                           PWDF_REQUEST_SEND_OPTIONS RequestOptions, PULONG_PTR BytesReturned) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetSendIoctlSynchronously");
    return send_control("WdfIoTargetSendIoctlSynchronously", IRP_MJ_DEVICE_CONTROL, IoTarget, Request, IoctlCode,
                        InputBuffer, OutputBuffer, RequestOptions, BytesReturned);
}

NTSTATUS WdfIoTargetSendInternalIoctlSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                                   PWDF_MEMORY_DESCRIPTOR InputBuffer,
                                                   PWDF_MEMORY_DESCRIPTOR OutputBuffer,
                                                   PWDF_REQUEST_SEND_OPTIONS RequestOptions, PULONG_PTR BytesReturned) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetSendInternalIoctlSynchronously");
    return send_control("WdfIoTargetSendInternalIoctlSynchronously", IRP_MJ_INTERNAL_DEVICE_CONTROL, IoTarget, Request,
                        IoctlCode, InputBuffer, OutputBuffer, RequestOptions, BytesReturned);
}

NTSTATUS WdfIoTargetSendInternalIoctlOthersSynchronously(WDFIOTARGET IoTarget, WDFREQUEST Request, ULONG IoctlCode,
                                                         PWDF_MEMORY_DESCRIPTOR OtherArg1,
                                                         PWDF_MEMORY_DESCRIPTOR OtherArg2,
                                                         PWDF_MEMORY_DESCRIPTOR OtherArg4,
                                                         PWDF_REQUEST_SEND_OPTIONS RequestOptions,
                                                         PULONG_PTR BytesReturned) {
    ACXSIM_DDI(wdf_io_ddis, "WdfIoTargetSendInternalIoctlOthersSynchronously");
    return send_synchronously("WdfIoTargetSendInternalIoctlOthersSynchronously", IoTarget, Request, RequestOptions,
                              BytesReturned, [&](wdf::IoTarget &, wdf::Request &to_format) {
                                  Sending::Part argument_1, argument_2, argument_4;
                                  NTSTATUS status = part_of(OtherArg1, argument_1);
                                  if (NT_SUCCESS(status)) status = part_of(OtherArg2, argument_2);
                                  if (NT_SUCCESS(status)) status = part_of(OtherArg4, argument_4);
                                  if (!NT_SUCCESS(status)) return static_cast<std::uint32_t>(status);
                                  return to_format.to_send().format_others(to_format, IoctlCode, argument_1, argument_2,
                                                                           argument_4);
                              });
}
