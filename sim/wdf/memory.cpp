// SPDX-License-Identifier: MIT
#include "sim/wdf/memory.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"

#include "wdf.h"

namespace acxsim::wdf {

Memory::Memory(const Attributes &attributes, Object *parent, std::size_t size_bytes, std::uint32_t tag, bool paged,
               bool zeroed)
    : Object(type, attributes, parent), buffer_(kernel::Pool::current().allocate({.size_bytes = size_bytes,
                                                                                  .tag = tag,
                                                                                  .kind = kernel::MemoryKind::Framework,
                                                                                  .paged = paged,
                                                                                  .zeroed = zeroed})),
      size_bytes_(size_bytes), own_(true) {}

Memory::Memory(const Attributes &attributes, Object *parent, void *buffer, std::size_t size_bytes)
    : Object(type, attributes, parent), buffer_(buffer), size_bytes_(size_bytes), own_(false) {}

Memory::~Memory() {
    if (own_ && buffer_ != nullptr) kernel::Pool::current().free(buffer_, 0, kernel::MemoryKind::Framework);
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfMemoryCreate(PWDF_OBJECT_ATTRIBUTES Attributes, POOL_TYPE PoolType, ULONG PoolTag, size_t BufferSize,
                         WDFMEMORY *Memory, PVOID *Buffer) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Memory, "WdfMemoryCreate", "Memory");
    *Memory = nullptr;
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (BufferSize == 0) return STATUS_INVALID_PARAMETER;
    const bool paged = (static_cast<unsigned>(PoolType) & 1) != 0;
    auto &memory =
        make_object<wdf::Memory>(attributes, parent_or_driver(attributes), BufferSize, PoolTag, paged, false);
    if (memory.buffer() == nullptr) {
        memory.del();
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *Memory = memory.handle_as<WDFMEMORY>();
    if (Buffer != nullptr) *Buffer = memory.buffer();
    return STATUS_SUCCESS;
}

NTSTATUS WdfMemoryCreatePreallocated(PWDF_OBJECT_ATTRIBUTES Attributes, PVOID Buffer, size_t BufferSize,
                                     WDFMEMORY *Memory) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryCreatePreallocated");
    Framework &framework = Framework::current();
    framework.require_parameter(Memory, "WdfMemoryCreatePreallocated", "Memory");
    framework.require_parameter(Buffer, "WdfMemoryCreatePreallocated", "Buffer");
    wdf::Attributes attributes;
    const auto status = static_cast<NTSTATUS>(read_attributes(Attributes, ParentRule::Optional, attributes));
    if (!NT_SUCCESS(status)) return status;
    if (BufferSize == 0) return STATUS_INVALID_PARAMETER;
    *Memory =
        make_object<wdf::Memory>(attributes, parent_or_driver(attributes), Buffer, BufferSize).handle_as<WDFMEMORY>();
    return STATUS_SUCCESS;
}

PVOID WdfMemoryGetBuffer(WDFMEMORY Memory, size_t *BufferSize) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryGetBuffer");
    const auto &memory = from_handle<wdf::Memory>(Memory);
    if (BufferSize != nullptr) *BufferSize = memory.size_bytes();
    return memory.buffer();
}

NTSTATUS WdfMemoryAssignBuffer(WDFMEMORY Memory, PVOID Buffer, size_t BufferSize) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryAssignBuffer");
    auto &memory = from_handle<wdf::Memory>(Memory);
    if (memory.own_buffer()) return STATUS_INVALID_DEVICE_REQUEST;
    if (Buffer == nullptr || BufferSize == 0) return STATUS_INVALID_PARAMETER;
    memory.assign(Buffer, BufferSize);
    return STATUS_SUCCESS;
}

NTSTATUS WdfMemoryCopyToBuffer(WDFMEMORY SourceMemory, size_t SourceOffset, PVOID Buffer, size_t NumBytesToCopyTo) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryCopyToBuffer");
    const auto &memory = from_handle<wdf::Memory>(SourceMemory);
    if (NumBytesToCopyTo == 0) return STATUS_INVALID_PARAMETER;
    if (SourceOffset > memory.size_bytes() || NumBytesToCopyTo > memory.size_bytes() - SourceOffset) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memory.system().copy(Buffer, static_cast<const char *>(memory.buffer()) + SourceOffset, NumBytesToCopyTo);
    return STATUS_SUCCESS;
}

NTSTATUS WdfMemoryCopyFromBuffer(WDFMEMORY DestinationMemory, size_t DestinationOffset, PVOID Buffer,
                                 size_t NumBytesToCopyFrom) {
    ACXSIM_DDI(wdf_ddis, "WdfMemoryCopyFromBuffer");
    const auto &memory = from_handle<wdf::Memory>(DestinationMemory);
    if (NumBytesToCopyFrom == 0) return STATUS_INVALID_PARAMETER;
    if (DestinationOffset > memory.size_bytes() || NumBytesToCopyFrom > memory.size_bytes() - DestinationOffset) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    memory.system().copy(static_cast<char *>(memory.buffer()) + DestinationOffset, Buffer, NumBytesToCopyFrom);
    return STATUS_SUCCESS;
}
