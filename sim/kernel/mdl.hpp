// SPDX-License-Identifier: MIT
//
// Memory descriptor lists: which of them exist, and what they describe. An MDL lies in kernel memory with the
// documented layout (sim/ddk/wdm/memory.h), its page frame numbers behind it; these are frames of the bus, so that a
// device that is programmed with them reaches the memory through the IOMMU map. Leaves out: separate mappings (a
// described page has one kernel address), user-mode mappings.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/kernel/pool.hpp"

namespace acxsim::kernel {

class Mdls {
public:
    explicit Mdls(System &system, Pool &pool) : system_(system), pool_(pool) {}
    Mdls(const Mdls &) = delete;
    Mdls &operator=(const Mdls &) = delete;

    /// An MDL for that range; frames are not filled in. nullptr only if the host has no memory.
    void *allocate(const void *virtual_address, std::uint32_t length);
    /// An MDL with pages of its own (MmAllocatePagesForMdlEx).
    void *allocate_with_pages(std::uint64_t size_bytes, bool zeroed, bool below_4_gib);
    /// IoFreeMdl, or ExFreePool for one with pages. Not an MDL: bug check.
    void free(void *mdl);
    /// MmFreePagesFromMdl: the pages go, the descriptor stays.
    void free_pages(void *mdl);
    /// Fills in the frames (MmBuildMdlForNonPagedPool, MmProbeAndLockPages).
    void build(void *mdl);

    /// A descriptor that was allocated and not freed.
    bool alive(const void *mdl) const { return live_.count(reinterpret_cast<std::uintptr_t>(mdl)) != 0; }
    /// Its number in the trace; 0 if it is none of ours.
    std::uint64_t number_of(const void *mdl) const;
    /// Where the MDL of that number was allocated, innermost first; empty if it is gone.
    std::vector<std::uintptr_t> stack_of(std::uint64_t number) const;
    /// What the driver has not freed, oldest first: descriptors, and pages of MmAllocatePagesForMdl without a
    /// descriptor.
    std::vector<Leak> leaks() const;

private:
    struct Tracked {
        std::uint64_t number;
        std::uint64_t byte_count;
        void *pages; // owned, or nullptr
        std::string callback;
        std::vector<std::uintptr_t> stack;
    };
    std::uint64_t callback_hash() const;
    void *make(std::uint64_t base, std::uint64_t length, void *owned_pages);

    System &system_;
    Pool &pool_;
    std::uint64_t next_number_ = 1;
    std::map<std::uintptr_t, Tracked> live_;
};

} // namespace acxsim::kernel
