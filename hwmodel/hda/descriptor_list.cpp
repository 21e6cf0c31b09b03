// SPDX-License-Identifier: MIT
//
// Entries are little-endian and 16-byte aligned (the list base is 128-byte aligned), so none crosses a page.
#include "hwmodel/hda/descriptor_list.hpp"

#include <array>
#include <cstring>

namespace acxsim::hw::hda {

namespace {

Descriptor parse(const std::byte *bytes) {
    const auto word = [bytes](unsigned index) {
        std::uint32_t value = 0;
        for (unsigned i = 0; i < 4; ++i)
            value |= std::to_integer<std::uint32_t>(bytes[index * 4 + i]) << (i * 8);
        return value;
    };
    Descriptor descriptor;
    descriptor.address = word(0) | std::uint64_t{word(1)} << 32;
    descriptor.size_bytes = word(2);
    descriptor.interrupt_on_completion = (word(3) & 1u) != 0;
    descriptor.reached = true;
    return descriptor;
}

} // namespace

std::uint32_t Descriptor::checksum() const {
    std::uint64_t mixed = 0x9e37'79b9'7f4a'7c15u;
    for (const std::uint64_t part : {address, std::uint64_t{size_bytes} << 1 | (interrupt_on_completion ? 1u : 0u)}) {
        mixed = (mixed ^ part) * 0xff51'afd7'ed55'8ccdu;
        mixed ^= mixed >> 33;
    }
    return static_cast<std::uint32_t>(mixed);
}

Descriptor fetch_descriptor(PhysicalMemory &memory, core::ObjectId device, BusAddress list, unsigned index) {
    std::array<std::byte, descriptor_size_bytes> bytes;
    if (!memory.read(device, list + std::uint64_t{index} * descriptor_size_bytes, bytes)) return {};
    return parse(bytes.data());
}

Descriptor peek_descriptor(const PhysicalMemory &memory, BusAddress list, unsigned index) {
    const std::byte *bytes = memory.translate(list + std::uint64_t{index} * descriptor_size_bytes);
    return bytes == nullptr ? Descriptor{} : parse(bytes);
}

std::vector<DmaRange> peek_ranges(const PhysicalMemory &memory, BusAddress list, unsigned last) {
    std::vector<DmaRange> ranges;
    for (unsigned i = 0; i <= last; ++i) {
        const Descriptor descriptor = peek_descriptor(memory, list, i);
        if (!descriptor.usable()) break;
        ranges.push_back({descriptor.address, descriptor.size_bytes});
    }
    return ranges;
}

} // namespace acxsim::hw::hda
