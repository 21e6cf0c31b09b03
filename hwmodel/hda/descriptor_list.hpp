// SPDX-License-Identifier: MIT
//
// A buffer descriptor list entry: 16 bytes, address (64 bits), length, bit 0 of the last word = interrupt on
// completion. Follows hwmodel.md 1.3, HDA 1.0a section 3.6.3.
#pragma once

#include <cstdint>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::hw::hda {

inline constexpr std::uint32_t descriptor_size_bytes = 16;
inline constexpr std::uint32_t buffer_alignment_bytes = 128;

struct Descriptor {
    BusAddress address = 0;
    std::uint32_t size_bytes = 0;
    bool interrupt_on_completion = false;
    bool reached = false; ///< the entry could be read

    /// At least one 16-bit word, and readable.
    bool usable() const { return reached && size_bytes >= 2; }
    /// Tells two descriptors apart, most likely.
    std::uint32_t checksum() const;
};

/// The device's own read: an unreachable list is a DmaFault.
Descriptor fetch_descriptor(PhysicalMemory &memory, core::ObjectId device, BusAddress list, unsigned index);

/// An instrument's look at the same bytes: leaves no record.
Descriptor peek_descriptor(const PhysicalMemory &memory, BusAddress list, unsigned index);

/// Entries 0..last as ranges; stops at the first that cannot be read.
std::vector<DmaRange> peek_ranges(const PhysicalMemory &memory, BusAddress list, unsigned last);

} // namespace acxsim::hw::hda
