// SPDX-License-Identifier: MIT
#include "sim/wdf/lookaside.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/kernel/system.hpp"
#include "sim/wdf/driver.hpp"
#include "sim/wdf/framework.hpp"
#include "sim/wdf/io_ddi_table.hpp"
#include "sim/wdf/memory.hpp"

#include "wdf.h"

using namespace acxsim;
using namespace acxsim::wdf;

NTSTATUS WdfLookasideListCreate(PWDF_OBJECT_ATTRIBUTES LookasideAttributes, size_t BufferSize, POOL_TYPE PoolType,
                                PWDF_OBJECT_ATTRIBUTES MemoryAttributes, ULONG PoolTag, WDFLOOKASIDE *Lookaside) {
    ACXSIM_DDI(wdf_io_ddis, "WdfLookasideListCreate");
    Framework &framework = Framework::current();
    framework.require_parameter(Lookaside, "WdfLookasideListCreate", "Lookaside");
    *Lookaside = nullptr;
    wdf::Attributes own, of_memory;
    auto status = static_cast<NTSTATUS>(read_attributes(LookasideAttributes, ParentRule::Optional, own));
    if (NT_SUCCESS(status)) {
        status = static_cast<NTSTATUS>(read_attributes(MemoryAttributes, ParentRule::Optional, of_memory));
    }
    if (!NT_SUCCESS(status)) return status;
    if (BufferSize == 0) return STATUS_INVALID_PARAMETER;
    const bool paged = (static_cast<unsigned>(PoolType) & 1) != 0;
    if (paged) framework.require_irql("WdfLookasideListCreate", kernel::apc_level);
    const wdf::Lookaside::Shape shape{.size_bytes = BufferSize, .tag = PoolTag, .paged = paged, .zeroed = false};
    *Lookaside = make_object<wdf::Lookaside>(own, parent_or_driver(own), shape, of_memory).handle_as<WDFLOOKASIDE>();
    return STATUS_SUCCESS;
}

NTSTATUS WdfMemoryCreateFromLookaside(WDFLOOKASIDE Lookaside, WDFMEMORY *Memory) {
    ACXSIM_DDI(wdf_io_ddis, "WdfMemoryCreateFromLookaside");
    Framework &framework = Framework::current();
    framework.require_parameter(Memory, "WdfMemoryCreateFromLookaside", "Memory");
    *Memory = nullptr;
    const auto &list = from_handle<wdf::Lookaside>(Lookaside);
    if (list.shape.paged) framework.require_irql("WdfMemoryCreateFromLookaside", kernel::apc_level);
    auto &memory = make_object<wdf::Memory>(list.memory_attributes, parent_or_driver(list.memory_attributes),
                                            list.shape.size_bytes, list.shape.tag, list.shape.paged, list.shape.zeroed);
    if (memory.buffer() == nullptr) {
        memory.del();
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    *Memory = memory.handle_as<WDFMEMORY>();
    return STATUS_SUCCESS;
}
