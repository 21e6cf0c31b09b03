// SPDX-License-Identifier: MIT
#include "sim/acx/packet_buffers.hpp"

#include <algorithm>

#include "sim/acx/records.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/system.hpp"

#include "sim/acx/ddk.hpp"

namespace acxsim::acx {

namespace {

constexpr std::string_view allocate_callback = "EvtAcxStreamAllocateRtPackets";

/// The MDL's page frames, if it exists and its pages are locked.
std::span<const PFN_NUMBER> page_frames(const MDL *mdl) {
    constexpr int locked = MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL;
    if (mdl == nullptr || !kernel::Pool::current().holds(mdl, sizeof(MDL)) || (mdl->MdlFlags & locked) == 0) return {};
    const std::uint64_t pages = (std::uint64_t{mdl->ByteOffset} + mdl->ByteCount + PAGE_SIZE - 1) / PAGE_SIZE;
    if (!kernel::Pool::current().holds(mdl, sizeof(MDL) + pages * sizeof(PFN_NUMBER))) return {};
    return {reinterpret_cast<const PFN_NUMBER *>(mdl + 1), pages};
}

/// The packets' pages in our address space, nullptr if devices (and thus we) cannot reach all of them in one piece.
std::byte *host_pages(const hw::PhysicalMemory &memory, std::span<const PFN_NUMBER> frames) {
    std::byte *begin = nullptr;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        std::byte *page = memory.translate(frames[i] * hw::page_size_bytes);
        if (i == 0) begin = page;
        if (page == nullptr || page != begin + i * hw::page_size_bytes) return nullptr;
    }
    return begin;
}

} // namespace

PacketBuffers::Holding PacketBuffers::hold(const void *address) const {
    const auto block = kernel::Pool::current().block_of(address);
    if (!block || block->freed) return {};
    return {reinterpret_cast<const void *>(block->address), block->allocation, block->allocation > allocations_before_};
}

bool PacketBuffers::gone(const Holding &holding) const {
    if (holding.allocation == 0) return false;
    const auto block = kernel::Pool::current().block_of(holding.address);
    return !block || block->freed || block->allocation != holding.allocation;
}

std::uint64_t PacketBuffers::blocks_from_callback() const {
    std::uint64_t blocks = 0;
    for (const kernel::Leak &leak : kernel::Pool::current().leaks()) {
        if (leak.callback == allocate_callback) blocks += leak.count;
    }
    return blocks;
}

void PacketBuffers::misuse(std::uint32_t what, std::uint64_t index) {
    system_.trace().emit(PacketMemoryMisuse{stream_, what, index});
}

void PacketBuffers::expect_allocation() {
    allocations_before_ = kernel::Pool::current().allocations();
    blocks_before_ = blocks_from_callback();
}

PacketEntry PacketBuffers::describe(std::uint32_t index) {
    const ACX_RTPACKET &packet = static_cast<const ACX_RTPACKET *>(array_)[index];
    PacketEntry entry{.structure_size_ok = packet.Size == sizeof(ACX_RTPACKET),
                      .type = static_cast<DescriptorType>(packet.RtPacketBuffer.Type),
                      .offset = packet.RtPacketOffset,
                      .size = packet.RtPacketSize};
    if (entry.type == DescriptorType::Mdl) {
        PMDL mdl = packet.RtPacketBuffer.u.MdlType.Mdl;
        entry.buffer_length = packet.RtPacketBuffer.u.MdlType.BufferLength;
        const auto frames = page_frames(mdl);
        if (std::byte *pages = host_pages(system_.memory(), frames); pages != nullptr) {
            entry.mdl_present = true;
            entry.mdl_byte_offset = mdl->ByteOffset;
            entry.mdl_byte_count = mdl->ByteCount;
            entry.bus_address = frames[0] * hw::page_size_bytes;
            slots_[index] = {mdl, entry.offset, pages + mdl->ByteOffset + entry.offset, hold(mdl), hold(pages)};
        }
    } else if (entry.type == DescriptorType::Invalid && index > 0 && slots_[0].mdl != nullptr) {
        slots_[index] = {slots_[0].mdl, entry.offset, slots_[0].begin - slots_[0].offset + entry.offset, {}, {}};
    }
    if (!entry.structure_size_ok) {
        system_.trace().emit(
            StructureSizeWrong{stream_, index, core::hash_text("ACX_RTPACKET"), packet.Size, sizeof(ACX_RTPACKET)});
    }
    system_.trace().emit(PacketDescribed{stream_, index, static_cast<std::uint32_t>(entry.type),
                                         entry.mdl_present ? 1u : 0u, entry.buffer_length, entry.offset, entry.size,
                                         entry.mdl_byte_offset, entry.mdl_byte_count, entry.bus_address});
    return entry;
}

bool PacketBuffers::accept(std::uint32_t status, void *array, std::uint32_t packet_count,
                           std::uint32_t packet_size_bytes) {
    forget();
    const bool succeeded = static_cast<std::int32_t>(status) >= 0;
    const auto block = kernel::Pool::current().block_of(array);
    std::uint32_t backed = UINT32_MAX;
    if (array == nullptr) {
        backed = 0;
    } else if (block) {
        const std::uint64_t behind = block->address + block->size_bytes - reinterpret_cast<std::uintptr_t>(array);
        backed = block->freed ? 0 : static_cast<std::uint32_t>(behind / sizeof(ACX_RTPACKET));
    }
    system_.trace().emit(PacketsAllocated{stream_, status, packet_count, packet_size_bytes, array != nullptr ? 1u : 0u,
                                          succeeded ? backed : 0});
    if (!succeeded) {
        if (blocks_from_callback() > blocks_before_) misuse(PacketMemoryMisuse::LeftOverOnFailure, 0);
        return false;
    }
    if (array == nullptr || backed < packet_count) return false;

    array_ = array;
    array_holding_ = hold(array);
    count_ = packet_count;
    if (packet_count == 0 || packet_count > packets_max) return false; // it must not have been accepted (CHK-010)
    std::array<PacketEntry, packets_max> entries;
    for (std::uint32_t i = 0; i < packet_count; ++i)
        entries[i] = describe(i);
    usable_ = check_packets({entries.data(), packet_count}, packet_size_bytes) == PacketFault::None;
    size_bytes_ = entries[0].size;
    return usable_;
}

void PacketBuffers::check_before_free() {
    if (gone(array_holding_)) misuse(PacketMemoryMisuse::FreedEarly, 0);
    for (std::uint32_t i = 0; i < std::min(count_, packets_max); ++i) {
        if (gone(slots_[i].descriptor) || gone(slots_[i].pages)) misuse(PacketMemoryMisuse::FreedEarly, i);
    }
}

void PacketBuffers::check_after_free() {
    for (std::uint32_t i = 0; i < std::min(count_, packets_max); ++i) {
        if (kept(slots_[i].pages)) misuse(PacketMemoryMisuse::BufferNotFreed, i);
        if (kept(slots_[i].descriptor)) misuse(PacketMemoryMisuse::MdlNotFreed, i);
    }
    if (kept(array_holding_)) misuse(PacketMemoryMisuse::ArrayNotFreed, 0);
    forget();
}

std::span<std::byte> PacketBuffers::packet(std::uint32_t slot) const {
    if (!usable_ || slot >= count_) return {};
    return {slots_[slot].begin, size_bytes_};
}

std::vector<hw::DmaRange> PacketBuffers::ranges(std::uint32_t slot) const {
    std::vector<hw::DmaRange> ranges;
    if (!usable_ || slot >= count_) return ranges;
    const auto frames = page_frames(static_cast<const MDL *>(slots_[slot].mdl));
    std::uint64_t position = slots_[slot].offset; // of the MDL's memory, which begins on a page
    std::uint64_t left = size_bytes_;
    while (left > 0) {
        const std::uint64_t within = position % hw::page_size_bytes;
        const std::uint64_t piece = std::min(left, hw::page_size_bytes - within);
        const hw::BusAddress address = frames[position / hw::page_size_bytes] * hw::page_size_bytes + within;
        if (!ranges.empty() && ranges.back().address + ranges.back().size_bytes == address) {
            ranges.back().size_bytes += static_cast<std::uint32_t>(piece);
        } else {
            ranges.push_back({address, static_cast<std::uint32_t>(piece)});
        }
        position += piece;
        left -= piece;
    }
    return ranges;
}

void PacketBuffers::forget() {
    array_ = nullptr;
    array_holding_ = {};
    count_ = 0;
    size_bytes_ = 0;
    usable_ = false;
    slots_ = {};
}

} // namespace acxsim::acx
