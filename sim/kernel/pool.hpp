// SPDX-License-Identifier: MIT
//
// Kernel memory. Every allocation stands on pages of its own between pages that cannot be touched: a small block ends
// at the end of its page, so that writing past it crashes at the very instruction; blocks of a page or more begin on a
// page, as Windows promises. Freed pages become untouchable and are not handed out again soon. What lies around a block
// inside its pages holds a pattern that is checked when it is freed. Nonpaged memory is mapped for devices: bus
// addresses differ from virtual ones, and end with the block. Leaves out: lookaside behaviour, pool limits, paging
// itself. Source: ExAllocatePool2 and ExFreePoolWithTag pages; design.md section 4, "Memory".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hwmodel/memory/physical_memory.hpp"
#include "sim/kernel/stack_trace.hpp"

namespace acxsim::kernel {

class System;

/// Whose function made the block; the matching one must free it.
enum class MemoryKind : std::uint8_t {
    Pool,       ///< ExAllocatePool...
    Contiguous, ///< MmAllocateContiguousMemory...
    MdlPages,   ///< MmAllocatePagesForMdl...
    Mdl,        ///< the descriptor itself: IoAllocateMdl
    Object,     ///< work items, timers: made and deleted by calls of the driver
    Framework,  ///< belongs to KMDF or ACX, which frees it by itself
};

struct PoolRequest {
    std::uint64_t size_bytes = 0;
    std::uint32_t tag = 0;
    MemoryKind kind = MemoryKind::Pool;
    bool paged = false;
    bool zeroed = true;         ///< else the block holds 0x5A bytes
    bool page_aligned = false;  ///< implied by a page or more
    bool cache_aligned = false; ///< 64 bytes
    bool below_4_gib = false;   ///< bus address within the reach of 32-bit devices
};

/// What leaks() and rules report: allocations of one size from one place that are still there.
struct Leak {
    std::uint32_t tag = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t count = 0;
    std::uint64_t first_allocation = 0; ///< number of the first of them
    MemoryKind kind = MemoryKind::Pool;
    std::vector<std::uintptr_t> stack; ///< where it was allocated, innermost first
    std::string callback;              ///< the driver callback it was allocated in
};

class Pool {
public:
    static constexpr unsigned char poison = 0x5a; ///< memory that was never written
    static constexpr unsigned char fence = 0xfd;  ///< what surrounds a block in its pages

    explicit Pool(System &system);
    ~Pool();
    Pool(const Pool &) = delete;
    Pool &operator=(const Pool &) = delete;
    /// Of the running Executive.
    static Pool &current();

    /// Never fails but by exhaustion of the host (nullptr). Emits PoolAllocated for kinds Pool and Contiguous.
    void *allocate(const PoolRequest &request);
    /// Frees the block that begins at `address`. Tag 0 is not checked. Anything wrong is a bug check.
    void free(void *address, std::uint32_t tag = 0, MemoryKind kind = MemoryKind::Pool);

    struct Block {
        std::uint64_t allocation = 0; ///< counts from 1
        std::uintptr_t address = 0;
        std::uint64_t size_bytes = 0;
        std::uint32_t tag = 0;
        MemoryKind kind = MemoryKind::Pool;
        bool paged = false;
        bool freed = false;
        std::string_view callback;
    };
    /// The block that holds the address, or that held it until it was freed. Blocks freed long ago are forgotten.
    std::optional<Block> block_of(const void *address) const;
    /// True if all the bytes lie in one block that is still allocated.
    bool holds(const void *address, std::uint64_t size_bytes) const;
    /// Anywhere in the region that pool memory comes from.
    bool region_contains(std::uintptr_t address) const {
        return address >= region_ && address < region_ + region_size_;
    }

    /// Bus address of that byte. Paged pool and memory outside the pool (stack, globals) are mapped when first asked
    /// for.
    hw::BusAddress bus_address_of(const void *address);

    /// In words, what lies at an address that was touched: "17 bytes past the 64-byte block tagged 'abcd' ...".
    /// Empty if the address has nothing to do with pool memory.
    std::string explain_address(std::uintptr_t address) const;

    /// What the driver has not freed, oldest first. Framework memory and MDL descriptors (see Mdls) are not counted.
    std::vector<Leak> leaks() const;
    /// Where that block was allocated, innermost first; empty if it is gone.
    std::vector<std::uintptr_t> stack_of(std::uint64_t allocation) const;
    std::uint64_t allocations() const { return next_allocation_ - 1; }
    std::uint64_t live_bytes() const { return live_bytes_; }

    /// Called before a block's memory goes away: lets kernel objects inside it object (an armed KTIMER).
    using FreeGuard = void (*)(void *owner, std::uintptr_t address, std::uint64_t size_bytes);
    void set_free_guard(FreeGuard guard, void *owner) {
        free_guard_ = guard;
        free_guard_owner_ = owner;
    }

    static std::string tag_text(std::uint32_t tag);

private:
    struct Owned {
        Block block;
        std::uintptr_t pages_begin;
        std::uint64_t pages;
        hw::BusAddress bus; // 0: not mapped for devices
        std::string callback;
        std::string freed_by;
        std::vector<std::uintptr_t> stack;
        std::vector<std::uintptr_t> free_stack;
        std::int64_t allocated_ns;
        std::int64_t freed_ns;
    };

    std::uintptr_t take_pages(std::uint64_t pages, std::uint64_t &granted);
    const Owned *find(std::uintptr_t address) const;
    const Owned *nearest(std::uintptr_t address) const;
    bool fences_intact(const Owned &owned, std::uint64_t &offset, bool &before) const;
    void release(Owned &owned);
    std::uint64_t callback_hash() const;

    System &system_;
    std::uintptr_t region_ = 0;
    std::uint64_t region_size_ = 0;
    std::uintptr_t next_ = 0;
    std::uint64_t next_allocation_ = 1;
    std::uint64_t live_bytes_ = 0;
    std::map<std::uintptr_t, Owned> blocks_; // by first page; looked up, never listed in this order
    std::vector<std::uintptr_t> freed_;      // ring of the last freed ones
    std::size_t next_freed_ = 0;
    struct Foreign {
        hw::BusAddress bus;
    };
    std::map<std::uintptr_t, Foreign> foreign_; // pages outside the pool that a device was told of
    FreeGuard free_guard_ = nullptr;
    void *free_guard_owner_ = nullptr;
};

} // namespace acxsim::kernel
