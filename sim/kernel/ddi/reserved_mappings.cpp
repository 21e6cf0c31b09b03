// SPDX-License-Identifier: MIT
//
// DDIs: address ranges that are reserved for mapping pages later. In this machine all pages are mapped already, so a
// mapping's address is the one that the pages have; what is kept is what can be done wrong: tag, size, mapping twice,
// freeing while mapped. Page: wdm/nf-wdm-mmmaplockedpageswithreservedmapping.
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

/// Kept where the reserved range begins.
struct Reservation {
    std::uint64_t mark;
    std::uint64_t size_bytes;
    std::uint64_t tag;
    PMDL mapped;
};
constexpr std::uint64_t reservation_mark = 0x5245'5345'5256'4544ULL;

/// The reservation at that address and of that tag; stops the machine (SYSTEM_PTE_MISUSE) if there is none.
Reservation *checked(PVOID address, ULONG tag, std::string_view ddi) {
    Pool &pool = Pool::current();
    auto *found = static_cast<Reservation *>(address);
    if (!pool.holds(address, sizeof(Reservation)) || found->mark != reservation_mark) {
        const std::string where = pool.explain_address(reinterpret_cast<std::uintptr_t>(address));
        raise_bug_check(
            0xDA, {0x103, reinterpret_cast<std::uintptr_t>(address), 0, 0},
            fmt::format("{} was given an address that is not reserved{}{}", ddi, where.empty() ? "" : ": ", where));
        return nullptr;
    }
    if (found->tag != tag) {
        raise_bug_check(0xDA, {0x101, reinterpret_cast<std::uintptr_t>(address), tag, found->tag},
                        fmt::format("{} was given the tag '{}' for a range that was reserved with '{}'", ddi,
                                    Pool::tag_text(tag), Pool::tag_text(static_cast<std::uint32_t>(found->tag))));
        return nullptr;
    }
    return found;
}

PVOID reserve(SIZE_T size, ULONG tag) {
    if (size == 0 || tag == 0) return nullptr;
    auto *made = static_cast<Reservation *>(Pool::current().allocate(
        {.size_bytes = ROUND_TO_PAGES(size), .tag = tag, .kind = MemoryKind::Object, .page_aligned = true}));
    if (made != nullptr) *made = {reservation_mark, ROUND_TO_PAGES(size), tag, nullptr};
    return made;
}

} // namespace

extern "C" {

PVOID MmAllocateMappingAddress(SIZE_T NumberOfBytes, ULONG PoolTag) {
    ACXSIM_DDI(kernel_ddis, "MmAllocateMappingAddress");
    return reserve(NumberOfBytes, PoolTag);
}
PVOID MmAllocateMappingAddressEx(SIZE_T NumberOfBytes, ULONG PoolTag, ULONG Flags) {
    ACXSIM_DDI(kernel_ddis, "MmAllocateMappingAddressEx");
    (void)Flags;
    return reserve(NumberOfBytes, PoolTag);
}
VOID MmFreeMappingAddress(PVOID BaseAddress, ULONG PoolTag) {
    ACXSIM_DDI(kernel_ddis, "MmFreeMappingAddress");
    Reservation *found = checked(BaseAddress, PoolTag, "MmFreeMappingAddress");
    if (found == nullptr) return;
    if (found->mapped != nullptr) {
        raise_bug_check(0xDA, {0x102, reinterpret_cast<std::uintptr_t>(BaseAddress), 0, 0},
                        "MmFreeMappingAddress was called for a range in which pages are still mapped");
        return;
    }
    found->mark = 0;
    Pool::current().free(BaseAddress, 0, MemoryKind::Object);
}
PVOID MmMapLockedPagesWithReservedMapping(PVOID MappingAddress, ULONG PoolTag, PMDL MemoryDescriptorList,
                                          MEMORY_CACHING_TYPE CacheType) {
    ACXSIM_DDI(kernel_ddis, "MmMapLockedPagesWithReservedMapping");
    (void)CacheType;
    Reservation *found = checked(MappingAddress, PoolTag, "MmMapLockedPagesWithReservedMapping");
    if (found == nullptr) return nullptr;
    PMDL mdl = MemoryDescriptorList;
    if (found->mapped != nullptr) {
        raise_bug_check(0xDA, {0x107, reinterpret_cast<std::uintptr_t>(MappingAddress), 0, 0},
                        "MmMapLockedPagesWithReservedMapping was called for a range that is mapped already");
        return nullptr;
    }
    if ((mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_PARTIAL)) == 0) {
        raise_bug_check(0xC4, {7, reinterpret_cast<std::uintptr_t>(mdl), 0, 0},
                        "MmMapLockedPagesWithReservedMapping was given an MDL whose pages are not locked: call "
                        "MmProbeAndLockPages first");
        return nullptr;
    }
    const std::uint64_t pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(MmGetMdlVirtualAddress(mdl), mdl->ByteCount);
    if (pages * PAGE_SIZE > found->size_bytes) return nullptr; // the page: NULL if the range is too small
    found->mapped = mdl;
    mdl->MdlFlags |= MDL_MAPPED_TO_SYSTEM_VA;
    mdl->MappedSystemVa = mdl->StartVa; // the page: without the offset
    return MmGetMdlVirtualAddress(mdl);
}
VOID MmUnmapReservedMapping(PVOID BaseAddress, ULONG PoolTag, PMDL MemoryDescriptorList) {
    ACXSIM_DDI(kernel_ddis, "MmUnmapReservedMapping");
    Reservation *found = checked(BaseAddress, PoolTag, "MmUnmapReservedMapping");
    if (found == nullptr) return;
    if (found->mapped != MemoryDescriptorList) {
        raise_bug_check(0xDA, {0x104, reinterpret_cast<std::uintptr_t>(BaseAddress), 0, 0},
                        "MmUnmapReservedMapping was called with another MDL than the one that is mapped");
        return;
    }
    MemoryDescriptorList->MdlFlags &= ~MDL_MAPPED_TO_SYSTEM_VA;
    found->mapped = nullptr;
}

} // extern "C"
