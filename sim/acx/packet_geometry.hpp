// SPDX-License-Identifier: MIT
//
// May these packets be mapped into a client? The geometry rules of contract.md section 5 over plain numbers: what the
// driver's ACX_RTPACKET array says and what its MDLs hold. AMB-39: anything wrong fails the set-up of the stream's
// buffer with STATUS_INVALID_PARAMETER. The verifier judges the same numbers from the PacketDescribed records and says
// which rule was broken; here only "usable or not" counts.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace acxsim::acx {

/// Values of WDF_MEMORY_DESCRIPTOR_TYPE.
enum class DescriptorType : std::uint32_t { Invalid = 0, Buffer = 1, Mdl = 2, Handle = 3 };

/// One entry of the array, with what its MDL holds (zeroes when it has none).
struct PacketEntry {
    bool structure_size_ok = false; ///< ACX_RTPACKET_INIT was used
    DescriptorType type = DescriptorType::Invalid;
    bool mdl_present = false; ///< the descriptor names an MDL that exists
    std::uint32_t buffer_length = 0;
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    std::uint32_t mdl_byte_offset = 0;
    std::uint64_t mdl_byte_count = 0;
    std::uint64_t bus_address = 0; ///< of the MDL's first page
};

enum class PacketFault : std::uint32_t {
    None,
    StructureSize, ///< CHK-012
    Type,          ///< CHK-013, RT-BUF-03/04
    NoMdl,         ///< Mdl announced, none there, or its pages are not locked (RT-BUF-14)
    PageAlignment, ///< CHK-014, RT-BUF-05
    Length,        ///< BufferLength is not the MDL's byte count
    SizeTooSmall,  ///< CHK-020, AMB-13
    SizesDiffer,   ///< the two packets are not equally long
    BeyondBuffer,  ///< CHK-015, RT-BUF-08
    SinglePacket,  ///< CHK-016, RT-BUF-11
    Overlap,       ///< CHK-019
    NotContiguous, ///< CHK-017, RT-BUF-09/10
};

/// The first rule that the entries break, in the order of the enumerators. `packet_size_bytes` is what was asked for.
PacketFault check_packets(std::span<const PacketEntry> entries, std::uint32_t packet_size_bytes);

} // namespace acxsim::acx
