// SPDX-License-Identifier: MIT
#include "sim/kernel/mdl.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

#define NOMINMAX
#include "wdm.h"

namespace acxsim::kernel {

namespace {
constexpr std::uint32_t mdl_tag = 'M' | 'd' << 8 | 'l' << 16 | ' ' << 24;
}

std::uint64_t Mdls::callback_hash() const {
    const CallFrame *callback = system_.innermost_callback();
    return callback == nullptr ? 0 : callback->name_hash;
}

void *Mdls::make(std::uint64_t base, std::uint64_t length, void *owned_pages) {
    const std::uint64_t pages = ((base & (PAGE_SIZE - 1)) + length + PAGE_SIZE - 1) / PAGE_SIZE;
    const std::uint64_t size = sizeof(MDL) + pages * sizeof(PFN_NUMBER);
    void *memory = pool_.allocate({.size_bytes = size, .tag = mdl_tag, .kind = MemoryKind::Mdl});
    if (memory == nullptr) return nullptr;
    MDL *mdl = static_cast<MDL *>(memory);
    mdl->Size = static_cast<CSHORT>(size);
    mdl->StartVa = reinterpret_cast<PVOID>(base & ~static_cast<std::uint64_t>(PAGE_SIZE - 1));
    mdl->ByteOffset = static_cast<ULONG>(base & (PAGE_SIZE - 1));
    mdl->ByteCount = static_cast<ULONG>(length);

    Tracked tracked{next_number_++, length, owned_pages, {}, capture_ddi_stack(16)};
    if (const CallFrame *callback = system_.innermost_callback()) tracked.callback = callback->name;
    system_.trace().emit(MdlAllocated{system_.callback_object(), 0, tracked.number, length, callback_hash()});
    live_.emplace(reinterpret_cast<std::uintptr_t>(mdl), std::move(tracked));
    return mdl;
}

void *Mdls::allocate(const void *virtual_address, std::uint32_t length) {
    return make(reinterpret_cast<std::uintptr_t>(virtual_address), length, nullptr);
}

void *Mdls::allocate_with_pages(std::uint64_t size_bytes, bool zeroed, bool below_4_gib) {
    void *pages = pool_.allocate({.size_bytes = size_bytes,
                                  .tag = mdl_tag,
                                  .kind = MemoryKind::MdlPages,
                                  .zeroed = zeroed,
                                  .page_aligned = true,
                                  .below_4_gib = below_4_gib});
    if (pages == nullptr) return nullptr;
    MDL *mdl = static_cast<MDL *>(make(reinterpret_cast<std::uintptr_t>(pages), size_bytes, pages));
    if (mdl == nullptr) {
        pool_.free(pages, 0, MemoryKind::MdlPages);
        return nullptr;
    }
    build(mdl);
    mdl->MdlFlags = MDL_PAGES_LOCKED; // not mapped yet: MmGetSystemAddressForMdlSafe maps
    return mdl;
}

void Mdls::build(void *memory) {
    MDL *mdl = static_cast<MDL *>(memory);
    const ULONG pages = ADDRESS_AND_SIZE_TO_SPAN_PAGES(mdl->ByteOffset, mdl->ByteCount);
    for (ULONG i = 0; i < pages; ++i) {
        const char *byte = static_cast<const char *>(mdl->StartVa) + static_cast<std::size_t>(i) * PAGE_SIZE;
        // A block may begin inside its first page.
        MmGetMdlPfnArray(mdl)[i] = pool_.bus_address_of(byte) / PAGE_SIZE;
    }
}

void Mdls::free(void *mdl) {
    const auto found = live_.find(reinterpret_cast<std::uintptr_t>(mdl));
    if (found == live_.end()) {
        const std::string where = pool_.explain_address(reinterpret_cast<std::uintptr_t>(mdl));
        raise_bug_check(0xC2, {0x46, reinterpret_cast<std::uintptr_t>(mdl), 0, 0},
                        mdl == nullptr
                            ? std::string("IoFreeMdl was given a null pointer")
                            : "an MDL was freed that is not allocated" + (where.empty() ? "" : ": " + where));
        return;
    }
    const std::uint64_t number = found->second.number;
    const std::uint64_t byte_count = found->second.byte_count;
    live_.erase(found);
    pool_.free(mdl, 0, MemoryKind::Mdl);
    system_.trace().emit(MdlFreed{0, 0, number, byte_count, callback_hash()});
}

void Mdls::free_pages(void *mdl) {
    const auto found = live_.find(reinterpret_cast<std::uintptr_t>(mdl));
    if (found == live_.end() || found->second.pages == nullptr) {
        raise_bug_check(
            0xC2, {0x46, reinterpret_cast<std::uintptr_t>(mdl), 0, 0},
            "MmFreePagesFromMdl was given an MDL that owns no pages: they were freed already, or it was not "
            "made by MmAllocatePagesForMdl(Ex)");
        return;
    }
    void *pages = found->second.pages;
    found->second.pages = nullptr;
    static_cast<MDL *>(mdl)->MdlFlags &= ~(MDL_PAGES_LOCKED | MDL_MAPPED_TO_SYSTEM_VA);
    pool_.free(pages, 0, MemoryKind::MdlPages);
}

std::uint64_t Mdls::number_of(const void *mdl) const {
    const auto found = live_.find(reinterpret_cast<std::uintptr_t>(mdl));
    return found == live_.end() ? 0 : found->second.number;
}

std::vector<std::uintptr_t> Mdls::stack_of(std::uint64_t number) const {
    for (const auto &[address, tracked] : live_) {
        if (tracked.number == number) return tracked.stack;
    }
    return {};
}

std::vector<Leak> Mdls::leaks() const {
    std::vector<const Tracked *> live;
    for (const auto &[address, tracked] : live_)
        live.push_back(&tracked);
    std::sort(live.begin(), live.end(), [](const Tracked *a, const Tracked *b) { return a->number < b->number; });
    std::vector<Leak> leaks;
    for (const Tracked *tracked : live) {
        const auto same = [tracked](const Leak &leak) {
            return leak.size_bytes == tracked->byte_count && leak.callback == tracked->callback &&
                   leak.stack == tracked->stack;
        };
        if (auto found = std::find_if(leaks.begin(), leaks.end(), same); found != leaks.end()) {
            ++found->count;
            continue;
        }
        leaks.push_back(
            {mdl_tag, tracked->byte_count, 1, tracked->number, MemoryKind::Mdl, tracked->stack, tracked->callback});
    }
    return leaks;
}

} // namespace acxsim::kernel
