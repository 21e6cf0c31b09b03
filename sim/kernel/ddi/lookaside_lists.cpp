// SPDX-License-Identifier: MIT
//
// DDIs: lookaside lists. Entries come from pool and go back to it each time: how many a list keeps is the system's own
// choice on Windows too, and kept entries would hide a use after free. Pages: wdm/nf-wdm-exinitializelookasidelistex,
// wdm/nf-wdm-exinitializenpagedlookasidelist and their neighbours.
#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/ddi/driver_objects.hpp"
#include "sim/kernel/ddi_table.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

using namespace acxsim::kernel;

namespace {

/// What the memory of all three kinds of list holds.
struct List {
    std::uint64_t mark;
    std::uint64_t size_bytes;
    std::uint32_t tag;
    std::uint32_t flags;
    POOL_TYPE type;
    std::uint32_t extended; // LOOKASIDE_LIST_EX: its routines get the list as well
    void *allocate;
    void *free;
};
static_assert(sizeof(List) <= sizeof(LOOKASIDE_LIST_EX));
static_assert(sizeof(List) <= sizeof(NPAGED_LOOKASIDE_LIST));
constexpr std::uint64_t list_mark = 0x6564'6973'616b'6f6fULL;

List *checked(void *memory, std::string_view ddi) {
    auto *list = static_cast<List *>(memory);
    if (list != nullptr && list->mark == list_mark) return list;
    raise_bug_check(0xC4, {1, reinterpret_cast<std::uintptr_t>(memory), 0, 0},
                    fmt::format("{} was given a lookaside list that was never initialised, or was deleted", ddi));
    return nullptr;
}

void initialise(void *memory, void *allocate, void *free, POOL_TYPE type, ULONG flags, SIZE_T size, ULONG tag,
                bool extended) {
    *static_cast<List *>(memory) = {list_mark, size, tag, flags, type, extended, allocate, free};
}

void remove(void *memory, std::string_view ddi) {
    if (List *list = checked(memory, ddi)) list->mark = 0;
}

bool paged(const List &list) { return (static_cast<unsigned>(list.type) & 1) != 0; }

PVOID take(void *memory, std::string_view ddi) {
    List *list = checked(memory, ddi);
    if (list == nullptr) return nullptr;
    if (paged(*list)) irql_violated(System::current(), apc_level, ddi);
    PVOID entry = nullptr;
    if (list->allocate == nullptr) {
        entry = Pool::current().allocate(
            {.size_bytes = list->size_bytes, .tag = list->tag, .paged = paged(*list), .zeroed = false});
    } else {
        CallbackScope scope("LookasideListAllocate", 0, list->allocate);
        entry = list->extended
                    ? reinterpret_cast<PALLOCATE_FUNCTION_EX>(list->allocate)(list->type, list->size_bytes, list->tag,
                                                                              static_cast<PLOOKASIDE_LIST_EX>(memory))
                    : reinterpret_cast<PALLOCATE_FUNCTION>(list->allocate)(list->type, list->size_bytes, list->tag);
        scope.returned();
    }
    const bool raises = list->extended ? (list->flags & EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL) != 0 : false;
    if (entry == nullptr && raises) ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    return entry;
}

void give_back(void *memory, PVOID entry, std::string_view ddi) {
    List *list = checked(memory, ddi);
    if (list == nullptr) return;
    if (paged(*list)) irql_violated(System::current(), apc_level, ddi);
    if (list->free == nullptr) {
        Pool::current().free(entry, list->tag);
        return;
    }
    CallbackScope scope("LookasideListFree", 0, list->free);
    if (list->extended) {
        reinterpret_cast<PFREE_FUNCTION_EX>(list->free)(entry, static_cast<PLOOKASIDE_LIST_EX>(memory));
    } else {
        reinterpret_cast<PFREE_FUNCTION>(list->free)(entry);
    }
    scope.returned();
}

} // namespace

extern "C" {

NTSTATUS ExInitializeLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PALLOCATE_FUNCTION_EX Allocate,
                                     PFREE_FUNCTION_EX Free, POOL_TYPE PoolType, ULONG Flags, SIZE_T Size, ULONG Tag,
                                     USHORT Depth) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeLookasideListEx");
    constexpr ULONG both = EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL | EX_LOOKASIDE_LIST_EX_FLAGS_FAIL_NO_RAISE;
    if (Depth != 0) return STATUS_INVALID_PARAMETER_8; // reserved
    if ((Flags & ~both) != 0 || Flags == both) return STATUS_INVALID_PARAMETER_5;
    if (Allocate != nullptr && Flags != 0) return STATUS_INVALID_PARAMETER_5; // flags are for the default routines
    initialise(Lookaside, reinterpret_cast<void *>(Allocate), reinterpret_cast<void *>(Free), PoolType, Flags, Size,
               Tag, true);
    return STATUS_SUCCESS;
}
VOID ExDeleteLookasideListEx(PLOOKASIDE_LIST_EX Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExDeleteLookasideListEx");
    remove(Lookaside, "ExDeleteLookasideListEx");
}
VOID ExFlushLookasideListEx(PLOOKASIDE_LIST_EX Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExFlushLookasideListEx");
    checked(Lookaside, "ExFlushLookasideListEx"); // nothing is kept
}
PVOID ExAllocateFromLookasideListEx(PLOOKASIDE_LIST_EX Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExAllocateFromLookasideListEx");
    return take(Lookaside, "ExAllocateFromLookasideListEx");
}
VOID ExFreeToLookasideListEx(PLOOKASIDE_LIST_EX Lookaside, PVOID Entry) {
    ACXSIM_DDI(kernel_ddis, "ExFreeToLookasideListEx");
    give_back(Lookaside, Entry, "ExFreeToLookasideListEx");
}
VOID ExInitializeNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
                                     ULONG Flags, SIZE_T Size, ULONG Tag, USHORT Depth) {
    ACXSIM_DDI(kernel_ddis, "ExInitializeNPagedLookasideList");
    (void)Depth;
    initialise(Lookaside, reinterpret_cast<void *>(Allocate), reinterpret_cast<void *>(Free), NonPagedPoolNx, Flags,
               Size, Tag, false);
}
VOID ExDeleteNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExDeleteNPagedLookasideList");
    remove(Lookaside, "ExDeleteNPagedLookasideList");
}
PVOID ExAllocateFromNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExAllocateFromNPagedLookasideList");
    return take(Lookaside, "ExAllocateFromNPagedLookasideList");
}
VOID ExFreeToNPagedLookasideList(PNPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry) {
    ACXSIM_DDI(kernel_ddis, "ExFreeToNPagedLookasideList");
    give_back(Lookaside, Entry, "ExFreeToNPagedLookasideList");
}
VOID ExInitializePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PALLOCATE_FUNCTION Allocate, PFREE_FUNCTION Free,
                                    ULONG Flags, SIZE_T Size, ULONG Tag, USHORT Depth) {
    ACXSIM_DDI(kernel_ddis, "ExInitializePagedLookasideList");
    (void)Depth;
    initialise(Lookaside, reinterpret_cast<void *>(Allocate), reinterpret_cast<void *>(Free), PagedPool, Flags, Size,
               Tag, false);
}
VOID ExDeletePagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExDeletePagedLookasideList");
    remove(Lookaside, "ExDeletePagedLookasideList");
}
PVOID ExAllocateFromPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside) {
    ACXSIM_DDI(kernel_ddis, "ExAllocateFromPagedLookasideList");
    return take(Lookaside, "ExAllocateFromPagedLookasideList");
}
VOID ExFreeToPagedLookasideList(PPAGED_LOOKASIDE_LIST Lookaside, PVOID Entry) {
    ACXSIM_DDI(kernel_ddis, "ExFreeToPagedLookasideList");
    give_back(Lookaside, Entry, "ExFreeToPagedLookasideList");
}

} // extern "C"
