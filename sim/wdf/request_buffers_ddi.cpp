// SPDX-License-Identifier: MIT
//
// WdfRequestRetrieve...: where a request's bytes are, as pointers, memory objects or MDLs.
// Page: wdfrequest; "Accessing Data Buffers in Framework-Based Drivers".
#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/memory.hpp"
#include "sim/wdf/request.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

namespace {

using FindBytes = std::uint32_t (Request::*)(std::span<std::byte> &) const;

NTSTATUS retrieve(const Request &request, FindBytes find, std::size_t minimum, PVOID *buffer, std::size_t *length) {
    if (buffer != nullptr) *buffer = nullptr;
    if (length != nullptr) *length = 0;
    std::span<std::byte> bytes;
    const auto status = static_cast<NTSTATUS>((request.*find)(bytes));
    if (!NT_SUCCESS(status)) return status;
    if (bytes.size() < minimum || bytes.empty()) return STATUS_BUFFER_TOO_SMALL;
    if (buffer != nullptr) *buffer = bytes.data();
    if (length != nullptr) *length = bytes.size();
    return STATUS_SUCCESS;
}

NTSTATUS retrieve_memory(Request &request, FindBytes find, Memory *&kept, WDFMEMORY *memory) {
    *memory = nullptr;
    std::span<std::byte> bytes;
    const auto status = static_cast<NTSTATUS>((request.*find)(bytes));
    if (!NT_SUCCESS(status)) return status;
    if (bytes.empty()) return STATUS_BUFFER_TOO_SMALL;
    if (kept == nullptr) kept = &make_object<Memory>(Attributes{}, &request, bytes.data(), bytes.size());
    *memory = kept->handle_as<WDFMEMORY>();
    return STATUS_SUCCESS;
}

/// The request's own MDL if it has one; else one is made, which lives as long as the request.
NTSTATUS retrieve_mdl(Request &request, FindBytes find, PMDL *mdl) {
    *mdl = nullptr;
    std::span<std::byte> bytes;
    const auto status = static_cast<NTSTATUS>((request.*find)(bytes));
    if (!NT_SUCCESS(status)) return status;
    if (bytes.empty()) return STATUS_BUFFER_TOO_SMALL;
    *mdl = static_cast<PMDL>(request.mdl_of(bytes));
    return STATUS_SUCCESS;
}

/// METHOD_NEITHER: the caller's own addresses, which only EvtIoInCallerContext may look at.
NTSTATUS unsafe(const Request &request, PVOID address, std::size_t size_bytes, std::size_t minimum, PVOID *buffer,
                std::size_t *length) {
    if (buffer != nullptr) *buffer = nullptr;
    if (length != nullptr) *length = 0;
    if (request.is_completed()) return STATUS_INTERNAL_ERROR;
    if (!request.in_caller_context) return STATUS_INVALID_DEVICE_REQUEST;
    if (size_bytes < minimum || size_bytes == 0) return STATUS_BUFFER_TOO_SMALL;
    *buffer = address;
    if (length != nullptr) *length = size_bytes;
    return STATUS_SUCCESS;
}

NTSTATUS lock_user_buffer(Request &request, PVOID buffer, std::size_t length, WDFMEMORY *memory) {
    *memory = nullptr;
    if (buffer == nullptr || length == 0) return STATUS_INVALID_USER_BUFFER;
    if (request.is_completed()) return STATUS_INTERNAL_ERROR;
    // Application memory is the simulator's own: it has one address for everybody, and never goes away under a request.
    *memory = make_object<Memory>(Attributes{}, &request, buffer, length).handle_as<WDFMEMORY>();
    return STATUS_SUCCESS;
}

} // namespace

NTSTATUS WdfRequestRetrieveInputBuffer(WDFREQUEST Request, size_t MinimumRequiredLength, PVOID *Buffer,
                                       size_t *Length) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestRetrieveInputBuffer");
    return retrieve(from_handle<wdf::Request>(Request), &wdf::Request::find_input, MinimumRequiredLength, Buffer,
                    Length);
}

NTSTATUS WdfRequestRetrieveOutputBuffer(WDFREQUEST Request, size_t MinimumRequiredSize, PVOID *Buffer, size_t *Length) {
    ACXSIM_DDI(wdf_ddis, "WdfRequestRetrieveOutputBuffer");
    return retrieve(from_handle<wdf::Request>(Request), &wdf::Request::find_output, MinimumRequiredSize, Buffer,
                    Length);
}

NTSTATUS WdfRequestRetrieveInputMemory(WDFREQUEST Request, WDFMEMORY *Memory) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveInputMemory");
    Framework::current().require_parameter(Memory, "WdfRequestRetrieveInputMemory", "Memory");
    auto &request = from_handle<wdf::Request>(Request);
    return retrieve_memory(request, &wdf::Request::find_input, request.input_memory, Memory);
}

NTSTATUS WdfRequestRetrieveOutputMemory(WDFREQUEST Request, WDFMEMORY *Memory) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveOutputMemory");
    Framework::current().require_parameter(Memory, "WdfRequestRetrieveOutputMemory", "Memory");
    auto &request = from_handle<wdf::Request>(Request);
    return retrieve_memory(request, &wdf::Request::find_output, request.output_memory, Memory);
}

NTSTATUS WdfRequestRetrieveInputWdmMdl(WDFREQUEST Request, PMDL *Mdl) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveInputWdmMdl");
    Framework::current().require_parameter(Mdl, "WdfRequestRetrieveInputWdmMdl", "Mdl");
    return retrieve_mdl(from_handle<wdf::Request>(Request), &wdf::Request::find_input, Mdl);
}

NTSTATUS WdfRequestRetrieveOutputWdmMdl(WDFREQUEST Request, PMDL *Mdl) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveOutputWdmMdl");
    Framework::current().require_parameter(Mdl, "WdfRequestRetrieveOutputWdmMdl", "Mdl");
    return retrieve_mdl(from_handle<wdf::Request>(Request), &wdf::Request::find_output, Mdl);
}

NTSTATUS WdfRequestRetrieveUnsafeUserInputBuffer(WDFREQUEST Request, size_t MinimumRequiredLength, PVOID *InputBuffer,
                                                 size_t *Length) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveUnsafeUserInputBuffer");
    Framework::current().require_parameter(InputBuffer, "WdfRequestRetrieveUnsafeUserInputBuffer", "InputBuffer");
    const auto &request = from_handle<wdf::Request>(Request);
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(request.irp());
    const bool writes = location.MajorFunction == IRP_MJ_WRITE;
    if (writes ? request.irp()->UserBuffer == nullptr
               : location.MajorFunction != IRP_MJ_DEVICE_CONTROL || (request.control_code() & 3) != METHOD_NEITHER) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    return writes ? unsafe(request, request.irp()->UserBuffer, location.Parameters.Write.Length, MinimumRequiredLength,
                           InputBuffer, Length)
                  : unsafe(request, location.Parameters.DeviceIoControl.Type3InputBuffer,
                           location.Parameters.DeviceIoControl.InputBufferLength, MinimumRequiredLength, InputBuffer,
                           Length);
}

NTSTATUS WdfRequestRetrieveUnsafeUserOutputBuffer(WDFREQUEST Request, size_t MinimumRequiredLength, PVOID *OutputBuffer,
                                                  size_t *Length) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestRetrieveUnsafeUserOutputBuffer");
    Framework::current().require_parameter(OutputBuffer, "WdfRequestRetrieveUnsafeUserOutputBuffer", "OutputBuffer");
    const auto &request = from_handle<wdf::Request>(Request);
    const IO_STACK_LOCATION &location = *IoGetCurrentIrpStackLocation(request.irp());
    const bool reads = location.MajorFunction == IRP_MJ_READ;
    if (reads ? request.irp()->MdlAddress != nullptr || request.irp()->AssociatedIrp.SystemBuffer != nullptr
              : location.MajorFunction != IRP_MJ_DEVICE_CONTROL || (request.control_code() & 3) != METHOD_NEITHER) {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    return unsafe(request, request.irp()->UserBuffer,
                  reads ? location.Parameters.Read.Length : location.Parameters.DeviceIoControl.OutputBufferLength,
                  MinimumRequiredLength, OutputBuffer, Length);
}

NTSTATUS WdfRequestProbeAndLockUserBufferForRead(WDFREQUEST Request, PVOID Buffer, size_t Length,
                                                 WDFMEMORY *MemoryObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestProbeAndLockUserBufferForRead");
    Framework::current().require_parameter(MemoryObject, "WdfRequestProbeAndLockUserBufferForRead", "MemoryObject");
    return lock_user_buffer(from_handle<wdf::Request>(Request), Buffer, Length, MemoryObject);
}

NTSTATUS WdfRequestProbeAndLockUserBufferForWrite(WDFREQUEST Request, PVOID Buffer, size_t Length,
                                                  WDFMEMORY *MemoryObject) {
    ACXSIM_DDI(wdf_io_ddis, "WdfRequestProbeAndLockUserBufferForWrite");
    Framework::current().require_parameter(MemoryObject, "WdfRequestProbeAndLockUserBufferForWrite", "MemoryObject");
    return lock_user_buffer(from_handle<wdf::Request>(Request), Buffer, Length, MemoryObject);
}
