// SPDX-License-Identifier: MIT
//
// Pool memory: one large reserved region, handed out upwards with a page that cannot be touched after every block.
#include "sim/kernel/pool.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "sim/core/assert.hpp"
#include "sim/kernel/bug_check.hpp"
#include "sim/kernel/executive.hpp"
#include "sim/kernel/records.hpp"
#include "sim/kernel/system.hpp"

namespace acxsim::kernel {

namespace {

constexpr std::uint64_t page = hw::page_size_bytes;
constexpr std::uint64_t alignment = 16;
constexpr std::uint64_t cache_line = 64;
constexpr std::size_t freed_remembered = 4096;
constexpr std::size_t stack_depth = 16;
/// Bit of a tag that makes Windows refuse a free with any other tag.
constexpr std::uint32_t protected_pool = 0x80000000;

constexpr std::uint64_t round_up(std::uint64_t value, std::uint64_t unit) { return (value + unit - 1) / unit * unit; }

std::string hex(std::uint64_t value) { return fmt::format("{:#x}", value); }

} // namespace

Pool &Pool::current() { return Executive::current().pool(); }

Pool::Pool(System &system) : system_(system) {
    // The largest region the host grants; only address space, no memory, is taken.
    for (region_size_ = 1ULL << 37; region_size_ >= 1ULL << 28; region_size_ /= 2) {
        void *mapped = mmap(nullptr, region_size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (mapped == MAP_FAILED) continue;
        region_ = reinterpret_cast<std::uintptr_t>(mapped);
        break;
    }
    ACXSIM_ASSERT(region_ != 0, "no address space for pool memory");
    next_ = region_ + page;
}

Pool::~Pool() {
    for (auto &[address, owned] : blocks_) {
        if (!owned.block.freed && owned.bus != 0) system_.memory().unmap(owned.bus, owned.pages);
    }
    munmap(reinterpret_cast<void *>(region_), region_size_);
}

std::uint64_t Pool::callback_hash() const {
    const CallFrame *callback = system_.innermost_callback();
    return callback == nullptr ? 0 : callback->name_hash;
}

std::uintptr_t Pool::take_pages(std::uint64_t pages, std::uint64_t &granted) {
    granted = pages;
    const std::uint64_t wanted = (pages + 1) * page;
    if (wanted > region_size_ - 2 * page) return 0;
    // Upwards; when the end is reached, again from the beginning through gaps between blocks that still live.
    for (int round = 0; round < 2; ++round) {
        while (next_ + wanted <= region_ + region_size_) {
            auto above = blocks_.lower_bound(next_);
            if (above != blocks_.begin()) {
                const Owned &below = std::prev(above)->second;
                const std::uintptr_t end = below.pages_begin + (below.pages + 1) * page;
                if (!below.block.freed && end > next_) {
                    next_ = end;
                    continue;
                }
            }
            bool in_the_way = false;
            while (above != blocks_.end() && above->first < next_ + wanted) {
                if (!above->second.block.freed) {
                    next_ = above->second.pages_begin + (above->second.pages + 1) * page;
                    in_the_way = true;
                    break;
                }
                above = blocks_.erase(above); // its address is used again: forget it
            }
            if (in_the_way) continue;
            const std::uintptr_t taken = next_;
            next_ += wanted;
            return taken;
        }
        next_ = region_ + page;
    }
    return 0;
}

void *Pool::allocate(const PoolRequest &request) {
    const std::uint64_t size = request.size_bytes;
    if (size > region_size_ / 4) return nullptr;
    const bool starts_on_page = request.page_aligned || size >= page;
    const std::uint64_t unit = request.cache_aligned ? cache_line : alignment;
    const std::uint64_t rounded = std::max(round_up(size, unit), unit);
    std::uint64_t pages = 0;
    const std::uintptr_t begin = take_pages(round_up(rounded, page) / page, pages);
    if (begin == 0) return nullptr;
    if (mprotect(reinterpret_cast<void *>(begin), pages * page, PROT_READ | PROT_WRITE) != 0) return nullptr;

    const std::uintptr_t end = begin + pages * page;
    const std::uintptr_t address = starts_on_page ? begin : end - rounded;
    std::memset(reinterpret_cast<void *>(begin), fence, address - begin);
    if (!request.zeroed) std::memset(reinterpret_cast<void *>(address), poison, size); // fresh pages are zero
    std::memset(reinterpret_cast<void *>(address + size), fence, end - address - size);

    Owned owned;
    owned.block = {next_allocation_++, address, size, request.tag, request.kind, request.paged, false, {}};
    owned.pages_begin = begin;
    owned.pages = pages;
    owned.bus = request.paged ? 0 : system_.memory().map(reinterpret_cast<void *>(begin), pages, request.below_4_gib);
    owned.allocated_ns = core::nanoseconds_of(system_.now());
    owned.freed_ns = 0;
    owned.stack = capture_ddi_stack(stack_depth);
    if (owned.stack.empty()) owned.stack = capture_stack(__builtin_frame_address(0), stack_depth);
    if (const CallFrame *callback = system_.innermost_callback()) owned.callback = callback->name;
    live_bytes_ += size;
    const Block made = owned.block;
    blocks_.insert_or_assign(begin, std::move(owned));
    if (made.kind == MemoryKind::Pool || made.kind == MemoryKind::Contiguous) {
        system_.trace().emit(PoolAllocated{made.tag, made.paged ? 1U : 0U, made.allocation, size, callback_hash(),
                                           system_.callback_object()});
    }
    return reinterpret_cast<void *>(address);
}

const Pool::Owned *Pool::find(std::uintptr_t address) const {
    const Owned *owned = nearest(address);
    if (owned == nullptr || address >= owned->pages_begin + owned->pages * page) return nullptr;
    return owned;
}

/// The block whose pages, or the untouchable page behind them, hold the address.
const Pool::Owned *Pool::nearest(std::uintptr_t address) const {
    if (!region_contains(address)) return nullptr;
    auto above = blocks_.upper_bound(address);
    if (above == blocks_.begin()) return nullptr;
    const Owned &owned = std::prev(above)->second;
    if (address >= owned.pages_begin + (owned.pages + 1) * page) return nullptr;
    return &owned;
}

bool Pool::fences_intact(const Owned &owned, std::uint64_t &offset, bool &before) const {
    const auto wrong = [](unsigned char byte) { return byte != fence; };
    const auto *begin = reinterpret_cast<const unsigned char *>(owned.pages_begin);
    const auto *block = reinterpret_cast<const unsigned char *>(owned.block.address);
    const auto *block_end = block + owned.block.size_bytes;
    const auto *end = begin + owned.pages * page;
    if (const auto *found = std::find_if(block_end, end, wrong); found != end) {
        offset = static_cast<std::uint64_t>(found - block_end) + 1;
        before = false;
        return false;
    }
    for (const auto *byte = block; byte != begin; --byte) {
        if (wrong(byte[-1])) {
            offset = static_cast<std::uint64_t>(block - byte) + 1;
            before = true;
            return false;
        }
    }
    return true;
}

void Pool::release(Owned &owned) {
    if (owned.bus != 0) system_.memory().unmap(owned.bus, owned.pages);
    // A fresh mapping drops the memory and the access rights in one call.
    void *gone = mmap(reinterpret_cast<void *>(owned.pages_begin), owned.pages * page, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    ACXSIM_ASSERT(gone != MAP_FAILED, "pool pages could not be withdrawn");
    owned.bus = 0;
    owned.block.freed = true;
    owned.freed_ns = core::nanoseconds_of(system_.now());
    owned.free_stack = capture_ddi_stack(stack_depth);
    if (const CallFrame *callback = system_.innermost_callback()) owned.freed_by = callback->name;
    live_bytes_ -= owned.block.size_bytes;
    if (freed_.size() < freed_remembered) {
        freed_.push_back(owned.pages_begin);
        return;
    }
    const std::uintptr_t oldest = freed_[next_freed_];
    freed_[next_freed_] = owned.pages_begin;
    next_freed_ = (next_freed_ + 1) % freed_remembered;
    if (auto found = blocks_.find(oldest); found != blocks_.end() && found->second.block.freed) blocks_.erase(found);
}

void Pool::free(void *pointer, std::uint32_t tag, MemoryKind kind) {
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(pointer);
    Owned *owned = const_cast<Owned *>(find(address));
    if (owned == nullptr) {
        raise_bug_check(0xC2, {0x46, address, 0, 0},
                        address == 0 ? "a null pointer was freed"
                                     : "an address was freed that is not pool memory: " + hex(address));
        return;
    }
    if (owned->block.freed) {
        raise_bug_check(0xC2, {0x7, address, owned->block.tag, 0},
                        "a block was freed that is free already: " + explain_address(address));
        return;
    }
    if (address != owned->block.address) {
        raise_bug_check(0xC2, {0x46, address, owned->block.address, 0},
                        "an address was freed that is not the start of a block: " + explain_address(address));
        return;
    }
    if (kind == MemoryKind::Pool && owned->block.kind == MemoryKind::Mdl) kind = MemoryKind::Mdl;
    if (kind != owned->block.kind) {
        static constexpr std::string_view freeing[] = {"ExFreePool",
                                                       "MmFreeContiguousMemory",
                                                       "MmFreePagesFromMdl",
                                                       "IoFreeMdl",
                                                       "the call that deletes this object",
                                                       "the framework, when its object goes"};
        raise_bug_check(0xC2, {0x46, address, owned->block.tag, 0},
                        fmt::format("a block was freed by the wrong function; it is freed by {}: {}",
                                    freeing[static_cast<std::size_t>(owned->block.kind)], explain_address(address)));
        return;
    }
    // Windows stops for a wrong tag only where the block's own asks for protection; elsewhere a rule names it.
    if ((owned->block.tag & protected_pool) != 0 && tag != owned->block.tag) {
        raise_bug_check(0xC2, {0xA, address, owned->block.tag, tag},
                        fmt::format("a block was freed with the tag '{}' that was allocated with '{}': {}",
                                    tag_text(tag), tag_text(owned->block.tag), explain_address(address)));
        return;
    }
    std::uint64_t offset = 0;
    bool before = false;
    if (!fences_intact(*owned, offset, before)) {
        raise_bug_check(0x19, {before ? 0x20U : 0x21U, address, owned->block.size_bytes, offset},
                        fmt::format("memory was written {} {} {} of a block that is being freed: {}", offset,
                                    offset == 1 ? "byte" : "bytes", before ? "before the start" : "past the end",
                                    explain_address(address)));
        return;
    }
    if (free_guard_ != nullptr) free_guard_(free_guard_owner_, address, owned->block.size_bytes);
    const Block gone = owned->block;
    release(*owned);
    if (gone.kind == MemoryKind::Pool || gone.kind == MemoryKind::Contiguous) {
        system_.trace().emit(PoolFreed{gone.tag, tag, gone.allocation, gone.size_bytes, callback_hash()});
    }
}

std::optional<Pool::Block> Pool::block_of(const void *pointer) const {
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(pointer);
    const Owned *owned = find(address);
    if (owned == nullptr || address < owned->block.address) return std::nullopt;
    if (address > owned->block.address && address >= owned->block.address + owned->block.size_bytes)
        return std::nullopt;
    Block block = owned->block;
    block.callback = owned->callback;
    return block;
}

bool Pool::holds(const void *pointer, std::uint64_t size_bytes) const {
    const auto block = block_of(pointer);
    if (!block || block->freed) return false;
    const std::uint64_t offset = reinterpret_cast<std::uintptr_t>(pointer) - block->address;
    return size_bytes <= block->size_bytes - offset;
}

hw::BusAddress Pool::bus_address_of(const void *pointer) {
    const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(pointer);
    if (region_contains(address)) {
        Owned *owned = const_cast<Owned *>(find(address));
        if (owned == nullptr || owned->block.freed) return 0;
        if (owned->bus == 0)
            owned->bus = system_.memory().map(reinterpret_cast<void *>(owned->pages_begin), owned->pages);
        return owned->bus + (address - owned->pages_begin);
    }
    const std::uintptr_t base = address & ~static_cast<std::uintptr_t>(page - 1);
    auto found = foreign_.find(base);
    if (found == foreign_.end()) {
        found = foreign_.emplace(base, Foreign{system_.memory().map(reinterpret_cast<void *>(base), 1)}).first;
    }
    return found->second.bus + (address - base);
}

std::string Pool::tag_text(std::uint32_t tag) {
    std::string text;
    for (int i = 0; i < 4; ++i) {
        const char c = static_cast<char>(tag >> (8 * i));
        text += c >= ' ' && c <= '~' ? c : '.';
    }
    return text;
}

std::string Pool::explain_address(std::uintptr_t address) const {
    if (!region_contains(address)) return {};
    const Owned *owned = nearest(address);
    if (owned == nullptr) {
        const Owned *below = nullptr;
        if (auto above = blocks_.upper_bound(address); above != blocks_.begin()) below = &std::prev(above)->second;
        return below == nullptr ? "in pool memory that was never handed out"
                                : "in pool memory that holds no block (freed long ago, or never handed out)";
    }
    const Block &block = owned->block;
    static constexpr std::string_view made_by[] = {"tagged",
                                                   "of contiguous memory, tag",
                                                   "of MDL pages, tag",
                                                   "holding an MDL, tag",
                                                   "holding a kernel object, tag",
                                                   "of the framework, tag"};
    std::string where;
    if (address < block.address) {
        where = fmt::format("{} bytes before", block.address - address);
    } else if (address < block.address + block.size_bytes) {
        where = fmt::format("byte {} of", address - block.address);
    } else if (const std::uint64_t past = address - block.address - block.size_bytes; past == 0) {
        where = block.size_bytes == 0 ? "in" : "the first byte past the end of";
    } else {
        where = fmt::format("{} bytes past the end of", past);
    }
    std::string text = fmt::format("{} the {}-byte block {} '{}', allocation {}, allocated at {} ns", where,
                                   block.size_bytes, made_by[static_cast<std::size_t>(block.kind)], tag_text(block.tag),
                                   block.allocation, owned->allocated_ns);
    if (!owned->callback.empty()) text += " in " + owned->callback;
    if (block.freed) {
        text += fmt::format(", freed at {} ns", owned->freed_ns);
        if (!owned->freed_by.empty()) text += " in " + owned->freed_by;
    }
    return text;
}

std::vector<std::uintptr_t> Pool::stack_of(std::uint64_t allocation) const {
    for (const auto &[address, owned] : blocks_) {
        if (owned.block.allocation == allocation && !owned.block.freed) return owned.stack;
    }
    return {};
}

std::vector<Leak> Pool::leaks() const {
    std::vector<const Owned *> live;
    for (const auto &[address, owned] : blocks_) {
        const MemoryKind kind = owned.block.kind;
        if (!owned.block.freed && kind != MemoryKind::Framework && kind != MemoryKind::Mdl) live.push_back(&owned);
    }
    std::sort(live.begin(), live.end(),
              [](const Owned *a, const Owned *b) { return a->block.allocation < b->block.allocation; });
    std::vector<Leak> leaks;
    for (const Owned *owned : live) {
        const auto same = [owned](const Leak &leak) {
            return leak.tag == owned->block.tag && leak.size_bytes == owned->block.size_bytes &&
                   leak.kind == owned->block.kind && leak.callback == owned->callback && leak.stack == owned->stack;
        };
        if (auto found = std::find_if(leaks.begin(), leaks.end(), same); found != leaks.end()) {
            ++found->count;
            continue;
        }
        leaks.push_back({owned->block.tag, owned->block.size_bytes, 1, owned->block.allocation, owned->block.kind,
                         owned->stack, owned->callback});
    }
    return leaks;
}

} // namespace acxsim::kernel
