// SPDX-License-Identifier: MIT
//
// System memory as devices see it: page frames at bus addresses that differ from the processor's virtual addresses,
// reached through an IOMMU map. The kernel floor maps pages when it hands out memory and unmaps them when it is freed;
// a device that touches anything else gets a DMA fault on record, never a crash of ours.
// Leaves out: caches (the bus is snooped), page-table walks (folded into memory latency).
// Follows hwmodel.md 2.5 and design.md section 4.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/core/simulation.hpp"

namespace acxsim::hw {

using BusAddress = std::uint64_t;

inline constexpr std::uint64_t page_size_bytes = 4096;

/// A device that relies on its pages being there while nobody looks.
class UnmapListener {
public:
    virtual ~UnmapListener() = default;
    /// Pages are about to vanish: whatever the device has done to memory by now must be done.
    virtual void before_unmap() = 0;
};

class PhysicalMemory {
public:
    explicit PhysicalMemory(core::Simulation &simulation);

    /// First frame number handed out; frames are handed out in ascending order so that runs agree.
    static constexpr std::uint64_t first_frame = 0x100000; // bus address 4 GiB: a device with 32-bit masks is found out

    /// Reserves `pages` consecutive frames and maps them to host memory (page-aligned, `pages` long).
    /// `below_4_gib` places them under 4 GiB for devices that cannot reach further.
    BusAddress map(void *host, std::uint64_t pages, bool below_4_gib = false);
    /// Unmaps frames; later device access to them is a DMA fault. Frame numbers are never reused.
    void unmap(BusAddress address, std::uint64_t pages);

    void add_listener(UnmapListener &listener) { listeners_.push_back(&listener); }
    void remove_listener(UnmapListener &listener) { std::erase(listeners_, &listener); }
    /// Differs after pages have been unmapped.
    std::uint64_t unmap_count() const { return unmaps_; }

    /// Host address behind a bus address, nullptr if unmapped. Valid to the end of that page only.
    std::byte *translate(BusAddress address) const {
        const std::uint64_t frame = address / page_size_bytes;
        if (frame - first_frame < high_.size()) [[likely]] {
            std::byte *page = high_[frame - first_frame];
            return page == nullptr ? nullptr : page + address % page_size_bytes;
        }
        return translate_low(address);
    }

    /// Device reads / writes. Bytes that cannot be reached read as zero / are lost; one DmaFault record names the
    /// first. Returns false if any byte was out of reach. `device` is the object that asks, for the record.
    bool read(core::ObjectId device, BusAddress address, std::span<std::byte> into);
    bool write(core::ObjectId device, BusAddress address, std::span<const std::byte> from);

    std::uint64_t faults() const { return faults_; }

private:
    std::byte *translate_low(BusAddress address) const;
    void fault(core::ObjectId device, BusAddress address, bool is_write, std::size_t size_bytes);

    core::Simulation &simulation_;
    std::vector<std::byte *> high_; // index: frame - first_frame
    std::vector<std::byte *> low_;  // index: frame - first_low_frame
    std::vector<UnmapListener *> listeners_;
    std::uint64_t unmaps_ = 0;
    static constexpr std::uint64_t first_low_frame = 0x1000;
    std::uint64_t faults_ = 0;
};

} // namespace acxsim::hw
