// SPDX-License-Identifier: MIT
#include "sim/acx/packet_geometry.hpp"

#include "hwmodel/memory/physical_memory.hpp"

namespace acxsim::acx {

namespace {

constexpr std::uint64_t page = hw::page_size_bytes;

PacketFault check_descriptor(const PacketEntry &entry, std::size_t index) {
    if (!entry.structure_size_ok) return PacketFault::StructureSize;
    if (entry.type == DescriptorType::Invalid) {
        return index == 0 ? PacketFault::Type : PacketFault::None; // the second packet may share the first one's buffer
    }
    if (entry.type != DescriptorType::Mdl) return PacketFault::Type;
    if (!entry.mdl_present) return PacketFault::NoMdl;
    if (entry.mdl_byte_offset != 0 || entry.mdl_byte_count == 0 || entry.mdl_byte_count % page != 0) {
        return PacketFault::PageAlignment;
    }
    if (entry.buffer_length != entry.mdl_byte_count) return PacketFault::Length;
    return PacketFault::None;
}

bool overlap(const PacketEntry &first, const PacketEntry &second) {
    const std::uint64_t first_end = std::uint64_t{first.offset} + first.size;
    const std::uint64_t second_end = std::uint64_t{second.offset} + second.size;
    return first.offset < second_end && second.offset < first_end;
}

} // namespace

PacketFault check_packets(std::span<const PacketEntry> entries, std::uint32_t packet_size_bytes) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (const PacketFault fault = check_descriptor(entries[i], i); fault != PacketFault::None) return fault;
    }
    const PacketEntry &first = entries.front();
    for (const PacketEntry &entry : entries) {
        if (entry.size < packet_size_bytes) return PacketFault::SizeTooSmall;
        if (entry.size != first.size) return PacketFault::SizesDiffer;
        const std::uint64_t buffer =
            entry.type == DescriptorType::Invalid ? first.mdl_byte_count : entry.mdl_byte_count;
        if (std::uint64_t{entry.offset} + entry.size > buffer) return PacketFault::BeyondBuffer;
    }
    if (entries.size() == 1) {
        return first.offset != 0 || first.size % page != 0 ? PacketFault::SinglePacket : PacketFault::None;
    }

    const PacketEntry &second = entries[1];
    const bool shared = second.type == DescriptorType::Invalid;
    const bool same_memory = shared || second.bus_address == first.bus_address;
    if (same_memory && overlap(first, second)) return PacketFault::Overlap;
    const std::uint64_t first_end = std::uint64_t{first.offset} + first.size;
    const bool contiguous = shared ? second.offset == first_end : first_end % page == 0 && second.offset % page == 0;
    return contiguous ? PacketFault::None : PacketFault::NotContiguous;
}

} // namespace acxsim::acx
