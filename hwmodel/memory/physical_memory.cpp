// SPDX-License-Identifier: MIT
//
// Frames are handed out in ascending order and never reused, so that a device that still holds a stale bus address
// meets a hole, not somebody else's data. Two arrays (above and below 4 GiB) stand for the IOMMU's page table.
#include "hwmodel/memory/physical_memory.hpp"

#include <algorithm>
#include <cstring>

#include "hwmodel/records.hpp"
#include "sim/core/assert.hpp"

namespace acxsim::hw {

PhysicalMemory::PhysicalMemory(core::Simulation &simulation) : simulation_(simulation) {}

BusAddress PhysicalMemory::map(void *host, std::uint64_t pages, bool below_4_gib) {
    ACXSIM_ASSERT(pages > 0, "an empty range was mapped");
    ACXSIM_ASSERT(reinterpret_cast<std::uintptr_t>(host) % page_size_bytes == 0, "mapped memory starts on a page");
    std::vector<std::byte *> &frames = below_4_gib ? low_ : high_;
    const std::uint64_t base_frame = below_4_gib ? first_low_frame : first_frame;
    const std::uint64_t frame = base_frame + frames.size();
    ACXSIM_ASSERT(!below_4_gib || frame + pages <= first_frame, "no frames are left below 4 GiB");
    auto *page = static_cast<std::byte *>(host);
    for (std::uint64_t i = 0; i < pages; ++i)
        frames.push_back(page + i * page_size_bytes);
    return frame * page_size_bytes;
}

void PhysicalMemory::unmap(BusAddress address, std::uint64_t pages) {
    for (UnmapListener *listener : listeners_)
        listener->before_unmap();
    ++unmaps_;
    for (std::uint64_t i = 0; i < pages; ++i) {
        const std::uint64_t frame = address / page_size_bytes + i;
        if (frame - first_frame < high_.size()) {
            high_[frame - first_frame] = nullptr;
        } else if (frame - first_low_frame < low_.size()) {
            low_[frame - first_low_frame] = nullptr;
        } else {
            ACXSIM_ASSERT(false, "frames were unmapped that were never mapped");
        }
    }
}

std::byte *PhysicalMemory::translate_low(BusAddress address) const {
    const std::uint64_t index = address / page_size_bytes - first_low_frame; // wraps far out of range when below
    if (index >= low_.size()) return nullptr;
    std::byte *page = low_[index];
    return page == nullptr ? nullptr : page + address % page_size_bytes;
}

bool PhysicalMemory::read(core::ObjectId device, BusAddress address, std::span<std::byte> into) {
    bool reached_all = true;
    std::size_t done = 0;
    while (done < into.size()) {
        const BusAddress at = address + done;
        const std::size_t piece =
            std::min<std::size_t>(into.size() - done, static_cast<std::size_t>(page_size_bytes - at % page_size_bytes));
        if (const std::byte *from = translate(at)) {
            std::memcpy(into.data() + done, from, piece);
        } else {
            std::memset(into.data() + done, 0, piece);
            if (reached_all) fault(device, at, false, into.size() - done);
            reached_all = false;
        }
        done += piece;
    }
    return reached_all;
}

bool PhysicalMemory::write(core::ObjectId device, BusAddress address, std::span<const std::byte> from) {
    bool reached_all = true;
    std::size_t done = 0;
    while (done < from.size()) {
        const BusAddress at = address + done;
        const std::size_t piece =
            std::min<std::size_t>(from.size() - done, static_cast<std::size_t>(page_size_bytes - at % page_size_bytes));
        if (std::byte *into = translate(at)) {
            std::memcpy(into, from.data() + done, piece);
        } else {
            if (reached_all) fault(device, at, true, from.size() - done);
            reached_all = false;
        }
        done += piece;
    }
    return reached_all;
}

void PhysicalMemory::fault(core::ObjectId device, BusAddress address, bool is_write, std::size_t size_bytes) {
    ++faults_;
    simulation_.trace.emit(DmaFault{device, is_write ? 1u : 0u, address, size_bytes});
}

} // namespace acxsim::hw
