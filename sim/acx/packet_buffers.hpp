// SPDX-License-Identifier: MIT
//
// The live set of RtPackets of one stream: what EvtAcxStreamAllocateRtPackets returned, inspected and put on record;
// where each packet's memory is for the client and for devices; and whether the driver really gave everything back.
// The driver owns array, MDLs and pages; the framework only remembers which pool blocks they were.
// Follows contract.md 2.2.2, 5, AMB-39; CHK-011 to 022.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hwmodel/dma_observer.hpp"
#include "sim/acx/packet_geometry.hpp"
#include "sim/core/trace.hpp"

namespace acxsim::kernel {
class System;
}

namespace acxsim::acx {

class PacketBuffers {
public:
    static constexpr std::uint32_t packets_max = 2;

    PacketBuffers(kernel::System &system, core::ObjectId stream) : system_(system), stream_(stream) {}

    /// Just before EvtAcxStreamAllocateRtPackets.
    void expect_allocation();
    /// It returned `status` and `array` (PACX_RTPACKET). Records what is there. True if the packets can be used.
    bool accept(std::uint32_t status, void *array, std::uint32_t packet_count, std::uint32_t packet_size_bytes);
    /// The array came from the driver and can go back to it through EvtAcxStreamFreeRtPackets.
    bool returnable() const { return array_ != nullptr; }
    bool usable() const { return usable_; }

    /// Just before EvtAcxStreamFreeRtPackets: has anything gone already?
    void check_before_free();
    /// After it: is anything still there? Forgets the packets.
    void check_after_free();

    void *array() const { return array_; }
    std::uint32_t count() const { return count_; }
    /// Bytes of each packet, as the driver made them (at least what was asked for).
    std::uint32_t size_bytes() const { return size_bytes_; }
    std::span<std::byte> packet(std::uint32_t slot) const;
    std::vector<hw::DmaRange> ranges(std::uint32_t slot) const;

private:
    /// A pool block that must live as long as the packets do.
    struct Holding {
        const void *address = nullptr;
        std::uint64_t allocation = 0;  ///< 0: not pool memory, cannot be followed
        bool made_for_packets = false; ///< allocated inside EvtAcxStreamAllocateRtPackets, so Free must free it
    };
    struct Slot {
        void *mdl = nullptr; ///< the MDL that describes its memory
        std::uint32_t offset = 0;
        std::byte *begin = nullptr;
        Holding descriptor;
        Holding pages;
    };

    Holding hold(const void *address) const;
    bool gone(const Holding &holding) const;
    bool kept(const Holding &holding) const { return holding.made_for_packets && !gone(holding); }
    /// Blocks that the driver holds from inside the allocation callback (of any stream).
    std::uint64_t blocks_from_callback() const;
    PacketEntry describe(std::uint32_t index);
    void misuse(std::uint32_t what, std::uint64_t index);
    void forget();

    kernel::System &system_;
    core::ObjectId stream_;
    void *array_ = nullptr;
    Holding array_holding_;
    std::uint32_t count_ = 0;
    std::uint32_t size_bytes_ = 0;
    bool usable_ = false;
    std::uint64_t allocations_before_ = 0;
    std::uint64_t blocks_before_ = 0;
    std::array<Slot, packets_max> slots_;
};

} // namespace acxsim::acx
