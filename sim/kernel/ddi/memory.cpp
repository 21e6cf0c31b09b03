// SPDX-License-Identifier: MIT
//
// DDIs: pool, MDLs, physical and contiguous memory.
// Leaves out: quotas, session pool, NUMA, caching types (the bus is coherent).
#include <sys/mman.h>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

constexpr std::uint64_t four_gib = 1ULL << 32;
constexpr std::uint32_t contiguous_tag = 'M' | 'm' << 8 | 'C' << 16 | 'm' << 24;

void *allocate_pool(bool paged, bool zeroed, bool cache_aligned, SIZE_T size, ULONG tag, std::string_view ddi) {
    if (paged) irql_violated(System::current(), apc_level, ddi);
    return Pool::current().allocate(
        {.size_bytes = size, .tag = tag, .paged = paged, .zeroed = zeroed, .cache_aligned = cache_aligned});
}

void *allocate_by_type(POOL_TYPE type, bool zeroed, SIZE_T size, ULONG tag, std::string_view ddi) {
    const auto bits = static_cast<unsigned>(type);
    const bool paged = (bits & 1) != 0;
    const bool cache_aligned = (bits & 7) == 4 || (bits & 7) == 5;
    return allocate_pool(paged, zeroed, cache_aligned, size, tag, ddi);
}

void free_pool(PVOID address, ULONG tag, std::string_view ddi) {
    acxsim::kernel::Executive &executive = acxsim::kernel::Executive::current();
    const auto block = executive.pool().block_of(address);
    if (block && block->paged && !block->freed) irql_violated(System::current(), apc_level, ddi);
    if (executive.mdls().alive(address)) {
        executive.mdls().free(address); // an MDL of MmAllocatePagesForMdl(Ex) is freed with ExFreePool
        return;
    }
    executive.pool().free(address, tag);
}

bool is_mdl(PMDL mdl, std::string_view ddi) {
    acxsim::kernel::Executive &executive = acxsim::kernel::Executive::current();
    if (mdl != nullptr && executive.mdls().alive(mdl)) return true;
    // A descriptor in the driver's own memory (MmInitializeMdl) is as good.
    if (mdl != nullptr && !executive.pool().region_contains(reinterpret_cast<std::uintptr_t>(mdl))) return true;
    if (executive.pool().holds(mdl, sizeof(MDL))) return true;
    const std::string where = executive.pool().explain_address(reinterpret_cast<std::uintptr_t>(mdl));
    raise_bug_check(0x50, {reinterpret_cast<std::uintptr_t>(mdl), 0, 0, 0},
                    fmt::format("{} was given {}{}{}", ddi,
                                mdl == nullptr ? "a null pointer" : "an MDL that does not exist",
                                where.empty() ? "" : ": ", where));
    return false;
}

void *allocate_contiguous(SIZE_T size, std::uint64_t highest) {
    if (size == 0 || highest < size) return nullptr;
    return Pool::current().allocate({.size_bytes = size,
                                     .tag = contiguous_tag,
                                     .kind = MemoryKind::Contiguous,
                                     .zeroed = false,
                                     .page_aligned = true,
                                     .below_4_gib = highest < four_gib});
}

void *map_registers(PHYSICAL_ADDRESS address, SIZE_T size) {
    System &system = System::current();
    if (size == 0) return nullptr;
    if (system.bus().block_at(static_cast<std::uint64_t>(address.QuadPart)) == nullptr) {
        raise_bug_check(
            0x50, {static_cast<std::uint64_t>(address.QuadPart), 0, 0, 0},
            fmt::format("MmMapIoSpace of bus address {:#x}, where no device is; use the translated resource "
                        "list, not the raw one",
                        address.QuadPart));
        return nullptr;
    }
    const auto bus_address = static_cast<std::uint64_t>(address.QuadPart);
    void *mapped = acxsim::kernel::Executive::current().registers().map(bus_address, size);
    if (mapped != nullptr) system.trace().emit(RegistersMapped{bus_address, size});
    return mapped;
}

PVOID system_address(PMDL mdl, std::string_view ddi) {
    if (!is_mdl(mdl, ddi)) return nullptr;
    if ((mdl->MdlFlags & (MDL_SOURCE_IS_NONPAGED_POOL | MDL_PAGES_LOCKED | MDL_PARTIAL)) == 0) {
        raise_bug_check(0xC4, {7, reinterpret_cast<std::uintptr_t>(mdl), 0, 0},
                        fmt::format("{} was given an MDL without pages: call MmBuildMdlForNonPagedPool or "
                                    "MmProbeAndLockPages first",
                                    ddi));
        return nullptr;
    }
    if ((mdl->MdlFlags & (MDL_SOURCE_IS_NONPAGED_POOL | MDL_MAPPED_TO_SYSTEM_VA)) == 0) {
        mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
    }
    mdl->MappedSystemVa = MmGetMdlVirtualAddress(mdl);
    return mdl->MappedSystemVa;
}

} // namespace

extern "C" {

PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ExAllocatePool2");
    constexpr POOL_FLAGS kinds = POOL_FLAG_NON_PAGED | POOL_FLAG_NON_PAGED_EXECUTE | POOL_FLAG_PAGED;
    const POOL_FLAGS kind = Flags & kinds;
    if (kind == 0 || (kind & (kind - 1)) != 0 || NumberOfBytes == 0 || Tag == 0) {
        if ((Flags & POOL_FLAG_RAISE_ON_FAILURE) != 0) ExRaiseStatus(STATUS_INVALID_PARAMETER);
        return nullptr; // exactly one kind of pool, some bytes, a tag
    }
    PVOID block = allocate_pool(kind == POOL_FLAG_PAGED, (Flags & POOL_FLAG_UNINITIALIZED) == 0,
                                (Flags & POOL_FLAG_CACHE_ALIGNED) != 0, NumberOfBytes, Tag, "ExAllocatePool2");
    if (block == nullptr && (Flags & POOL_FLAG_RAISE_ON_FAILURE) != 0) ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return block;
}
PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ExAllocatePoolWithTag");
    return allocate_by_type(PoolType, false, NumberOfBytes, Tag, "ExAllocatePoolWithTag");
}
PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ExAllocatePoolZero");
    return allocate_by_type(PoolType, true, NumberOfBytes, Tag, "ExAllocatePoolZero");
}
PVOID ExAllocatePoolUninitialized(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ExAllocatePoolUninitialized");
    return allocate_by_type(PoolType, false, NumberOfBytes, Tag, "ExAllocatePoolUninitialized");
}
VOID ExFreePool(PVOID P) {
    ACXSIM_DDI(kernel_ddis, "ExFreePool");
    free_pool(P, 0, "ExFreePool");
}
VOID ExFreePoolWithTag(PVOID P, ULONG Tag) {
    ACXSIM_DDI(kernel_ddis, "ExFreePoolWithTag");
    free_pool(P, Tag, "ExFreePoolWithTag");
}

PMDL IoAllocateMdl(PVOID VirtualAddress, ULONG Length, BOOLEAN SecondaryBuffer, BOOLEAN ChargeQuota, struct _IRP *Irp) {
    ACXSIM_DDI(kernel_ddis, "IoAllocateMdl");
    (void)ChargeQuota;
    auto *mdl = static_cast<PMDL>(acxsim::kernel::Executive::current().mdls().allocate(VirtualAddress, Length));
    if (mdl == nullptr || Irp == nullptr) return mdl;
    if (!SecondaryBuffer) {
        Irp->MdlAddress = mdl;
        return mdl;
    }
    PMDL *end = &Irp->MdlAddress;
    while (*end != nullptr)
        end = &(*end)->Next;
    *end = mdl;
    return mdl;
}
VOID IoFreeMdl(PMDL Mdl) {
    ACXSIM_DDI(kernel_ddis, "IoFreeMdl");
    acxsim::kernel::Executive::current().mdls().free(Mdl);
}
VOID IoBuildPartialMdl(PMDL SourceMdl, PMDL TargetMdl, PVOID VirtualAddress, ULONG Length) {
    ACXSIM_DDI(kernel_ddis, "IoBuildPartialMdl");
    if (!is_mdl(SourceMdl, "IoBuildPartialMdl") || !is_mdl(TargetMdl, "IoBuildPartialMdl")) return;
    const auto start = reinterpret_cast<std::uintptr_t>(VirtualAddress);
    const auto source = reinterpret_cast<std::uintptr_t>(MmGetMdlVirtualAddress(SourceMdl));
    if (start < source || start > source + SourceMdl->ByteCount) {
        raise_bug_check(0xC4, {8, start, source, SourceMdl->ByteCount},
                        "IoBuildPartialMdl was given a range outside the source MDL");
        return;
    }
    const ULONG length = Length != 0 ? Length : static_cast<ULONG>(source + SourceMdl->ByteCount - start);
    const ULONG pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(start, length);
    if (TargetMdl->Size < static_cast<CSHORT>(sizeof(MDL) + pages * sizeof(PFN_NUMBER))) {
        raise_bug_check(0xC4, {8, start, length, static_cast<std::uint64_t>(TargetMdl->Size)},
                        "IoBuildPartialMdl was given a target MDL that is too small for the range");
        return;
    }
    const std::size_t first = (reinterpret_cast<std::uintptr_t>(PAGE_ALIGN(VirtualAddress)) -
                               reinterpret_cast<std::uintptr_t>(SourceMdl->StartVa)) /
                              PAGE_SIZE;
    for (ULONG i = 0; i < pages; ++i)
        MmGetMdlPfnArray(TargetMdl)[i] = MmGetMdlPfnArray(SourceMdl)[first + i];
    TargetMdl->StartVa = PAGE_ALIGN(VirtualAddress);
    TargetMdl->ByteOffset = BYTE_OFFSET(VirtualAddress);
    TargetMdl->ByteCount = length;
    TargetMdl->MdlFlags = MDL_PARTIAL | (SourceMdl->MdlFlags & (MDL_SOURCE_IS_NONPAGED_POOL | MDL_MAPPED_TO_SYSTEM_VA));
    TargetMdl->MappedSystemVa = VirtualAddress;
}
SIZE_T MmSizeOfMdl(PVOID Base, SIZE_T Length) {
    ACXSIM_DDI(kernel_ddis, "MmSizeOfMdl");
    return sizeof(MDL) + ADDRESS_AND_SIZE_TO_SPAN_PAGES(Base, Length) * sizeof(PFN_NUMBER);
}
VOID MmInitializeMdl(PMDL MemoryDescriptorList, PVOID BaseVa, SIZE_T Length) {
    ACXSIM_DDI(kernel_ddis, "MmInitializeMdl");
    MemoryDescriptorList->Next = nullptr;
    MemoryDescriptorList->Size =
        static_cast<CSHORT>(sizeof(MDL) + ADDRESS_AND_SIZE_TO_SPAN_PAGES(BaseVa, Length) * sizeof(PFN_NUMBER));
    MemoryDescriptorList->MdlFlags = 0;
    MemoryDescriptorList->StartVa = PAGE_ALIGN(BaseVa);
    MemoryDescriptorList->ByteOffset = BYTE_OFFSET(BaseVa);
    MemoryDescriptorList->ByteCount = static_cast<ULONG>(Length);
}
VOID MmBuildMdlForNonPagedPool(PMDL MemoryDescriptorList) {
    ACXSIM_DDI(kernel_ddis, "MmBuildMdlForNonPagedPool");
    PMDL mdl = MemoryDescriptorList;
    if (!is_mdl(mdl, "MmBuildMdlForNonPagedPool")) return;
    const PVOID start = MmGetMdlVirtualAddress(mdl);
    Pool &pool = Pool::current();
    const auto block = pool.block_of(start);
    if (pool.region_contains(reinterpret_cast<std::uintptr_t>(start)) &&
        (!block || block->freed || block->paged || !pool.holds(start, mdl->ByteCount))) {
        raise_bug_check(
            0xC4,
            {0x140, reinterpret_cast<std::uintptr_t>(mdl), reinterpret_cast<std::uintptr_t>(start), mdl->ByteCount},
            fmt::format("MmBuildMdlForNonPagedPool: the {} bytes that the MDL describes are not one nonpaged "
                        "block: {}{}",
                        mdl->ByteCount, pool.explain_address(reinterpret_cast<std::uintptr_t>(start)),
                        block && block->paged ? " (paged pool)" : ""));
        return;
    }
    acxsim::kernel::Executive::current().mdls().build(mdl);
    mdl->MdlFlags |= MDL_SOURCE_IS_NONPAGED_POOL;
    mdl->MappedSystemVa = start;
}
PVOID MmGetSystemAddressForMdlSafe(PMDL Mdl, ULONG Priority) {
    ACXSIM_DDI(kernel_ddis, "MmGetSystemAddressForMdlSafe");
    (void)Priority;
    return system_address(Mdl, "MmGetSystemAddressForMdlSafe");
}
PMDL MmAllocatePagesForMdl(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress, PHYSICAL_ADDRESS SkipBytes,
                           SIZE_T TotalBytes) {
    ACXSIM_DDI(kernel_ddis, "MmAllocatePagesForMdl");
    (void)LowAddress;
    (void)SkipBytes;
    return static_cast<PMDL>(acxsim::kernel::Executive::current().mdls().allocate_with_pages(
        ROUND_TO_PAGES(TotalBytes), true, static_cast<std::uint64_t>(HighAddress.QuadPart) < four_gib));
}
PMDL MmAllocatePagesForMdlEx(PHYSICAL_ADDRESS LowAddress, PHYSICAL_ADDRESS HighAddress, PHYSICAL_ADDRESS SkipBytes,
                             SIZE_T TotalBytes, MEMORY_CACHING_TYPE CacheType, ULONG Flags) {
    ACXSIM_DDI(kernel_ddis, "MmAllocatePagesForMdlEx");
    (void)LowAddress;
    (void)SkipBytes;
    (void)CacheType;
    return static_cast<PMDL>(acxsim::kernel::Executive::current().mdls().allocate_with_pages(
        ROUND_TO_PAGES(TotalBytes), (Flags & MM_DONT_ZERO_ALLOCATION) == 0,
        static_cast<std::uint64_t>(HighAddress.QuadPart) < four_gib));
}
VOID MmFreePagesFromMdl(PMDL MemoryDescriptorList) {
    ACXSIM_DDI(kernel_ddis, "MmFreePagesFromMdl");
    acxsim::kernel::Executive::current().mdls().free_pages(MemoryDescriptorList);
}
PVOID MmMapLockedPagesSpecifyCache(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode, MEMORY_CACHING_TYPE CacheType,
                                   PVOID RequestedAddress, ULONG BugCheckOnFailure, ULONG Priority) {
    ACXSIM_DDI(kernel_ddis, "MmMapLockedPagesSpecifyCache");
    (void)AccessMode;
    (void)CacheType;
    (void)RequestedAddress;
    (void)BugCheckOnFailure;
    (void)Priority;
    return system_address(MemoryDescriptorList, "MmMapLockedPagesSpecifyCache");
}
VOID MmUnmapLockedPages(PVOID BaseAddress, PMDL MemoryDescriptorList) {
    ACXSIM_DDI(kernel_ddis, "MmUnmapLockedPages");
    if (!is_mdl(MemoryDescriptorList, "MmUnmapLockedPages")) return;
    if ((MemoryDescriptorList->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA) == 0 ||
        BaseAddress != MemoryDescriptorList->MappedSystemVa) {
        raise_bug_check(0xC4,
                        {9, reinterpret_cast<std::uintptr_t>(MemoryDescriptorList),
                         reinterpret_cast<std::uintptr_t>(BaseAddress), 0},
                        "MmUnmapLockedPages was called for an MDL that is not mapped at that address");
        return;
    }
    MemoryDescriptorList->MdlFlags &= ~MDL_MAPPED_TO_SYSTEM_VA;
}
VOID MmProbeAndLockPages(PMDL MemoryDescriptorList, KPROCESSOR_MODE AccessMode, LOCK_OPERATION Operation) {
    ACXSIM_DDI(kernel_ddis, "MmProbeAndLockPages");
    (void)AccessMode;
    (void)Operation;
    if (!is_mdl(MemoryDescriptorList, "MmProbeAndLockPages")) return;
    acxsim::kernel::Executive::current().mdls().build(MemoryDescriptorList);
    MemoryDescriptorList->MdlFlags |= MDL_PAGES_LOCKED;
}
VOID MmUnlockPages(PMDL MemoryDescriptorList) {
    ACXSIM_DDI(kernel_ddis, "MmUnlockPages");
    if (!is_mdl(MemoryDescriptorList, "MmUnlockPages")) return;
    if ((MemoryDescriptorList->MdlFlags & MDL_PAGES_LOCKED) == 0) {
        raise_bug_check(0x76, {0, 0, 0, 0}, "MmUnlockPages was called for pages that are not locked");
        return;
    }
    MemoryDescriptorList->MdlFlags &= ~(MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA);
}
VOID KeFlushIoBuffers(PMDL Mdl, BOOLEAN ReadOperation, BOOLEAN DmaOperation) {
    ACXSIM_DDI(kernel_ddis, "KeFlushIoBuffers");
    (void)ReadOperation;
    (void)DmaOperation;
    is_mdl(Mdl, "KeFlushIoBuffers"); // the bus is coherent: nothing else to do
}

PHYSICAL_ADDRESS MmGetPhysicalAddress(PVOID BaseAddress) {
    ACXSIM_DDI(kernel_ddis, "MmGetPhysicalAddress");
    PHYSICAL_ADDRESS address;
    address.QuadPart = BaseAddress == nullptr ? 0 : static_cast<LONGLONG>(Pool::current().bus_address_of(BaseAddress));
    return address;
}
BOOLEAN MmIsAddressValid(PVOID VirtualAddress) {
    ACXSIM_DDI(kernel_ddis, "MmIsAddressValid");
    const auto address = reinterpret_cast<std::uintptr_t>(VirtualAddress);
    acxsim::kernel::Executive &executive = acxsim::kernel::Executive::current();
    if (executive.pool().region_contains(address)) return executive.pool().holds(VirtualAddress, 0);
    if (executive.registers().contains(address)) return executive.registers().translate(address).has_value();
    unsigned char resident = 0;
    return mincore(reinterpret_cast<void *>(address & ~std::uintptr_t{PAGE_SIZE - 1}), 1, &resident) == 0;
}
PVOID MmMapIoSpace(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, MEMORY_CACHING_TYPE CacheType) {
    ACXSIM_DDI(kernel_ddis, "MmMapIoSpace");
    (void)CacheType;
    return map_registers(PhysicalAddress, NumberOfBytes);
}
PVOID MmMapIoSpaceEx(PHYSICAL_ADDRESS PhysicalAddress, SIZE_T NumberOfBytes, ULONG Protect) {
    ACXSIM_DDI(kernel_ddis, "MmMapIoSpaceEx");
    if ((Protect & (PAGE_READONLY | PAGE_READWRITE | PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE)) == 0) {
        return nullptr;
    }
    return map_registers(PhysicalAddress, NumberOfBytes);
}
VOID MmUnmapIoSpace(PVOID BaseAddress, SIZE_T NumberOfBytes) {
    ACXSIM_DDI(kernel_ddis, "MmUnmapIoSpace");
    if (acxsim::kernel::Executive::current().registers().unmap(BaseAddress, NumberOfBytes)) return;
    const std::string where =
        acxsim::kernel::Executive::current().registers().explain_address(reinterpret_cast<std::uintptr_t>(BaseAddress));
    raise_bug_check(0xC4, {0x0A, reinterpret_cast<std::uintptr_t>(BaseAddress), NumberOfBytes, 0},
                    fmt::format("MmUnmapIoSpace of {} bytes that were not mapped so{}{}", NumberOfBytes,
                                where.empty() ? "" : ": ", where));
}
PVOID MmAllocateContiguousMemory(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS HighestAcceptableAddress) {
    ACXSIM_DDI(kernel_ddis, "MmAllocateContiguousMemory");
    return allocate_contiguous(NumberOfBytes, static_cast<std::uint64_t>(HighestAcceptableAddress.QuadPart));
}
PVOID MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS LowestAcceptableAddress,
                                             PHYSICAL_ADDRESS HighestAcceptableAddress,
                                             PHYSICAL_ADDRESS BoundaryAddressMultiple, MEMORY_CACHING_TYPE CacheType) {
    ACXSIM_DDI(kernel_ddis, "MmAllocateContiguousMemorySpecifyCache");
    (void)LowestAcceptableAddress;
    (void)BoundaryAddressMultiple;
    (void)CacheType;
    return allocate_contiguous(NumberOfBytes, static_cast<std::uint64_t>(HighestAcceptableAddress.QuadPart));
}
VOID MmFreeContiguousMemory(PVOID BaseAddress) {
    ACXSIM_DDI(kernel_ddis, "MmFreeContiguousMemory");
    Pool::current().free(BaseAddress, 0, MemoryKind::Contiguous);
}
VOID MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes, MEMORY_CACHING_TYPE CacheType) {
    ACXSIM_DDI(kernel_ddis, "MmFreeContiguousMemorySpecifyCache");
    (void)CacheType;
    const auto block = Pool::current().block_of(BaseAddress);
    if (block && !block->freed && block->size_bytes != NumberOfBytes) {
        raise_bug_check(0xC2, {0x46, reinterpret_cast<std::uintptr_t>(BaseAddress), NumberOfBytes, block->size_bytes},
                        fmt::format("MmFreeContiguousMemorySpecifyCache of {} bytes for a block of {}", NumberOfBytes,
                                    block->size_bytes));
        return;
    }
    Pool::current().free(BaseAddress, 0, MemoryKind::Contiguous);
}

} // extern "C"
