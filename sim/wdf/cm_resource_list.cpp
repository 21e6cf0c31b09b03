// SPDX-License-Identifier: MIT
#include "sim/wdf/cm_resource_list.hpp"

#include "sim/kernel/call_frame.hpp"
#include "sim/wdf/ddi_table.hpp"
#include "sim/wdf/device.hpp"
#include "sim/wdf/framework.hpp"

namespace acxsim::wdf {

namespace {

CM_PARTIAL_RESOURCE_DESCRIPTOR memory_descriptor(const MemoryResource &memory) {
    CM_PARTIAL_RESOURCE_DESCRIPTOR descriptor{};
    descriptor.Type = CmResourceTypeMemory;
    descriptor.ShareDisposition = CmResourceShareDeviceExclusive;
    descriptor.Flags = CM_RESOURCE_MEMORY_READ_WRITE | CM_RESOURCE_MEMORY_BAR;
    descriptor.u.Memory.Start.QuadPart = static_cast<LONGLONG>(memory.address);
    descriptor.u.Memory.Length = static_cast<ULONG>(memory.size_bytes);
    return descriptor;
}

CM_PARTIAL_RESOURCE_DESCRIPTOR interrupt_descriptor(const InterruptResource &interrupt, bool translated) {
    CM_PARTIAL_RESOURCE_DESCRIPTOR descriptor{};
    descriptor.Type = CmResourceTypeInterrupt;
    if (interrupt.line->mode() == hw::InterruptMode::Msi) {
        descriptor.ShareDisposition = CmResourceShareDeviceExclusive;
        descriptor.Flags = CM_RESOURCE_INTERRUPT_LATCHED | CM_RESOURCE_INTERRUPT_MESSAGE;
        if (translated) {
            descriptor.u.MessageInterrupt.Translated.Level = interrupt.dirql;
            descriptor.u.MessageInterrupt.Translated.Vector = interrupt.vector;
            descriptor.u.MessageInterrupt.Translated.Affinity = 1;
        } else {
            descriptor.u.MessageInterrupt.Raw.MessageCount = 1;
            descriptor.u.MessageInterrupt.Raw.Vector = interrupt.vector;
            descriptor.u.MessageInterrupt.Raw.Affinity = 1;
        }
        return descriptor;
    }
    descriptor.ShareDisposition = CmResourceShareShared;
    descriptor.Flags = CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE;
    descriptor.u.Interrupt.Level = translated ? interrupt.dirql : static_cast<USHORT>(interrupt.vector);
    descriptor.u.Interrupt.Vector = interrupt.vector;
    descriptor.u.Interrupt.Affinity = 1;
    return descriptor;
}

} // namespace

CmResourceList::CmResourceList(Device &device, const ResourceList &resources, bool translated)
    : Object(type, {}, &device, translated ? "translated resources" : "raw resources") {
    forbid_deletion_by_driver();
    for (const MemoryResource &memory : resources.memory)
        descriptors_.push_back(memory_descriptor(memory));
    for (const InterruptResource &interrupt : resources.interrupts) {
        descriptors_.push_back(interrupt_descriptor(interrupt, translated));
    }
}

std::size_t CmResourceList::interrupt_index(const ResourceList &resources,
                                            const CM_PARTIAL_RESOURCE_DESCRIPTOR &descriptor) {
    for (std::size_t i = 0; i < resources.interrupts.size(); ++i) {
        // The vector stands at the same place in all forms of an interrupt descriptor.
        if (descriptor.Type == CmResourceTypeInterrupt &&
            descriptor.u.Interrupt.Vector == resources.interrupts[i].vector) {
            return i;
        }
    }
    return resources.interrupts.size();
}

} // namespace acxsim::wdf

using namespace acxsim;
using namespace acxsim::wdf;

ULONG WdfCmResourceListGetCount(WDFCMRESLIST List) {
    ACXSIM_DDI(wdf_ddis, "WdfCmResourceListGetCount");
    return static_cast<ULONG>(from_handle<CmResourceList>(List).descriptors().size());
}

PCM_PARTIAL_RESOURCE_DESCRIPTOR WdfCmResourceListGetDescriptor(WDFCMRESLIST List, ULONG Index) {
    ACXSIM_DDI(wdf_ddis, "WdfCmResourceListGetDescriptor");
    return from_handle<CmResourceList>(List).descriptor(Index);
}
